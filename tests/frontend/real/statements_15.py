import tilelang, tilelang.language as T
@T.prim_func
def main(A: T.Tensor((64,64),"float16"), B: T.Tensor((64,64),"float32"), I: T.Tensor((64,64),"int8"), U: T.Tensor((64,), "uint32"), J: T.Tensor((64,), "int32"), BF: T.Tensor((64,), "bfloat16"), L: T.Tensor((64,),"int64"), F8: T.Tensor((64,), "float8_e4m3fn"), C: T.Tensor((4,64,64),"float16"), s: T.float32, n: T.int32):
    with T.Kernel(2, n, threads=128) as (bx, by):
        X = T.alloc_fragment((64,64),"float32")
        H = T.alloc_fragment((64,64),"float16")
        S = T.alloc_shared((64,64),"float16")
        a = 3
        a += bx
        X[a, 0] = 1
        b = bx
        b += 1
        X[b, 0] = a
        c = T.float32(1) * 2
        X[c.astype("int32"), 0] = c
