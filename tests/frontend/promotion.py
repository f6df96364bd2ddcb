# run: opt
import tilelang
import tilelang.language as T


@T.prim_func
def main(A: T.Tensor((64, 64), "float16"), B: T.Tensor((64, 64), "float32"), J: T.Tensor((64,), "int32"), C: T.Tensor((4, 64, 64), "float16"), n: T.int32):
    with T.Kernel(2, n, threads=128) as (bx, by):
        X = T.alloc_fragment((64, 64), "float32")
        S = T.alloc_shared((64, 64), "float16")
        for i, j in T.Parallel(64, 64):
            X[i, j] = A[i, j] * 0.5
            X[i, j] = A[i, j] * 2 + 1
            S[i, j] = A[i, j] * 2 + 1.5
            X[i, j] = J[i] * 0.5 + (i < j)
            X[i, j] = A[i, j] * B[i, j]
            X[i, j] = T.max(A[i, j], 0)
            X[i, j] = T.if_then_else(i < j, 0, A[i, j])
            S[i, j] = X[i, j] if i < j else 0.0
            X[i, j] = T.uint32(3) + J[i]
            X[i, j] = T.int64(3) + J[i]
            X[i, j] = T.bfloat16(3) * A[i, j]
            X[i, j] = -A[i, j]
            X[i, j] = 0 < i < j
            X[i, j] = not (i < j and j < n or i == 3)
            J[i] = 3.5
            A[i, j] = True
