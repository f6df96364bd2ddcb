# run: opt --passes=all
# exit: 3
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "float16"), C: T.Tensor((64, 64), "float16")):
    with T.Kernel(2, 2) as (bx, by):
        A_block = T.alloc_shared((64, 32), "float16")
        T.copy(A[by * 32, bx * 32], A_block[0:32, 0:32])
        T.copy(A_block, C[0, bx * 32])
# expect:
# error_partial_block.py:10:9: unsupported: a box (32, 32) of A and a block (64, 32): boxes have constant extents, those above 1 are the block's, in order
#             T.copy(A[by * 32, bx * 32], A_block[0:32, 0:32])
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
