"""Atomic operations: what blocks of the grid add to the same elements, maxima, boxes that data places, and what is atomic on the chip."""
import numpy as np
import pytest
from helpers import assert_close, run_kernel

BOTH = [["--via=ir"], ["--via=cpp"], ["--target=blackhole"]]
HEAD = "import tilelang.language as T\n@T.prim_func\ndef kernel({params}):\n"


def run(tmp_path, params, body, inputs, outputs, options):
    lines = ", ".join(f'{name}: T.Tensor({shape}, "{dtype}")' for name, shape, dtype in params)
    text = HEAD.format(params=lines) + "\n".join("    " + line for line in body.splitlines()) + "\n"
    done = run_kernel(tmp_path, text, inputs, outputs, options)
    assert done.code == 0 and done.verdict == "pass", done.stderr
    return done.outputs


def integers(*shape):
    return np.random.default_rng(0).integers(-9, 9, shape).astype(np.float32)


# A product whose depth is split over the grid; C has a value before.
@pytest.mark.parametrize("options", BOTH)
@pytest.mark.parametrize("rows,columns,dtype", [(64, 96, "float32"), (50, 70, "bfloat16")])
def test_split_product(tmp_path, options, rows, columns, dtype):
    a, b, c = integers(rows, 96), integers(96, columns), integers(rows, columns)
    body = """with T.Kernel(3, 2, 3) as (bx, by, bz):
    X = T.alloc_shared((32, 32), "bfloat16")
    Y = T.alloc_shared((32, 32), "bfloat16")
    R = T.alloc_fragment((32, 32), "float32")
    T.copy(A[by * 32, bz * 32], X)
    T.copy(B[bz * 32, bx * 32], Y)
    T.clear(R)
    T.gemm(X, Y, R)
    T.atomic_add(C[by * 32, bx * 32], R)
"""
    params = [("A", a.shape, "bfloat16"), ("B", b.shape, "bfloat16"), ("C", c.shape, dtype)]
    out = run(tmp_path, params, body, {"A": a, "B": b, "C": c}, ["C"], options)
    assert_close(out["C"], c + a @ b, 2.0**-8 if dtype == "bfloat16" else 2.0**-20)


# Sums of columns over rows and over the grid, twice to the same tensor; maxima of integers; only some rows.
@pytest.mark.parametrize("options", BOTH)
def test_columns(tmp_path, options):
    a, counts = integers(100, 40), np.array([3, 0, 20, 9], np.int32)
    sums, most = integers(40), np.full((40,), -5, np.int32)
    body = """with T.Kernel(4) as b:
    S = T.alloc_shared((25, 40), "float32")
    T.copy(A[b * 25, 0], S)
    for i, j in T.Parallel(25, 40):
        T.atomic_add(Sums[j], S[i, j])
    for j in T.Parallel(40):
        T.atomic_add(Sums[j], S[0, j] * 2.0)
        T.atomic_max(Most[j], T.Cast("int32", S[1, j]))
    for i, j in T.Parallel(25, 40):
        if i < Counts[b]:
            T.atomic_add(Some[i, j], S[i, j])
"""
    some = sum(np.where(np.arange(25)[:, None] < counts[b], a[b * 25 : b * 25 + 25], 0) for b in range(4))
    params = [("A", a.shape, "float32"), ("Counts", (4,), "int32"), ("Sums", (40,), "float32"), ("Most", (40,), "int32"), ("Some", (25, 40), "float32")]
    inputs = {"A": a, "Counts": counts, "Sums": sums, "Most": most, "Some": np.zeros((25, 40), np.float32)}
    out = run(tmp_path, params, body, inputs, ["Sums", "Most", "Some"], options)
    np.testing.assert_array_equal(out["Sums"], sums + a.sum(0) + 2 * a[::25].sum(0))
    np.testing.assert_array_equal(out["Most"], np.maximum(most, a[1::25].max(0)))
    np.testing.assert_array_equal(out["Some"], some)


# Boxes that data places meet anywhere, also twice in one block of the grid, and lie outside; a box per step of a loop, as in gradients.
@pytest.mark.parametrize("options", BOTH)
def test_scattered_boxes(tmp_path, options):
    a, rows = integers(96, 32), np.array([0, 5, 70, 5, -9, 31], np.int32)
    body = """with T.Kernel(3) as b:
    S = T.alloc_shared((16, 32), "float32")
    for k in T.serial(2):
        T.copy(A[b * 32 + k * 16, 0], S)
        T.atomic_add(C[Rows[b * 2 + k], 0], S)
        for i, j in T.Parallel(16, 32):
            T.atomic_add(D[k * 16 + i, j], S[i, j])
"""
    c, d = np.zeros((80, 32), np.float32), a.reshape(3, 32, 32).sum(0)
    for n, row in enumerate(rows):
        for i in range(16):
            if 0 <= row + i < 80:
                c[row + i] += a[n * 16 + i]
    params = [("A", a.shape, "float32"), ("Rows", (6,), "int32"), ("C", c.shape, "float32"), ("D", d.shape, "float32")]
    out = run(tmp_path, params, body, {"A": a, "Rows": rows, "C": 0 * c, "D": 0 * d}, ["C", "D"], options)
    np.testing.assert_array_equal(out["C"], c)
    np.testing.assert_array_equal(out["D"], d)


# Blocks of the grid do not meet, and blocks on the chip: the operation is a store.
@pytest.mark.parametrize("options", BOTH)
def test_plain_stores(tmp_path, options):
    a, c = integers(64, 40), integers(64, 40)
    body = """with T.Kernel(4) as b:
    S = T.alloc_shared((16, 40), "float32")
    v = T.alloc_fragment((40,), "float32")
    T.copy(A[b * 16, 0], S)
    T.clear(v)
    for i, j in T.Parallel(16, 40):
        T.atomic_max(v[j], S[i, j])
    for i, j in T.Parallel(16, 40):
        T.atomic_min(C[b * 16 + i, j], S[i, j] + v[j])
"""
    most = a.reshape(4, 16, 40).max(1).clip(0).repeat(16, 0)
    out = run(tmp_path, [("A", a.shape, "float32"), ("C", c.shape, "float32")], body, {"A": a, "C": c}, ["C"], options)
    np.testing.assert_array_equal(out["C"], np.minimum(c, a + most))
