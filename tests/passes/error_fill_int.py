# run: opt --passes=all
# exit: 3
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "float16"), C: T.Tensor((64, 64), "float16")):
    with T.Kernel(2, 2) as (bx, by):
        I_block = T.alloc_shared((32, 32), "int32")
        T.fill(I_block, 3)
# expect:
# error_fill_int.py:10:9: unsupported: T.fill of a int32 block: fill a float16, bfloat16 or float32 block
#             T.fill(I_block, 3)
#             ^~~~~~~~~~~~~~~~~~
