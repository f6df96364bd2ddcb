# run: opt
# exit: 3
import tilelang
import tilelang.language as T


@T.prim_func
def main(A: T.Tensor((64, 64), "float16"), B: T.Tensor((64, 64), "float32"), J: T.Tensor((64,), "int32"), C: T.Tensor((4, 64, 64), "float16"), n: T.int32):
    with T.Kernel(2, n, threads=128) as (bx, by):
        X = T.alloc_fragment((64, 64), "float32")
        S = T.alloc_shared((64, 64), "float16")
        tx = T.get_thread_binding()
        X[tx, 0] = 1
        F = T.alloc_shared((3,), "float16", scope="shared.barrier")
        G = T.Tensor((3,), "float16", scope="local.descriptor")
        H = T.Buffer((3,), "float16", data=X.data, scope="tmem")


# expect:
# error_unsupported_names.py:15:45: unsupported: memory scope "local.descriptor": it exists on GPUs only; use T.alloc_shared or T.alloc_fragment
#             G = T.Tensor((3,), "float16", scope="local.descriptor")
#                                                 ^~~~~~~~~~~~~~~~~~
# error_unsupported_names.py:16:58: unsupported: memory scope "tmem": it exists on GPUs only; use T.alloc_shared or T.alloc_fragment
#             H = T.Buffer((3,), "float16", data=X.data, scope="tmem")
#                                                              ^~~~~~
