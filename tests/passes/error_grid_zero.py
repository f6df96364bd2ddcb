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
# error_grid_zero.py:8:5: error: the grid has an extent of 0; every extent must be at least 1 and their product below 2^31
#         with T.Kernel(0, 2) as (bx, by):
#         ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
