# run: run
# A reduction goes to where its result is copied, also where that block is allocated later.
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "float16"), R: T.Tensor((64,), "float32")):
    with T.Kernel(2) as bx:
        x = T.alloc_fragment((32, 64), "float32")
        s = T.alloc_fragment((32,), "float32")
        T.copy(A[bx * 32, 0], x)
        T.fill(s, 0)
        T.reduce_absmax(x, s, dim=1)
        T.copy(s, R[bx * 32])

# expect:
# kernel on wormhole_n150: pass
#   R: ok  RMS error 0 of 0.00385 allowed, max abs 0, max ulp 0, PCC 1.0000000
#      eps 0.000977: TF32 source register from x_terms
# cycles 10155 (10.15 us at 1.00 GHz), DRAM read 8192 bytes, written 8192 bytes, 0 tile products
