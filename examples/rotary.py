# Rotary embedding: pairs of neighbours turn by an angle of their row; each iteration stores two elements.
#   tilecc run examples/rotary.py -D S=70 -D H=3
import tilelang
import tilelang.language as T


@tilelang.jit
def rotary(X, Cos, Sin, D: int = 64, block: int = 32, dtype=T.bfloat16):
    S, H = T.const("S, H")
    X: T.Tensor((S, H, D), dtype)
    Cos: T.Tensor((S, D // 2), T.float32)
    Sin: T.Tensor((S, D // 2), T.float32)
    Y = T.empty((S, H, D), dtype)
    with T.Kernel(T.ceildiv(S, block), H, threads=128) as (bs, h):
        x = T.alloc_shared((block, D), dtype)
        y = T.alloc_fragment((block, D), T.float32)
        T.copy(X[bs * block : (bs + 1) * block, h, :], x)
        for i, j in T.Parallel(block, D // 2):
            c = Cos[bs * block + i, j]
            s = Sin[bs * block + i, j]
            y[i, 2 * j] = x[i, 2 * j] * c - x[i, 2 * j + 1] * s
            y[i, 2 * j + 1] = x[i, 2 * j] * s + x[i, 2 * j + 1] * c
        T.copy(y, Y[bs * block : (bs + 1) * block, h, :])
    return Y
