# run: opt --passes=all
# exit: 3
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "float16"), C: T.Tensor((64, 64), "float16")):
    with T.Kernel(2, 2) as (bx, by):
        A_block = T.alloc_shared((32, 32), "float16")
        T.copy(A[by * 32, bx * 32], A_block)
        T.transpose(A_block, A_block)
        T.copy(A_block, C[by * 32, bx * 32])
# expect:
# error_transpose_in_place.py:11:9: unsupported: T.transpose in place or with a change of dtype: transpose into another buffer of the same dtype
#             T.transpose(A_block, A_block)
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~
