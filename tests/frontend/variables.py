# run: opt
import tilelang
import tilelang.language as T


@T.prim_func
def main(A: T.Tensor((64, 64), "float16"), B: T.Tensor((64, 64), "float32"), J: T.Tensor((64,), "int32"), C: T.Tensor((4, 64, 64), "float16"), n: T.int32):
    with T.Kernel(2, n, threads=128) as (bx, by):
        X = T.alloc_fragment((64, 64), "float32")
        S = T.alloc_shared((64, 64), "float16")
        v = T.alloc_var("int32", init=3)
        v = n + 2
        v += 2
        X[v, v] = v
        w = T.alloc_var(T.float32, 1.5)
        a, b = n + 1, n + 2
        a, b = b, a
        X[a, b] = w
        y = bx + 1
        z = y
        y += 3
        X[y, z] = 1
        c = 3
        c += bx
        X[c, 0] = 2
        alias = X
        alias[1, 1] = A.shape[0] - 1
        X[0, 0] += A[0, 0]
        X[0, 1] *= 2
        acc = T.alloc_local((1,), "float32")
        acc[0] = 0
        region = A[0:4, 0:4]
        T.fill(region, 0)
