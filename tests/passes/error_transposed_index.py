# run: opt --passes=all
# exit: 3
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "float16"), C: T.Tensor((64, 64), "float16")):
    with T.Kernel(2, 2) as (bx, by):
        A_block = T.alloc_shared((32, 32), "float16")
        C_block = T.alloc_fragment((32, 32), "float32")
        T.copy(A[by * 32, bx * 32], A_block)
        for i, j in T.Parallel(32, 32):
            C_block[i, j] = A_block[j, i]
        T.copy(C_block, C[by * 32, bx * 32])
# expect:
# error_transposed_index.py:13:29: unsupported: A_block[j, i] in an element-wise loop: operands are indexed like the result, by the loop variables in order over the whole block
#                 C_block[i, j] = A_block[j, i]
#                                 ^~~~~~~~~~~~~
