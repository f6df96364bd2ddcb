# s[i] = sum of row i: a reduction, its result a vector stored as one.
#   tilecc run examples/row_sum.py -D M=70 -D N=300
import tilelang
import tilelang.language as T


@tilelang.jit
def row_sum(X, block_M: int = 32, block_N: int = 128, dtype=T.float32):
    M, N = T.const("M, N")
    X: T.Tensor((M, N), dtype)
    S = T.empty((M,), dtype)
    with T.Kernel(T.ceildiv(M, block_M), threads=128) as bx:
        x = T.alloc_fragment((block_M, block_N), dtype)
        s = T.alloc_fragment((block_M,), dtype)
        T.clear(s)
        for k in T.serial(T.ceildiv(N, block_N)):
            T.copy(X[bx * block_M, k * block_N], x)
            T.reduce_sum(x, s, dim=1, clear=False)
        T.copy(s, S[bx * block_M])
    return S
