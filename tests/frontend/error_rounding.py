# run: opt
# exit: 3
import tilelang.language as T


@T.prim_func
def main(A: T.Tensor((64, 64), "float32")):
    with T.Kernel(1) as bx:
        A[0, 0] = T.ieee_add(A[0, 0], A[0, 1], "rz")

# expect:
# error_rounding.py:9:19: unsupported: T.ieee_add with rounding mode "rz": the chip rounds to the nearest; use "rn"
#             A[0, 0] = T.ieee_add(A[0, 0], A[0, 1], "rz")
#                       ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
