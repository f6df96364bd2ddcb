# run: opt
import tilelang
import tilelang.language as T


@T.prim_func
def main(A: T.Tensor((64, 64), "float16"), B: T.Tensor((64, 64), "float32"), J: T.Tensor((64,), "int32"), C: T.Tensor((4, 64, 64), "float16"), n: T.int32):
    with T.Kernel(2, n, threads=128) as (bx, by):
        X = T.alloc_fragment((64, 64), "float32")
        S = T.alloc_shared((64, 64), "float16")
        T.gemm(S, S, X)
        T.gemm(S, S, X, transpose_B=True)
        T.gemm(S, S, X, True, False, policy=T.GemmWarpPolicy.FullRow, clear_accum=True)
        T.gemm(S[0:32, 0:64], S, X[0:32, :], clear_accum=bx == 0, k_pack=2)
        T.gemm(C[bx, :, :], S, X)
        T.clear(X)
        T.fill(X[0:3, :], T.infinity("float32"))
        T.fill(S, -T.infinity("float16"))
        T.fill(X[3, 0:4], n)
        T.transpose(S, S)
