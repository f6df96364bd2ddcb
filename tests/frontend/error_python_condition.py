# run: opt
# exit: 1
import torch

import tilelang
import tilelang.language as T


def tuned():
    if not torch.flag():
        return None
    return torch.count()


@tilelang.jit
def factory(n=64):
    made = T.empty((n, n), "float32")
    early = T.alloc_shared((n, n), "float32")
    fast = tuned()

    @T.prim_func
    def main(A: T.Tensor((n,), "float32")):
        with T.Kernel(1, threads=128):
            A[0] = fast

    return main

# expect:
# error_python_condition.py:17:12: error: T.empty outside of a kernel; make the output a parameter
#         made = T.empty((n, n), "float32")
#                ^~~~~~~~~~~~~~~~~~~~~~~~~~
# error_python_condition.py:18:13: error: an allocation outside of a kernel
#         early = T.alloc_shared((n, n), "float32")
#                 ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
# error_python_condition.py:10:8: error: `(not torch.flag())` is Python that is not executed; give its value with -D flag=...
#         if not torch.flag():
#            ^~~~~~~~~~~~~~~~
# error_python_condition.py:19:12: note: in `tuned`, called here
#         fast = tuned()
#                ^~~~~~~
