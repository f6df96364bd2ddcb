# run: run --init A=randint:-2000000000:2000000000
# A row of integers in every row of a block goes as two rows of float32, exactly.
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "int32"), C: T.Tensor((64, 64), "int32")):
    with T.Kernel(1) as bx:
        a = T.alloc_shared((64, 64), "int32")
        row = T.alloc_fragment((64,), "int32")
        T.copy(A, a)
        T.copy(A[3, 0:64], row)
        for i, j in T.Parallel(64, 64):
            a[i, j] = (a[i, j] ^ row[j]) + j
        T.copy(a, C)

# expect:
# kernel on wormhole_n150: pass
#   C: ok  RMS error 0 of 0 allowed, max abs 0, max ulp 0, PCC 1.0000000
#      eps 0: integers are exact
# cycles 35805 (35.80 us at 1.00 GHz), DRAM read 24576 bytes, written 16384 bytes, 0 tile products
