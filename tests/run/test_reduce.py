"""Reductions and scans on the emulated chip against float64 NumPy: kinds, dims, edges, accumulation, hand-written loops."""
import numpy as np
import pytest
from helpers import assert_close, round_bf16, run_kernel

CHIPS = ["wormhole_n150", "blackhole_p150"]
SHAPES = [(64, 96), (40, 70), (1, 64), (33, 1)]
HEAD = """import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor(({m}, {n}), "{dtype}"), C: T.Tensor(({m}, {n}), "float32")):
    with T.Kernel(1) as bx:
        a = T.alloc_shared(({m}, {n}), "{dtype}")
        x = T.alloc_fragment(({m}, {n}), "float32")
        c = T.alloc_fragment(({m}, {n}), "float32")
        column = T.alloc_fragment(({m},), "float32")
        row = T.alloc_fragment(({n},), "float32")
        one = T.alloc_fragment((1,), "float32")
        T.copy(A, a)
        T.copy(a, x)
{body}
        T.copy(c, C)
"""


def compute(tmp_path, body, expected, shape, dtype="float32", chip="wormhole_n150", eps=2.0**-11):
    m, n = shape
    a = np.random.default_rng(3).standard_normal(shape).astype(np.float32) + np.float32(0.25)
    if dtype == "bfloat16":
        a = round_bf16(a)
    indented = "\n".join("        " + line for line in body.strip("\n").split("\n")).format(m=m, n=n)
    run = run_kernel(tmp_path, HEAD.format(m=m, n=n, dtype=dtype, body=indented), {"A": a}, ["C"], ["--target", chip])
    assert run.code == 0, run.stderr + str(run.json)
    assert_close(run.outputs["C"], np.broadcast_to(expected(a.astype(np.float64)), shape), eps)


KINDS = {"sum": lambda x, d: x.sum(d, keepdims=True), "max": lambda x, d: x.max(d, keepdims=True), "min": lambda x, d: x.min(d, keepdims=True),
         "abssum": lambda x, d: abs(x).sum(d, keepdims=True), "absmax": lambda x, d: abs(x).max(d, keepdims=True)}
ROWS = "for i, j in T.Parallel({{m}}, {{n}}):\n    c[i, j] = column[i]"
COLUMNS = "for i, j in T.Parallel({{m}}, {{n}}):\n    c[i, j] = row[j]"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("dim", [0, 1])
@pytest.mark.parametrize("shape", SHAPES)
def test_kinds(tmp_path, kind, dim, shape):
    target, show = ("column", ROWS) if dim == 1 else ("row", COLUMNS)
    body = f"T.reduce_{kind}(x, {target}, dim={dim})\n" + show.replace("{{", "{").replace("}}", "}")
    compute(tmp_path, body, lambda x: KINDS[kind](x, dim), shape)


@pytest.mark.parametrize("chip", CHIPS)
@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_accumulating(tmp_path, chip, dtype):
    body = """
T.fill(column, 10)
T.fill(row, 1.5)
for k in T.serial(3):
    T.reduce_sum(x, column, dim=1, clear=False)
T.reduce_max(x, row, dim=0, clear=False)
for i, j in T.Parallel({m}, {n}):
    c[i, j] = column[i] + row[j]
"""
    compute(tmp_path, body, lambda x: 10 + 3 * x.sum(1, keepdims=True) + np.maximum(1.5, x.max(0)), (40, 70), dtype, chip)


def test_vector_to_one_element(tmp_path):
    body = """
T.reduce_sum(x, column, dim=1)
T.reduce_max(column, one, dim=0)
for i, j in T.Parallel({m}, {n}):
    c[i, j] = x[i, j] / one[0]
"""
    compute(tmp_path, body, lambda x: x / x.sum(1).max(), (40, 70))


