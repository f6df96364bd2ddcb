# run: run
# A loop of one iteration that begins at the block's index is a let.
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "float32"), C: T.Tensor((64, 64), "float32")):
    with T.Kernel(2) as bx:
        a = T.alloc_fragment((32, 64), "float32")
        T.copy(A[bx * 32, 0], a)
        for i, j in T.Parallel(32, 64):
            for k in T.serial(bx, bx + 1):
                a[i, j] = T.if_then_else(i + k > 3, a[i, j], 0.0)
        T.copy(a, C[bx * 32, 0])

# expect:
# kernel on wormhole_n150: pass
#   C: ok  RMS error 0 of 1.28e-07 allowed, max abs 0, max ulp 0, PCC 1.0000000
#      eps 5.96e-08: Float32 circular buffer C_out
# cycles 7701 (7.70 us at 1.00 GHz), DRAM read 16384 bytes, written 16384 bytes, 0 tile products
