# run: opt --passes=all
# Two loops become one expression; register banks of one tile each.
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((128, 128), "float32"), B: T.Tensor((128, 128), "float32"), C: T.Tensor((128, 128), "float32")):
    with T.Kernel(2, 2) as (bx, by):
        A_block = T.alloc_shared((64, 64), "float32")
        B_block = T.alloc_shared((64, 64), "float32")
        C_block = T.alloc_fragment((64, 64), "float32")
        T.copy(A[by * 64, bx * 64], A_block)
        T.copy(B[by * 64, bx * 64], B_block)
        for i, j in T.Parallel(64, 64):
            C_block[i, j] = A_block[i, j] * 0.5 - B_block[i, j]
        for i, j in T.Parallel(64, 64):
            C_block[i, j] = T.max(C_block[i, j], B_block[i, j]) / 3.0
        T.copy(C_block, C[by * 64, bx * 64])
# expect:
