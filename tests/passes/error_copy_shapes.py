# run: opt --passes=all
# exit: 1
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "float16"), C: T.Tensor((64, 64), "float16")):
    with T.Kernel(2, 2) as (bx, by):
        A_block = T.alloc_shared((32, 64), "float16")
        B_block = T.alloc_shared((64, 32), "float16")
        T.copy(A[by * 32, 0], A_block)
        T.copy(A_block, B_block)
        T.copy(B_block, C[0, bx * 32])
# expect:
# error_copy_shapes.py:12:9: error: T.copy from a box of (32, 64) to a box of (64, 32)
#             T.copy(A_block, B_block)
#             ^~~~~~~~~~~~~~~~~~~~~~~~
