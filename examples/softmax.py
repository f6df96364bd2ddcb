# Softmax over rows, online: one pass over the columns with the running maximum and sum as state, a second one for the result.
#   tilecc run examples/softmax.py -D M=64 -D N=500
import tilelang
import tilelang.language as T


@tilelang.jit
def softmax(X, block_M: int = 32, block_N: int = 128, dtype=T.bfloat16):
    M, N = T.const("M, N")
    X: T.Tensor((M, N), dtype)
    Y = T.empty((M, N), dtype)
    with T.Kernel(T.ceildiv(M, block_M), threads=128) as bx:
        x = T.alloc_fragment((block_M, block_N), T.float32)
        largest = T.alloc_fragment((block_M,), T.float32)
        before = T.alloc_fragment((block_M,), T.float32)
        part = T.alloc_fragment((block_M,), T.float32)
        total = T.alloc_fragment((block_M,), T.float32)
        T.fill(largest, -T.infinity(T.float32))
        T.clear(total)
        for k in T.serial(T.ceildiv(N, block_N)):
            T.copy(X[bx * block_M, k * block_N], x)
            for i, j in T.Parallel(block_M, block_N):
                x[i, j] = T.if_then_else(k * block_N + j < N, x[i, j], -T.infinity(T.float32))
            T.copy(largest, before)
            T.reduce_max(x, largest, dim=1, clear=False)
            for i, j in T.Parallel(block_M, block_N):
                x[i, j] = T.exp(x[i, j] - largest[i])
            T.reduce_sum(x, part, dim=1)
            for i in T.Parallel(block_M):
                total[i] = total[i] * T.exp(before[i] - largest[i]) + part[i]
        for k in T.serial(T.ceildiv(N, block_N)):
            T.copy(X[bx * block_M, k * block_N], x)
            for i, j in T.Parallel(block_M, block_N):
                x[i, j] = T.exp(x[i, j] - largest[i]) / total[i]
            T.copy(x, Y[bx * block_M, k * block_N])
    return Y
