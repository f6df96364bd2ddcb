# run: opt --kernel test_other.outer
# exit: 1
# The kernel of a function that does not return it, as tests have them; what stands before it runs as far as it is needed.
import pytest
import tilelang
import tilelang.language as T
import torch


def test_add(size, tmp_path):
    with torch.device("cuda"):
        expected = torch.ones(size) * 2 - 1

        @T.prim_func
        def add(A: T.Tensor((size,), "float32"), B: T.Tensor((size,), "float32")):
            with T.Kernel(1):
                for i in T.Parallel(size):
                    B[i] = A[i] + 1.0

    kernel = tilelang.compile(add)
    assert kernel(expected) == expected


def test_other():
    def add():
        raise ValueError("not this one")

    @tilelang.jit
    def inner(A):
        N = T.const("N")
        A: T.Tensor((N,), "float32")
        with T.Kernel(1):
            A[0] = 1.0

# expect:
# error_kernel_path.py:24:5: error: `test_other` defines no function `outer`
#     def test_other():
#         ^~~~~~~~~~
