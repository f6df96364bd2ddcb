"""Views of blocks on the chip that split dims: element-wise, in copies and reductions; loops that stand together in one index and apart in another."""
import numpy as np
import pytest
from helpers import RUNS, check_exact, kernel_source


def check(tmp_path, params, body, inputs, expected, options):
    check_exact(tmp_path, kernel_source(params, body), inputs, expected, options)


def integers(*shape):
    return np.random.default_rng(0).integers(-9, 9, shape).astype(np.float32)


# Parts of whole tiles and others; the view is changed, reduced, and the block is read again.
@pytest.mark.parametrize("options", RUNS)
@pytest.mark.parametrize("rows,parts,columns", [(64, 4, 32), (20, 3, 10)])
def test_split_columns(tmp_path, options, rows, parts, columns):
    a, w, v = integers(rows, parts * columns), integers(parts, columns), integers(rows)
    body = f"""with T.Kernel(1) as b:
    s = T.alloc_fragment(({rows}, {parts * columns}), "float32")
    p = T.reshape(s, ({rows}, {parts}, {columns}))
    w = T.alloc_fragment(({parts}, {columns}), "float32")
    v = T.alloc_fragment(({rows},), "float32")
    m = T.alloc_fragment(({rows}, {parts}), "float32")
    T.copy(A, s)
    T.copy(W, w)
    T.copy(V, v)
    for i, q, h in T.Parallel({rows}, {parts}, {columns}):
        p[i, q, h] = T.max(p[i, q, h], 0) * w[q, h] + v[i]
    T.reduce_sum(p, m, dim=2)
    T.copy(s, C)
    T.copy(m, D)
"""
    c = (a.clip(0).reshape(rows, parts, columns) * w + v[:, None, None]).astype(np.float32)
    params = [("A", a.shape, "float32"), ("W", w.shape, "float32"), ("V", v.shape, "float32"), ("C", a.shape, "float32"), ("D", (rows, parts), "float32")]
    check(tmp_path, params, body, {"A": a, "W": w, "V": v}, {"C": c.reshape(rows, -1), "D": c.sum(2)}, options)


# Rows that are split; a fill of a part; the same loops written out.
@pytest.mark.parametrize("options", RUNS)
def test_split_rows(tmp_path, options):
    a, w = integers(48, 40), integers(16, 40)
    body = """with T.Kernel(1) as b:
    s = T.alloc_shared((48, 40), "bfloat16")
    p = T.reshape(s, (3, 16, 40))
    w = T.alloc_shared((16, 40), "bfloat16")
    r = T.alloc_fragment((48, 40), "float32")
    T.copy(A, s)
    T.copy(W, w)
    T.fill(p[1, 0:16, 0:40], 2.0)
    for q, i, j in T.Parallel(3, 16, 40):
        p[q, i, j] = p[q, i, j] + w[i, j]
    for q, i, j in T.Parallel(3, 16, 40):
        r[q * 16 + i, j] = s[q * 16 + i, j] * 2.0 + w[i, j]
    T.copy(r, C)
"""
    s = a.reshape(3, 16, 40).copy()
    s[1] = 2
    c = (s + w) * 2 + w
    params = [("A", a.shape, "bfloat16"), ("W", w.shape, "bfloat16"), ("C", a.shape, "float32")]
    check(tmp_path, params, body, {"A": a, "W": w}, {"C": c.reshape(48, 40)}, options)
