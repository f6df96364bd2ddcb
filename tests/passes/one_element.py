# run: run
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "float16"), C: T.Tensor((64, 64), "float16")):
    with T.Kernel(2, 2) as (bx, by):
        A_block = T.alloc_shared((32, 32), "float16")
        C_block = T.alloc_fragment((32, 32), "float32")
        T.copy(A[by * 32, bx * 32], A_block)
        T.copy(A_block, C_block)
        C_block[0, 0] = 1.0
        T.copy(C_block, C[by * 32, bx * 32])

# expect:
# kernel on wormhole_n150: pass
#   C: ok  RMS error 0 of 0.00891 allowed, max abs 0, max ulp 0, PCC 1.0000000
#      eps 0.00391: Float16_b circular buffer C_out
# cycles 6876 (6.88 us at 1.00 GHz), DRAM read 8192 bytes, written 8192 bytes, 0 tile products
