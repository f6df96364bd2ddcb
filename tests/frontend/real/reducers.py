# Reducers: contributions from any iteration, finished at once.
import tilelang
import tilelang.language as T


@T.prim_func
def reducers(A: T.Tensor((64, 32), "float32"), B: T.Tensor((64,), "float32"), C: T.Tensor((64,), "float32")):
    with T.Kernel(1, threads=64):
        tile = T.alloc_fragment((64, 32), "float32")
        total = T.alloc_reducer((64,), "float32", op="sum", replication="all")
        largest = T.alloc_reducer((64,), "float32", op="max")
        T.copy(A, tile)
        T.clear(total)
        T.fill(largest, -T.infinity("float32"))
        for i, j in T.Parallel(64, 32):
            total[i] += tile[i, j]
            largest[i] = T.max(largest[i], tile[i, j])
        T.finalize_reducer(total)
        T.finalize_reducer(largest)
        T.copy(total, B)
        T.copy(largest, C)
