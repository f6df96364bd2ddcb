# run: opt --passes=all
# exit: 3
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "float16"), C: T.Tensor((64, 64), "float16")):
    with T.Kernel(2, 2) as (bx, by):
        A_block = T.alloc_shared((32, 32), "int16")
        C_block = T.alloc_fragment((32, 32), "int32")
        T.gemm(A_block, A_block, C_block)
# expect:
# error_gemm_int.py:11:9: unsupported: T.gemm of int16 and int16 into int32: the passes multiply floats, and integers of at most 8 bits into 32
#             T.gemm(A_block, A_block, C_block)
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
