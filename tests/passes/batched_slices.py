# run: run
# Shared buffers with a batch dim of which every iteration uses its own slice.
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((3, 64, 40), "bfloat16"), B: T.Tensor((3, 40, 64), "bfloat16"), C: T.Tensor((3, 64, 64), "float32")):
    with T.Kernel(2, 2) as (bx, by):
        A_block = T.alloc_shared((3, 32, 32), "bfloat16")
        B_block = T.alloc_shared((3, 32, 32), "bfloat16")
        C_block = T.alloc_fragment((3, 32, 32), "float32")
        for b in T.serial(3):
            T.clear(C_block[b, :, :])
            for k in T.Pipelined(2, num_stages=2):
                T.copy(A[b, by * 32, k * 32], A_block[b, :, :])
                T.copy(B[b, k * 32, bx * 32], B_block[b, :, :])
                T.gemm(A_block[b, :, :], B_block[b, :, :], C_block[b, :, :])
            for i, j in T.Parallel(32, 32):
                C_block[b, i, j] = C_block[b, i, j] * 0.5
            T.copy(C_block[b, :, :], C[b, by * 32, bx * 32])
# expect:
# kernel on wormhole_n150: pass
#   C: ok  RMS error 0.000179 of 0.00204 allowed, max abs 0.000789, max ulp 2.38e+08, PCC 1.0000000
#      eps 0.000488: 11-bit products of the matrix engine
# cycles 7861 (7.86 us at 1.00 GHz), DRAM read 98304 bytes, written 49152 bytes, 24 tile products
