# run: run
# The program rounds every operation to float16, the chip keeps float32 until the store: the verdict allows for the program's own roundings.
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "float16"), C: T.Tensor((64, 64), "float32")):
    with T.Kernel(2, 2) as (bx, by):
        A_block = T.alloc_shared((32, 32), "float16")
        T.copy(A[by * 32, bx * 32], A_block)
        for i, j in T.Parallel(32, 32):
            C[by * 32 + i, bx * 32 + j] = A_block[i, j] * A_block[i, j] + A_block[i, j]
# expect:
# kernel on wormhole_n150: pass
#   C: ok  RMS error 0.000156 of 0.0014 allowed, max abs 0.000717, max ulp 1.47e+05, PCC 1.0000000
#      eps 0.000488: 11-bit products of the matrix engine
# cycles 4313 (4.31 us at 1.00 GHz), DRAM read 8192 bytes, written 16384 bytes, 0 tile products
