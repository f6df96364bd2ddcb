# run: build -o out
# exit: 3
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 32), "float32"), I: T.Tensor((32, 32), "int32"), C: T.Tensor((32, 32), "float32")):
    with T.Kernel(2) as bx:
        S = T.alloc_shared((32, 32), "float32")
        J = T.alloc_shared((32, 32), "int32")
        T.copy(A[I[0, bx] * 32, 0], S)
        T.copy(S, C)
        T.copy(I, J)
        T.copy(J, I)

# expect:
# error_scalar_of_output.py:11:9: unsupported: an element of I, which the same launch stores: load it in another launch
#             T.copy(A[I[0, bx] * 32, 0], S)
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
