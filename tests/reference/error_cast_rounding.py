# run: eval --init R=zeros
# exit: 3
# A rounding mode stays with its cast; passes and evaluator refuse it.
import tilelang.language as T


@T.prim_func
def cast_rounding(A: T.Tensor((32,), "float32"), B: T.Tensor((32,), "float8_e4m3fn"), R: T.Tensor((32,), "int32")):
    with T.Kernel(1):
        for i in T.Parallel(32):
            B[i] = T.cast(A[i], "float8_e4m3fn", round="rs", rbits=R[i])

# expect:
# error_cast_rounding.py:11:20: unsupported: T.cast with a rounding mode: the reference evaluator rounds to the nearest; leave the mode out
#                 B[i] = T.cast(A[i], "float8_e4m3fn", round="rs", rbits=R[i])
#                        ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
