# run: opt
# exit: 1
import tilelang
import tilelang.language as T


@T.prim_func
def main(A: T.Tensor((64, 64), "float16"), B: T.Tensor((64, 64), "float32"), J: T.Tensor((64,), "int32"), C: T.Tensor((4, 64, 64), "float16"), n: T.int32):
    with T.Kernel(2, n, threads=128) as (bx, by):
        X = T.alloc_fragment((64, 64), "float32")
        S = T.alloc_shared((64, 64), "float16")
        X[0, 0] = 99999999999999999999
        X[0, 0] = (-2.0) ** 0.5
        X[0, 0] = [0] * 1000000
        X[0, 0] = "a" * 2
        X[0, 0] = "x" < 3
        X[0, 0] = T.cast(A, "float32")
        X[0, 0] = T.cast(A[0:2, 0], "handle")
        X[0, 0] = T.float8_e4m3(1) + T.float8_e5m2(T.cast(n, "float8_e5m2"))
        X[0, 0] = T.exp(n)
        X[0, 0] = X
        X[0, 0] = None
        X[0, 0] = (1, 2)
        X[0, 0] = not T.Parallel(3)

# expect:
# error_arithmetic_more.py:12:19: error: this integer does not fit 64 bits
#             X[0, 0] = 99999999999999999999
#                       ^~~~~~~~~~~~~~~~~~~~
# error_arithmetic_more.py:13:19: error: a power of a negative number with a fraction as exponent is complex
#             X[0, 0] = (-2.0) ** 0.5
#                       ^~~~~~~~~~~~~
# error_arithmetic_more.py:14:19: error: more than 100000 items in a sequence or string
#             X[0, 0] = [0] * 1000000
#                       ^~~~~~~~~~~~~
# error_arithmetic_more.py:15:19: error: '*' is not defined for a string and an int
#             X[0, 0] = "a" * 2
#                       ^~~~~~~
# error_arithmetic_more.py:16:19: error: a string and an int can't be ordered
#             X[0, 0] = "x" < 3
#                       ^~~~~~~
# error_arithmetic_more.py:17:19: error: the buffer `A` is used as a number; index it, as in `A[i]`
#             X[0, 0] = T.cast(A, "float32")
#                       ^~~~~~~~~~~~~~~~~~~~
# error_arithmetic_more.py:18:19: error: float16 can't be converted to handle
#             X[0, 0] = T.cast(A[0:2, 0], "handle")
#                       ^~~~~~~~~~~~~~~~~~~~~~~~~~~
# error_arithmetic_more.py:19:19: error: operands of types float8_e4m3 and float8_e5m2 do not go together; cast one of them
#             X[0, 0] = T.float8_e4m3(1) + T.float8_e5m2(T.cast(n, "float8_e5m2"))
#                       ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
# error_arithmetic_more.py:20:25: error: T.exp needs a float, not int32; cast it, as in T.exp(T.cast(x, "float32"))
#             X[0, 0] = T.exp(n)
#                             ^
# error_arithmetic_more.py:21:19: error: the buffer `X` is used as a number; index it, as in `X[i]`
#             X[0, 0] = X
#                       ^
# error_arithmetic_more.py:22:19: error: expected a number, found None
#             X[0, 0] = None
#                       ^~~~
# error_arithmetic_more.py:23:19: error: expected a number, found a tuple
#             X[0, 0] = (1, 2)
#                       ^~~~~~
# error_arithmetic_more.py:24:19: error: a loop or launch has no truth value at compile time
#             X[0, 0] = not T.Parallel(3)
#                       ^~~~~~~~~~~~~~~~~
