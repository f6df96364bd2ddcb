# run: run
# X could stay in DST, but the statement that takes it out also updates Y in place: X goes to L1.
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "bfloat16"), C: T.Tensor((64, 64), "float32")):
    with T.Kernel(1, 1) as (bx, by):
        A_block = T.alloc_shared((64, 64), "bfloat16")
        X = T.alloc_fragment((64, 64), "float32")
        Y = T.alloc_fragment((64, 64), "float32")
        T.copy(A, A_block)
        T.clear(X)
        for i, j in T.Parallel(64, 64):
            Y[i, j] = 1.0
        for k in T.serial(2):
            T.gemm(A_block, A_block, X)
        for i, j in T.Parallel(64, 64):
            Y[i, j] = Y[i, j] * 0.5 + X[i, j]
        T.copy(Y, C)
# expect:
# kernel on wormhole_n150: pass
#   C: ok  RMS error 3.54e-07 of 0.0101 allowed, max abs 2.86e-06, max ulp 512, PCC 1.0000000
#      eps 0.000488: 11-bit products of the matrix engine
# cycles 7511 (7.51 us at 1.00 GHz), DRAM read 8192 bytes, written 16384 bytes, 16 tile products
