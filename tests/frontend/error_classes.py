# run: opt
# exit: 1
from dataclasses import dataclass

import torch

import tilelang
import tilelang.language as T


@dataclass
class Config:
    block: int
    stages: int = 2

    def area(self):
        return self.blok * 2


class Plain:
    pass


class Model(torch.nn.Module):
    size = 4


@tilelang.jit
def factory(n=64):
    missing = Config()
    many = Config(1, 2, 3)
    unknown = Config(block=4, stagez=1)
    plain = Plain(3)
    good = Config(block=4)
    area = good.area()
    length = n
    length.bits = 3
    called = good()
    model = Model.size
    assert model == 4

    @T.prim_func
    def main(A: T.Tensor((n, good.block), "float32")):
        with T.Kernel(1, threads=128):
            A[0, 0] = 5

    return main

# expect:
# error_classes.py:30:15: error: `Config` misses its argument `block`
#         missing = Config()
#                   ^~~~~~~~
# error_classes.py:31:25: error: too many arguments for `Config`
#         many = Config(1, 2, 3)
#                             ^
# error_classes.py:32:38: error: `Config` has no parameter `stagez`
#         unknown = Config(block=4, stagez=1)
#                                          ^
# error_classes.py:33:13: error: `Plain` takes no arguments: it has no __init__
#         plain = Plain(3)
#                 ^~~~~~~~
# error_classes.py:17:21: error: `Config` has no attribute `blok`; did you mean `block`?
#             return self.blok * 2
#                         ^~~~
# error_classes.py:35:12: note: in `area`, called here
#         area = good.area()
#                ^~~~~~~~~~~
# error_classes.py:37:5: error: an attribute of an int can't be assigned to
#         length.bits = 3
#         ^~~~~~~~~~~
# error_classes.py:38:14: error: `Config` has no attribute `__call__`
#         called = good()
#                  ^~~~~~
# error_classes.py:40:12: error: `(model == 4)` is Python that is not executed; give its value with -D model=...
#         assert model == 4
#                ^~~~~~~~~~
# error_classes.py:39:5: note: `model` is set here, by Python that is not executed
#         model = Model.size
#         ^~~~~
