"""Stores to tensors under conditions: boxes that are cut by numbers, by data, on both sides; what lies outside stays as it was."""
import numpy as np
import pytest
from helpers import RUNS, check_exact, kernel_source


def check(tmp_path, params, body, inputs, expected, options):
    check_exact(tmp_path, kernel_source(params, body), inputs, expected, options)


def integers(*shape):
    return np.random.default_rng(0).integers(1, 99, shape).astype(np.float32)


# Groups of rows of any length, one after the other: the boxes of neighbours overlap.
@pytest.mark.parametrize("options", RUNS)
@pytest.mark.parametrize("columns", [64, 40, 3])
def test_groups(tmp_path, options, columns):
    ends = np.array([0, 7, 7, 39, 71, 100], np.int32)
    a = integers(100, columns)
    body = f"""with T.Kernel(5, 2) as (b, y):
    S = T.alloc_shared((16, {columns}), "float32")
    start = Ends[b] + y * 16
    T.copy(A[start, 0], S)
    for i, j in T.Parallel(16, {columns}):
        if start + i < Ends[b + 1]:
            C[start + i, j] = S[i, j] + b
"""
    expected = a + np.repeat(np.arange(5), np.diff(ends))[:, None]
    check(tmp_path, [("A", a.shape, "float32"), ("Ends", ends.shape, "int32"), ("C", a.shape, "float32")], body, {"A": a, "Ends": ends}, {"C": expected}, options)


# From and to any row and column, in 16 bits; a condition on the block, conditions by let, else.
@pytest.mark.parametrize("options", RUNS)
@pytest.mark.parametrize("first,last,left,right", [(0, 64, 0, 70), (31, 33, 15, 17), (40, 90, 17, 69), (-3, 20, -20, 33), (9, 9, 1, 60), (50, 3, 20, 10)])
def test_boxes(tmp_path, options, first, last, left, right):
    box = np.array([first, last, left, right], np.int32)
    a, b = integers(128, 70), integers(128, 70)
    body = """with T.Kernel(2) as b:
    for i, j in T.Parallel(64, 70):
        inside = i >= Box[0] and Box[1] > i
        if inside and (not (j < Box[2] or Box[3] <= j)):
            C[b * 64 + i, j] = A[b * 64 + i, j]
        if b == 1 and 2 * i - 30 <= i and j == Box[2]:
            D[b * 64 + i, j] = A[b * 64 + i, j]
        if i != Box[0]:
            E[b * 64 + i, j] = A[b * 64 + i, j]
        else:
            E[b * 64 + i, j] = B[b * 64 + i, j]
"""
    params = [(name, a.shape, "bfloat16") for name in "AB"] + [("Box", (4,), "int32")] + [(name, a.shape, "bfloat16") for name in "CDE"]
    i, j, block = np.arange(128)[:, None] % 64, np.arange(70)[None, :], np.arange(128)[:, None] // 64
    inside = (i >= first) & (i < last) & (j >= left) & (j < right)
    expected = {"C": np.where(inside, a, 0), "D": np.where((block == 1) & (i <= 30) & (j == left), a, 0), "E": np.where(i != first, a, b)}
    check(tmp_path, params, body, {"A": a, "B": b, "Box": box, "E": np.zeros_like(a)}, expected, options)


# Planes, vectors, tensors of which a block is a part.
@pytest.mark.parametrize("options", RUNS)
def test_planes_and_vectors(tmp_path, options):
    counts = np.array([3, 0, 2], np.int32)
    a, v = integers(3, 4, 20, 33), integers(100)
    body = """with T.Kernel(3) as b:
    for p, i, j in T.Parallel(4, 20, 33):
        if p < Counts[b] and i >= p * 0 + 2:
            C[b, p, i, j] = A[b, p, i, j]
    for i in T.Parallel(40):
        if i < 32 + Counts[b]:
            V[b * 32 + i] = W[b * 32 + i] * 2.0
"""
    params = [("A", a.shape, "float32"), ("W", v.shape, "float32"), ("Counts", (3,), "int32"), ("C", a.shape, "float32"), ("V", v.shape, "float32")]
    c, doubled = np.zeros_like(a), np.zeros_like(v)
    for b, count in enumerate(counts):
        c[b, :count, 2:] = a[b, :count, 2:]
        doubled[b * 32 : b * 32 + 32 + count] = 2 * v[b * 32 : b * 32 + 32 + count]
    check(tmp_path, params, body, {"A": a, "W": v, "Counts": counts}, {"C": c, "V": doubled}, options)


