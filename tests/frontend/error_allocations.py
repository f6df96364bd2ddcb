# run: opt
# exit: 1
import tilelang
import tilelang.language as T


@T.prim_func
def main(A: T.Tensor((64, 64), "float16"), B: T.Tensor((64, 64), "float32"), J: T.Tensor((64,), "int32"), C: T.Tensor((4, 64, 64), "float16"), n: T.int32):
    with T.Kernel(2, n, threads=128) as (bx, by):
        X = T.alloc_fragment((64, 64), "float32")
        S = T.alloc_shared((64, 64), "float16")
        F = T.alloc_fragment((-1, 3), "float32")
        F = T.alloc_fragment((n * 0.5,), "float32")
        F = T.alloc_fragment("x", "float32")
        F = T.alloc_fragment((1, 1, 1, 1, 1, 1, 1, 1, 1), "float32")
        F = T.alloc_fragment((3,), "flot32")
        F = T.alloc_fragment((3,), 32)
        F = T.alloc_var("int32", init="global", scope=3)
        F = T.infinity("int32")
        E = T.empty((3,), "float32")
        M = T.const("M")
        F = T.use_swizzle("x")
        F = T.dynamic(3)

# expect:
# error_allocations.py:12:13: error: a dimension can't be negative, this one is -1
#             F = T.alloc_fragment((-1, 3), "float32")
#                 ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
# error_allocations.py:13:13: error: a dimension must be an integer, not float32
#             F = T.alloc_fragment((n * 0.5,), "float32")
#                 ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
# error_allocations.py:14:30: error: expected a shape, found a string
#             F = T.alloc_fragment("x", "float32")
#                                  ^~~
# error_allocations.py:15:30: error: a shape needs 1 to 8 dimensions, this one has 9
#             F = T.alloc_fragment((1, 1, 1, 1, 1, 1, 1, 1, 1), "float32")
#                                  ^~~~~~~~~~~~~~~~~~~~~~~~~~~
# error_allocations.py:16:36: error: unknown dtype "flot32"
#             F = T.alloc_fragment((3,), "flot32")
#                                        ^~~~~~~~
# error_allocations.py:17:36: error: expected a dtype, found an int
#             F = T.alloc_fragment((3,), 32)
#                                        ^~
# error_allocations.py:19:24: error: int32 is not a float type
#             F = T.infinity("int32")
#                            ^~~~~~~
# error_allocations.py:20:9: error: T.empty inside of T.Kernel; declare outputs before it
#             E = T.empty((3,), "float32")
#             ^
# error_allocations.py:21:13: error: T.const outside of an eager @tilelang.jit kernel
#             M = T.const("M")
#                 ^~~~~~~~~~~~
# error_allocations.py:22:27: error: this must be an integer known at compile time, not a string
#             F = T.use_swizzle("x")
#                               ^~~
# error_allocations.py:23:23: error: expected a string, found an int
#             F = T.dynamic(3)
#                           ^
