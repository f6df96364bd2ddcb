# run: opt --passes=all
# exit: 3
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "float16"), C: T.Tensor((64, 64), "float16")):
    with T.Kernel(2) as bx:
        S = T.alloc_shared((64, 32), "float16")
        R = T.alloc_shared((32, 32), "float16")
        T.copy(A[0, bx * 32], S)
        T.copy(S[0:32, 0:32], R)
        T.copy(R, C[0, bx * 32])

# expect:
# error_partial_copy.py:12:9: unsupported: a part of S: blocks on the chip are read and written whole; allocate a buffer of the part's size
#             T.copy(S[0:32, 0:32], R)
#             ^~~~~~~~~~~~~~~~~~~~~~~~