# Only the values decide, so the box is read first: its blocks are disjoint; limits go along.
@pytest.mark.parametrize("options", RUNS)
def test_values_and_limits(tmp_path, options):
    a = integers(96, 40) - 50
    body = """with T.Kernel(3) as b:
    for i, j in T.Parallel(32, 40):
        if A[b * 32 + i, j] > 0 and j < 9 + b:
            C[b * 32 + i, j] = A[b * 32 + i, j]
"""
    j, block = np.arange(40)[None, :], np.arange(96)[:, None] // 32
    old = integers(96, 40) + 7
    expected = np.where((a > 0) & (j < 9 + block), a, old)
    check(tmp_path, [("A", a.shape, "float32"), ("C", a.shape, "float32")], body, {"A": a, "C": old}, {"C": expected}, options)


# Where a box begins is data: before the tensor, and beyond it.
@pytest.mark.parametrize("options", RUNS)
def test_outside(tmp_path, options):
    starts = np.array([-40, -5, 30, 88, 200], np.int32)
    a = integers(160, 32)
    body = """with T.Kernel(5) as b:
    for i, j in T.Parallel(32, 32):
        C[Starts[b] + i, j] = A[b * 32 + i, j]
    S = T.alloc_shared((32, 32), "float32")
    T.copy(A[Starts[b], 0], S)
    T.copy(S, D[b * 32, 0])
"""
    c, d = np.zeros((100, 32), np.float32), np.zeros_like(a)
    for b, start in enumerate(starts):
        for i in range(32):
            if 0 <= start + i < 100:
                c[start + i] = a[b * 32 + i]
            if 0 <= start + i < 160:
                d[b * 32 + i] = a[start + i]
    params = [("A", a.shape, "float32"), ("Starts", (5,), "int32"), ("C", c.shape, "float32"), ("D", d.shape, "float32")]
    check(tmp_path, params, body, {"A": a, "Starts": starts}, {"C": c, "D": d}, options)


# Copies whose extents are data: of parts of a block that tensors fill, of parts that are stored; a column of a block by a number that may lie outside.
@pytest.mark.parametrize("options", RUNS)
@pytest.mark.parametrize("columns", [64, 25])
def test_extents(tmp_path, options, columns):
    ends = np.array([0, 13, 13, 53, 90], np.int32)
    a = integers(100, columns)
    body = f"""with T.Kernel(4) as b:
    S = T.alloc_shared((40, {columns}), "float32")
    K = T.alloc_shared((40, 3), "float32")
    v = T.alloc_fragment((40,), "float32")
    n = Ends[b + 1] - Ends[b]
    T.fill(S, 7.0)
    T.copy(A[Ends[b]:Ends[b] + n, 0:{columns}], S[0:n, 0:{columns}])
    for i, j in T.Parallel(40, {columns}):
        S[i, j] = S[i, j] + 1.0
    T.copy(S[0:n, 0:{columns}], C[Ends[b]:Ends[b] + n, 0:{columns}])
    T.clear(K)
    for k in T.serial(n // 12):
        T.reduce_sum(S, v, dim=1)
        T.copy(v, K[:, k])
        T.fill(S[n // 2 : n, 0:{columns}], 0.0)
    T.copy(K, D[b * 40, 0])
"""
    c, d = np.zeros_like(a), np.zeros((160, 3), np.float32)
    for b in range(4):
        n = ends[b + 1] - ends[b]
        s = np.full((40, columns), 8, np.float32)
        c[ends[b] : ends[b + 1]] = s[:n] = a[ends[b] : ends[b + 1]] + 1
        for k in range(n // 12):
            d[b * 40 : b * 40 + 40, k] = s.sum(1)
            s[n // 2 : n] = 0
    params = [("A", a.shape, "float32"), ("Ends", (5,), "int32"), ("C", c.shape, "float32"), ("D", d.shape, "float32")]
    check(tmp_path, params, body, {"A": a, "Ends": ends}, {"C": c, "D": d}, options)
