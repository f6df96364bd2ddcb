# run: opt --passes=all
# exit: 3
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "int8"), C: T.Tensor((64, 64), "int8")):
    with T.Kernel(2, 2) as (bx, by):
        A_block = T.alloc_shared((32, 32), "int8")
        T.copy(A[by * 32, bx * 32], A_block)
        T.copy(A_block, C[by * 32, bx * 32])
# expect:
# error_dtype.py:7:12: unsupported: tiles of dtype int8: the passes store float16, bfloat16 and float32; use one of these
#     def kernel(A: T.Tensor((64, 64), "int8"), C: T.Tensor((64, 64), "int8")):
#                ^
# error_dtype.py:7:43: unsupported: tiles of dtype int8: the passes store float16, bfloat16 and float32; use one of these
#     def kernel(A: T.Tensor((64, 64), "int8"), C: T.Tensor((64, 64), "int8")):
#                                               ^
