# run: opt
# exit: 1
import tilelang
import tilelang.language as T


def helper(a, b):
    return a + b


@T.prim_func
def main(A: T.Tensor((64, 64), "float16"), B: T.Tensor((64, 64), "float32"), J: T.Tensor((64,), "int32"), C: T.Tensor((4, 64, 64), "float16"), n: T.int32):
    with T.Kernel(2, n, threads=128) as (bx, by):
        X = T.alloc_fragment((64, 64), "float32")
        S = T.alloc_shared((64, 64), "float16")
        T.copy(A)
        T.copy(A, S, S)
        T.fill(X, 0, foo=1)
        T.copy(3, S)
        T.copy(A, None)
        T.clear()
        T.gemm(S, S, X, True, False, 0, False, 1)
        T.float32(1, 2)
        T.Kernel()
        3(4)
        X[0, 0] = helper(1)
        X[0, 0] = helper(1, 2, 3)
        X[0, 0] = helper(1, 2, a=3)
        X[0, 0] = helper(1, 2, c=3)

# expect:
# error_calls.py:16:9: error: T.copy misses its argument `dst`
#             T.copy(A)
#             ^~~~~~~~~
# error_calls.py:17:22: error: too many arguments for T.copy: it takes (src, dst, **)
#             T.copy(A, S, S)
#                          ^
# error_calls.py:18:26: error: T.fill has no parameter `foo`: it takes (buffer, value, annotations=...)
#             T.fill(X, 0, foo=1)
#                              ^
# error_calls.py:19:16: error: the source of T.copy must be a buffer or a part of one, not an int
#             T.copy(3, S)
#                    ^
# error_calls.py:20:19: error: the destination of T.copy must be a buffer or a part of one, not None
#             T.copy(A, None)
#                       ^~~~
# error_calls.py:21:9: error: T.clear misses its argument `buffer`
#             T.clear()
#             ^~~~~~~~~
# error_calls.py:22:48: error: too many arguments for T.gemm(A, B, C, transpose_A, transpose_B, policy, clear_accum)
#             T.gemm(S, S, X, True, False, 0, False, 1)
#                                                    ^
# error_calls.py:23:9: error: T.float32 takes one argument
#             T.float32(1, 2)
#             ^~~~~~~~~~~~~~~
# error_calls.py:24:9: error: T.Kernel inside of T.Kernel
#             T.Kernel()
#             ^~~~~~~~~~
# error_calls.py:25:9: error: an int can't be called
#             3(4)
#             ^~~~
# error_calls.py:26:19: error: `helper` misses its argument `b`
#             X[0, 0] = helper(1)
#                       ^~~~~~~~~
# error_calls.py:7:5: note: it is helper(a, b)
#     def helper(a, b):
#         ^~~~~~
# error_calls.py:27:32: error: too many arguments for `helper`
#             X[0, 0] = helper(1, 2, 3)
#                                    ^
# error_calls.py:7:5: note: it is helper(a, b)
#     def helper(a, b):
#         ^~~~~~
# error_calls.py:28:34: error: `a` is given twice
#             X[0, 0] = helper(1, 2, a=3)
#                                      ^
# error_calls.py:7:5: note: it is helper(a, b)
#     def helper(a, b):
#         ^~~~~~
# error_calls.py:29:34: error: `helper` has no parameter `c`
#             X[0, 0] = helper(1, 2, c=3)
#                                      ^
# error_calls.py:7:5: note: it is helper(a, b)
#     def helper(a, b):
#         ^~~~~~
