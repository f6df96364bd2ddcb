# run: opt --passes=all
# exit: 3
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "float16"), C: T.Tensor((64, 64), "float16")):
    with T.Kernel(2, 2) as (bx, by):
        A_block = T.alloc_shared((32, 32), "int8")
        C_block = T.alloc_fragment((32, 32), "int32")
        T.gemm(A_block, A_block, C_block)
# expect:
# error_gemm_int.py:11:9: unsupported: T.gemm of int8 and int8 into int32: the matrix engine multiplies float types
#             T.gemm(A_block, A_block, C_block)
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
