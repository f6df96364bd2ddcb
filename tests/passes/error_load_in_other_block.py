# run: opt --passes=all
# exit: 3
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "float16"), C: T.Tensor((64, 64), "float16")):
    with T.Kernel(2, 2) as (bx, by):
        A_block = T.alloc_shared((32, 32), "float16")
        C_block = T.alloc_fragment((32, 32), "float32")
        for k in T.serial(2):
            T.copy(A[by * 32, k * 32], A_block)
        T.copy(A_block, C_block)
        T.copy(C_block, C[by * 32, bx * 32])
# expect:
# error_load_in_other_block.py:9:9: unsupported: A_block is loaded in one block of statements and used in another: use it after the T.copy, in the same loop body
#             A_block = T.alloc_shared((32, 32), "float16")
#             ^~~~~~~
