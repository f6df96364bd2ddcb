# run: run
# float32 blocks go to the FPU as TF32 and to the SFPU whole: the unpacker is reconfigured between the two.
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "float32"), B: T.Tensor((64, 64), "float32"), C: T.Tensor((64, 64), "float32")):
    with T.Kernel(2, 2) as (bx, by):
        A_block = T.alloc_shared((32, 32), "float32")
        B_block = T.alloc_shared((32, 32), "float32")
        C_block = T.alloc_fragment((32, 32), "float32")
        T.copy(A[by * 32, bx * 32], C_block)
        for k in T.Pipelined(2, num_stages=2):
            T.copy(A[by * 32, k * 32], A_block)
            T.copy(B[k * 32, bx * 32], B_block)
            T.gemm(A_block, B_block, C_block)
        for i, j in T.Parallel(32, 32):
            C_block[i, j] = C_block[i, j] * C_block[i, j]
        T.copy(C_block, C[by * 32, bx * 32])
# expect:
# kernel on wormhole_n150: pass
#   C: ok  RMS error 0.0238 of 0.0511 allowed, max abs 0.197, max ulp 7.39e+07, PCC 0.9999998
#      eps 0.000977: TF32 source register from A_block
# cycles 6682 (6.68 us at 1.00 GHz), DRAM read 81920 bytes, written 16384 bytes, 8 tile products
