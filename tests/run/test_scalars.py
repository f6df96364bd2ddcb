"""Scalars that tensors hold decide what is moved where, and what happens at all: all three kernels take the same ways."""
import numpy as np
import pytest
from helpers import RUNS, check_exact, kernel_source as source


def tensor(shape, seed=0):
    return np.random.default_rng(seed).integers(-100, 101, shape).astype(np.float32)


def check(tmp_path, text, inputs, expected, options):
    return check_exact(tmp_path, text, inputs, expected, options).cycles


@pytest.mark.parametrize("options", RUNS)
def test_offsets_and_flags(tmp_path, options):
    body = """with T.Kernel(2, 2) as (x, y):
    S = T.alloc_shared((32, 32), "bfloat16")
    O = T.alloc_fragment((32, 32), "float32")
    T.clear(O)
    for k in T.serial(3):
        if M[y, k]:
            T.copy(A[I[k] * 32, x * 32], S)
            for i, j in T.Parallel(32, 32):
                O[i, j] = O[i, j] + S[i, j]
    T.copy(O, C[y * 32, x * 32])
"""
    a, index, mask = tensor((128, 64)), np.array([3, 0, 2, 1], np.int32), np.array([[1, 0, 1], [0, 1, 1]], bool)
    expected = np.concatenate([sum(a[index[k] * 32:index[k] * 32 + 32] for k in range(3) if mask[y, k]) for y in range(2)])
    check(tmp_path, source([("A", a.shape, "bfloat16"), ("I", (4,), "int32"), ("M", (2, 3), "bool"), ("C", (64, 64), "float32")], body),
          {"A": a, "I": index, "M": mask}, {"C": expected}, options)


@pytest.mark.parametrize("options", RUNS)
def test_ragged_sequences(tmp_path, options):
    """Rows of a packed tensor from Starts[b] to Starts[b + 1], as many blocks as they need."""
    body = """with T.Kernel(3) as b:
    S = T.alloc_shared((32, 40), "float32")
    start = Starts[b]
    length = Starts[b + 1] - start
    for k in T.serial(T.ceildiv(length, 32)):
        T.copy(A[start + k * 32, 0], S)
        for i, j in T.Parallel(32, 40):
            S[i, j] = T.if_then_else(k * 32 + i < length, S[i, j], 0.0)
        T.copy(S, C[b, k * 32, 0])
"""
    starts = np.array([0, 37, 40, 110], np.int32)
    a = tensor((110, 40))
    expected = np.zeros((3, 96, 40), np.float32)
    for b in range(3):
        expected[b, :starts[b + 1] - starts[b]] = a[starts[b]:starts[b + 1]]
    check(tmp_path, source([("A", a.shape, "float32"), ("Starts", (4,), "int32"), ("C", (3, 96, 40), "float32")], body),
          {"A": a, "Starts": starts}, {"C": expected}, options)


def test_store_address(tmp_path):
    """The writer loads the scalar itself. Indices outside the tensor of indices are 0."""
    body = """with T.Kernel(4) as b:
    S = T.alloc_shared((32, 32), "float32")
    T.copy(A[b * 32, 0], S)
    T.copy(S, C[I[b + 1], 0, 0])
"""
    a, index = tensor((128, 32)), np.array([9, 2, 3, 1], np.int32)
    expected = np.stack([a[96:], a[64:96], a[:32], a[32:64]])
    check(tmp_path, source([("A", a.shape, "float32"), ("I", (4,), "int32"), ("C", (4, 32, 32), "float32")], body), {"A": a, "I": index}, {"C": expected}, [])


