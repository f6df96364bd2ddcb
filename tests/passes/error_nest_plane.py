# run: opt --passes=all
# exit: 3
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((32, 64, 32), "float16"), C: T.Tensor((64, 64), "float16")):
    with T.Kernel(2, 2) as (bx, by):
        for i, j in T.Parallel(32, 32):
            C[by * 32 + i, bx * 32 + j] = A[i, by, j]
# expect:
# error_nest_plane.py:10:43: unsupported: A[i, by, j] in an element-wise loop: a tensor walked by more than two loops; copy planes of it one by one
#                 C[by * 32 + i, bx * 32 + j] = A[i, by, j]
#                                               ^~~~~~~~~~~
