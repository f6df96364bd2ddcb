# run: opt --passes=all
# exit: 3
# A product over a K that ends inside a tile.
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "float16"), C: T.Tensor((64, 64), "float16")):
    with T.Kernel(1) as bx:
        A_block = T.alloc_shared((64, 40), "float16")
        B_block = T.alloc_shared((40, 64), "float16")
        C_block = T.alloc_fragment((64, 64), "float32")
        T.clear(C_block)
        T.gemm(A_block, B_block, C_block)
        T.copy(C_block, C)

# expect:
# error_gemm_shape.py:14:9: unsupported: T.gemm with K = 40 and 40: the K of both operands must be one multiple of 32
#             T.gemm(A_block, B_block, C_block)
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
