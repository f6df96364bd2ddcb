# The second 4-bit number of each word, taken out with a shift and a mask and scaled: the integer side of a dequantisation.
#   tilecc run examples/int4_weights.py -D M=64 -D N=64 --init W=randint:0:65536
import tilelang
import tilelang.language as T


@tilelang.jit
def int4_weights(W, block_M: int = 32, block_N: int = 32):
    M, N = T.const("M, N")
    W: T.Tensor((M, N), T.int32)
    Y = T.empty((M, N), T.float32)
    with T.Kernel(T.ceildiv(N, block_N), T.ceildiv(M, block_M), threads=128) as (bx, by):
        w = T.alloc_fragment((block_M, block_N), T.int32)
        y = T.alloc_fragment((block_M, block_N), T.float32)
        T.copy(W[by * block_M, bx * block_N], w)
        for i, j in T.Parallel(block_M, block_N):
            y[i, j] = T.Cast(T.float32, ((w[i, j] >> 4) & 15) - 8) * 0.125
        T.copy(y, Y[by * block_M, bx * block_N])
    return Y
