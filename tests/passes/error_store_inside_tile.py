# run: opt --passes=all
# exit: 3
# The rows of the block end inside a tile of the tensor, whose other rows must stay.
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "float16"), C: T.Tensor((64, 64), "float16")):
    with T.Kernel(2, 2) as (bx, by):
        A_block = T.alloc_shared((16, 32), "float16")
        T.copy(A[by * 32, bx * 32], A_block)
        T.copy(A_block, C[by * 32, bx * 32])

# expect:
# error_store_inside_tile.py:12:9: unsupported: a block of C of 16 elements in dim 0, stored into a larger dim: blocks that are stored end at a multiple of 32 or where the tensor ends
#             T.copy(A_block, C[by * 32, bx * 32])
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