@pytest.mark.parametrize("shape", [(64, 96), (40, 70)])
def test_loops_that_add_up(tmp_path, shape):
    body = """
T.clear(column)
T.fill(row, -100)
for i, j in T.Parallel({m}, {n}):
    column[i] += x[i, j] * x[i, j]
for j in T.Parallel({n}):
    for i in T.serial({m}):
        if x[i, j] < 1:
            row[j] = T.max(row[j], x[i, j] * 2.0)
for i, j in T.Parallel({m}, {n}):
    c[i, j] = column[i] - row[j]
"""
    compute(tmp_path, body, lambda x: (x * x).sum(1, keepdims=True) - np.where(x < 1, 2 * x, -np.inf).max(0), shape)


@pytest.mark.parametrize("shape", [(64, 96), (40, 70)])
@pytest.mark.parametrize("dim", [0, 1])
@pytest.mark.parametrize("reverse", [False, True])
def test_running_sums(tmp_path, shape, dim, reverse):
    def expected(x):
        return np.flip(np.cumsum(np.flip(x, dim), dim), dim) if reverse else np.cumsum(x, dim)

    compute(tmp_path, f"T.copy(x, c)\nT.cumsum(c, dim={dim}, reverse={reverse})", expected, shape)


@pytest.mark.parametrize("shape", [(64, 96), (40, 70), (1, 64)])
def test_softmax(tmp_path, shape):
    body = """
T.reduce_max(x, column, dim=1)
for i, j in T.Parallel({m}, {n}):
    c[i, j] = T.exp(x[i, j] - column[i])
T.reduce_sum(c, column, dim=1)
for i, j in T.Parallel({m}, {n}):
    c[i, j] = c[i, j] / column[i]
"""

    def expected(x):
        e = np.exp(x - x.max(1, keepdims=True))
        return e / e.sum(1, keepdims=True)

    compute(tmp_path, body, expected, shape)


# ---- integers, and maxima that decide something: every bit counts
INTEGER_KINDS = {**{key: KINDS[key] for key in ("sum", "max", "min", "abssum", "absmax")}, "bitand": lambda x, d: np.bitwise_and.reduce(x, axis=d, keepdims=True),
                 "bitor": lambda x, d: np.bitwise_or.reduce(x, axis=d, keepdims=True), "bitxor": lambda x, d: np.bitwise_xor.reduce(x, axis=d, keepdims=True)}
INTEGERS = """import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor(({m}, {n}), "{dtype}"), C: T.Tensor(({m}, {n}), "{dtype}")):
    with T.Kernel(1) as bx:
        x = T.alloc_fragment(({m}, {n}), "{dtype}")
        column = T.alloc_fragment(({m},), "{dtype}")
        row = T.alloc_fragment(({n},), "{dtype}")
        T.copy(A, x)
{body}
        T.copy(x, C)
"""
BOTH = """T.reduce_{kind}(x, column, dim=1)
T.fill(row, 3)
T.reduce_{kind}(x, row, dim=0, clear=False)
for i, j in T.Parallel({m}, {n}):
    x[i, j] = column[i] * 3 + row[j]
"""


def integers_of(dtype, shape):
    info = np.iinfo(dtype)
    return np.random.default_rng(11).integers(info.min, info.max, shape, dtype=dtype, endpoint=True)


def run_integers(tmp_path, body, shape, dtype, chip):
    m, n = shape
    a = integers_of(dtype, shape)
    indented = "\n".join("        " + line for line in body.strip("\n").split("\n"))
    run = run_kernel(tmp_path, INTEGERS.format(m=m, n=n, dtype=dtype, body=indented), {"A": a}, ["C"], ["--target", chip])
    assert run.code == 0, run.stderr + str(run.json)
    return a, run.outputs["C"]


COMBINE = {"max": np.maximum, "absmax": np.maximum, "min": np.minimum, "bitand": np.bitwise_and, "bitor": np.bitwise_or, "bitxor": np.bitwise_xor}


