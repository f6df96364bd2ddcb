# run: run
# A block that ends inside its last tiles, whole tensors, a plain element-wise loop.
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((40, 70), "bfloat16"), C: T.Tensor((40, 70), "float32")):
    with T.Kernel(1) as bx:
        A_block = T.alloc_shared((40, 70), "bfloat16")
        C_block = T.alloc_fragment((40, 70), "float32")
        T.copy(A, A_block)
        for i, j in T.Parallel(40, 70):
            C_block[i, j] = A_block[i, j] * 2 + 1
        T.copy(C_block, C)

# expect:
# kernel on wormhole_n150: pass
#   C: ok  RMS error 0.00305 of 0.0234 allowed, max abs 0.00781, max ulp 3.28e+04, PCC 0.9999964
#      eps 0.00391: bfloat16 arithmetic of the program
# cycles 6565 (6.57 us at 1.00 GHz), DRAM read 12288 bytes, written 24576 bytes, 0 tile products
