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
            if i > 3:
                C_block[i, j] = A_block[i, j]
        T.copy(C_block, C[by * 32, bx * 32])
# expect:
# error_if_in_nest.py:13:13: unsupported: this statement in a loop over elements: the passes lower stores and loops there
#                 if i > 3:
#                 ^~~~~~~~
