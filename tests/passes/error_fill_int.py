# run: opt --passes=all
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "float16"), C: T.Tensor((64, 64), "float16")):
    with T.Kernel(2, 2) as (bx, by):
        I_block = T.alloc_shared((32, 32), "int32")
        T.fill(I_block, 3)
# expect:
