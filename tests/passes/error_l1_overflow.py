# run: opt --passes=all
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((1024, 1024), "float16"), C: T.Tensor((1024, 1024), "float16")):
    with T.Kernel(2, 2) as (bx, by):
        A_block = T.alloc_shared((512, 512), "float16")
        B_block = T.alloc_shared((512, 512), "float16")
        C_block = T.alloc_fragment((512, 512), "float32")
        T.clear(C_block)
        for k in T.Pipelined(2, num_stages=3):
            T.copy(A[by * 512, k * 512], A_block)
            T.copy(A[k * 512, bx * 512], B_block)
            T.gemm(A_block, B_block, C_block)
        T.copy(C_block, C[by * 512, bx * 512])
# expect:
