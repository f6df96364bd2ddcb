# y = x / sqrt(mean(x^2) + eps) * weight, a row of blocks at a time.
#   tilecc run examples/rms_norm.py -D M=96 -D N=250
import tilelang
import tilelang.language as T


@tilelang.jit
def rms_norm(X, W, block_M: int = 32, eps: float = 1e-5, dtype=T.bfloat16):
    M, N = T.const("M, N")
    X: T.Tensor((M, N), dtype)
    W: T.Tensor((N,), dtype)
    Y = T.empty((M, N), dtype)
    with T.Kernel(T.ceildiv(M, block_M), threads=128) as bx:
        x = T.alloc_fragment((block_M, N), T.float32)
        square = T.alloc_fragment((block_M, N), T.float32)
        mean = T.alloc_fragment((block_M,), T.float32)
        w = T.alloc_fragment((N,), T.float32)
        T.copy(X[bx * block_M, 0], x)
        T.copy(W, w)
        for i, j in T.Parallel(block_M, N):
            square[i, j] = x[i, j] * x[i, j]
        T.reduce_sum(square, mean, dim=1)
        for i, j in T.Parallel(block_M, N):
            x[i, j] = x[i, j] * T.rsqrt(mean[i] / N + eps) * w[j]
        T.copy(x, Y[bx * block_M, 0])
    return Y
