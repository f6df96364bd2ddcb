"""Rows and columns picked by any index of one loop a dim: every bit of every dtype arrives, infinities and NaNs stay where they are."""
import numpy as np
import pytest
from helpers import round_bf16, run_kernel

CHIPS = ["wormhole_n150", "blackhole_p150"]
KERNEL = """import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor(({m}, {n}), "{dtype}"), C: T.Tensor(({m}, {n}), "{dtype}")):
    with T.Kernel(1) as bx:
        a = T.alloc_shared(({m}, {n}), "{dtype}")
        c = T.alloc_fragment(({m}, {n}), "{dtype}")
        T.copy(A, a)
        for i, j in T.Parallel({m}, {n}):
            c[i, j] = a[{rows}, {columns}]
        T.copy(c, C)
"""
SHAPES = [(64, 96), (40, 70)]
INDICES = [("i", "j // 2"), ("{m} - 1 - i", "j"), ("i", "5"), ("i // 3", "(j + 1) % {n}")]


def picked(a, rows, columns):
    m, n = a.shape
    ys, xs = [eval(rows, {"i": i, "m": m, "n": n}) for i in range(m)], [eval(columns, {"j": j, "m": m, "n": n}) for j in range(n)]
    return a[np.ix_(ys, xs)]


def check(tmp_path, a, dtype, rows, columns, chip, options=()):
    m, n = a.shape
    rows, columns = rows.format(m=m, n=n), columns.format(m=m, n=n)
    run = run_kernel(tmp_path, KERNEL.format(m=m, n=n, dtype=dtype, rows=rows, columns=columns), {"A": a}, ["C"], ["--target", chip, *options])
    assert run.code == 0, run.stderr + str(run.json)
    np.testing.assert_array_equal(run.outputs["C"], picked(a, rows, columns))


@pytest.mark.parametrize("rows, columns", INDICES)
@pytest.mark.parametrize("dtype, shape, chip", [("float32", SHAPES[1], CHIPS[0]), ("float32", SHAPES[0], CHIPS[1]), ("int32", SHAPES[1], CHIPS[1]),
                                                ("uint32", SHAPES[0], CHIPS[0]), ("int16", SHAPES[1], CHIPS[0]), ("uint8", SHAPES[1], CHIPS[1])])
def test_every_bit(tmp_path, dtype, shape, chip, rows, columns):
    random = np.random.default_rng(3)
    a = random.standard_normal(shape).astype(np.float32) if dtype == "float32" else random.integers(
        np.iinfo(dtype).min, np.iinfo(dtype).max, shape, dtype=dtype, endpoint=True)
    check(tmp_path, a, dtype, rows, columns, chip)


@pytest.mark.parametrize("numerics", ["exact", "fast"])
@pytest.mark.parametrize("chip", CHIPS)
@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_infinities(tmp_path, dtype, chip, numerics):
    """A product of an infinity and 0 is 0 for the matrix engine; in float32 no infinity ever gets there, nor a NaN."""
    a = np.random.default_rng(4).standard_normal((40, 70)).astype(np.float32)
    a[3, 5], a[7], a[:, 9] = np.inf, -np.inf, np.inf
    if dtype == "float32":
        a[11, 20] = np.nan
    check(tmp_path, a if dtype == "float32" else round_bf16(a), dtype, "i", "j // 2", chip, ["--numerics", numerics])


def test_at_lower_fidelity(tmp_path):
    """Pieces need every bit of their products, whatever the command line asks for."""
    a = np.random.default_rng(5).standard_normal((32, 64)).astype(np.float32)
    check(tmp_path, a, "float32", "i", "j // 2", CHIPS[0], ["--math-fidelity", "LoFi"])


ZEROS = """import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((32, 32), "bfloat16"), C: T.Tensor((32, 32), "float32")):
    with T.Kernel(1) as bx:
        a = T.alloc_shared((32, 32), "bfloat16")
        x = T.alloc_fragment((32, 32), "float32")
        c = T.alloc_fragment((32,), "float32")
        T.copy(A, a)
        T.fill(c, 0)
        for i, j in T.Parallel(32, 32):
            x[i, j] = a[i, 31 - j] - c[j]
        T.copy(x, C)
"""


def test_with_a_block_of_zeros(tmp_path):
    """Zeros that nothing has stored yet, read while the picked values are in DST."""
    a = round_bf16(np.random.default_rng(6).standard_normal((32, 32)).astype(np.float32))
    run = run_kernel(tmp_path, ZEROS, {"A": a}, ["C"])
    assert run.code == 0, run.stderr + str(run.json)
    np.testing.assert_array_equal(run.outputs["C"], a[:, ::-1])
