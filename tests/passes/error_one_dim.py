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
# error_one_dim.py:11:9: unsupported: a part of B_block: blocks on the chip are read and written whole; allocate a buffer of the part's size
#             T.copy(A[bx * 32], B_block[0, 0:32])
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
