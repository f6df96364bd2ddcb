"""Stores of boxes that begin in the middle of a tile, or lie in other dims than the tensor's tiles: element by element, and only the box."""
import numpy as np
import pytest
from helpers import RUNS, check_exact, kernel_source


def check(tmp_path, params, body, inputs, expected, options):
    check_exact(tmp_path, kernel_source(params, body), inputs, expected, options)


def integers(*shape):
    return np.random.default_rng(0).integers(1, 99, shape).astype(np.float32)


# Columns from anywhere, also outside, in vectors and matrices; more columns than the scratch page has places; blocks of the grid share tiles.
@pytest.mark.parametrize("options", RUNS)
@pytest.mark.parametrize("dtype,columns", [("float32", 70), ("bfloat16", 35)])
def test_any_column(tmp_path, options, dtype, columns):
    starts, a, v = np.array([-8, 3, 99], np.int32), integers(30, columns), integers(90)
    body = f"""with T.Kernel(3) as b:
    S = T.alloc_shared((10, {columns}), "{dtype}")
    T.copy(A[b * 10, 0], S)
    T.copy(S, C[b * 10 + 3, Starts[b]])
    for i in T.Parallel(40):
        if i < 30:
            W[b * 30 + i] = V[b * 30 + i] + 1.0
"""
    c = np.zeros((40, 120), np.float32)
    for b, start in enumerate(starts):
        for j in range(columns):
            if 0 <= start + j < 120:
                c[b * 10 + 3 : b * 10 + 13, start + j] = a[b * 10 : b * 10 + 10, j]
    params = [("A", a.shape, dtype), ("Starts", (3,), "int32"), ("V", v.shape, "float32"), ("C", c.shape, dtype), ("W", v.shape, "float32")]
    check(tmp_path, params, body, {"A": a, "Starts": starts, "V": v}, {"C": c, "W": v + 1}, options)


# A tensor whose tiles lie in dims 0 and 1: blocks along dim 2; a transposed store.
@pytest.mark.parametrize("options", RUNS)
def test_other_dims(tmp_path, options):
    a, c = integers(64, 35), integers(64, 32, 3)
    body = """with T.Kernel(2) as b:
    S = T.alloc_shared((32, 3), "float32")
    R = T.alloc_shared((32, 32), "float32")
    T.copy(A[b * 32, 32], S)
    T.copy(S, C[b * 32 : b * 32 + 32, 5, 0:3])
    T.copy(C[b * 32 : b * 32 + 32, 0:32, 0], R)
    T.copy(R, D[b * 32, 0])
    T.copy(C[b * 32 : b * 32 + 32, 0:32, 1], R)
    T.copy(R, E[b * 32, 0])
"""
    out = c.copy()
    out[:, 5, :] = a[:, 32:]
    params = [("A", a.shape, "float32"), ("C", c.shape, "float32"), ("D", (64, 32), "float32"), ("E", (64, 32), "float32")]
    check(tmp_path, params, body, {"A": a, "C": c}, {"C": out, "D": out[:, :, 0], "E": out[:, :, 1]}, options)
