# run: build -o out
# exit: 3
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64, 3), "float16"), C: T.Tensor((64, 64), "float16")):
    with T.Kernel(2, 2) as (bx, by):
        S = T.alloc_shared((32, 32), "float16")
        T.copy(A[0:bx + 1, 0:32, 0], S[0:bx + 1, 0:32])
        T.copy(A[0:bx + 1, 0:32, 0], S)
        T.copy(S, C[by * 32, bx * 32])

# expect:
# error_block_extent.py:11:9: unsupported: a box (bx + 1, 32, 1) of A and a block (32, 32): boxes have constant extents, those above 1 are the block's, in order
#             T.copy(A[0:bx + 1, 0:32, 0], S)
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
