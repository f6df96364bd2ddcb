# run: opt
# exit: 3
import tilelang
import tilelang.language as T


@T.prim_func
def main(A: T.Tensor((64, 64), "float16"), B: T.Tensor((64, 64), "float32"), J: T.Tensor((64,), "int32"), C: T.Tensor((4, 64, 64), "float16"), n: T.int32):
    with T.Kernel(2, n, threads=128) as (bx, by):
        X = T.alloc_fragment((64, 64), "float32")
        S = T.alloc_shared((64, 64), "float16")
        T.tma_copy(A, S)
        T.wgmma_gemm(S, S, X)
        tx = T.get_thread_binding()
        X[tx, 0] = 1
        T.gemm(S, S, X, mbar=3)
        F = T.alloc_shared((3,), "float16", scope="shared.barrier")
        G = T.Tensor((3,), "float16", scope="local.descriptor")
        H = T.Buffer((3,), "float16", data=X.data, scope="tmem")


# expect:
# error_unsupported_names.py:12:11: unsupported: T.tma_copy: it is a GPU synchronisation or copy engine primitive; the nearest form that works is T.copy inside T.Pipelined, whose transfers are pipelined for you
#             T.tma_copy(A, S)
#               ^~~~~~~~
# error_unsupported_names.py:13:11: unsupported: T.wgmma_gemm: it is a GPU tensor-core instruction; the nearest form that works is T.gemm
#             T.wgmma_gemm(S, S, X)
#               ^~~~~~~~~~
# error_unsupported_names.py:16:30: unsupported: T.gemm with mbar=: there are no GPU barriers; leave it out
#             T.gemm(S, S, X, mbar=3)
#                                  ^
# error_unsupported_names.py:18:45: unsupported: memory scope "local.descriptor": it exists on GPUs only; use T.alloc_shared or T.alloc_fragment
#             G = T.Tensor((3,), "float16", scope="local.descriptor")
#                                                 ^~~~~~~~~~~~~~~~~~
# error_unsupported_names.py:19:58: unsupported: memory scope "tmem": it exists on GPUs only; use T.alloc_shared or T.alloc_fragment
#             H = T.Buffer((3,), "float16", data=X.data, scope="tmem")
#                                                              ^~~~~~
