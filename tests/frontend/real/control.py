# while, break, continue, unrolled and stepped loops, variables that are stored to, chained comparisons, conditional expressions.
import tilelang
import tilelang.language as T


@T.prim_func
def control(A: T.Tensor((64,), "int32"), B: T.Tensor((64,), "float32"), C: T.Tensor((4,), "int32")):
    with T.Kernel(1, threads=32):
        i = T.alloc_var("int32", init=0)
        best = T.alloc_var("float32")
        best = -1.0
        while i < 64 and A[i] != 0:
            if A[i] < 0:
                i += 1
                continue
            if 3 <= A[i] < 7:
                break
            elif A[i] == 9:
                best = B[i]
            else:
                best = T.max(best, B[i]) if A[i] > 1 else best * 0.5
            i = i + 1
        for k in T.unroll(2):
            C[k] = i
        for k in T.serial(2, 8, 3):
            B[k] = best
        for k in range(3):
            x = A[k] // 2
            y = x % 3
            x, y = y, x
            C[k] = x - y
        for k in [1, 3]:
            C[k] = k * 10
        C[3] = T.Select(i > 3, A[0] << 2, ~A[1]) ^ (A[2] >> 1)
