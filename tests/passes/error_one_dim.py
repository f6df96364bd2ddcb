# run: opt --passes=all
# exit: 3
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64,), "float16")):
    with T.Kernel(2) as (bx):
        A_block = T.alloc_shared((32,), "float16")
        B_block = T.alloc_shared((32, 32), "float16")
        T.copy(A[bx * 32], B_block[0, 0:32])
# expect:
# error_one_dim.py:11:9: unsupported: a box (32) of A and a block (32, 32): boxes have constant extents, those above 1 are the block's, in order
#             T.copy(A[bx * 32], B_block[0, 0:32])
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
