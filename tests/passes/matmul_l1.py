# run: opt --passes=all
# 128x128 blocks: sixteen tiles are more than DST holds; the packer accumulates in L1.
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((128, 128), "bfloat16"), B: T.Tensor((128, 128), "bfloat16"), C: T.Tensor((128, 128), "bfloat16")):
    with T.Kernel(1, 1) as (bx, by):
        A_block = T.alloc_shared((128, 32), "bfloat16")
        B_block = T.alloc_shared((32, 128), "bfloat16")
        C_block = T.alloc_fragment((128, 128), "float32")
        T.clear(C_block)
        for k in T.Pipelined(4, num_stages=2):
            T.copy(A[by * 128, k * 32], A_block)
            T.copy(B[k * 32, bx * 128], B_block)
            T.gemm(A_block, B_block, C_block)
        T.copy(C_block, C[by * 128, bx * 128])
# expect:
