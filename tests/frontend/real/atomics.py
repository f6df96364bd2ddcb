# Atomic updates of tensors: boxes, elements, results of the update.
import tilelang
import tilelang.language as T


@T.prim_func
def atomics(A: T.Tensor((64, 64), "float32"), B: T.Tensor((64, 64), "float32"), C: T.Tensor((64,), "float32"), D: T.Tensor((64,), "int32")):
    with T.Kernel(2, 2, threads=64) as (bx, by):
        tile = T.alloc_fragment((32, 32), "float32")
        column = T.alloc_fragment((32,), "float32")
        T.copy(A[by * 32, bx * 32], tile)
        T.reduce_sum(tile, column, dim=1)
        T.atomic_add(B[by * 32, bx * 32], tile)
        for i in T.Parallel(32):
            T.atomic_add(C[by * 32 + i], column[i])
        for i in T.Parallel(32):
            T.atomic_max(C[bx * 32 + i], column[i])
            T.atomic_min(D[bx * 32 + i], i)
