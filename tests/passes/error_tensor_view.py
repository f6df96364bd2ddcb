# run: opt --passes=all
# exit: 3
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "float16"), C: T.Tensor((64, 64), "float16")):
    with T.Kernel(1) as bx:
        block = T.alloc_shared((32, 128), "float16")
        flat = T.Buffer((32, 128), "float16", data=A.data)
        T.copy(flat, block)
        T.copy(block[:, 0:64], C[0:32, :])

# expect:
# error_tensor_view.py:11:9: unsupported: flat, a view of another tensor: use the tensor itself
#             T.copy(flat, block)
#             ^~~~~~~~~~~~~~~~~~~
