# run: opt --passes=all
# exit: 1
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "float16"), C: T.Tensor((64, 64), "float16")):
    with T.Kernel(2, 2) as (bx, by):
        A_block = T.alloc_shared((32, 32), "float16")
        C_block = T.alloc_fragment((32, 32), "float32")
        T.copy(A[by * 32, bx * 32], A_block)
        B_block = T.alloc_fragment((32, 32), "float32")
        for k in T.serial(2):
            for i, j in T.Parallel(32, 32):
                C_block[i, j] = B_block[i, j] + 1.0
            T.copy(A_block, B_block)
        T.copy(C_block, C[by * 32, bx * 32])
# expect:
# error_read_before_store.py:15:17: error: B_block is read here, but on some way to this place nothing was stored in it
#                     C_block[i, j] = B_block[i, j] + 1.0
#                     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
