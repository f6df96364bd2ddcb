# run: opt --passes=all
# exit: 3
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((2, 3, 64, 64), "float32"), C: T.Tensor((2, 4, 64, 64), "float32")):
    with T.Kernel(1) as x:
        T.annotate_safe_value({A: 1.0})
        S = T.alloc_shared((2, 4, 64, 64), "float32")
        T.copy(A[0:2, 0:4, 0:64, 0:64], S)
        T.copy(S, C)

# expect:
# error_safe_value.py:11:9: unsupported: a safe value of A for a block of more than three dims: copy blocks of three
#             T.copy(A[0:2, 0:4, 0:64, 0:64], S)
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
