# run: opt --kernel test_add.other
# exit: 1
import tilelang.language as T


def test_add(size):
    @T.prim_func
    def main(A: T.Tensor((size,), "float16")):
        with T.Kernel(2) as bx:
            A[bx] = 0

# expect:
# error_nested_kernel.py:6:5: error: `test_add` defines no function `other`
#     def test_add(size):
#         ^~~~~~~~
