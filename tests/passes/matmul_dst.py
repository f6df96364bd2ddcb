# run: opt --passes=all
# 64x64 blocks: the accumulator of four tiles stays in DST.
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((128, 128), "float16"), B: T.Tensor((128, 128), "float16"), C: T.Tensor((128, 128), "float16")):
    with T.Kernel(2, 2) as (bx, by):
        A_block = T.alloc_shared((64, 32), "float16")
        B_block = T.alloc_shared((32, 64), "float16")
        C_block = T.alloc_fragment((64, 64), "float32")
        T.clear(C_block)
        for k in T.Pipelined(4, num_stages=3):
            T.copy(A[by * 64, k * 32], A_block)
            T.copy(B[k * 32, bx * 64], B_block)
            T.gemm(A_block, B_block, C_block)
        for i, j in T.Parallel(64, 64):
            C_block[i, j] = T.max(C_block[i, j], 0)
        T.copy(C_block, C[by * 64, bx * 64])
# expect:
