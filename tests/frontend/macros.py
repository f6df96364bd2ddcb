# run: opt
import tilelang
import tilelang.language as T


@T.macro
def scale(X, m: int, n: int, factor):
    for i, j in T.Parallel(m, n):
        X[i, j] = X[i, j] * factor


@T.macro
def increment(v: T.Ref):
    v = v + 1


@T.macro
def twice_sum(a, b):
    c = a + b
    return c * 2


@T.prim_func
def main(A: T.Tensor((64, 64), "float32"), n: T.int32):
    with T.Kernel(2, 2, threads=128) as (bx, by):
        X = T.alloc_fragment((64, 64), "float32")

        @T.macro
        def reset(value, deep):
            if deep > 3:
                T.fill(X, value)
            else:
                T.clear(X)

        v = T.alloc_var("int32", init=0)
        increment(v)
        increment(X[bx, 0])
        reset(1.5, n)
        y = twice_sum(bx, by)
        X[y, v] = (lambda q: q + 1)(bx)
        X[twice_sum(1, 2), 0] = 1
        scale(X, 64, 64, 0.5)
        T.copy(X, A[bx * 64, by * 64])
