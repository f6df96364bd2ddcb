# run: opt
# exit: 1
import tilelang
import tilelang.language as T


@T.prim_func
def main(A: T.Tensor((64, 64), "float16"), B: T.Tensor((64, 64), "float32"), J: T.Tensor((64,), "int32"), C: T.Tensor((4, 64, 64), "float16"), n: T.int32):
    with T.Kernel(2, n, threads=128) as (bx, by):
        X = T.alloc_fragment((64, 64), "float32")
        S = T.alloc_shared((64, 64), "float16")
        T.copy(A[0:32, 0:64], S)
        T.copy(A[0:32, 0:64], S[0:16, 0:64])
        T.gemm(S[0:32, :], S, X)
        T.gemm(S, S[:, 0:32], X)
        T.gemm(S[:, 0:32], S, X)
        T.gemm(S, B, X)
        T.gemm(C, S, X)
        T.gemm(S[0:n, :], S, X)
        T.gemm(S, S, X, transpose_A=bx > 1)
        T.transpose(S[0:32, :], X)
        T.transpose(J, X)
        T.copy(C[bx], S)
        A[0] = 1
        X[0, 0] = J[0, 1]

# expect:
# error_shapes.py:14:9: error: T.gemm: A has 32 rows, C has 64
#             T.gemm(S[0:32, :], S, X)
#             ^~~~~~~~~~~~~~~~~~~~~~~~
# error_shapes.py:15:9: error: T.gemm: B has 32 columns, C has 64
#             T.gemm(S, S[:, 0:32], X)
#             ^~~~~~~~~~~~~~~~~~~~~~~~
# error_shapes.py:16:9: error: T.gemm: A has 32 columns, B has 64 rows
#             T.gemm(S[:, 0:32], S, X)
#             ^~~~~~~~~~~~~~~~~~~~~~~~
# error_shapes.py:17:9: error: T.gemm of A in float16 and B in float32: they must have one dtype
#             T.gemm(S, B, X)
#             ^~~~~~~~~~~~~~~
# error_shapes.py:18:16: error: A of T.gemm must be a matrix; this is a box of (4, 64, 64)
#             T.gemm(C, S, X)
#                    ^
# error_shapes.py:19:16: unsupported: T.gemm of a block whose size is not constant: give the block sizes as constants, and let T.copy pad with zeros
#             T.gemm(S[0:n, :], S, X)
#                    ^~~~~~~~~
# error_shapes.py:20:37: error: this must be True or False at compile time, not a device expression
#             T.gemm(S, S, X, transpose_A=bx > 1)
#                                         ^~~~~~
# error_shapes.py:21:9: error: T.transpose from a box of (32, 64) to a box of (64, 64)
#             T.transpose(S[0:32, :], X)
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~
# error_shapes.py:22:9: error: T.transpose needs buffers of at least two dimensions
#             T.transpose(J, X)
#             ^~~~~~~~~~~~~~~~~
# error_shapes.py:23:16: error: `C` has 3 dimensions, but is indexed with 1
#             T.copy(C[bx], S)
#                    ^~~~~
# error_shapes.py:24:9: error: `A` has 2 dimensions, but is indexed with 1
#             A[0] = 1
#             ^~~~
# error_shapes.py:25:19: error: `J` has 1 dimension, but is indexed with 2
#             X[0, 0] = J[0, 1]
#                       ^~~~~~~
