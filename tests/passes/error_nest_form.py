# run: opt --passes=all
# exit: 3
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "float16"), C: T.Tensor((64, 64), "float16")):
    with T.Kernel(2, 2) as (bx, by):
        A_block = T.alloc_shared((32, 32), "float16")
        C_block = T.alloc_fragment((32, 32), "float32")
        T.copy(A[by * 32, bx * 32], A_block)
        T.clear(C_block)
        for i, j in T.Parallel(32, 32):
            for k in T.serial(32):
                C_block[i, j] += A_block[i, k] * A_block[k, j] + 1.0
        T.copy(C_block, C[by * 32, bx * 32])
# expect:
# error_nest_form.py:15:17: unsupported: a loop that adds up blocks of more than two dims: add up in a serial loop around the element-wise one
#                     C_block[i, j] += A_block[i, k] * A_block[k, j] + 1.0
#                     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
