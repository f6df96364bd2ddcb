"""Reductions and scans that become others: over planes, of parts of blocks, running maxima, sums of integers; against NumPy."""
import numpy as np
import pytest
from helpers import assert_close, round_bf16, run_kernel

CHIPS = ["wormhole_n150", "blackhole_p150"]
SCAN = """import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor({shape}, "{dtype}"), C: T.Tensor({shape}, "{dtype}")):
    with T.Kernel(1) as bx:
        a = T.alloc_{scope}({shape}, "{dtype}")
        c = T.alloc_fragment({shape}, "{dtype}")
        T.copy(A, a)
        T.{scan}(a, {target}, dim={dim}, reverse={reverse})
        T.copy({target}, C)
"""


def values(dtype, shape):
    random = np.random.default_rng(17)
    if dtype == "float32":
        return random.standard_normal(shape).astype(np.float32)
    return random.integers(np.iinfo(dtype).min, np.iinfo(dtype).max, shape, dtype=dtype, endpoint=True)


def fold(scan, a, dim, reverse):
    line = np.flip(a, dim) if reverse else a
    with np.errstate(over="ignore"):
        line = np.maximum.accumulate(line, axis=dim) if scan == "cummax" else np.cumsum(line, axis=dim, dtype=a.dtype)
    return np.flip(line, dim) if reverse else line


def check_scan(tmp_path, scan, shape, dim, dtype, reverse, chip, scope="fragment", target="c"):
    a = values(dtype, shape)
    source = SCAN.format(shape=shape if len(shape) > 1 else f"({shape[0]},)", scan=scan, dim=dim, dtype=dtype, reverse=reverse, scope=scope, target=target)
    run = run_kernel(tmp_path, source, {"A": a}, ["C"], ["--target", chip])
    assert run.code == 0, run.stderr + str(run.json)
    if scan == "cumsum" and dtype == "float32":
        assert_close(run.outputs["C"], fold(scan, a.astype(np.float64), dim, reverse), 2.0**-10)
    else:
        np.testing.assert_array_equal(run.outputs["C"], fold(scan, a, dim, reverse))


@pytest.mark.parametrize("shape, dim", [((40, 70), 0), ((40, 70), 1), ((64, 32), 1), ((50,), 0), ((1, 5), 0)])
@pytest.mark.parametrize("dtype, reverse, chip", [("float32", False, CHIPS[0]), ("int32", True, CHIPS[1]), ("uint8", False, CHIPS[1])])
def test_running_maxima(tmp_path, shape, dim, dtype, reverse, chip):
    check_scan(tmp_path, "cummax", shape, dim, dtype, reverse, chip)


@pytest.mark.parametrize("shape, dim", [((40, 70), 0), ((64, 96), 1), ((50,), 0)])
@pytest.mark.parametrize("dtype, reverse, chip", [("int32", False, CHIPS[0]), ("uint32", True, CHIPS[1]), ("int16", False, CHIPS[1])])
def test_sums_of_integers(tmp_path, shape, dim, dtype, reverse, chip):
    check_scan(tmp_path, "cumsum", shape, dim, dtype, reverse, chip)


@pytest.mark.parametrize("scan", ["cummax", "cumsum"])
@pytest.mark.parametrize("dim", [0, 1, 2])
@pytest.mark.parametrize("dtype, target", [("float32", "c"), ("int32", "a")])
def test_scans_of_planes(tmp_path, scan, dim, dtype, target):
    check_scan(tmp_path, scan, (3, 20, 40), dim, dtype, dim == 1, CHIPS[dim % 2], "shared", target)


KINDS = {"sum": lambda x, d: x.sum(d), "max": lambda x, d: x.max(d), "min": lambda x, d: x.min(d), "absmax": lambda x, d: abs(x).max(d), "abssum": lambda x, d: abs(x).sum(d)}
PLANES = """import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor({shape}, "float32"), C: T.Tensor({result}, "float32")):
    with T.Kernel(1) as bx:
        a = T.alloc_fragment({shape}, "float32")
        c = T.alloc_fragment({result}, "float32")
        T.copy(A, a)
        T.fill(c, 0.5)
        T.reduce_{kind}(a, c, dim={dim}, clear={clear})
        T.copy(c, C)
"""


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shape, dim", [((5, 33, 40), 0), ((2, 3, 16, 32), 1), ((2, 3, 16, 32), 0)])
def test_reductions_of_planes(tmp_path, kind, shape, dim):
    a = values("float32", shape)
    result, clear = shape[:dim] + shape[dim + 1:], kind in ("sum", "min")
    run = run_kernel(tmp_path, PLANES.format(shape=shape, result=result, kind=kind, dim=dim, clear=clear), {"A": a}, ["C"], ["--target", CHIPS[dim]])
    assert run.code == 0, run.stderr + str(run.json)
    expected = KINDS[kind](a.astype(np.float64), dim)
    if not clear:
        expected = expected + 0.5 if "sum" in kind else np.maximum(expected, 0.5)
    assert_close(run.outputs["C"], expected, 2.0**-20)


PARTS = """import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 96), "float32"), C: T.Tensor((64,), "float32"), D: T.Tensor((64, 96), "float32")):
    with T.Kernel(1) as bx:
        a = T.alloc_fragment((64, 96), "float32")
        c = T.alloc_fragment((64,), "float32")
        T.copy(A, a)
        T.fill(c, 1)
        T.reduce_sum(a[0:32, 8:40], c[32:64], dim=1, clear=False)
        T.cumsum(a[32:64, 0:64], a[32:64, 0:64], dim=0)
        T.copy(c, C)
        T.copy(a, D)
"""


