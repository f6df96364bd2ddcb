# run: opt --passes=all
# exit: 3
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "float16"), C: T.Tensor((64, 64), "float16")):
    with T.Kernel(2, 2) as (bx, by):
        T.copy(A[by * 32:64, 0:32], C[by * 32:64, 0:32])

# expect:
# error_tensor_copy.py:9:9: unsupported: a copy from A to C of a box whose extents are not constants: copy blocks of constant shape
#             T.copy(A[by * 32:64, 0:32], C[by * 32:64, 0:32])
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
