# run: opt --passes=apply_tt_defaults
# exit: 3
import tilelang.language as T


@T.prim_func
def main(A: T.Tensor((64,), "float32")):
    with T.Kernel(1) as bx:
        A[0] = T.ieee_add(A[1], A[2], "rz")

# expect:
# error_rounding_mode.py:9:16: unsupported: T.ieee_add: the chip rounds to the nearest; the nearest form that works is the rounding mode "rn"
#             A[0] = T.ieee_add(A[1], A[2], "rz")
#                    ^~~~~~~~~~~~~~~~~~~~~~~~~~~~
