# run: opt --passes=all
# No compute: the reader hands the block to the writer.
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((128, 128), "bfloat16"), B: T.Tensor((128, 128), "bfloat16"), C: T.Tensor((128, 128), "bfloat16")):
    with T.Kernel(2, 2) as (bx, by):
        A_block = T.alloc_shared((64, 64), "bfloat16")
        T.copy(A[by * 64, bx * 64], A_block)
        T.copy(A_block, C[by * 64, bx * 64])
# expect:
