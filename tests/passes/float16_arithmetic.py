# run: run
# The program rounds every operation to float16, the chip keeps float32 until the store: the verdict allows for the program's own roundings.
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "float16"), C: T.Tensor((64, 64), "float32")):
    with T.Kernel(2, 2) as (bx, by):
        A_block = T.alloc_shared((32, 32), "float16")
        T.copy(A[by * 32, bx * 32], A_block)
        for i, j in T.Parallel(32, 32):
            C[by * 32 + i, bx * 32 + j] = (A_block[i, j] + 0.125) * A_block[i, j]
# expect:
# kernel on wormhole_n150: pass
#   C: ok  RMS error 0 of 1.06e-07 allowed, max abs 0, max ulp 0, PCC 1.0000000
#      eps 5.96e-08: Float32 circular buffer C_out
# cycles 4368 (4.37 us at 1.00 GHz), DRAM read 8192 bytes, written 16384 bytes, 0 tile products
