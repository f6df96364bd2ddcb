# run: run
# Conditions by place and by value; the inner one is decided before its statements change what it reads.
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "float16"), C: T.Tensor((64, 64), "float16")):
    with T.Kernel(2, 2) as (bx, by):
        A_block = T.alloc_shared((32, 32), "float16")
        C_block = T.alloc_fragment((32, 32), "float32")
        T.copy(A[by * 32, bx * 32], A_block)
        T.fill(C_block, 2)
        for i, j in T.Parallel(32, 32):
            if i > 3:
                C_block[i, j] = A_block[i, j]
            else:
                if C_block[i, j] + A_block[i, j] > 3.5:
                    C_block[i, j] = C_block[i, j] * 3
                    C_block[i, j] += A_block[i, j]
        T.copy(C_block, C[by * 32, bx * 32])

# expect:
# kernel on wormhole_n150: pass
#   C: ok  RMS error 0 of 0.0138 allowed, max abs 0, max ulp 0, PCC 1.0000000
#      eps 0.00391: Float16_b circular buffer C_out
# cycles 12302 (12.30 us at 1.00 GHz), DRAM read 8192 bytes, written 8192 bytes, 0 tile products
