# run: opt --passes=all
# exit: 3
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "float16"), C: T.Tensor((64, 64), "float16")):
    with T.Kernel(2, 2) as (bx, by):
        A_block = T.alloc_local((32, 32), "float16")
        T.copy(A[by * 32, bx * 32], A_block)
# expect:
# error_scope.py:10:9: unsupported: A_block has scope local, which no core can hold as tiles: use T.alloc_shared or T.alloc_fragment
#             T.copy(A[by * 32, bx * 32], A_block)
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
