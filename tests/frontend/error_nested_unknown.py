# run: opt --kernel test_add.main
# exit: 1
import torch
import tilelang.language as T


def test_add(size):
    total = (torch.cuda.device_count() + 1)
    rows, columns = torch.cuda.get_device_capability()

    @T.prim_func
    def main(A: T.Tensor((size, rows), "float16"), B: T.Tensor((size, columns), "float16")):
        with T.Kernel(2) as bx:
            B[bx, 0] = -total
            A[bx, 0] = size * rows + rows


# expect:
# error_nested_unknown.py:12:14: error: the value of `size` is not known at compile time; give it with -D size=...
#         def main(A: T.Tensor((size, rows), "float16"), B: T.Tensor((size, columns), "float16")):
#                  ^
# error_nested_unknown.py:7:14: note: `size` is set here, by Python that is not executed
#     def test_add(size):
#                  ^~~~
# error_nested_unknown.py:14:24: error: the value of `total` is not known at compile time; give it with -D total=...
#                 B[bx, 0] = -total
#                            ^~~~~~
# error_nested_unknown.py:8:5: note: `total` is set here, by Python that is not executed
#         total = (torch.cuda.device_count() + 1)
#         ^~~~~
