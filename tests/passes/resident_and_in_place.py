# run: run
# X could stay in DST, but the statement that takes it out also updates Y in place: X goes to L1.
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "bfloat16"), C: T.Tensor((64, 64), "float32")):
    with T.Kernel(2, 2) as (bx, by):
        A_block = T.alloc_shared((32, 32), "bfloat16")
        X = T.alloc_fragment((32, 32), "float32")
        Y = T.alloc_fragment((32, 32), "float32")
        T.copy(A[by * 32, bx * 32], A_block)
        for i, j in T.Parallel(32, 32):
            Y[i, j] = A_block[i, j] * 2.0
        T.clear(X)
        for k in T.serial(2):
            T.gemm(A_block, A_block, X)
        for i, j in T.Parallel(32, 32):
            Y[i, j] = Y[i, j] * Y[i, j] + X[i, j]
        T.copy(Y, C[by * 32, bx * 32])
# expect:
# kernel on wormhole_n150: pass
#   C: ok  RMS error 0.000641 of 0.00792 allowed, max abs 0.00262, max ulp 4.47e+06, PCC 1.0000000
#      eps 0.000488: 11-bit products of the matrix engine
# cycles 4818 (4.82 us at 1.00 GHz), DRAM read 8192 bytes, written 16384 bytes, 8 tile products
