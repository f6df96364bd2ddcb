# run: opt --passes=all
# exit: 3
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64,), "float16"), B: T.Tensor((64, 64), "float16"), C: T.Tensor((64,), "float16")):
    with T.Kernel(1) as bx:
        A_block = T.alloc_shared((64,), "float16")
        block = T.alloc_shared((64, 64), "float16")
        column = T.alloc_shared((64,), "float16")
        T.copy(A, A_block)
        T.copy(B[bx, 0:64], column)
        for i, j in T.Parallel(64, 64):
            block[i, j] = column[i]
        T.copy(A_block, C)


# expect:
# error_vector_tensor.py:12:9: unsupported: a block of A, which has one dim: give the tensor two dims, one of them 1
#             T.copy(A, A_block)
#             ^~~~~~~~~~~~~~~~~~
# error_vector_tensor.py:13:9: unsupported: a block of B whose extent in dim 0 is 1, where its tiles need 64
#             T.copy(B[bx, 0:64], column)
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~
# error_vector_tensor.py:16:9: unsupported: a block of C, which has one dim: give the tensor two dims, one of them 1
#             T.copy(A_block, C)
#             ^~~~~~~~~~~~~~~~~~
