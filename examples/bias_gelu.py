# y = gelu(x + bias): a vector broadcast over rows, and a tree of functions in one pass over DST. Any shape.
#   tilecc run examples/bias_gelu.py -D M=100 -D N=200
import tilelang
import tilelang.language as T


@tilelang.jit
def bias_gelu(X, bias, block_M: int = 32, block_N: int = 64, dtype=T.bfloat16):
    M, N = T.const("M, N")
    X: T.Tensor((M, N), dtype)
    bias: T.Tensor((N,), dtype)
    Y = T.empty((M, N), dtype)
    with T.Kernel(T.ceildiv(N, block_N), T.ceildiv(M, block_M), threads=128) as (bx, by):
        x = T.alloc_fragment((block_M, block_N), T.float32)
        b = T.alloc_fragment((block_N,), T.float32)
        T.copy(X[by * block_M, bx * block_N], x)
        T.copy(bias[bx * block_N], b)
        for i, j in T.Parallel(block_M, block_N):
            t = x[i, j] + b[j]
            x[i, j] = 0.5 * t * (1.0 + T.tanh(0.7978845608 * (t + 0.044715 * t * t * t)))
        T.copy(x, Y[by * block_M, bx * block_N])
    return Y
