# run: opt -D k=128 -D factor=0.5
import tilelang
import tilelang.language as T


def make(block=64, dtype="float16"):
    m, k = T.dynamic("m, k")
    n = T.dynamic("n", "int64")

    @T.prim_func
    def main(A: T.Tensor((m, k), dtype), B: T.Tensor((k, n * 2), dtype), C: T.Tensor((m, n * 2), dtype), count: T.int32, factor: T.float32):
        with T.Kernel(T.ceildiv(n * 2, block), T.ceildiv(m, block)) as (bx, by):
            S = T.alloc_shared((block, block), dtype)
            for i in range(count):
                T.copy(A[by * block : by * block + block, i * block : (i + 1) * block], S)
                S[0, 0] = factor

    return main
