# C = max(A @ B + 0.5, 0) * scale in bfloat16, sizes and blocks chosen on the command line.
#   tilecc run examples/matmul_relu.py -D M=512 -D N=384 -D K=256 -D scale=0.25
import tilelang
import tilelang.language as T


@tilelang.jit(out_idx=[-1])
def matmul_relu(M=256, N=256, K=256, block_M=64, block_N=64, block_K=32, scale=0.125, dtype="bfloat16"):
    @T.prim_func
    def kernel(A: T.Tensor((M, K), dtype), B: T.Tensor((K, N), dtype), C: T.Tensor((M, N), dtype)):
        with T.Kernel(T.ceildiv(N, block_N), T.ceildiv(M, block_M), threads=128) as (bx, by):
            A_block = T.alloc_shared((block_M, block_K), dtype)
            B_block = T.alloc_shared((block_K, block_N), dtype)
            C_block = T.alloc_fragment((block_M, block_N), "float32")
            T.clear(C_block)
            for k in T.Pipelined(T.ceildiv(K, block_K), num_stages=3):
                T.copy(A[by * block_M, k * block_K], A_block)
                T.copy(B[k * block_K, bx * block_N], B_block)
                T.gemm(A_block, B_block, C_block)
            for i, j in T.Parallel(block_M, block_N):
                C_block[i, j] = T.max(C_block[i, j] + 0.5, 0.0) * scale
            T.copy(C_block, C[by * block_M, bx * block_N])

    return kernel
