# run: opt --passes=all
# exit: 3
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "int64"), C: T.Tensor((64, 64), "int64")):
    with T.Kernel(2, 2) as (bx, by):
        A_block = T.alloc_shared((32, 32), "int64")
        T.copy(A[by * 32, bx * 32], A_block)
        T.copy(A_block, C[by * 32, bx * 32])

# expect:
# error_dtype.py:7:12: unsupported: tiles of dtype int64: tiles hold floats of at most 32 bits and integers of at most 32 bits
#     def kernel(A: T.Tensor((64, 64), "int64"), C: T.Tensor((64, 64), "int64")):
#                ^
# error_dtype.py:7:44: unsupported: tiles of dtype int64: tiles hold floats of at most 32 bits and integers of at most 32 bits
#     def kernel(A: T.Tensor((64, 64), "int64"), C: T.Tensor((64, 64), "int64")):
#                                                ^
