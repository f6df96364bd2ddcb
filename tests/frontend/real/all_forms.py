import tilelang, tilelang.language as T
@T.prim_func
def main(A: T.Tensor((64, 64), "float16"), B: T.Tensor((64, 64), "float32"), J: T.Tensor((64,), "int32"), W: T.StridedTensor((T.dynamic("m"), 32), (T.dynamic("st"), 1), "bfloat16"), n: T.int32, f: T.float32, flag: T.bool):
    with T.Kernel(2, T.ceildiv(n, 64), 3, threads=128) as (bx, by, bz):
        X = T.alloc_fragment((64, 64), "float32")
        S = T.alloc_shared((64, 64), "float16")
        V = T.alloc_var("int32", init=2)
        T.use_swizzle(10)
        T.fill(X, -T.infinity("float32"))
        for k in T.Pipelined(1, n, num_stages=3):
            T.copy(A[by * 64, k * 32], S, coalesced_width=8)
            T.gemm(S, S, X, transpose_B=True, clear_accum=k == 0)
            if k > 3 and n > 2 or n == 7:
                X[0, 0] += 1e-12
            elif k == 4:
                break
            else:
                X[1, 1] *= 2
        for i, j in T.Parallel(64, 64, coalesced_width=4):
            t = X[i, j] * f
            if t > 0:
                X[i, j] = T.exp2(t) + T.max(t, 0)
            else:
                X[i, j] = T.if_then_else(i < j, t, -t) / 3.0
            J[i] = (J[i] & 3) + T.min(i, J[j] >> 1) % 5 // 2
        for i in T.serial(0, 16, 4):
            V = V + i
        for i in T.unroll(3):
            for j in range(4):
                X[i, j] = T.Cast("float32", S[j, i]) * T.uint8(3)
        while V > 3:
            V -= 1
        if flag:
            T.copy(X, B)
