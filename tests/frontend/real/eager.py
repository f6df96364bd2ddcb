# options: --kernel eager -D M=96 -D N=64 -D K=128 -D block=32
# The eager style: sizes from T.const, outputs by T.empty, two results, epilogue chosen by a flag.
import tilelang
import tilelang.language as T


@tilelang.jit
def eager(A, B, block=64, dtype: T.dtype = T.float16, transposed=True, threads: int = 128):
    M, N, K = T.const("M, N, K")
    A: T.Tensor((M, K), dtype)
    B: T.Tensor((N, K) if transposed else (K, N), dtype)
    C = T.empty((M, N), dtype)
    norms = T.empty((M,), T.float32)
    assert block % 32 == 0, f"block {block} is not a multiple of 32"
    with T.Kernel(T.ceildiv(N, block), T.ceildiv(M, block), threads=threads) as (bx, by):
        a = T.alloc_shared((block, block), dtype)
        b = T.alloc_shared((block, block), dtype)
        c = T.alloc_fragment((block, block), T.float32)
        sums = T.alloc_fragment((block,), T.float32)
        T.use_swizzle(panel_size=8)
        T.clear(c)
        for k in T.Pipelined(T.ceildiv(K, block), num_stages=3):
            T.copy(A[by * block, k * block], a)
            if transposed:
                T.copy(B[bx * block, k * block], b)
            else:
                T.copy(B[k * block, bx * block], b)
            T.gemm(a, b, c, transpose_B=transposed)
        for i, j in T.Parallel(block, block):
            c[i, j] = T.abs(c[i, j])
        T.reduce_sum(c, sums, dim=1)
        T.copy(c, C[by * block, bx * block])
        if bx == 0:
            T.copy(sums, norms[by * block])
    return C, norms
