# run: opt -D N=128
import tilelang
import tilelang.language as T


@tilelang.jit
def split(A, scale: T.float32, block: int = 32):
    N = T.const("N")
    A: T.Tensor[[N, 64], T.float16]
    B = T.empty((N, 64), "float32")
    C = T.empty(N, 64)
    with T.Kernel(N // block) as bx:
        for i, j in T.Parallel(block, 64):
            B[bx * block + i, j] = A[bx * block + i, j] * scale
            C[bx * block + i, j] = A[bx * block + i, j]
    return C, B
