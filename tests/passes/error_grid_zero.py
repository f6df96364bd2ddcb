# run: opt --passes=all
# exit: 1
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "float16"), C: T.Tensor((64, 64), "float16")):
    with T.Kernel(0, 2) as (bx, by):
        A_block = T.alloc_shared((32, 32), "float16")
        T.copy(A[by * 32, bx * 32], A_block)
        T.copy(A_block, C[by * 32, bx * 32])
# expect:
# error_grid_zero.py:8:19: error: a grid extent must be positive, this one is 0
#         with T.Kernel(0, 2) as (bx, by):
#                       ^
