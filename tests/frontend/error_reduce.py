# run: opt
# exit: 1
import tilelang.language as T


@T.prim_func
def main(A: T.Tensor((64, 64), "float32")):
    with T.Kernel(1) as bx:
        s = T.alloc_shared((64, 32), "float32")
        f = T.alloc_fragment((64, 32), "float32")
        r = T.alloc_fragment((64,), "float32")
        T.reduce_sum(f, r, dim=0)
        T.reduce_sum(f, r, dim=2)
        T.reduce_sum(A, r, dim=1)
        T.reduce(f, r, "mean", 1)
        T.reduce_bitor(f, r, dim=1)
        T.reduce_max(f, r, dim=1, clear=bx == 0)
        T.cumsum(f, r)
        T.cumsum(r, dim=1)
        T.reducer_init(r)
        T.reducer_update(r, 1.0)
        T.alloc_reducer((64,), "float32", op="mean")
        T.im2col(A, f, 0, 0, 3, 1, 1, 1)
        T.im2col(T.view(f, (2, 4, 4, 64)), f, 0, 0, 3, 1, 1.5, 1)
        T.reshape(s, (64, 64))
        T.view(s, dtype="float33")
        T.annotate_safe_value({1: 2})
        T.annotate_safe_value(A)

# expect:
# error_reduce.py:12:9: error: T.reduce of a box of (64, 32) along dimension 0 to a box of (64)
#             T.reduce_sum(f, r, dim=0)
#             ^~~~~~~~~~~~~~~~~~~~~~~~~
# error_reduce.py:13:32: error: `f` has 2 dimensions, there is no dimension 2
#             T.reduce_sum(f, r, dim=2)
#                                    ^
# error_reduce.py:14:9: error: T.reduce of a tensor in global memory; T.copy it to a fragment first
#             T.reduce_sum(A, r, dim=1)
#             ^~~~~~~~~~~~~~~~~~~~~~~~~
# error_reduce.py:15:9: error: T.reduce has no kind "mean"; it has sum, abssum, max, absmax, min, bitand, bitor and bitxor
#             T.reduce(f, r, "mean", 1)
#             ^~~~~~~~~~~~~~~~~~~~~~~~~
# error_reduce.py:16:9: error: T.reduce_bitor needs integers, not float32
#             T.reduce_bitor(f, r, dim=1)
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~
# error_reduce.py:17:41: error: this must be True or False at compile time, not a device expression
#             T.reduce_max(f, r, dim=1, clear=bx == 0)
#                                             ^~~~~~~
# error_reduce.py:18:9: error: T.cumsum from a box of (64, 32) to a box of (64)
#             T.cumsum(f, r)
#             ^~~~~~~~~~~~~~
# error_reduce.py:19:25: error: `r` has 1 dimension, there is no dimension 1
#             T.cumsum(r, dim=1)
#                             ^
# error_reduce.py:20:24: error: `r` is no reducer; allocate it with T.alloc_reducer
#             T.reducer_init(r)
#                            ^
# error_reduce.py:21:26: error: T.reducer_update needs an element of a reducer, as in T.reducer_update(acc[i], value)
#             T.reducer_update(r, 1.0)
#                              ^
# error_reduce.py:22:46: error: a reducer's op is sum, max, min, bitand, bitor or bitxor, not "mean"
#             T.alloc_reducer((64,), "float32", op="mean")
#                                                  ^~~~~~
# error_reduce.py:23:9: error: T.im2col takes an image of 4 dimensions (N, H, W, C) and a block of 2, not 2 and 2
#             T.im2col(A, f, 0, 0, 3, 1, 1, 1)
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
# error_reduce.py:24:59: error: this must be an integer, not float32
#             T.im2col(T.view(f, (2, 4, 4, 64)), f, 0, 0, 3, 1, 1.5, 1)
#                                                               ^~~
# error_reduce.py:25:9: error: the view has 131072 bits, `s` has 65536
#             T.reshape(s, (64, 64))
#             ^~~~~~~~~~~~~~~~~~~~~~
# error_reduce.py:26:25: error: unknown dtype "float33"
#             T.view(s, dtype="float33")
#                             ^~~~~~~~~
# error_reduce.py:27:31: error: the keys of T.annotate_safe_value are buffers, not an int
#             T.annotate_safe_value({1: 2})
#                                   ^~~~~~
# error_reduce.py:28:31: error: expected a dict, found a buffer
#             T.annotate_safe_value(A)
#                                   ^
