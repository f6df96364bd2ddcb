"""Blocks that are loaded in one block of statements and read in another: behind an if, around a loop, in the next iteration."""
import numpy as np
import pytest
from helpers import RUNS, check_exact, kernel_source


def check(tmp_path, params, body, inputs, expected, options):
    check_exact(tmp_path, kernel_source(params, body), inputs, expected, options)


def integers(*shape):
    return np.random.default_rng(0).integers(-9, 9, shape).astype(np.float32)


# One way or the other loads; a loop keeps what an earlier iteration loaded; a scalar decides for compute and writer only.
@pytest.mark.parametrize("options", RUNS)
@pytest.mark.parametrize("columns,dtype", [(64, "float32"), (40, "bfloat16")])
def test_kept_in_loop(tmp_path, options, columns, dtype):
    flags = np.array([0, 1, 2, 1, 0, 0], np.int32)
    a = integers(96, columns)
    body = f"""with T.Kernel(3) as b:
    S = T.alloc_shared((16, {columns}), "{dtype}")
    R = T.alloc_fragment((16, {columns}), "float32")
    T.copy(A[b * 32, 0], S)
    T.clear(R)
    for k in range(2):
        if M[b * 2 + k] != 0:
            T.copy(A[b * 32 + k * 16, 0], S)
        for i, j in T.Parallel(16, {columns}):
            R[i, j] = R[i, j] * 2.0 + S[i, j]
        T.copy(S, D[b * 32 + k * 16, 0])
    if M[b * 2] == 2:
        T.copy(S, C[b * 32 + 16, 0])
    else:
        T.copy(R, C[b * 32 + 16, 0])
    T.copy(R, C[b * 32, 0])
"""
    c, d = np.zeros_like(a), np.zeros_like(a)
    for b in range(3):
        s, r = a[b * 32 : b * 32 + 16], 0
        for k in range(2):
            if flags[b * 2 + k]:
                s = a[b * 32 + k * 16 : b * 32 + k * 16 + 16]
            r = 2 * r + s
            d[b * 32 + k * 16 : b * 32 + k * 16 + 16] = s
        c[b * 32 : b * 32 + 16], c[b * 32 + 16 : b * 32 + 32] = r, s if flags[b * 2] == 2 else r
    params = [("A", a.shape, dtype), ("M", (6,), "int32"), ("C", a.shape, "float32"), ("D", a.shape, dtype)]
    check(tmp_path, params, body, {"A": a, "M": flags}, {"C": c, "D": d}, options)


# A product of what one of two ways loads with what one of two ways computes; blocks from before a loop of no iterations.
@pytest.mark.parametrize("options", RUNS)
def test_operands_of_products(tmp_path, options):
    counts = np.array([0, 2, 3], np.int32)
    a, w = integers(96, 32), integers(64, 48)
    body = """with T.Kernel(3) as b:
    S = T.alloc_shared((32, 32), "bfloat16")
    V = T.alloc_shared((32, 48), "bfloat16")
    R = T.alloc_fragment((32, 48), "float32")
    T.copy(A[b * 32, 0], S)
    for k in range(Counts[b]):
        if k % 2 == 0:
            T.copy(W[0, 0], V)
        else:
            T.copy(W[32, 0], V)
        if k == 1:
            T.clear(R)
        else:
            T.fill(R, 3.0)
        T.gemm(S, V, R)
        for i, j in T.Parallel(32, 32):
            S[i, j] = S[i, j] + 1.0
        T.copy(R, C[b * 32, 0])
    T.copy(S, D[b * 32, 0])
"""
    c, d = np.zeros((96, 48), np.float32), np.zeros_like(a)
    for b, count in enumerate(counts):
        s = a[b * 32 : b * 32 + 32].copy()
        for k in range(count):
            c[b * 32 : b * 32 + 32] = s @ w[k % 2 * 32 : k % 2 * 32 + 32] + (0 if k == 1 else 3)
            s += 1
        d[b * 32 : b * 32 + 32] = s
    params = [("A", a.shape, "bfloat16"), ("W", w.shape, "bfloat16"), ("Counts", (3,), "int32"), ("C", c.shape, "float32"), ("D", d.shape, "bfloat16")]
    check(tmp_path, params, body, {"A": a, "W": w, "Counts": counts}, {"C": c, "D": d}, options)
