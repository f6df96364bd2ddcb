# run: opt --passes=all
# exit: 3
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "float16"), C: T.Tensor((64, 64), "float16")):
    with T.Kernel(1, 1) as (bx, by):
        C_block = T.alloc_fragment((64, 64), "float32")
        T.clear(C_block)
        T.gemm(A, A, C_block)
        T.copy(C_block, C)
# expect:
# error_tensor_operand.py:11:9: unsupported: the tensor A as an operand of a tile operation: T.copy it to a shared buffer first
#             T.gemm(A, A, C_block)
#             ^~~~~~~~~~~~~~~~~~~~~
