# run: run
# What leaves DST in a statement cannot enter it again in the same one: Y lives in L1.
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "bfloat16"), C: T.Tensor((64, 64), "float32")):
    with T.Kernel(2, 2) as (bx, by):
        A_block = T.alloc_shared((32, 32), "bfloat16")
        B_block = T.alloc_shared((32, 32), "bfloat16")
        X = T.alloc_fragment((32, 32), "float32")
        Y = T.alloc_fragment((32, 32), "float32")
        T.clear(X)
        for k in T.serial(2):
            T.copy(A[by * 32, k * 32], A_block)
            T.gemm(A_block, A_block, X)
        for i, j in T.Parallel(32, 32):
            Y[i, j] = X[i, j] * 0.5
        for k in T.serial(2):
            T.copy(A[by * 32, k * 32], B_block)
            T.gemm(B_block, B_block, Y)
        T.copy(Y, C[by * 32, bx * 32])
# expect:
# kernel on wormhole_n150: pass
#   C: ok  RMS error 0.000674 of 0.00744 allowed, max abs 0.00269, max ulp 1.86e+07, PCC 1.0000000
#      eps 0.000488: 11-bit products of the matrix engine
# cycles 6073 (6.07 us at 1.00 GHz), DRAM read 32768 bytes, written 16384 bytes, 16 tile products
