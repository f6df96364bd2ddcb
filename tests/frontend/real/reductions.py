# Every kind of T.reduce on fragments and shared tiles, kept dims, accumulation, scans.
import tilelang
import tilelang.language as T


@T.prim_func
def reductions(A: T.Tensor((64, 32), "float16"), B: T.Tensor((64,), "float32"), C: T.Tensor((32,), "int32"), D: T.Tensor((64, 32), "float32")):
    with T.Kernel(1, threads=64):
        shared = T.alloc_shared((64, 32), "float16")
        tile = T.alloc_fragment((64, 32), "float32")
        row = T.alloc_fragment((64,), "float32")
        kept = T.alloc_fragment((64, 1), "float32")
        column = T.alloc_fragment((32,), "float32")
        whole = T.alloc_fragment((1,), "float32")
        bits = T.alloc_fragment((64, 32), "int32")
        flags = T.alloc_fragment((32,), "int32")
        half = T.alloc_fragment((64,), "float16")
        T.copy(A, shared)
        T.copy(shared, tile)
        T.reduce_sum(tile, row, dim=1)
        T.reduce_sum(tile, row, dim=1, clear=False)
        T.reduce_max(tile, kept, dim=1)
        T.reduce_min(tile, column, dim=0)
        T.reduce_abssum(tile, row, dim=-1)
        T.reduce_absmax(tile, column, dim=0, clear=False)
        T.reduce_sum(row, whole, dim=0)
        T.reduce_max(shared, half, dim=1)
        for i, j in T.Parallel(64, 32):
            bits[i, j] = T.cast(tile[i, j], "int32")
        T.reduce_bitand(bits, flags, dim=0)
        T.reduce_bitor(bits, flags, dim=0)
        T.reduce_bitxor(bits, flags, dim=0)
        T.cumsum(tile, dim=1)
        T.cumsum(tile, tile, dim=0, reverse=True)
        T.copy(row, B)
        T.copy(flags, C)
        T.copy(tile, D)
