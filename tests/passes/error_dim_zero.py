# run: opt --passes=all
# exit: 1
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((65536, 65536), "float16"), C: T.Tensor((64, 64), "float16")):
    with T.Kernel(2, 2) as (bx, by):
        A_block = T.alloc_shared((32, 32), "float16")
        T.copy(A[by * 32, bx * 32], A_block)
        T.copy(A_block, C[by * 32, bx * 32])
# expect:
# error_dim_zero.py:7:12: error: dim 1 of A is 65536; every dim must be at least 1 and a tensor below 2^31 elements
#     def kernel(A: T.Tensor((65536, 65536), "float16"), C: T.Tensor((64, 64), "float16")):
#                ^
