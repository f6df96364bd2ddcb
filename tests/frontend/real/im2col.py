# options: --kernel convolution -D C=16
# Convolution by T.im2col, a weight tensor seen as a matrix.
import tilelang
import tilelang.language as T


@tilelang.jit(out_idx=[2])
def convolution(N=1, C=16, H=16, W=16, F=32, K=3, S=1, D=1, P=1):
    OH = (H + 2 * P - D * (K - 1) - 1) // S + 1
    OW = (W + 2 * P - D * (K - 1) - 1) // S + 1

    @T.prim_func
    def main(data: T.Tensor((N, H, W, C), "float16"), weight: T.Tensor((K, K, C, F), "float16"), out: T.Tensor((N, OH, OW, F), "float16")):
        with T.Kernel(T.ceildiv(F, 32), T.ceildiv(N * OH * OW, 64), threads=64) as (bx, by):
            pixels = T.alloc_shared((64, 32), "float16")
            filters = T.alloc_shared((32, 32), "float16")
            sums = T.alloc_fragment((64, 32), "float32")
            flat = T.Tensor((K * K * C, F), "float16", weight.data)
            rows = T.Tensor((N * OH * OW, F), "float16", out.data)
            T.clear(sums)
            for k in T.Pipelined(T.ceildiv(K * K * C, 32), num_stages=2):
                T.im2col(data, pixels, by, k, K, S, D, P)
                T.copy(flat[k * 32, bx * 32], filters)
                T.gemm(pixels, filters, sums)
            T.copy(sums, rows[by * 64, bx * 32])

    return main
