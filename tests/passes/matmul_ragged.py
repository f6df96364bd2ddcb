# run: opt --passes=all
# Tiles beyond the tensor: zeros on the way in, skipped on the way out.
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((70, 130), "bfloat16"), B: T.Tensor((130, 90), "bfloat16"), C: T.Tensor((70, 90), "bfloat16")):
    with T.Kernel(2, 2) as (bx, by):
        A_block = T.alloc_shared((64, 32), "bfloat16")
        B_block = T.alloc_shared((32, 64), "bfloat16")
        C_block = T.alloc_fragment((64, 64), "float32")
        T.clear(C_block)
        for k in T.Pipelined(4, num_stages=2):
            T.copy(A[by * 64, k * 32], A_block)
            T.copy(B[k * 32, bx * 64], B_block)
            T.gemm(A_block, B_block, C_block)
        T.copy(C_block, C[by * 64, bx * 64])
# expect:
