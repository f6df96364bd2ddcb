# run: opt --passes=all
# exit: 3
# Slices that differ are not one block.
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "bfloat16"), C: T.Tensor((64, 64), "bfloat16")):
    with T.Kernel(2, 2) as (bx, by):
        A_block = T.alloc_shared((2, 32, 32), "bfloat16")
        T.copy(A[by * 32, bx * 32], A_block[0, :, :])
        T.copy(A[bx * 32, by * 32], A_block[1, :, :])
        T.copy(A_block[0, :, :], C[by * 32, bx * 32])
# expect:
# error_two_slices.py:11:9: unsupported: a box (32, 32) of A and a block (2, 32, 32): boxes have constant extents, those above 1 are the block's, in order
#             T.copy(A[by * 32, bx * 32], A_block[0, :, :])
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
# error_two_slices.py:12:9: unsupported: a box (32, 32) of A and a block (2, 32, 32): boxes have constant extents, those above 1 are the block's, in order
#             T.copy(A[bx * 32, by * 32], A_block[1, :, :])
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
# error_two_slices.py:13:9: unsupported: a box (32, 32) of C and a block (2, 32, 32): boxes have constant extents, those above 1 are the block's, in order
#             T.copy(A_block[0, :, :], C[by * 32, bx * 32])
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
