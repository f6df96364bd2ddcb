# run: opt
import tilelang
import tilelang.language as T


@T.prim_func
def main(A: T.Tensor((64, 64), "float16"), W: T.StridedTensor((64, 32), (128, 1), "float32"), V: T.Tensor(64, "int8")):
    G = T.alloc_global((64, 64), "float32")
    with T.Kernel(4) as bx:
        for k in range(2):
            R = T.alloc_fragment([4, 4], "float32")
            T.clear(R)
            T.copy(R, G[bx * 4, k * 4])
    with T.Kernel(2, 2, 2, threads=(64, 2)) as (cx, cy, cz):
        A[cx, cy] = G[cz, 0]
