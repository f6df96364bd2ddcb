"""Ifs that values decide: variables and blocks that are stored in them, nested, with else, in loops; what they read is stored in them."""
import numpy as np
import pytest
from helpers import RUNS, check_exact, kernel_source


def check(tmp_path, params, body, inputs, expected, options):
    check_exact(tmp_path, kernel_source(params, body), inputs, expected, options)


def integers(*shape):
    return np.random.default_rng(0).integers(-9, 9, shape).astype(np.float32)


# The largest element, its place and whether there is any above 0, found element by element.
@pytest.mark.parametrize("options", RUNS)
def test_search(tmp_path, options):
    a = integers(5, 7)
    a[2] = -1
    body = """with T.Kernel(5) as b:
    best = T.alloc_var("float32")
    at = T.alloc_var("int32")
    found = T.alloc_var("bool")
    F = T.alloc_shared((1, 3), "float32")
    best = 0.0
    at = 99
    found = False
    for k in T.serial(7):
        x = A[b, k]
        if x > best:
            best = x
            at = k
            found = True
    F[0, 0] = best
    F[0, 1] = at
    if found and at > 2:
        F[0, 2] = 2.0
    else:
        F[0, 2] = T.if_then_else(found, 1.0, 0.0)
    T.copy(F, C[b, 0])
"""
    c = np.stack([a.max(1).clip(0), np.where(a.max(1) > 0, a.argmax(1), 99), np.where(a.max(1) > 0, 1 + (a.argmax(1) > 2), 0)], 1).astype(np.float32)
    check(tmp_path, [("A", a.shape, "float32"), ("C", c.shape, "float32")], body, {"A": a}, {"C": c}, options)


# Copies, fills and loops over ragged blocks; the condition reads what is stored under it; a flag that an if around tile operations sets.
@pytest.mark.parametrize("options", RUNS)
@pytest.mark.parametrize("rows,columns", [(32, 64), (20, 50)])
def test_blocks(tmp_path, options, rows, columns):
    steps, limit = np.array([0, 2, 3], np.int32), np.array([[5.0, 0.0, -5.0]], np.float32)
    a = integers(3 * rows, columns)
    body = f"""with T.Kernel(3) as b:
    S = T.alloc_shared(({rows}, {columns}), "bfloat16")
    R = T.alloc_fragment(({rows}, {columns}), "float32")
    sums = T.alloc_fragment(({rows},), "float32")
    any = T.alloc_var("bool")
    any = False
    T.clear(R)
    T.copy(A[b * {rows}, 0], S)
    for k in T.serial(Steps[b]):
        if k % 2 == 0:
            any = True
            for i, j in T.Parallel({rows}, {columns}):
                R[i, j] = R[i, j] + S[i, j]
    T.reduce_sum(R, sums, dim=1)
    if any:
        for i, j in T.Parallel({rows}, {columns}):
            if sums[i] > 0:
                R[i, j] = -R[i, j]
                S[i, j] = R[i, j] + 1.0
        if sums[0] > Limit[0, b]:
            sums[0] = 50.0
            T.copy(R, S)
        elif sums[1] > 0:
            T.fill(S, 3.0)
    T.copy(S, C[b * {rows}, 0])
    T.copy(sums, D[b, 0])
"""
    c, d = np.zeros_like(a), np.zeros((3, rows), np.float32)
    for b in range(3):
        s = a[b * rows : b * rows + rows].copy()
        r = s * ((steps[b] + 1) // 2)
        sums = r.sum(1)
        if steps[b]:
            r = np.where(sums[:, None] > 0, -r, r)
            s = np.where(sums[:, None] > 0, r + 1, s)
            if sums[0] > limit[0, b]:
                sums[0] = 50
                s = r
            elif sums[1] > 0:
                s = np.full_like(s, 3)
        c[b * rows : b * rows + rows], d[b] = s, sums
    params = [("A", a.shape, "bfloat16"), ("Steps", (3,), "int32"), ("Limit", (1, 3), "float32"), ("C", c.shape, "bfloat16"), ("D", d.shape, "float32")]
    check(tmp_path, params, body, {"A": a, "Steps": steps, "Limit": limit}, {"C": c, "D": d}, options)
