# run: run
# A product over a K that ends inside a tile: both operands are zero beyond it.
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 40), "float16"), B: T.Tensor((40, 64), "float16"), C: T.Tensor((64, 64), "float16")):
    with T.Kernel(1) as bx:
        A_block = T.alloc_shared((64, 40), "float16")
        B_block = T.alloc_shared((40, 64), "float16")
        C_block = T.alloc_fragment((64, 64), "float32")
        T.copy(A, A_block)
        T.copy(B, B_block)
        T.clear(C_block)
        T.gemm(A_block, B_block, C_block)
        T.copy(C_block, C)

# expect:
# kernel on wormhole_n150: pass
#   C: ok  RMS error 0.00345 of 0.0322 allowed, max abs 0.0156, max ulp 45.9, PCC 0.9999986
#      eps 0.00391: Float16_b circular buffer A_block_inside
# cycles 19687 (19.69 us at 1.00 GHz), DRAM read 16384 bytes, written 8192 bytes, 8 tile products
