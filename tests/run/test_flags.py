"""Blocks of bool: from tensors, from comparisons, into tensors; as conditions and as numbers."""
import numpy as np
import pytest
from helpers import RUNS, check_exact, kernel_source


def check(tmp_path, params, body, inputs, expected, options):
    check_exact(tmp_path, kernel_source(params, body), inputs, expected, options)


@pytest.mark.parametrize("options", RUNS)
def test_flags_of_tensors(tmp_path, options):
    random = np.random.default_rng(0)
    a, flags = random.integers(-9, 9, (64, 40)).astype(np.float32), random.integers(0, 2, (40,)).astype(bool)
    body = """with T.Kernel(2) as b:
    S = T.alloc_shared((32, 40), "float32")
    m = T.alloc_fragment((40,), "bool")
    n = T.alloc_fragment((40,), "bfloat16")
    T.copy(A[b * 32, 0], S)
    T.copy(M, m)
    T.copy(M, n)
    for i, j in T.Parallel(32, 40):
        S[i, j] = T.if_then_else(m[j], S[i, j], -3.0) + n[j]
    T.copy(S, C[b * 32, 0])
"""
    expected = np.where(flags, a + 1, -3)
    check(tmp_path, [("A", a.shape, "float32"), ("M", (40,), "bool"), ("C", a.shape, "float32")], body, {"A": a, "M": flags}, {"C": expected}, options)


@pytest.mark.parametrize("options", RUNS)
def test_flags_of_comparisons(tmp_path, options):
    a = np.random.default_rng(0).integers(-2, 3, (64, 40)).astype(np.float32)
    body = """with T.Kernel(2) as b:
    S = T.alloc_shared((32, 40), "float32")
    m = T.alloc_shared((32, 40), "bool")
    n = T.alloc_fragment((32, 40), "bool")
    T.copy(A[b * 32, 0], S)
    for i, j in T.Parallel(32, 40):
        m[i, j] = S[i, j] > 0
    for i, j in T.Parallel(32, 40):
        n[i, j] = (not m[i, j]) and S[i, j] > -2
    T.copy(m, C[b * 32, 0])
    T.copy(n, D[b * 32, 0])
    T.copy(S, E[b * 32, 0])
"""
    params = [("A", a.shape, "float32"), ("C", a.shape, "bool"), ("D", a.shape, "bool"), ("E", a.shape, "bool")]
    check(tmp_path, params, body, {"A": a}, {"C": a > 0, "D": (a <= 0) & (a > -2), "E": a != 0}, options)


@pytest.mark.parametrize("options", RUNS)
def test_parts_of_flags(tmp_path, options):
    flags = np.random.default_rng(0).integers(0, 2, (2, 3, 40)).astype(bool)
    body = """with T.Kernel(2) as b:
    m = T.alloc_shared((3, 40), "bool")
    for k in range(3):
        T.copy(M[b, 2 - k, 0:40], m[k, 0:40])
    T.copy(m, C[b, 0, 0])
"""
    check(tmp_path, [("M", flags.shape, "bool"), ("C", flags.shape, "bool")], body, {"M": flags}, {"C": flags[:, ::-1]}, options)
