# run: opt --passes=apply_tt_defaults
# exit: 1
import tilelang.language as T


@T.prim_func
def main(A: T.Tensor((64, 64), "float32")):
    with T.Kernel(1) as bx:
        T.copy(A[:, :2], A[:, :3])

# expect:
# error_copy_parts.py:9:9: error: T.copy from a box of [64, 2] to a box of [64, 3]
#             T.copy(A[:, :2], A[:, :3])
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~
