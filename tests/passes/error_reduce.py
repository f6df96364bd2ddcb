# run: opt --passes=all
# exit: 3
import tilelang.language as T


@T.prim_func
def kernel(C: T.Tensor((64,), "int32")):
    with T.Kernel(2) as bx:
        a = T.alloc_fragment((64, 64), "int64")
        b = T.alloc_fragment((64, 64), "int64")
        sums = T.alloc_fragment((64,), "int64")
        planes = T.alloc_fragment((65, 32, 32), "float32")
        plane = T.alloc_fragment((32, 32), "float32")
        four = T.alloc_fragment((2, 3, 32, 32), "float32")
        three = T.alloc_fragment((2, 3, 32), "float32")
        line = T.alloc_fragment((32,), "float32")
        T.fill(a, 1)
        T.reduce_sum(a, sums, dim=1)
        T.cumsum(a, b, dim=1)
        T.reduce_sum(planes, plane, dim=0)
        T.reduce_sum(four, three, dim=3)
        T.reduce_sum(plane[0:32, 0:bx + 1], line, dim=1)
        T.copy(sums, C)

# expect:
# error_reduce.py:18:9: unsupported: a reduction of int64: the chip reduces floats and integers of at most 32 bits; cast to one of these first
#             T.reduce_sum(a, sums, dim=1)
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~
# error_reduce.py:19:9: unsupported: T.cumsum of int64: the matrix engine sums floats and integers of at most 32 bits
#             T.cumsum(a, b, dim=1)
#             ^~~~~~~~~~~~~~~~~~~~~
# error_reduce.py:20:9: unsupported: T.reduce along dim 0 of planes: the last two dims can be reduced, and others of at most 64
#             T.reduce_sum(planes, plane, dim=0)
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
# error_reduce.py:21:9: unsupported: the result three of a reduction, whose shape is not that of its source without the reduced dim: give it one dim, or extent 1 there
#             T.reduce_sum(four, three, dim=3)
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
# error_reduce.py:22:9: unsupported: a part of plane: blocks on the chip are read and written whole; allocate a buffer of the part's size
#             T.reduce_sum(plane[0:32, 0:bx + 1], line, dim=1)
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
