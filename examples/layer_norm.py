# y = (x - mean) / sqrt(variance + eps) * weight + bias; mean and 1 / deviation go out as vectors too.
#   tilecc run examples/layer_norm.py -D M=96 -D N=256
import tilelang
import tilelang.language as T


@tilelang.jit
def layer_norm(X, W, B, block_M: int = 32, eps: float = 1e-5, dtype=T.float32):
    M, N = T.const("M, N")
    X: T.Tensor((M, N), dtype)
    W: T.Tensor((N,), dtype)
    B: T.Tensor((N,), dtype)
    Y = T.empty((M, N), dtype)
    Mean = T.empty((M,), T.float32)
    Rstd = T.empty((M,), T.float32)
    with T.Kernel(T.ceildiv(M, block_M), threads=128) as bx:
        x = T.alloc_fragment((block_M, N), T.float32)
        square = T.alloc_fragment((block_M, N), T.float32)
        mean = T.alloc_fragment((block_M,), T.float32)
        rstd = T.alloc_fragment((block_M,), T.float32)
        w = T.alloc_fragment((N,), T.float32)
        b = T.alloc_fragment((N,), T.float32)
        T.copy(X[bx * block_M, 0], x)
        T.copy(W, w)
        T.copy(B, b)
        T.reduce_sum(x, mean, dim=1)
        for i in T.Parallel(block_M):
            mean[i] = mean[i] / N
        for i, j in T.Parallel(block_M, N):
            x[i, j] = x[i, j] - mean[i]
            square[i, j] = x[i, j] * x[i, j]
        T.reduce_sum(square, rstd, dim=1)
        for i in T.Parallel(block_M):
            rstd[i] = T.rsqrt(rstd[i] / N + eps)
        for i, j in T.Parallel(block_M, N):
            x[i, j] = x[i, j] * rstd[i] * w[j] + b[j]
        T.copy(x, Y[bx * block_M, 0])
        T.copy(mean, Mean[bx * block_M])
        T.copy(rstd, Rstd[bx * block_M])
    return Y, Mean, Rstd
