# run: opt --passes=all
# exit: 3
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64,), "float16"), C: T.Tensor((64,), "float16")):
    with T.Kernel(1) as bx:
        A_block = T.alloc_shared((64,), "float16")
        T.copy(A, A_block)
        T.copy(A_block, C)

# expect:
# error_vector_tensor.py:10:9: unsupported: a block of A, which has one dim: give the tensor two dims, one of them 1
#             T.copy(A, A_block)
#             ^~~~~~~~~~~~~~~~~~
# error_vector_tensor.py:11:9: unsupported: a block of C, which has one dim: give the tensor two dims, one of them 1
#             T.copy(A_block, C)
#             ^~~~~~~~~~~~~~~~~~
