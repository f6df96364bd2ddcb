# run: opt --passes=all
# exit: 3
import tilelang.language as T


@T.prim_func
def kernel(C: T.Tensor((64,), "int32")):
    with T.Kernel(1) as bx:
        a = T.alloc_fragment((64, 64), "int64")
        sums = T.alloc_fragment((64,), "int64")
        T.fill(a, 1)
        T.reduce_sum(a, sums, dim=1)
        T.copy(sums, C)

# expect:
# error_reduce.py:12:9: unsupported: a reduction of int64: the chip reduces floats and integers of at most 32 bits; cast to one of these first
#             T.reduce_sum(a, sums, dim=1)
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~
