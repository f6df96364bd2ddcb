# run: opt
# exit: 1
import tilelang
import tilelang.language as T


@T.prim_func
def main(A: T.Tensor((64, 64), "float16"), B: T.Tensor((64, 64), "float32"), J: T.Tensor((64,), "int32"), C: T.Tensor((4, 64, 64), "float16"), n: T.int32):
    with T.Kernel(2, n, threads=128) as (bx, by):
        X = T.alloc_fragment((64, 64), "float32")
        S = T.alloc_shared((64, 64), "float16")
        X[0, 0] = bx / 2
        X[0, 0] = A[0, 0] // 2
        X[0, 0] = n // 0
        X[0, 0] = 1 // 0
        X[0, 0] = 1.5 / 0
        X[0, 0] = 2 ** -1 + 0 ** -1
        X[0, 0] = A[0, 0] ** 2
        X[0, 0] = bx @ by
        X[0, 0] = 3 @ 4
        X[0, 0] = 3.5 << 1
        X[0, 0] = 1 << -1
        X[0, 0] = ~A[0, 0]
        X[0, 0] = -"x"
        X[0, 0] = "x" + 1
        X[0, 0] = 9223372036854775807 + 1

# expect:
# error_arithmetic.py:12:19: error: `/` of integers is ambiguous; write `//` for the floor, or cast to a float type
#             X[0, 0] = bx / 2
#                       ^~~~~~
# error_arithmetic.py:13:19: error: `//` needs integers, the operands are float16
#             X[0, 0] = A[0, 0] // 2
#                       ^~~~~~~~~~~~
# error_arithmetic.py:14:19: error: division by zero
#             X[0, 0] = n // 0
#                       ^~~~~~
# error_arithmetic.py:15:19: error: division by zero
#             X[0, 0] = 1 // 0
#                       ^~~~~~
# error_arithmetic.py:16:19: error: division by zero
#             X[0, 0] = 1.5 / 0
#                       ^~~~~~~
# error_arithmetic.py:17:29: error: division by zero
#             X[0, 0] = 2 ** -1 + 0 ** -1
#                                 ^~~~~~~
# error_arithmetic.py:18:19: unsupported: `**` of a device expression: tilelang has no such operator; write x * x, or T.exp2(y * T.log2(x))
#             X[0, 0] = A[0, 0] ** 2
#                       ^~~~~~~~~~~~
# error_arithmetic.py:19:19: error: '@' is not defined for device expressions
#             X[0, 0] = bx @ by
#                       ^~~~~~~
# error_arithmetic.py:20:19: error: '@' is not defined for integers
#             X[0, 0] = 3 @ 4
#                       ^~~~~
# error_arithmetic.py:21:19: error: '<<' is not defined for floats
#             X[0, 0] = 3.5 << 1
#                       ^~~~~~~~
# error_arithmetic.py:22:19: error: negative shift count
#             X[0, 0] = 1 << -1
#                       ^~~~~~~
# error_arithmetic.py:23:19: error: `~` needs an integer, not float16
#             X[0, 0] = ~A[0, 0]
#                       ^~~~~~~~
# error_arithmetic.py:24:19: error: unary '-' is not defined for a string
#             X[0, 0] = -"x"
#                       ^~~~
# error_arithmetic.py:25:19: error: '+' is not defined for a string and an int
#             X[0, 0] = "x" + 1
#                       ^~~~~~~
# error_arithmetic.py:26:19: error: this integer does not fit 64 bits
#             X[0, 0] = 9223372036854775807 + 1
#                       ^~~~~~~~~~~~~~~~~~~~~~~
