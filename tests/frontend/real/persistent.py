"""T.Persistent in several dimensions, with one wave and with many, and loops with steps."""
import tilelang.language as T


@T.prim_func
def main(A: T.Tensor((64, 64), "float32"), n: T.int32):
    with T.Kernel(4, threads=128) as bx:
        for a, b in T.Persistent([4, 9], 4, bx):
            A[a, b] = 1
        for a, b, c in T.Persistent([4, 8, 2], 3, bx, group_size=4):
            A[a, b] = c
        for (a,) in T.Persistent([16], 1000, bx):
            A[a, 0] = 1
        for a, b in T.Persistent([n, n + 1], 4, bx):
            A[a, b] = 1
            if a == 1:
                break
        for i in T.serial(3, n, 2):
            for j in T.unroll(0, 8, 4):
                A[i, j] = 2
