"""Vectors mean their elements: T.Ramp, T.Broadcast, T.Shuffle, slices that load and store, in the evaluator against NumPy."""
import numpy as np
import pytest
from test_kernels import evaluate, normal

KERNEL = """
@T.prim_func
def main(A: T.Tensor((64,), "{dtype}"), C: T.Tensor((64,), "{dtype}")):
    with T.Kernel(1) as bx:
        for i in T.serial(64):
            C[i] = A[i]
{body}
"""


def swapped(a, c):
    c[0:4] = np.concatenate([a[6:8], a[0:4], a[8:12]])[[0, 3, 7, 6]]


def shifted(a, c):  # all elements are read before one is stored
    c[3:11] = c[0:8].copy()


CASES = {
    "product": ("C[8:16] = A[8:16] * 2.0 + A[0:8]", lambda a, c: c.__setitem__(slice(8, 16), a[8:16] * 2 + a[0:8])),
    "number": ("C[4:20] = 3", lambda a, c: c.__setitem__(slice(4, 20), 3)),
    "ramp": ("C[16:32] = T.Ramp(5, 2, 16)", lambda a, c: c.__setitem__(slice(16, 32), 5 + 2 * np.arange(16))),
    "float_ramp": ("C[16:20] = T.Ramp(T.float32(0.5), T.float32(-1), 4)", lambda a, c: c.__setitem__(slice(16, 20), 0.5 - np.arange(4))),
    "overlap": ("C[3:11] = C[0:8]", shifted),
    "let": ("v = C[0:8]\n        C[0:8] = A[8:16]\n        C[8:16] = v",
            lambda a, c: c.__setitem__(slice(0, 16), np.concatenate([a[8:16], c[0:8]]))),
    "name_as_box": ("v = A[8:16]\n        T.copy(v, C[0:8])", lambda a, c: c.__setitem__(slice(0, 8), a[8:16])),
    "choice": ("C[0:8] = T.Select(A[0:8] > A[8:16], A[0:8], T.Broadcast(7, 8))",
               lambda a, c: c.__setitem__(slice(0, 8), np.where(a[0:8] > a[8:16], a[0:8], 7))),
    "shuffle": ("C[0:4] = T.Shuffle([A[6:8], A[0:4], A[8:12]], [0, 3, 7, 6])", swapped),
    "extract": ("C[2] = T.extract_lane(A[8:16], 5) + 1", lambda a, c: c.__setitem__(2, a[13] + 1)),
    "index": ("C[T.Broadcast(4, 4)] = T.Broadcast(A[0], 4)", lambda a, c: c.__setitem__(4, a[0])),
}


@pytest.mark.parametrize("dtype", ["float32", "float16"])
@pytest.mark.parametrize("name", CASES)
def test_vectors(tmp_path, name, dtype):
    body, change = CASES[name]
    a = (np.round(normal(64) * 8) / 4).astype(dtype)
    expected = a.copy()
    change(a, expected)
    found, = evaluate(tmp_path, KERNEL.format(dtype=dtype, body="        " + body), {"A": a}, ["C"])
    np.testing.assert_array_equal(found, expected)
