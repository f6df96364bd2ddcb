# run: build -o out
# exit: 3
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "float16"), C: T.Tensor((64, 64), "float16")):
    with T.Kernel(2) as bx:
        S = T.alloc_shared((32, 64), "float16")
        Z = T.alloc_shared((32, 64), "float16")
        T.copy(A[bx * 32, 0], S)
        T.clear(Z)
        T.copy(Z, A[bx * 32, 0])
        T.copy(S, C[bx * 32, 0])

# expect:
# error_overwrite.py:13:9: unsupported: A is read and then overwritten with values that do not follow from what was read: the writer may be earlier than the reader; write to another tensor
#             T.copy(Z, A[bx * 32, 0])
#             ^~~~~~~~~~~~~~~~~~~~~~~~