@pytest.mark.parametrize("kind", INTEGER_KINDS)
@pytest.mark.parametrize("shape, dtype, chip", [((40, 70), "int32", CHIPS[0]), ((64, 32), "uint32", CHIPS[1]), ((33, 1), "int16", CHIPS[0]), ((33, 700), "int32", CHIPS[0]), ((1, 64), "uint8", CHIPS[1])])
def test_integers(tmp_path, kind, shape, dtype, chip):
    m, n = shape
    a, result = run_integers(tmp_path, BOTH.format(kind=kind, m=m, n=n), shape, dtype, chip)
    with np.errstate(over="ignore"):
        column, row = (INTEGER_KINDS[kind](a, d).astype(dtype) for d in (1, 0))
        row = COMBINE.get(kind, np.add)(row, np.dtype(dtype).type(3))
        np.testing.assert_array_equal(result, column * np.dtype(dtype).type(3) + row)


@pytest.mark.parametrize("op, combine", [("T.max({a}, {b})", np.maximum), ("{a} + {b}", np.add), ("{a} ^ {b}", np.bitwise_xor), ("{a} & {b}", np.bitwise_and)])
def test_integers_in_loops(tmp_path, op, combine):
    """Hand-written folds of a block, some elements left out by a condition."""
    body = ("T.fill(column, 77)\nfor i in T.Parallel(40):\n    for j in T.serial(70):\n        if j != 5:\n            column[i] = " +
            op.format(a="column[i]", b="x[i, j]") + "\nfor i, j in T.Parallel(40, 70):\n    x[i, j] = column[i]")
    a, result = run_integers(tmp_path, body, (40, 70), "int32", CHIPS[0])
    with np.errstate(over="ignore"):
        expected = combine.reduce(np.delete(a, 5, axis=1), axis=1, dtype=np.int32, initial=np.int32(77))
    np.testing.assert_array_equal(result, np.broadcast_to(expected[:, None], a.shape))


ARGMAX = """import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor(({m}, {n}), "float32"), V: T.Tensor(({m},), "float32"), I: T.Tensor(({m},), "int32")):
    with T.Kernel(1) as bx:
        x = T.alloc_fragment(({m}, {n}), "float32")
        at = T.alloc_fragment(({m}, {n}), "int32")
        best = T.alloc_fragment(({m},), "float32")
        where = T.alloc_fragment(({m},), "int32")
        T.copy(A, x)
        T.reduce_{kind}(x, best, dim=1)
        for i, j in T.Parallel({m}, {n}):
            at[i, j] = T.if_then_else(x[i, j] == best[i], j, {n})
        T.reduce_min(at, where, dim=1)
        T.copy(best, V)
        T.copy(where, I)
"""


@pytest.mark.parametrize("chip", CHIPS)
@pytest.mark.parametrize("kind", ["max", "min"])
@pytest.mark.parametrize("shape", [(40, 70), (64, 32)])
def test_first_largest(tmp_path, kind, shape, chip):
    """The largest of values that TF32 cannot tell apart, infinities among them."""
    m, n = shape
    a = (np.float32(1.5) + np.random.default_rng(7).integers(-40, 40, shape).astype(np.float32) * np.float32(2.0**-23)).astype(np.float32)
    a[1] *= -1
    a[2, 3:] = np.inf if kind == "max" else -np.inf
    a[3] = -np.inf if kind == "max" else np.inf
    a[4] = np.random.default_rng(8).standard_normal(n).astype(np.float32) * np.float32(1e-3)
    run = run_kernel(tmp_path, ARGMAX.format(m=m, n=n, kind=kind), {"A": a}, ["V", "I"], ["--target", chip])
    assert run.code == 0, run.stderr + str(run.json)
    np.testing.assert_array_equal(run.outputs["V"], getattr(a, kind)(axis=1))
    np.testing.assert_array_equal(run.outputs["I"], getattr(a, f"arg{kind}")(axis=1))
