# run: opt --passes=all
# exit: 3
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "float16"), C: T.Tensor((64, 64), "float16")):
    T.copy(A, C)
    with T.Kernel(2, 2) as (bx, by):
        A_block = T.alloc_shared((32, 32), "float16")
        T.copy(A[by * 32, bx * 32], A_block)
        T.copy(A_block, C[by * 32, bx * 32])
# expect:
# error_outside_launch.py:8:5: unsupported: a statement outside of T.Kernel: move it into the kernel
#         T.copy(A, C)
#         ^~~~~~~~~~~~
