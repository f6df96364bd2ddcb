# run: opt --passes=all
# exit: 3
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64, 32), "float16"), C: T.Tensor((64, 64), "float16")):
    with T.Kernel(2, 2) as (bx, by):
        A_block = T.alloc_shared((32, 32), "float16")
        T.copy(A[by, bx * 32, 0:32], A_block)
        T.copy(A[0:32, by * 32, 0:32], A_block)
        T.copy(A_block, C[by * 32, bx * 32])
# expect:
# error_block_extent.py:7:12: unsupported: A is sliced along different pairs of dims in one kernel: slice it along one pair
#     def kernel(A: T.Tensor((64, 64, 32), "float16"), C: T.Tensor((64, 64), "float16")):
#                ^
