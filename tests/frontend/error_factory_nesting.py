# run: opt
# exit: 1
import tilelang
import tilelang.language as T


def make():
    @T.prim_func
    def main(A: T.Tensor((3, 3), "float32")):
        with T.Kernel(1):
            A[0, 0] = 1

    def again():
        return again

    return again

# expect:
# error_factory_nesting.py:13:9: error: factories are nested too deep
#         def again():
#             ^~~~~
