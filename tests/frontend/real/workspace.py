# Two launches with a workspace between them, which the compiler allocates; views of one buffer.
import tilelang
import tilelang.language as T


@T.prim_func
def workspace(A: T.Tensor((64, 128), "float32"), B: T.Tensor((64,), "float32")):
    partial = T.alloc_global((64, 4), "float32")
    with T.Kernel(4, threads=64) as bx:
        tile = T.alloc_fragment((64, 32), "float32")
        sums = T.alloc_fragment((64,), "float32")
        T.copy(A[0, bx * 32], tile)
        T.reduce_sum(tile, sums, dim=1)
        for i in T.Parallel(64):
            partial[i, bx] = sums[i]
    with T.Kernel(2, threads=64) as bx:
        tile = T.alloc_shared((32, 4), "float32")
        square = T.reshape(tile, (4, 32))
        bits = T.view(tile, (32, 4), "int32")
        total = T.alloc_fragment((32,), "float32")
        values = T.alloc_fragment((32, 4), "float32")
        T.copy(partial[bx * 32, 0], tile)
        square[0, 0] = square[0, 0] + T.cast(bits[0, 0] & 0, "float32")
        T.copy(tile, values)
        T.reduce_sum(values, total, dim=1)
        T.copy(total, B[bx * 32])
