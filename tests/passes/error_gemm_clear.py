# run: opt --passes=all
# exit: 3
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "float16"), C: T.Tensor((64, 64), "float16")):
    with T.Kernel(2, 2) as (bx, by):
        A_block = T.alloc_shared((32, 32), "float16")
        C_block = T.alloc_fragment((32, 32), "float32")
        T.copy(A[by * 32, bx * 32], A_block)
        for k in T.serial(2):
            T.gemm(A_block, A_block, C_block, clear_accum=k == 0)
        T.copy(C_block, C[by * 32, bx * 32])
# expect:
# error_gemm_clear.py:13:13: unsupported: T.gemm with a clear_accum that is not a constant: T.clear the accumulator before the loop and leave clear_accum out
#                 T.gemm(A_block, A_block, C_block, clear_accum=k == 0)
#                 ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
