# run: opt
import tilelang
import tilelang.language as T


@T.prim_func
def main(A: T.Tensor((64, 64), "float16"), B: T.Tensor((64, 64), "float32"), J: T.Tensor((64,), "int32"), C: T.Tensor((4, 64, 64), "float16"), n: T.int32):
    with T.Kernel(2, n, threads=128) as (bx, by):
        X = T.alloc_fragment((64, 64), "float32")
        S = T.alloc_shared((64, 64), "float16")
        for i, j in T.Parallel(64, 64):
            X[i, j] = T.exp(A[i, j]) + T.exp2(B[i, j]) + T.log(B[i, j]) + T.log2(B[i, j]) + T.sqrt(B[i, j])
            X[i, j] = T.rsqrt(B[i, j]) + T.tanh(B[i, j]) + T.sigmoid(B[i, j]) + T.abs(B[i, j]) + T.abs(J[i])
            X[i, j] = T.clamp(B[i, j], 0, 6) + T.min(B[i, j], 1.0) + T.Select(i < j, B[i, j], 2.0)
            X[i, j] = (J[i] & 3) + (J[i] | 4) + (J[i] ^ 5) + (J[i] << 2) + (J[i] >> 1) + ~J[i]
            X[i, j] = T.floordiv(n, 3) + T.floormod(n, 3) + T.truncdiv(n, 3) + T.truncmod(n, 3)
            X[i, j] = T.bitwise_and(J[i], 15) + T.shift_right(J[i], 4) + T.shift_left(J[i], 1) + T.bitwise_or(J[i], 1) + T.bitwise_xor(J[i], 1) + T.bitwise_not(J[i])
            X[i, j] = A[i, j].astype("float32") + T.float32(i) + T.Cast("float32", n)
            X[i, j] = T.And(i < j, j < n) + T.Or(i < j, j < n) + T.Not(i < j)
