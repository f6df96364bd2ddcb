# options: --kernel traced -D rows=3 -D wide=8589934592
# What Python around a kernel and its tracing leave in the IR: globals that the module changes, the order of terms that the simplifier
# leaves, slices between variables, loops with steps, bit operations of bools, assertions, annotations.
import tilelang
import tilelang.language as T

blocks = 20
rows = 7  # the argument of the same name is another one
if blocks * 2 > 30:
    blocks += rows + 5
else:
    blocks = 5
for _step in range(3):
    blocks += _step
start_of = {"a": 1}


def traced(rows, wide):
    n = T.dynamic("n")
    if rows > 100:

        @T.prim_func
        def main(A: T.Tensor((n,), "int32")):
            with T.Kernel(1, threads=32):
                A[0] = 1

    else:

        @T.prim_func
        def main(
            A: T.Tensor((n, 64), "float32"),
            W: T.Tensor((wide,), "float32"),
            F: T.Tensor((64,), "bool"),
            l: T.int32,
            r: T.int32,
        ):
            T.func_attr({"global_symbol": "renamed"})
            with T.Kernel(T.ceildiv(wide, 512), blocks, threads=128) as (bx, by):
                S = T.alloc_shared((32, 64), "float32")
                X = T.alloc_fragment((32, 64), "float32")
                first = l * 2
                last = first + rows
                T.copy(A[first:last, :], S[0:rows, :])
                T.copy(A[first : first + rows, :], S[0:rows, :])
                for i in T.serial(r - l + 1):
                    X[i, 0] = 1
                for i in T.serial(T.ceildiv(n - 233, 123)):
                    X[i, 0] = 2
                for i in T.serial(first, last):
                    X[i, 0] = 3
                for i in range(0, n, 4):
                    X[i, 0] = 4
                for i in range(n, 0, -3):
                    X[i, 0] = 5
                for i in T.unroll(0, 16, step=4):
                    X[i, 0] = 6
                for i in T.serial(4, annotations={"second": 2, "first": 1}):
                    X[i, 0] = 7
                for i, j in T.Parallel(32, 64):
                    X[i, j] = T.if_then_else((F[j] != 0) & (i < l), X[i, j], 0.0)
                    F[j] = (X[i, j] < 1.0) | (j > 3) | F[j]
                    T.device_assert(X[i, j] < 100.0)
                T.device_assert(l == r)
                T.device_assert(0 <= l < 10 and r % 2 == 0, "in range")
                W[bx] = X[0, 0]

    return main
