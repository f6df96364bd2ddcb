# run: opt --passes=apply_tt_defaults
# exit: 3
import tilelang.language as T


@T.prim_func
def main(table: T.Tensor([4], T.ptr), A: T.Tensor((64,), "float32")):
    with T.Kernel(4) as bx:
        S = T.make_tensor(table[bx], (64,), T.float32)
        A[bx] = S[0]

# expect:
# error_pointers.py:9:9: unsupported: a pointer: tensors are parameters on a Tensix core; pass each as a T.Tensor parameter
#             S = T.make_tensor(table[bx], (64,), T.float32)
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
