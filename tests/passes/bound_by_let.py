# run: run
# A trip count that depends on the block: pushes and pops are counted with the same let in all kernels.
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((128, 128), "bfloat16"), C: T.Tensor((128, 32), "float32")):
    with T.Kernel(4) as bx:
        a = T.alloc_shared((32, 32), "bfloat16")
        c = T.alloc_fragment((32, 32), "float32")
        steps = T.min(3, bx + 1)
        T.clear(c)
        for k in T.Pipelined(steps, num_stages=2):
            T.copy(A[bx * 32, k * 32], a)
            for i, j in T.Parallel(32, 32):
                c[i, j] += a[i, j]
        T.copy(c, C[bx * 32, 0])

# expect:
# kernel on wormhole_n150: pass
#   C: ok  RMS error 0 of 2.06e-07 allowed, max abs 0, max ulp 0, PCC 1.0000000
#      eps 5.96e-08: Float32 circular buffer c
# cycles 5704 (5.70 us at 1.00 GHz), DRAM read 18432 bytes, written 16384 bytes, 0 tile products
