import tilelang, tilelang.language as T
@T.prim_func
def main(A: T.Tensor((64,64),"float16"), B: T.Tensor((64,64),"float32"), I: T.Tensor((64,64),"int8"), U: T.Tensor((64,), "uint32"), J: T.Tensor((64,), "int32"), BF: T.Tensor((64,), "bfloat16"), L: T.Tensor((64,),"int64"), F8: T.Tensor((64,), "float8_e4m3fn"), C: T.Tensor((4,64,64),"float16"), s: T.float32, n: T.int32):
    with T.Kernel(2, n, threads=128) as (bx, by):
        X = T.alloc_fragment((64,64),"float32")
        H = T.alloc_fragment((64,64),"float16")
        S = T.alloc_shared((64,64),"float16")
        M = 4
        K = [1, 2, 3]
        D = {"a": 1, "b": 2}
        X[D["a"], K[-1]] = M
        X[len(K), sum(K)] = max(K) + min(1, 2)
        for q, r in zip(K, [4, 5, 6]):
            X[q, r] = q * r
        for q, r in enumerate(K):
            X[q, r] = q
        X[[t * 2 for t in K][1], 0] = 1
