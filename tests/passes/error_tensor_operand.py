# run: opt --passes=all
# exit: 3
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "float16"), C: T.Tensor((64, 64), "float16")):
    with T.Kernel(2, 1) as (bx, by):
        C_block = T.alloc_fragment((64, 64), "float16")
        T.copy(A, C_block)
        T.transpose(A[0:bx + 1, 0:64], C_block)
        T.copy(C_block, C)

# expect:
# error_tensor_operand.py:11:9: unsupported: the tensor A as an operand of a tile operation: T.copy it to a shared buffer first
#             T.transpose(A[0:bx + 1, 0:64], C_block)
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
