# run: opt --passes=all
# exit: 3
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "float16"), C: T.Tensor((64, 64), "float16")):
    with T.Kernel(2, 2) as (bx, by):
        A_block = T.alloc_shared((32, 32), "float16")
        T.copy(A[by * 32, bx * 32], A_block)
        T.gemm(A_block, A_block, A_block)
        T.copy(A_block, C[by * 32, bx * 32])
# expect:
# error_gemm_alias.py:11:9: unsupported: T.gemm whose result A_block is also an operand: copy the operand first
#             T.gemm(A_block, A_block, A_block)
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
