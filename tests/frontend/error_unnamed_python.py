# run: opt
# exit: 1
import torch
import tilelang.language as T
def later(x):
    return torch.cuda.device_count() + x
def far(x):
    return 1000000000 + 1000000000 + 1000000000 + 1000000000 + torch.cuda.device_count()
@T.prim_func
def main(A: T.Tensor((4,4), "float16")):
    with T.Kernel(2) as bx:
        A[bx, 1] = later(1)
        A[bx, 2] = far(1)

# expect:
# error_unnamed_python.py:12:20: error: `(torch.cuda.device_count() + x)` is Python that is not executed; give its value with -D device_count=...
#             A[bx, 1] = later(1)
#                        ^~~~~~~~
# error_unnamed_python.py:13:20: error: `(1000000000 + 1000000000 + 1000000000 + 1)` is Python that is not executed; its value is not known at compile time
#             A[bx, 2] = far(1)
#                        ^~~~~~
