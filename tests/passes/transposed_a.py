# run: opt --passes=all
# A is transposed tile by tile into a block of its own, B by the unpacker.
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((128, 128), "bfloat16"), B: T.Tensor((128, 128), "bfloat16"), C: T.Tensor((128, 128), "bfloat16")):
    with T.Kernel(2, 2) as (bx, by):
        A_block = T.alloc_shared((32, 64), "bfloat16")
        B_block = T.alloc_shared((64, 32), "bfloat16")
        C_block = T.alloc_fragment((64, 64), "float32")
        T.clear(C_block)
        for k in T.Pipelined(4, num_stages=2):
            T.copy(A[k * 32, by * 64], A_block)
            T.copy(B[bx * 64, k * 32], B_block)
            T.gemm(A_block, B_block, C_block, transpose_A=True, transpose_B=True)
        T.copy(C_block, C[by * 64, bx * 64])
# expect:
