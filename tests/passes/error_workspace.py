# run: opt --passes=all
# exit: 3
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "float16"), C: T.Tensor((64, 64), "float16")):
    W = T.alloc_global((64, 64), "float16")
    with T.Kernel(2, 2) as (bx, by):
        A_block = T.alloc_shared((32, 32), "float16")
        T.copy(A[by * 32, bx * 32], A_block)
        T.copy(A_block, C[by * 32, bx * 32])
# expect:
# error_workspace.py:8:5: unsupported: the workspace W outside of T.Kernel: make it a parameter
#         W = T.alloc_global((64, 64), "float16")
#         ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
