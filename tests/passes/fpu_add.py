# run: opt --passes=all
# exit: 3
# Tensors in the loop itself are staged; bf16 operands go through the FPU with 16-bit DST.
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((128, 128), "bfloat16"), B: T.Tensor((128, 128), "bfloat16"), C: T.Tensor((128, 128), "bfloat16")):
    with T.Kernel(2, 2) as (bx, by):
        for i, j in T.Parallel(64, 64):
            C[by * 64 + i, bx * 64 + j] = A[by * 64 + i, bx * 64 + j] + B[by * 64 + i, bx * 64 + j]
# expect:
# fpu_add.py:11:13: unsupported: a loop around an element store that is neither element-wise nor a matmul accumulation C[i, j] += A[i, k] * B[k, j]: use T.gemm, or T.Parallel over the block's two dims
#                 C[by * 64 + i, bx * 64 + j] = A[by * 64 + i, bx * 64 + j] + B[by * 64 + i, bx * 64 + j]
#                 ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
