# options: --kernel macros -D act=gelu
# Macros at module level and in the factory, nested calls, results, arguments by reference, a function as an argument.
import tilelang
import tilelang.language as T


@T.macro
def twice(x):
    return x + x


@T.macro
def scale_tile(tile, factor):
    for i, j in T.Parallel(tile.shape[0], tile.shape[1]):
        tile[i, j] = twice(tile[i, j]) * factor


def gelu(x):
    return 0.5 * x * (1.0 + T.tanh(x * 0.7978845608 * (1.0 + 0.044715 * x * x)))


def relu(x):
    return T.max(x, 0)


def macros(act, M=64, N=32, dtype="float32"):
    half = N // 2

    @T.macro
    def halves(tile, out):
        for i, j in T.Parallel(M, half):
            out[i, j] = act(tile[i, j]) + act(tile[i, j + half])

    @T.prim_func
    def main(A: T.Tensor((M, N), dtype), B: T.Tensor((M, half), dtype)):
        with T.Kernel(1, threads=64):
            tile = T.alloc_fragment((M, N), dtype)
            out = T.alloc_fragment((M, half), dtype)
            T.copy(A, tile)
            scale_tile(tile, 3.0)
            halves(tile, out)
            T.copy(out, B)

    return main
