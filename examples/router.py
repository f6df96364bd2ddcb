# The router of a mixture of experts: the two largest of each row, their weights and their indices (largest value, then an integer maximum).
#   tilecc run examples/router.py -D N=50 -D E=16
import tilelang
import tilelang.language as T


@tilelang.jit
def router(X, block: int = 32):
    N, E = T.const("N, E")
    X: T.Tensor((N, E), T.float32)
    Weight = T.empty((N, 2), T.float32)
    Expert = T.empty((N, 2), T.int32)
    with T.Kernel(T.ceildiv(N, block), threads=128) as b:
        x = T.alloc_fragment((block, E), T.float32)
        largest = T.alloc_fragment((block,), T.float32)
        place = T.alloc_fragment((block, E), T.int32)
        expert = T.alloc_fragment((block,), T.int32)
        T.copy(X[b * block, 0], x)
        for k in T.serial(2):
            T.reduce_max(x, largest, dim=1)
            for i, j in T.Parallel(block, E):
                place[i, j] = T.if_then_else(x[i, j] == largest[i], j, -1)
            T.reduce_max(place, expert, dim=1)
            for i, j in T.Parallel(block, E):
                x[i, j] = T.if_then_else(j == expert[i], -T.infinity(T.float32), x[i, j])
            for i in T.Parallel(block):
                Weight[b * block + i, k] = largest[i]
                Expert[b * block + i, k] = expert[i]
    return Weight, Expert
