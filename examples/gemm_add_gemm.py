# E = (A @ B + D) @ F, block row by block row: the sum stays on the core between the two products.
#   tilecc run examples/gemm_add_gemm.py
import tilelang
import tilelang.language as T


@tilelang.jit(out_idx=[-1])
def gemm_add_gemm(M=256, K=64, N=64, P=64, block=32, dtype="bfloat16"):
    @T.prim_func
    def kernel(A: T.Tensor((M, K), dtype), B: T.Tensor((K, N), dtype), D: T.Tensor((M, N), dtype),
               F: T.Tensor((N, P), dtype), E: T.Tensor((M, P), dtype)):
        with T.Kernel(T.ceildiv(M, block)) as by:
            A_rows = T.alloc_shared((block, K), dtype)
            B_all = T.alloc_shared((K, N), dtype)
            D_rows = T.alloc_shared((block, N), dtype)
            F_all = T.alloc_shared((N, P), dtype)
            middle = T.alloc_fragment((block, N), "float32")
            middle_low = T.alloc_shared((block, N), dtype)
            result = T.alloc_fragment((block, P), "float32")
            T.copy(A[by * block, 0], A_rows)
            T.copy(B, B_all)
            T.copy(D[by * block, 0], D_rows)
            T.copy(F, F_all)
            T.gemm(A_rows, B_all, middle, clear_accum=True)
            for i, j in T.Parallel(block, N):
                middle[i, j] = middle[i, j] + D_rows[i, j]
            T.copy(middle, middle_low)
            T.clear(result)
            T.gemm(middle_low, F_all, result)
            T.copy(result, E[by * block, 0])

    return kernel
