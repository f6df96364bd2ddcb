# run: opt --passes=all
# exit: 3
# Tile ops on parts of blocks, boxes whose extents are not known.
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "float16"), C: T.Tensor((64, 64), "float16")):
    with T.Kernel(2) as bx:
        a = T.alloc_shared((64, 64), "float16")
        c = T.alloc_fragment((32, 64), "float32")
        T.copy(A, a)
        T.clear(c)
        T.gemm(a[0:32, :], a, c)
        T.copy(A[0:bx * 32 + 32, :], a)
        T.copy(c, C[0:32, :])

# expect:
# error_part_of_block.py:15:9: unsupported: a box (bx * 32 + 32, 64) of A and a block (64, 64): boxes have constant extents, those above 1 are the block's, in order
#             T.copy(A[0:bx * 32 + 32, :], a)
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
