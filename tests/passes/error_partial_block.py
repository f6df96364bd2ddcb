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
# error_partial_block.py:10:9: unsupported: a part of A_block: blocks on the chip are read and written whole; allocate a buffer of the part's size
#             T.copy(A[by * 32, bx * 32], A_block[0:32, 0:32])
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
