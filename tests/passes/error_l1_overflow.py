# run: opt --passes=all
# exit: 1
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
# error_l1_overflow.py:9:9: error: the blocks of kernel need 2621440 bytes of L1, but a core of wormhole_n150 has 1395424 for circular buffers:
#   A_block              (512, 512) Float16_b    256 tiles     524288 bytes
#   B_block              (512, 512) Float16_b    256 tiles     524288 bytes
#   C_block              (512, 512) Float32      256 tiles    1048576 bytes
#   C_out                (512, 512) Float16_b    256 tiles     524288 bytes
# blocks that fit (655360 bytes): A_block (256, 256), B_block (256, 256), C_block (256, 256), C_out (256, 256)
#             A_block = T.alloc_shared((512, 512), "float16")
#             ^~~~~~~
