import tilelang, tilelang.language as T
@T.prim_func
def main(A: T.Tensor((64,64),"float16"), B: T.Tensor((64,64),"float32"), I: T.Tensor((64,64),"int8"), U: T.Tensor((64,), "uint32"), J: T.Tensor((64,), "int32"), BF: T.Tensor((64,), "bfloat16"), L: T.Tensor((64,),"int64"), F8: T.Tensor((64,), "float8_e4m3fn"), C: T.Tensor((4,64,64),"float16"), s: T.float32, n: T.int32):
    with T.Kernel(2, n, threads=128) as (bx, by):
        X = T.alloc_fragment((64,64),"float32")
        H = T.alloc_fragment((64,64),"float16")
        S = T.alloc_shared((64,64),"float16")
        T.copy(A[bx*64:(bx+1)*64, n:n+32], S[0:64, 0:32], coalesced_width=8)
        T.copy(A[n, 0], S[0:n, :])
