# run: opt
# exit: 1
import torch

import tilelang
import tilelang.language as T


@tilelang.jit
def factory(n=64):
    block, stages = torch.tuned(n)
    rows = n // torch.count()

    @T.prim_func
    def main(A: T.Tensor((n, block), "float32"), B: T.Tensor((n, stages), "float32"), C: T.Tensor((rows,), "float32")):
        with T.Kernel(1, threads=128):
            X = T.alloc_fragment((64,), "float32")
            X[0] = T.round(X[0], "up")
            with T.While(1 == 1):
                X[0] = 1
            loop = T.While(X[0] < 1)
            X[0] = T.exp(X[0], kind="int32")
            with T.Then():
                X[0] = 2
            side = T.If(X[0] < 1)

    return main

# expect:
# error_python_values.py:15:14: error: the value of `block` is not known at compile time; give it with -D block=...
#         def main(A: T.Tensor((n, block), "float32"), B: T.Tensor((n, stages), "float32"), C: T.Tensor((rows,), "float32")):
#                  ^
# error_python_values.py:11:5: note: `block` is set here, by Python that is not executed
#         block, stages = torch.tuned(n)
#         ^~~~~
# error_python_values.py:15:50: error: the value of `stages` is not known at compile time; give it with -D stages=...
#         def main(A: T.Tensor((n, block), "float32"), B: T.Tensor((n, stages), "float32"), C: T.Tensor((rows,), "float32")):
#                                                      ^
# error_python_values.py:11:12: note: `stages` is set here, by Python that is not executed
#         block, stages = torch.tuned(n)
#                ^~~~~~
# error_python_values.py:15:87: error: the value of `rows` is not known at compile time; give it with -D rows=...
#     f main(A: T.Tensor((n, block), "float32"), B: T.Tensor((n, stages), "float32"), C: T.Tensor((rows,), "float32")):
#                                                                                     ^
# error_python_values.py:12:5: note: `rows` is set here, by Python that is not executed
#         rows = n // torch.count()
#         ^~~~
# error_python_values.py:18:34: error: T.round has the modes "ties-to-even" and "ties-away-from-zero", not "up"
#                 X[0] = T.round(X[0], "up")
#                                      ^~~~
# error_python_values.py:19:26: error: this condition is always true: the loop would never end
#                 with T.While(1 == 1):
#                              ^~~~~~
# error_python_values.py:21:13: error: T.While stands in a `with`; or write `while condition:`
#                 loop = T.While(X[0] < 1)
#                 ^~~~
# error_python_values.py:22:37: error: T.exp has no parameter `kind`: it takes (x, dtype=...)
#                 X[0] = T.exp(X[0], kind="int32")
#                                         ^~~~~~~
# error_python_values.py:23:18: error: T.Then and T.Else stand in a `with T.If(condition):`
#                 with T.Then():
#                      ^~~~~~~~
# error_python_values.py:25:13: error: T.If, T.Then and T.Else stand in a `with`; or write `if condition:`
#                 side = T.If(X[0] < 1)
#                 ^~~~
