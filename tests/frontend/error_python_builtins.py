# run: opt
# exit: 1
import tilelang
import tilelang.language as T


import math


@T.prim_func
def main(A: T.Tensor((64, 64), "float16"), B: T.Tensor((64, 64), "float32"), J: T.Tensor((64,), "int32"), C: T.Tensor((4, 64, 64), "float16"), n: T.int32):
    with T.Kernel(2, n, threads=128) as (bx, by):
        X = T.alloc_fragment((64, 64), "float32")
        S = T.alloc_shared((64, 64), "float16")
        X[0, 0] = max(A[0, 0], 0)
        X[0, 0] = max([])
        X[0, 0] = int(n)
        X[0, 0] = float(n)
        X[0, 0] = int([1])
        X[0, 0] = float(None)
        X[0, 0] = abs(n)
        X[0, 0] = any([n > 3])
        X[0, 0] = bool(n)
        X[0, 0] = round(n)
        X[0, 0] = math.sqrt(n)
        X[0, 0] = math.log(0)
        X[0, 0] = math.ceil(1e300)
        X[0, 0] = [1].index(2)

# expect:
# error_python_builtins.py:15:19: error: Python's max compares at compile time; use T.max for device values
#             X[0, 0] = max(A[0, 0], 0)
#                       ^~~~~~~~~~~~~~~
# error_python_builtins.py:16:19: error: max of nothing
#             X[0, 0] = max([])
#                       ^~~~~~~
# error_python_builtins.py:17:19: error: int() of a device value; use T.cast(x, "int32")
#             X[0, 0] = int(n)
#                       ^~~~~~
# error_python_builtins.py:18:19: error: float() of a device value; use T.cast(x, "float32")
#             X[0, 0] = float(n)
#                       ^~~~~~~~
# error_python_builtins.py:19:19: error: int() of a list
#             X[0, 0] = int([1])
#                       ^~~~~~~~
# error_python_builtins.py:20:19: error: float() of None
#             X[0, 0] = float(None)
#                       ^~~~~~~~~~~
# error_python_builtins.py:21:19: error: Python's abs works at compile time; use T.abs for device values
#             X[0, 0] = abs(n)
#                       ^~~~~~
# error_python_builtins.py:22:19: error: a device value in Python's any
#             X[0, 0] = any([n > 3])
#                       ^~~~~~~~~~~~
# error_python_builtins.py:23:19: error: a device expression has no truth value at compile time
#             X[0, 0] = bool(n)
#                       ^~~~~~~
# error_python_builtins.py:24:19: error: round() of a device expression
#             X[0, 0] = round(n)
#                       ^~~~~~~~
# error_python_builtins.py:25:29: error: sqrt works at compile time, not on a device expression
#             X[0, 0] = math.sqrt(n)
#                                 ^
# error_python_builtins.py:26:28: error: math.log of 0
#             X[0, 0] = math.log(0)
#                                ^
# error_python_builtins.py:27:29: error: this number is too large
#             X[0, 0] = math.ceil(1e300)
#                                 ^~~~~
# error_python_builtins.py:28:19: error: the value is not in the list
#             X[0, 0] = [1].index(2)
#                       ^~~~~~~~~~~~