@pytest.mark.parametrize("chip", CHIPS)
def test_parts_of_blocks(tmp_path, chip):
    a = values("float32", (64, 96))
    run = run_kernel(tmp_path, PARTS, {"A": a}, ["C", "D"], ["--target", chip])
    assert run.code == 0, run.stderr + str(run.json)
    sums, wide = np.ones(64), a.astype(np.float64)
    sums[32:] += wide[:32, 8:40].sum(1)
    wide[32:, :64] = np.cumsum(wide[32:, :64], axis=0)
    assert_close(run.outputs["C"], sums, 2.0**-10)
    assert_close(run.outputs["D"], wide, 2.0**-10)


DEEP = """import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((40, 70), "int32"), C: T.Tensor((40, 70), "int32")):
    with T.Kernel(1) as bx:
        a = T.alloc_fragment((40, 70), "int32")
        c = T.alloc_fragment((40, 70), "int32")
        T.copy(A, a)
        for i, j in T.Parallel(40, 70):
            c[i, j] = ((a[i, j] ^ 1) * (a[i, j] ^ 2) + (a[i, j] ^ 3) * (a[i, j] ^ 4)) ^ ((a[i, j] ^ 5) * (a[i, j] ^ 6) + (a[i, j] ^ 7) * (a[i, j] ^ 8))
        T.copy(c, C)
"""


def test_deep_trees_of_integers(tmp_path):
    """A part of a tree that DST has no room for keeps all bits of an integer on its way through a block."""
    a = values("int32", (40, 70))
    run = run_kernel(tmp_path, DEEP, {"A": a}, ["C"])
    assert run.code == 0, run.stderr + str(run.json)
    with np.errstate(over="ignore"):
        np.testing.assert_array_equal(run.outputs["C"], ((a ^ 1) * (a ^ 2) + (a ^ 3) * (a ^ 4)) ^ ((a ^ 5) * (a ^ 6) + (a ^ 7) * (a ^ 8)))


REGISTERS = """import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "bfloat16"), B: T.Tensor((64, 64), "bfloat16"), V: T.Tensor((64,), "bfloat16"), C: T.Tensor((64, 64), "float32")):
    with T.Kernel(1) as bx:
        a = T.alloc_shared((64, 64), "bfloat16")
        b = T.alloc_shared((64, 64), "bfloat16")
        v = T.alloc_shared((64,), "bfloat16")
        x = T.alloc_fragment((64, 64), "float32")
        r = T.alloc_fragment((64,), "float32")
        c = T.alloc_fragment((64,), "float32")
        T.copy(A, a)
        T.copy(B, b)
        T.copy(V, v)
        T.copy(a, x)
        T.fill(r, 1)
        T.fill(c, 1)
        for i, j in T.Parallel(64, 64):
            x[i, j] = T.max(T.min(v[j], c[j]), (T.min((a[i, j] + b[i, j]) * 0.5, (r[i] + x[i, j]) * 0.5) - x[i, j]) * 0.5)
        for i, j in T.Parallel(64, 64):
            x[i, j] = T.min(x[i, j], r[i])
        T.copy(x, C)
"""


@pytest.mark.parametrize("chip", CHIPS)
def test_registers_with_the_fpu(tmp_path, chip):
    """A tree that fits into DST as the vector unit takes it and does not as the matrix engine does."""
    a, b, v = (round_bf16(values("float32", shape)) for shape in ((64, 64), (64, 64), (64,)))
    run = run_kernel(tmp_path, REGISTERS, {"A": a, "B": b, "V": v}, ["C"], ["--target", chip])
    assert run.code == 0, run.stderr + str(run.json)
    a, b, v = (x.astype(np.float64) for x in (a, b, v))
    assert_close(run.outputs["C"], np.minimum(np.maximum(np.minimum(v, 1), (np.minimum((a + b) / 2, (1 + a) / 2) - a) / 2), 1), 2.0**-8)


ROWS_OF_PLANES = """import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((5, 20, 40), "float32"), B: T.Tensor((5, 40), "float32"), C: T.Tensor((5, 20, 40), "float32"), D: T.Tensor((5, 20), "float32"),
           E: T.Tensor((5, 40), "float32")):
    with T.Kernel(1) as bx:
        a = T.alloc_fragment((5, 20, 40), "float32")
        b = T.alloc_fragment((5, 40), "float32")
        c = T.alloc_fragment((5, 20, 40), "float32")
        d = T.alloc_fragment((5, 20), "float32")
        e = T.alloc_fragment((5, 40), "float32")
        T.copy(A, a)
        T.copy(B, b)
        T.copy(B, e)
        for p, i, j in T.Parallel(5, 20, 40):
            c[p, i, j] = a[p, i, j] * b[p, j]
        T.reduce_sum(c, d, dim=2)
        T.reduce_max(c, e, dim=1, clear=False)
        for p, i, j in T.Parallel(5, 20, 40):
            c[p, i, j] = c[p, i, j] + d[p, i]
        T.copy(c, C)
        T.copy(d, D)
        T.copy(e, E)
"""


@pytest.mark.parametrize("chip", CHIPS)
def test_planes_that_are_rows(tmp_path, chip):
    """Results of planes are rows of a block, and rows of a block are operands of planes."""
    a, b = values("float32", (5, 20, 40)), values("float32", (5, 40))
    run = run_kernel(tmp_path, ROWS_OF_PLANES, {"A": a, "B": b}, ["C", "D", "E"], ["--target", chip])
    assert run.code == 0, run.stderr + str(run.json)
    c = a.astype(np.float64) * b[:, None, :]
    assert_close(run.outputs["D"], c.sum(2), 2.0**-10)
    assert_close(run.outputs["E"], np.maximum(c.max(1), b), 2.0**-10)
    assert_close(run.outputs["C"], c + c.sum(2, keepdims=True), 2.0**-10)
