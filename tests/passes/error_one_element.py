# run: opt --passes=all
# exit: 3
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "float16"), C: T.Tensor((64, 64), "float16")):
    with T.Kernel(2, 2) as (bx, by):
        A_block = T.alloc_shared((32, 32), "float16")
        C_block = T.alloc_fragment((32, 32), "float32")
        T.copy(A[by * 32, bx * 32], A_block)
        T.copy(A_block, C_block)
        C_block[0, 0] = 1.0
        T.copy(C_block, C[by * 32, bx * 32])
# expect:
# error_one_element.py:13:9: unsupported: a store to C_block that does not cover the block element by element: index it by the loop variables, from 0 to its shape
#             C_block[0, 0] = 1.0
#             ^~~~~~~~~~~~~~~~~~~
