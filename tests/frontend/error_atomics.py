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
        T.atomic_addx2(A[0, 0], f[0, 0], return_prev=True)
        T.access_ptr(A[0, 0], "r")
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
# error_atomics.py:14:9: unsupported: T.atomic_addx2 with return_prev=True: it gives a vector; add its elements with T.atomic_add
#             T.atomic_addx2(A[0, 0], f[0, 0], return_prev=True)
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
# error_atomics.py:15:9: unsupported: T.access_ptr outside of an atomic operation: addresses have no meaning across the memories of a Tensix core; pass buffers
#             T.access_ptr(A[0, 0], "r")
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~
# error_atomics.py:16:21: error: T.any_of needs a buffer or a slice of its last dimension
#             if T.any_of(N[0]):
#                         ^~~~
# error_atomics.py:18:21: error: T.all_of needs a buffer or a slice of its last dimension
#             if T.all_of(A[0:2, :]):
#                         ^~~~~~~~~
# error_atomics.py:20:19: error: T.reinterpret of int32 as float16: they differ in width
#             f[0, 0] = T.reinterpret(N[0], "float16")
#                       ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
# error_atomics.py:21:19: error: T.pow needs floats, not int32; cast them
#             f[0, 0] = T.pow(N[0], N[1])
#                       ^~~~~~~~~~~~~~~~~
# error_atomics.py:22:19: error: T.ldexp takes a float and an integer, not int32 and float32
#             f[0, 0] = T.ldexp(N[0], 1.0)
#                       ^~~~~~~~~~~~~~~~~~
# error_atomics.py:23:30: error: T.popcount needs an integer, not float32
#             f[0, 0] = T.popcount(f[0, 0])
#                                  ^~~~~~~
