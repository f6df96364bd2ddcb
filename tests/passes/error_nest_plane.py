# run: opt --passes=all
# exit: 3
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((32, 64, 32), "float16"), C: T.Tensor((64, 64), "float16")):
    with T.Kernel(2, 2) as (bx, by):
        for i, j in T.Parallel(32, 32):
            C[by * 32 + i, bx * 32 + j] = A[i, by, j]
# expect:
# error_nest_plane.py:10:13: unsupported: a block of A whose extent in dim 0 is 32, where its tiles need 1
#                 C[by * 32 + i, bx * 32 + j] = A[i, by, j]
#                 ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
