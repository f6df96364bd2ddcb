# Promotion and conversion between dtypes, constants of each, bit patterns, functions of one argument.
import tilelang
import tilelang.language as T


@T.prim_func
def dtypes(
    A: T.Tensor((32,), "float16"), B: T.Tensor((32,), "bfloat16"), C: T.Tensor((32,), "float32"), D: T.Tensor((32,), "int8"),
    E: T.Tensor((32,), "uint8"), F: T.Tensor((32,), "int64"), G: T.Tensor((32,), "float8_e4m3fn"), H: T.Tensor((32,), "bool"),
):
    with T.Kernel(1, threads=32):
        for i in T.Parallel(32):
            C[i] = A[i] * C[i] + B[i]
            A[i] = A[i] + 1.5
            B[i] = T.cast(D[i], "bfloat16") * T.bfloat16(0.5)
            D[i] = (E[i] >> 4) & 0x0F
            F[i] = F[i] * 3 + i
            G[i] = T.clamp(C[i], -448.0, 448.0)
            H[i] = C[i] > 0 or A[i] < 0 and not H[i]
            E[i] = T.reinterpret(D[i], "uint8")
            C[i] = T.exp(C[i]) + T.log(C[i]) - T.sqrt(T.abs(C[i])) / T.sigmoid(C[i]) + T.pow(C[i], 2.0) + T.floor(C[i])
