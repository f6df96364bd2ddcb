# C = A + B: no matrix product, one pass of the vector engine. The eager style of TileLang.
#   tilecc run examples/add.py -D M=300 -D N=200
import tilelang
import tilelang.language as T


@tilelang.jit
def add(A, B, block_M: int = 64, block_N: int = 64, dtype=T.float32):
    M, N = T.const("M, N")
    A: T.Tensor((M, N), dtype)
    B: T.Tensor((M, N), dtype)
    C = T.empty((M, N), dtype)
    with T.Kernel(T.ceildiv(N, block_N), T.ceildiv(M, block_M), threads=128) as (bx, by):
        A_block = T.alloc_shared((block_M, block_N), dtype)
        B_block = T.alloc_shared((block_M, block_N), dtype)
        C_block = T.alloc_fragment((block_M, block_N), dtype)
        T.copy(A[by * block_M, bx * block_N], A_block)
        T.copy(B[by * block_M, bx * block_N], B_block)
        for i, j in T.Parallel(block_M, block_N):
            C_block[i, j] = A_block[i, j] + B_block[i, j]
        T.copy(C_block, C[by * block_M, bx * block_N])
    return C
