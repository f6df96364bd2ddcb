# C[b] = A[b] @ B[b] for a batch of matrices: the grid's third dim is the batch.
#   tilecc run examples/matmul_batched.py -D batch=4
import tilelang
import tilelang.language as T


@tilelang.jit(out_idx=[-1])
def matmul_batched(batch=3, M=128, N=64, K=96, block=32, dtype="bfloat16"):
    @T.prim_func
    def kernel(A: T.Tensor((batch, M, K), dtype), B: T.Tensor((batch, K, N), dtype), C: T.Tensor((batch, M, N), dtype)):
        with T.Kernel(T.ceildiv(N, block), T.ceildiv(M, block), batch) as (bx, by, bz):
            A_block = T.alloc_shared((block, block), dtype)
            B_block = T.alloc_shared((block, block), dtype)
            C_block = T.alloc_fragment((block, block), "float32")
            T.clear(C_block)
            for k in T.Pipelined(T.ceildiv(K, block), num_stages=2):
                T.copy(A[bz, by * block:(by + 1) * block, k * block:(k + 1) * block], A_block)
                T.copy(B[bz, k * block:(k + 1) * block, bx * block:(bx + 1) * block], B_block)
                T.gemm(A_block, B_block, C_block)
            T.copy(C_block, C[bz, by * block:(by + 1) * block, bx * block:(bx + 1) * block])

    return kernel
