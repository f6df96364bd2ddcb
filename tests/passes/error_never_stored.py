# run: opt --passes=all
# exit: 1
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "float32"), C: T.Tensor((64, 64), "float32")):
    with T.Kernel(1) as x:
        S = T.alloc_shared((64, 64), "float32")
        T.copy(S, C)

# expect:
# error_never_stored.py:10:9: error: S is read here, but no statement stores to it
#             T.copy(S, C)
#             ^~~~~~~~~~~~
