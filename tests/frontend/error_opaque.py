# run: opt
# exit: 1
import tilelang
import tilelang.language as T


import torch

count = torch.cuda.device_count()
later = count * 2
changed = 3
changed += "one"
itself = itself + 1
first, second, short = 1, 2


@T.prim_func
def main(A: T.Tensor((64, 64), "float16"), B: T.Tensor((64, 64), "float32"), J: T.Tensor((64,), "int32"), C: T.Tensor((4, 64, 64), "float16"), n: T.int32):
    with T.Kernel(2, n, threads=128) as (bx, by):
        X = T.alloc_fragment((64, 64), "float32")
        S = T.alloc_shared((64, 64), "float16")
        X[0, 0] = count
        X[0, 0] = torch.randn(3)
        size = torch.cuda.device_count()
        F = T.alloc_fragment((size,), "float32")
        F = T.alloc_fragment((3,), size)
        X[0, 0] = later + 1
        if size > 3:
            X[0, 0] = 1
        for k in torch.arange(3):
            X[0, 0] = k
        X[0, 0] = -size
        X[0, 0] = changed
        X[0, 0] = itself
        X[0, 0] = short
        T.gemm(S, S, X, policy=size)

# expect:
# error_opaque.py:22:19: error: the value of `count` can't be worked out at compile time; give it with -D count=...
#             X[0, 0] = count
#                       ^~~~~
# error_opaque.py:9:1: note: Python code is not executed
#     count = torch.cuda.device_count()
#     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
# error_opaque.py:23:19: error: `torch.randn(...)` is Python that is not executed; give its value with -D randn=...
#             X[0, 0] = torch.randn(3)
#                       ^~~~~~~~~~~~~~
# error_opaque.py:25:13: error: the value of `size` is not known at compile time; give it with -D size=...
#             F = T.alloc_fragment((size,), "float32")
#                 ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
# error_opaque.py:24:9: note: `size` is set here, by Python that is not executed
#             size = torch.cuda.device_count()
#             ^~~~
# error_opaque.py:27:19: error: the value of `later` can't be worked out at compile time; give it with -D later=...
#             X[0, 0] = later + 1
#                       ^~~~~
# error_opaque.py:10:1: note: Python code is not executed
#     later = count * 2
#     ^~~~~~~~~~~~~~~~~
# error_opaque.py:30:18: error: `torch.arange(...)` is Python that is not executed; give its value with -D arange=...
#             for k in torch.arange(3):
#                      ^~~~~~~~~~~~~~~
# error_opaque.py:33:19: error: the value of `changed` can't be worked out at compile time; give it with -D changed=...
#             X[0, 0] = changed
#                       ^~~~~~~
# error_opaque.py:12:1: note: `changed` is changed while the module runs
#     changed += "one"
#     ^~~~~~~~~~~~~~~~
# error_opaque.py:34:19: error: the value of `itself` can't be worked out at compile time; give it with -D itself=...
#             X[0, 0] = itself
#                       ^~~~~~
# error_opaque.py:13:10: note: `itself` is defined by itself
#     itself = itself + 1
#              ^~~~~~
# error_opaque.py:35:19: error: the value of `short` can't be worked out at compile time; give it with -D short=...
#             X[0, 0] = short
#                       ^~~~~
# error_opaque.py:14:1: note: not enough values to unpack
#     first, second, short = 1, 2
#     ^~~~~~~~~~~~~~~~~~~~~~~~~~~
