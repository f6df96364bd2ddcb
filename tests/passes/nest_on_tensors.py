# run: run
# Tensors in a matmul nest are staged; the block of C is read, added to and written back.
import tilelang.language as T
@T.prim_func
def mm(A: T.Tensor((64, 128), "bfloat16"), B: T.Tensor((128, 96), "bfloat16"), C: T.Tensor((64, 96), "float32")):
    with T.Kernel(3, 2) as (bx, by):
        for i, j, k in T.grid(32, 32, 128):
            C[by * 32 + i, bx * 32 + j] += A[by * 32 + i, k] * B[k, bx * 32 + j]
# expect:
# mm on wormhole_n150: pass
#   C: ok  RMS error 0.00606 of 0.0588 allowed, max abs 0.0274, max ulp 1.49e+08, PCC 0.9999987
#      eps 0.00391: bfloat16 arithmetic of the program
# cycles 5434 (5.43 us at 1.00 GHz), DRAM read 122880 bytes, written 24576 bytes, 24 tile products
