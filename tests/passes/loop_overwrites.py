# run: run
# Each iteration overwrites the block, and the last value is read after the loop: the circular buffer is full at the loop's head.
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "float32"), C: T.Tensor((64, 64), "float32")):
    with T.Kernel(2, 2) as (bx, by):
        A_block = T.alloc_shared((32, 32), "float32")
        X = T.alloc_fragment((32, 32), "float32")
        Y = T.alloc_fragment((32, 32), "float32")
        T.clear(Y)
        for k in T.serial(3):
            T.copy(A[by * 32, bx * 32], A_block)
            for i, j in T.Parallel(32, 32):
                X[i, j] = A_block[i, j] * 0.5
            for i, j in T.Parallel(32, 32):
                Y[i, j] = Y[i, j] + X[i, j] * X[i, j]
        for i, j in T.Parallel(32, 32):
            Y[i, j] = Y[i, j] - X[i, j]
        T.copy(Y, C[by * 32, bx * 32])
# expect:
# kernel on wormhole_n150: pass
#   C: ok  RMS error 0 of 1.04e-07 allowed, max abs 0, max ulp 0, PCC 1.0000000
#      eps 5.96e-08: Float32 circular buffer Y
# cycles 6620 (6.62 us at 1.00 GHz), DRAM read 49152 bytes, written 16384 bytes, 0 tile products
