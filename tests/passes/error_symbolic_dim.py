# run: opt --passes=all
# exit: 3
import tilelang.language as T


M = T.dynamic("M")


@T.prim_func
def kernel(A: T.Tensor((M, 64), "float16")):
    with T.Kernel(2, 2) as (bx, by):
        A_block = T.alloc_shared((32, 32), "float16")
        T.copy(A[by * 32, bx * 32], A_block)
        T.copy(A_block, A[by * 32, bx * 32])
# expect:
# error_symbolic_dim.py:10:12: unsupported: dim 0 of A is not a constant: give its symbols a value with -D
#     def kernel(A: T.Tensor((M, 64), "float16")):
#                ^
