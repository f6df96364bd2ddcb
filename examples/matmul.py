# C = A @ B in float16: an 8x8 grid of 32x32 blocks, one for each core of a Wormhole.
#   tilecc run examples/matmul.py
import tilelang.language as T


@T.prim_func
def matmul(A: T.Buffer[(256, 256), "float16"],
           B: T.Buffer[(256, 256), "float16"],
           C: T.Buffer[(256, 256), "float16"]):
    with T.Kernel(8, 8) as (bx, by):
        A_tile = T.alloc_shared((32, 32), "float16")
        B_tile = T.alloc_shared((32, 32), "float16")
        C_tile = T.alloc_fragment((32, 32), "float32")
        T.clear(C_tile)
        for k in T.Pipelined(8, num_stages=2):
            T.copy(A[by * 32, k * 32], A_tile)
            T.copy(B[k * 32, bx * 32], B_tile)
            T.gemm(A_tile, B_tile, C_tile)
        T.copy(C_tile, C[by * 32, bx * 32])
