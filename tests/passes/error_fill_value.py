# run: opt --passes=all
# exit: 3
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "float16"), C: T.Tensor((64, 64), "float16")):
    with T.Kernel(2, 2) as (bx, by):
        A_block = T.alloc_shared((32, 32), "float16")
        C_block = T.alloc_fragment((32, 32), "float32")
        T.fill(C_block, T.Cast("float32", bx))
        T.copy(C_block, C[by * 32, bx * 32])
# expect:
# error_fill_value.py:11:9: unsupported: T.fill with a value that is not a constant: fill with a number
#             T.fill(C_block, T.Cast("float32", bx))
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
