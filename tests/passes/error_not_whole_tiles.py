# run: opt --passes=all
# exit: 3
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "float16"), C: T.Tensor((64, 64), "float16")):
    with T.Kernel(2, 4) as (bx, by):
        A_block = T.alloc_shared((16, 32), "float16")
        T.copy(A[by * 16, bx * 32], A_block)
        T.copy(A_block, C[by * 16, bx * 32])
# expect:
# error_not_whole_tiles.py:10:9: unsupported: A_block is not a block of whole tiles: on-chip buffers need two constant dims that are multiples of 32
#             T.copy(A[by * 16, bx * 32], A_block)
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
