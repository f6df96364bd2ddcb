# run: opt --passes=all
# exit: 1
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "float16"), C: T.Tensor((64, 64), "float16")):
    with T.Kernel(2, 2) as (bx, by):
        A_block = T.alloc_shared((32, 32), "float16")
        C_block = T.alloc_fragment((32, 32), "float32")
        B_block = T.alloc_shared((32, 32), "float16")
        T.copy(A[by * 32, bx * 32], A_block)
        T.copy(A[by * 32, bx * 32], B_block)
        T.gemm(A_block, B_block, C_block)
        T.copy(C_block, C[by * 32, bx * 32])
# expect:
# error_not_cleared.py:14:9: error: C_block is accumulated into here, but nothing was stored in it: T.clear it first
#             T.gemm(A_block, B_block, C_block)
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
