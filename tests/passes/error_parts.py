# run: opt --passes=all
# exit: 3
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "float16"), B: T.Tensor((4096,), "float16"), C: T.Tensor((64, 64), "float16")):
    with T.Kernel(2) as bx:
        S = T.alloc_shared((64, 32), "float16")
        R = T.alloc_shared((32, 32), "float16")
        P = T.alloc_shared((2, 2, 32, 32), "float16")
        B_view = T.Tensor((64, 64), "float16", B.data)
        T.copy(S[16:48, 0:32], R)
        T.copy(S[bx * 64:bx * 64 + 32, 0:32], R)
        T.copy(R, P[0, 1, 0:32, 0:32])
        T.copy(A[0:bx + 1, 0:32], S[0:2, 0:32])
        T.copy(R, S[0:32, 0:32])
        T.copy(B_view[0:32, 0:32], R)
        T.transpose(S[0:bx + 1, 0:32], R)
        T.copy(P[0, 0, 0:32, 0:32], C[0:32, 0:32])

# expect:
# error_parts.py:14:9: unsupported: a part of S that may leave it, or whose extent is no constant: T.region(S[bx * 64, 0], 1, 32, 32)
#             T.copy(S[bx * 64:bx * 64 + 32, 0:32], R)
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
# error_parts.py:15:9: unsupported: a part of P, which has more than three dims: allocate a buffer of the part's size
#             T.copy(R, P[0, 1, 0:32, 0:32])
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
# error_parts.py:16:9: unsupported: a box of A and a part of S with other dims above 1
#             T.copy(A[0:bx + 1, 0:32], S[0:2, 0:32])
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
# error_parts.py:18:9: unsupported: B_view, a view of another tensor: use the tensor itself
#             T.copy(B_view[0:32, 0:32], R)
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~
# error_parts.py:19:9: unsupported: a part of S: blocks on the chip are read and written whole; allocate a buffer of the part's size
#             T.transpose(S[0:bx + 1, 0:32], R)
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
