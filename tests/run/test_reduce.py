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
