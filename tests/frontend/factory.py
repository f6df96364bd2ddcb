# run: opt --kernel outer -D M=128 -D N=96 -D block_N=32
import tilelang
import tilelang.language as T


SCALE = 0.5
BLOCK = 32


def next_power(n):
    power = 1
    while power < n:
        power *= 2
    return power


def accumulator(wide):
    if wide:
        return T.float32
    else:
        return T.float16


def outer(M, N, wide=True):
    assert M % BLOCK == 0, f"M must be a multiple of {BLOCK}"
    shape = [M, N]

    def inner(block_N=64, dtype="float16"):
        stages = 2 if M > 64 else 0

        @T.prim_func
        def main(A: T.Tensor(shape, dtype), C: T.Tensor((M, N), dtype)):
            with T.Kernel(T.ceildiv(N, block_N), M // BLOCK, threads=next_power(100)) as (bx, by):
                S = T.alloc_shared((BLOCK, block_N), dtype)
                F = T.alloc_fragment((BLOCK, block_N), accumulator(wide))
                for k in T.Pipelined(3, num_stages=stages):
                    T.copy(A[by * BLOCK, bx * block_N], S)
                for i, j in T.Parallel(BLOCK, block_N):
                    F[i, j] = S[i, j] * T.cast(SCALE, F.dtype)
                T.copy(F, C[by * BLOCK, bx * block_N])

        return main

    return inner
