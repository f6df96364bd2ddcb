import tilelang, tilelang.language as T
@T.prim_func
def main(A: T.Tensor((64,64),"float16"), B: T.Tensor((64,64),"float32"), I: T.Tensor((64,64),"int8"), U: T.Tensor((64,), "uint32"), J: T.Tensor((64,), "int32"), BF: T.Tensor((64,), "bfloat16"), L: T.Tensor((64,),"int64"), F8: T.Tensor((64,), "float8_e4m3fn"), C: T.Tensor((4,64,64),"float16"), s: T.float32, n: T.int32):
    with T.Kernel(2, n, threads=128) as (bx, by):
        X = T.alloc_fragment((64,64),"float32")
        H = T.alloc_fragment((64,64),"float16")
        S = T.alloc_shared((64,64),"float16")
        for i in T.unroll(4):
            X[i, 0] = i
        for i, j in T.grid(4, 5):
            X[i, j] = i
        for i in range(1, n, 2):
            X[i, 0] = i
        for i in T.vectorized(8):
            X[i, 0] = i
        for i in T.serial(2, n):
            X[i, 0] = i
        for i in T.Pipelined(n, num_stages=3):
            X[i, 0] = i
        for i in T.Pipelined(2, n, num_stages=0):
            X[i, 0] = i
        for i, j in T.Parallel(4, 5, coalesced_width=2):
            X[i, j] = i
        for i in range(3):
            for j in range(4):
                X[i, j] = 2
        for i in [1, 2]:
            X[i, i] = i
        for i in range(10, 0, -3):
            X[i, 0] = i
        for i in range(2, 10):
            X[i, 0] = i
        for i in T.serial(0, n, 4):
            X[i, 0] = i
        for i in T.unroll(0, 8, 2):
            X[i, 0] = i
