# run: opt
import tilelang
import tilelang.language as T


@T.prim_func
def main(A: T.Tensor((64, 64), "float16"), B: T.Tensor((64, 64), "float32"), J: T.Tensor((64,), "int32"), C: T.Tensor((4, 64, 64), "float16"), n: T.int32):
    with T.Kernel(2, n, threads=128) as (bx, by):
        X = T.alloc_fragment((64, 64), "float32")
        S = T.alloc_shared((64, 64), "float16")
        for i in T.unroll(4):
            X[i, 0] = i
        for i, j in T.grid(4, 5):
            X[i, j] = i
        for i in range(1, n, 2):
            X[i, 0] = i
        for i in range(10, 0, -3):
            X[i, 0] = i
        for i in T.vectorized(8):
            X[i, 0] = i
        for i in T.serial(2, n):
            X[i, 0] = i
        for i in T.Pipelined(n, num_stages=3, order=[0, 1], stage=[0, 1]):
            X[i, 0] = i
        for i in T.Pipelined(2, n, num_stages=0):
            X[i, 0] = i
        for i, j in T.Parallel(4, 5, coalesced_width=2):
            X[i, j] = i
        for i in [1, 2]:
            X[i, i] = i
        for k in T.serial(n):
            if k == 3:
                continue
            if k > 5:
                break
        while n > 3:
            X[0, 0] = 1
        for q in (1, 2, 3):
            if q == 2:
                break
            X[q, q] = 1
