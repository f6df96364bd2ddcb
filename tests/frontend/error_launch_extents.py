# run: opt
# exit: 1
import tilelang
import tilelang.language as T


@T.prim_func
def main(A: T.Tensor((4,), "float32"), f: T.float32):
    with T.Kernel(1, 2, 3, 4) as bx:
        A[0] = 1
    with T.Kernel(-1) as bx:
        A[0] = 1
    with T.Kernel(f) as bx:
        A[0] = 1
    with T.Kernel(1, threads="x") as bx:
        A[0] = 1
    with T.Kernel(1, threads=[f]) as bx:
        A[0] = 1
    with T.Kernel(1) as bx, T.attr(0, "foo", 1):
        A[0] = 1

# expect:
# error_launch_extents.py:9:10: error: T.Kernel takes up to 3 grid extents, 4 are given
#         with T.Kernel(1, 2, 3, 4) as bx:
#              ^~~~~~~~~~~~~~~~~~~~
# error_launch_extents.py:11:19: error: a grid extent can't be negative, this one is -1
#         with T.Kernel(-1) as bx:
#                       ^~
# error_launch_extents.py:13:19: error: a loop bound must be an integer, not float32
#         with T.Kernel(f) as bx:
#                       ^
# error_launch_extents.py:15:30: error: threads= takes an int or up to three
#         with T.Kernel(1, threads="x") as bx:
#                                  ^~~
# error_launch_extents.py:17:30: error: threads= must be known at compile time
#         with T.Kernel(1, threads=[f]) as bx:
#                                  ^~~
