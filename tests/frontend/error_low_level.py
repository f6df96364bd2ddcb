# run: opt
# exit: 1
import tilelang.language as T


@T.prim_func
def main(A: T.Tensor((64,), "float32")):
    with T.Kernel(1) as bx:
        A[0] = T.round(A[1], "up")
        A[0] = T.ieee_add(A[1], A[2], "up")
        with T.While(True):
            A[0] = 1
        loop = T.While(A[0] > 1)

# expect:
# error_low_level.py:9:30: error: T.round has the modes "ties-to-even" and "ties-away-from-zero", not "up"
#             A[0] = T.round(A[1], "up")
#                                  ^~~~
# error_low_level.py:10:39: error: T.ieee_add rounds "rn", "rz", "ru" or "rd", not "up"
#             A[0] = T.ieee_add(A[1], A[2], "up")
#                                           ^~~~
# error_low_level.py:11:22: error: this condition is always true: the loop would never end
#             with T.While(True):
#                          ^~~~
# error_low_level.py:13:9: error: T.While stands in a `with`; or write `while condition:`
#             loop = T.While(A[0] > 1)
#             ^~~~
