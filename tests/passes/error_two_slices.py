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
# error_two_slices.py:11:9: unsupported: A_block is not a block of whole tiles: on-chip buffers need two constant dims that are multiples of 32
#             T.copy(A[by * 32, bx * 32], A_block[0, :, :])
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
