# Rows of a table that a tensor of indices names, weighted, plus a row of their position: a gather within an expression.
#   tilecc run examples/embedding.py -D N=40 -D V=100
import tilelang
import tilelang.language as T


@tilelang.jit
def embedding(Index, Table, Weight, Position, D: int = 72, block: int = 8, dtype=T.bfloat16):
    N, V = T.const("N, V")
    Index: T.Tensor((N,), T.int32)
    Table: T.Tensor((V, D), dtype)
    Weight: T.Tensor((N,), T.float32)
    Position: T.Tensor((N, D), dtype)
    Y = T.empty((N, D), dtype)
    with T.Kernel(T.ceildiv(N, block), threads=128) as b:
        for i, j in T.Parallel(block, D):
            n = b * block + i
            if n < N:
                Y[n, j] = Table[Index[n], j] * Weight[n] + Position[n, j]
    return Y
