# run: opt --passes=all
# exit: 3
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "float16"), C: T.Tensor((64, 64), "float16"), D: T.Tensor((1, 16, 16, 64), "float16")):
    with T.Kernel(2, 2) as (bx, by):
        A_block = T.alloc_shared((32, 32), "float16")
        C_block = T.alloc_fragment((32, 32), "float32")
        T.copy(A[by * 32, bx * 32], A_block)
        T.copy(A_block, C_block)
        T.copy(C_block, C[by * 32, bx * 32])
        T.c2d_im2col(D, A_block, by, 0, 3, 1, 1, 1)
# expect:
# error_tile_op.py:14:9: unsupported: T.im2col: the passes lower copy, fill, clear, gemm, transpose and element-wise loops
#             T.c2d_im2col(D, A_block, by, 0, 3, 1, 1, 1)
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