@pytest.mark.parametrize("options", RUNS)
def test_variables(tmp_path, options):
    """A search in a table of offsets; ifs and loops that set variables."""
    body = """with T.Kernel(5) as b:
    S = T.alloc_shared((32, 32), "float32")
    group = T.alloc_var("int32")
    odd = T.alloc_var("int32")
    group = 0
    for i in range(3):
        here = b * 32 >= Begins[i]
        group = T.if_then_else(here, i, group)
    if group == 1:
        odd = 7
        odd = odd + b
    else:
        odd = -group
    for k in T.serial(2):
        twice = T.alloc_var("int32")
        twice = odd * 2
        twice = twice + k
        T.copy(A[group, b * 32 - Begins[group], 0], S)
        for i, j in T.Parallel(32, 32):
            S[i, j] = S[i, j] + twice
        T.copy(S, C[k, b * 32, 0])
"""
    a, begins = tensor((3, 64, 32)), np.array([0, 64, 96], np.int32)
    expected = np.zeros((2, 160, 32), np.float32)
    for b in range(5):
        group = [0, 0, 1, 2, 2][b]
        odd = 7 + b if group == 1 else -group
        for k in range(2):
            expected[k, b * 32:b * 32 + 32] = a[group, b * 32 - begins[group]:][:32] + odd * 2 + k
    check(tmp_path, source([("A", a.shape, "float32"), ("Begins", (3,), "int32"), ("C", expected.shape, "float32")], body),
          {"A": a, "Begins": begins}, {"C": expected}, options)


@pytest.mark.parametrize("options", RUNS)
def test_gathers(tmp_path, options):
    """Rows, columns and elements' rows in other dims that index tensors name, in loops over elements."""
    body = """with T.Kernel(2) as b:
    S = T.alloc_shared((20, 40), "float32")
    R = T.alloc_shared((16, 20), "bfloat16")
    for i, j in T.Parallel(20, 40):
        row = Rows[b, i]
        S[i, j] = A[row, j + 24]
    for i, j in T.Parallel(16, 20):
        R[i, j] = A[i + 16 * b, Rows[b, j]]
    T.copy(S, C[b, 0, 0])
    T.copy(R, D[b, 0, 0])
"""
    random = np.random.default_rng(0)
    a, rows = tensor((70, 64)), random.integers(0, 64, (2, 20)).astype(np.int32)
    c = np.stack([a[rows[b]][:, 24:64] for b in range(2)])
    d = np.stack([a[16 * b:16 * b + 16][:, rows[b]] for b in range(2)])
    check(tmp_path, source([("A", a.shape, "float32"), ("Rows", rows.shape, "int32"), ("C", c.shape, "float32"), ("D", d.shape, "bfloat16")], body),
          {"A": a, "Rows": rows}, {"C": c, "D": d}, options)


@pytest.mark.parametrize("options", RUNS)
def test_flags_in_blocks(tmp_path, options):
    """A block of flags and one of numbers, copied from tensors, decide and address."""
    body = """with T.Kernel(2) as b:
    S = T.alloc_shared((32, 32), "float32")
    O = T.alloc_fragment((32, 32), "float32")
    m = T.alloc_fragment((4,), "bool")
    n = T.alloc_shared((4,), "int32")
    T.clear(O)
    T.copy(M[b, 2:6], m)
    T.copy(N[b, :], n)
    for k in range(4):
        if m[k]:
            T.copy(A[n[k] * 32, 0], S)
            for i, j in T.Parallel(32, 32):
                O[i, j] = O[i, j] + S[i, j]
    T.copy(O, C[b * 32, 0])
"""
    random = np.random.default_rng(0)
    a, m, n = tensor((160, 32)), random.integers(0, 2, (2, 6)).astype(bool), random.integers(0, 5, (2, 4)).astype(np.int32)
    c = np.concatenate([sum((a[n[b, k] * 32:][:32] for k in range(4) if m[b, k + 2]), np.zeros((32, 32), np.float32)) for b in range(2)])
    check(tmp_path, source([("A", a.shape, "float32"), ("M", m.shape, "bool"), ("N", n.shape, "int32"), ("C", c.shape, "float32")], body),
          {"A": a, "M": m, "N": n}, {"C": c}, options)
