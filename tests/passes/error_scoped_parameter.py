# run: opt --passes=apply_tt_defaults
# exit: 3
import tilelang.language as T


@T.prim_func
def main(A: T.Tensor((64, 64), "float32", scope="shared.dyn"), B: T.Tensor((64, 64), "float32")):
    with T.Kernel(1) as bx:
        B[0, 0] = A[0, 0]

# expect:
# error_scoped_parameter.py:7:10: unsupported: the parameter A in memory scope "shared.dyn": parameters of a kernel are tensors in DRAM; leave the scope out
#     def main(A: T.Tensor((64, 64), "float32", scope="shared.dyn"), B: T.Tensor((64, 64), "float32")):
#              ^
