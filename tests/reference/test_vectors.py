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
    "buffer": ("p = T.alloc_shared((3,), \"{dtype}x4\")\n        p[1] = A[8:12] + 1\n        C[0:4] = p[1]\n        C[5] = T.extract_lane(p[1], 3)",
               lambda a, c: c.__setitem__([0, 1, 2, 3, 5], np.append(a[8:12], a[11]) + 1)),
    "variable": ("p = T.alloc_var(\"{dtype}x2\")\n        p = T.{dtype}x2(A[4], A[9])\n        C[0:2] = p",
                 lambda a, c: c.__setitem__(slice(0, 2), a[[4, 9]])),
    "pairs": ("C[0:2] = T.fma2(A[2:4], A[4:6], A[6:8])\n        C[2:4] = T.max2(A[2:4], T.sub2(A[4:6], A[6:8]))\n        C[4:6] = T.abs2(A[8:10])",
              lambda a, c: c.__setitem__(slice(0, 6), np.concatenate([a[2:4] * a[4:6] + a[6:8], np.maximum(a[2:4], a[4:6] - a[6:8]), abs(a[8:10])]))),
    "atomic": ("C[20:24] = T.if_then_else(A[0] > -100, T.atomic_addx4(C[8], A[12:16], return_prev=True), T.Broadcast(T.{dtype}(0), 4))",
               lambda a, c: c.__setitem__(slice(8, 24), np.concatenate([a[8:12] + a[12:16], a[12:20], a[8:12]]))),
    "index": ("C[T.Broadcast(4, 4)] = T.Broadcast(A[0], 4)", lambda a, c: c.__setitem__(4, a[0])),
}


@pytest.mark.parametrize("dtype", ["float32", "float16"])
@pytest.mark.parametrize("name", CASES)
def test_vectors(tmp_path, name, dtype):
    body, change = CASES[name]
    a = (np.round(normal(64) * 8) / 4).astype(dtype)
    expected = a.copy()
    change(a, expected)
    found, = evaluate(tmp_path, KERNEL.format(dtype=dtype, body="        " + body.format(dtype=dtype)), {"A": a}, ["C"])
    np.testing.assert_array_equal(found, expected)
