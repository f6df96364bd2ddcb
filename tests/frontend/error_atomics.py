# run: opt
# exit: 1
import tilelang.language as T


@T.prim_func
def main(A: T.Tensor((64, 64), "float32"), N: T.Tensor((64,), "int32")):
    with T.Kernel(1) as bx:
        f = T.alloc_fragment((64, 64), "float32")
        T.atomic_add(A[0, 0], 1.0, memory_order="strong")
        T.atomic_add(A, f, return_prev=True)
        T.atomic_add(1.0, f[0, 0])
        T.atomic_or(A[0, 0], 1)
        T.access_ptr(A[0, 0], "x")
        if T.any_of(N[0]):
            T.clear(f)
        if T.all_of(A[0:2, :]):
            T.clear(f)
        f[0, 0] = T.reinterpret(N[0], "float16")
        f[0, 0] = T.pow(N[0], N[1])
        f[0, 0] = T.ldexp(N[0], 1.0)
        f[0, 0] = T.popcount(f[0, 0])

# expect:
# error_atomics.py:10:49: error: no memory order is named "strong"; there are relaxed, consume, acquire, release, acq_rel and seq_cst
#             T.atomic_add(A[0, 0], 1.0, memory_order="strong")
#                                                     ^~~~~~~~
# error_atomics.py:11:9: error: T.atomic_add of a box has no return value; loop over its elements with T.Parallel
#             T.atomic_add(A, f, return_prev=True)
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
# error_atomics.py:12:22: error: the target of an atomic operation must be a buffer or a part of one, not a float
#             T.atomic_add(1.0, f[0, 0])
#                          ^~~
# error_atomics.py:13:21: error: T.atomic_or needs integers, not float32
#             T.atomic_or(A[0, 0], 1)
#                         ^~~~~~~
# error_atomics.py:14:31: error: the access of T.access_ptr is "r", "w" or "rw"
#             T.access_ptr(A[0, 0], "x")
#                                   ^~~
# error_atomics.py:15:21: error: T.any_of needs a buffer or a slice of its last dimension
#             if T.any_of(N[0]):
#                         ^~~~
# error_atomics.py:17:21: error: T.all_of needs a buffer or a slice of its last dimension
#             if T.all_of(A[0:2, :]):
#                         ^~~~~~~~~
# error_atomics.py:19:19: error: T.reinterpret of int32 as float16: they differ in width
#             f[0, 0] = T.reinterpret(N[0], "float16")
#                       ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
# error_atomics.py:20:19: error: T.pow needs floats, not int32; cast them
#             f[0, 0] = T.pow(N[0], N[1])
#                       ^~~~~~~~~~~~~~~~~
# error_atomics.py:21:19: error: T.ldexp takes a float and an integer, not int32 and float32
#             f[0, 0] = T.ldexp(N[0], 1.0)
#                       ^~~~~~~~~~~~~~~~~~
# error_atomics.py:22:30: error: T.popcount needs an integer, not float32
#             f[0, 0] = T.popcount(f[0, 0])
#                                  ^~~~~~~
