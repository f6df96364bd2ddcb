# run: opt
# exit: 1
import tilelang
import tilelang.language as T


@T.prim_func
def main(A: T.Tensor((64, 64), "float16"), B: T.Tensor((64, 64), "float32"), J: T.Tensor((64,), "int32"), C: T.Tensor((4, 64, 64), "float16"), n: T.int32):
    with T.Kernel(2, n, threads=128) as (bx, by):
        X = T.alloc_fragment((64, 64), "float32")
        S = T.alloc_shared((64, 64), "float16")
        X[0, 0] = len(n)
        X[0, 0] = [k for k in range(3) if k < n][0]
        X[0, 0] = [k for k in range(n)][0]
        X[0, 0] = list(range(0, 3, 0))[0]
        X[0, 0] = f"{1"
        X[0, 0] = dict(**3)["a"]
        X[0, 0] = {**[1]}["a"]
        X[0, 0] = b"bytes"
        X[0, 0] = "ab".startswith(3)
        X[0, 0] = A if T.Parallel(3) else 1
        L = [1] * 60000
        L.extend(L)
        X[0, 0] = ("a" "b" * 3)
        g = *L

# expect:
# error_python_builtins_more.py:12:23: error: a device expression can't be iterated over at compile time
#             X[0, 0] = len(n)
#                           ^
# error_python_builtins_more.py:13:43: error: the filter of a comprehension must be known at compile time
#             X[0, 0] = [k for k in range(3) if k < n][0]
#                                               ^~~~~
# error_python_builtins_more.py:14:31: error: the bounds of this range are not known at compile time
#             X[0, 0] = [k for k in range(n)][0]
#                                   ^~~~~~~~
# error_python_builtins_more.py:15:24: error: the step of a range can't be 0
#             X[0, 0] = list(range(0, 3, 0))[0]
#                            ^~~~~~~~~~~~~~
# error_python_builtins_more.py:16:19: error: a '{' of this f-string is never closed
#             X[0, 0] = f"{1"
#                       ^~~~~
# error_python_builtins_more.py:17:26: error: `**` needs a dict, not an int
#             X[0, 0] = dict(**3)["a"]
#                              ^
# error_python_builtins_more.py:18:22: error: `**` needs a dict, not a list
#             X[0, 0] = {**[1]}["a"]
#                          ^~~
# error_python_builtins_more.py:19:19: error: this Python expression is not evaluated at compile time
#             X[0, 0] = b"bytes"
#                       ^~~~~~~~
# error_python_builtins_more.py:20:35: error: expected a string, found an int
#             X[0, 0] = "ab".startswith(3)
#                                       ^
# error_python_builtins_more.py:21:24: error: a loop or launch has no truth value at compile time
#             X[0, 0] = A if T.Parallel(3) else 1
#                            ^~~~~~~~~~~~~
# error_python_builtins_more.py:23:9: error: more than 100000 items in a sequence or string
#             L.extend(L)
#             ^~~~~~~~~~~
# error_python_builtins_more.py:24:19: error: '*' is not defined for a string and an int
#             X[0, 0] = ("a" "b" * 3)
#                       ^~~~~~~~~~~~~
# error_python_builtins_more.py:25:13: error: `*` can't stand here
#             g = *L
#                 ^~
