# run: opt
import tilelang
import tilelang.language as T


@T.prim_func
def main(A: T.Tensor((64, 64), "float16"), B: T.Tensor((64, 64), "float32"), J: T.Tensor((64,), "int32"), C: T.Tensor((4, 64, 64), "float16"), n: T.int32):
    with T.Kernel(2, n, threads=128) as (bx, by):
        X = T.alloc_fragment((64, 64), "float32")
        S = T.alloc_shared((64, 64), "float16")
        x = bx * 32
        T.copy(A[bx * 64, by * 32], S)
        T.copy(A, S)
        T.copy(S, C[bx, by * 64 : (by + 1) * 64, 0:64])
        T.copy(C[bx, by, 0], S)
        T.copy(A[0:32, 0:64], S[32:64, 0:64])
        T.copy(A[bx, 0:64], S[3, :])
        T.copy(A[x : x + 32, 0:64], S[0:32, :])
        T.copy(A[x - 32 : x + 32, 0:64], S)
        T.copy(A[bx * 64 + 32 : (bx + 1) * 64, 0:64], S[0:32, :], coalesced_width=8)
        T.copy(A[n, 0], S[0:n, :])
        T.copy(A[3, 4], X[2, 1])
        V = T.alloc_fragment((64,), "float32")
        T.copy(A[bx, 0], V)
        T.copy(A[0:64, bx], V)
