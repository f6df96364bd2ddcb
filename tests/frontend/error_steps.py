# run: opt
# exit: 1
import tilelang
import tilelang.language as T


def make():
    count = 0
    for i in range(2000000):
        count += 1

    @T.prim_func
    def main(A: T.Tensor((3, 3), "float32")):
        with T.Kernel(count):
            A[0, 0] = 1

    return main

# expect:
# error_steps.py:9:14: error: more than 1000000 steps at compile time; is this loop meant to run on the device?
#         for i in range(2000000):
#                  ^~~~~~~~~~~~~~
