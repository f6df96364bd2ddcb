"""Element-wise loops on the emulated chip against float64 NumPy: every function, comparison and choice, broadcasts, masks, lets, ifs."""
import numpy as np
import pytest
from helpers import assert_close, round_bf16, run_kernel

CHIPS = ["wormhole_n150", "blackhole_p150"]
SHAPES = [(64, 64), (40, 70)]
HEAD = """import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor(({m}, {n}), "{dtype}"), B: T.Tensor(({m}, {n}), "{dtype}"), C: T.Tensor(({m}, {n}), "float32")):
    with T.Kernel(1) as bx:
        a = T.alloc_shared(({m}, {n}), "{dtype}")
        b = T.alloc_shared(({m}, {n}), "{dtype}")
        c = T.alloc_fragment(({m}, {n}), "float32")
        x = T.alloc_fragment(({m}, {n}), "float32")
        y = T.alloc_fragment(({m}, {n}), "float32")
        row = T.alloc_fragment(({n},), "float32")
        column = T.alloc_fragment(({m},), "float32")
        T.copy(A, a)
        T.copy(B, b)
        T.copy(a, x)
        T.copy(b, y)
{body}
        T.copy(c, C)
"""


def compute(tmp_path, body, expected, shape=(64, 64), dtype="float32", chip="wormhole_n150", positive=False, eps=2.0**-11):
    """Runs a body that makes c from x and y (and a, b), compares with expected(x, y)."""
    m, n = shape
    generator = np.random.default_rng(7)
    a, b = (generator.standard_normal(shape).astype(np.float32) for _ in range(2))
    if positive:
        a, b = abs(a) + 0.125, abs(b) + 0.125
    if dtype == "bfloat16":
        a, b = round_bf16(a), round_bf16(b)
    indented = "\n".join("        " + line for line in body.strip("\n").split("\n")).format(m=m, n=n)
    source = HEAD.format(m=m, n=n, dtype=dtype, body=indented)
    run = run_kernel(tmp_path, source, {"A": a, "B": b}, ["C"], ["--target", chip])
    assert run.code == 0, run.stderr + str(run.json)
    assert_close(run.outputs["C"], expected(a.astype(np.float64), b.astype(np.float64)), eps)
    return run


def each(value):
    return f"for i, j in T.Parallel({{m}}, {{n}}):\n    c[i, j] = {value}"


FUNCTIONS = {
    "exp": ("T.exp(x[i, j])", np.exp), "exp2": ("T.exp2(x[i, j])", np.exp2), "log": ("T.log(x[i, j])", np.log), "log2": ("T.log2(x[i, j])", np.log2),
    "log1p": ("T.log1p(x[i, j])", np.log1p), "log10": ("T.log10(x[i, j])", np.log10), "sqrt": ("T.sqrt(x[i, j])", np.sqrt),
    "rsqrt": ("T.rsqrt(x[i, j])", lambda x: 1 / np.sqrt(x)), "sin": ("T.sin(x[i, j])", np.sin), "cos": ("T.cos(x[i, j])", np.cos),
    "tan": ("T.tan(x[i, j] * 0.25)", lambda x: np.tan(x / 4)), "tanh": ("T.tanh(x[i, j])", np.tanh),
    "sigmoid": ("T.sigmoid(x[i, j])", lambda x: 1 / (1 + np.exp(-x))), "exp10": ("T.exp10(x[i, j])", lambda x: 10.0**x),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions(tmp_path, name):
    value, expected = FUNCTIONS[name]
    compute(tmp_path, each(value), lambda x, y: expected(x), positive=True)


SIGNED = {
    "abs": ("T.abs(x[i, j])", lambda x, y: abs(x)), "floor": ("T.floor(x[i, j] * 4)", lambda x, y: np.floor(x * 4)),
    "ceil": ("T.ceil(x[i, j] * 4)", lambda x, y: np.ceil(x * 4)), "trunc": ("T.trunc(x[i, j] * 4)", lambda x, y: np.trunc(x * 4)),
    "round": ("T.round(x[i, j] * 2)", lambda x, y: np.rint(x * 2)),
    "nearbyint": ("T.nearbyint(x[i, j] * 4)", lambda x, y: np.rint(x * 4)), "clamp": ("T.clamp(x[i, j], -0.5, 0.75)", lambda x, y: np.clip(x, -0.5, 0.75)),
    "less": ("T.if_then_else(x[i, j] < y[i, j], x[i, j], 2.0)", lambda x, y: np.where(x < y, x, 2)),
    "less_or_equal": ("T.if_then_else(x[i, j] <= 0.25, 1.0, 2.0)", lambda x, y: np.where(x <= 0.25, 1, 2)),
    "greater": ("T.if_then_else(0.25 > x[i, j], 1.0, 2.0)", lambda x, y: np.where(0.25 > x, 1, 2)),
    "both": ("T.if_then_else((x[i, j] > 0) and (y[i, j] > 0), x[i, j] * y[i, j], -1.0)", lambda x, y: np.where((x > 0) & (y > 0), x * y, -1)),
    "either": ("T.if_then_else((x[i, j] >= 0) or (y[i, j] != y[i, j]), 3.0, y[i, j])", lambda x, y: np.where(x >= 0, 3, y)),
    "neither": ("T.if_then_else(not (x[i, j] == y[i, j]), y[i, j], 4.0)", lambda x, y: y),
    "quotients": ("x[i, j] / (y[i, j] * y[i, j] + 1) + 3.0 / (x[i, j] * x[i, j] + 1) + x[i, j] / 3.0", lambda x, y: x / (y * y + 1) + 3 / (x * x + 1) + x / 3),
    "power": ("T.pow(x[i, j] * x[i, j] + 0.5, 1.5)", lambda x, y: (x * x + 0.5) ** 1.5),
    "place": ("T.if_then_else(2 * i + 3 >= j, x[i, j], y[i, j])", lambda x, y: np.where(2 * np.arange(x.shape[0])[:, None] + 3 >= np.arange(x.shape[1]), x, y)),
    "constants": ("x[i, j] + T.if_then_else(i > j, 0.0, -100.0)", lambda x, y: x + np.where(np.arange(x.shape[0])[:, None] > np.arange(x.shape[1]), 0, -100)),
}


@pytest.mark.parametrize("name", SIGNED)
@pytest.mark.parametrize("shape", SHAPES)
def test_values(tmp_path, name, shape):
    value, expected = SIGNED[name]
    compute(tmp_path, each(value), expected, shape)


VECTORS = """
for i in T.Parallel({m}):
    column[i] = 0.5
for j in T.Parallel({n}):
    row[j] = -0.25
for i in T.Parallel({m}):
    column[i] = T.if_then_else(i > 7, column[i] * 3.0, column[i])
for j in T.Parallel({n}):
    row[j] = row[j] + T.if_then_else(j > 33, 2.0, 1.0)
for i, j in T.Parallel({m}, {n}):
    c[i, j] = (x[i, j] - column[i]) * row[j] + column[i] * row[j]
"""


@pytest.mark.parametrize("chip", CHIPS)
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_rows_and_columns(tmp_path, chip, shape, dtype):
    def expected(x, y):
        column = np.where(np.arange(shape[0]) > 7, 1.5, 0.5)[:, None]
        row = np.where(np.arange(shape[1]) > 33, 1.75, 0.75)
        return (x - column) * row + column * row

    compute(tmp_path, VECTORS, expected, shape, dtype, chip)


LETS = """
for i, j in T.Parallel({m}, {n}):
    t = x[i, j] * y[i, j]
    u = t + x[i, j]
    x[i, j] = u * 2.0
    c[i, j] = x[i, j] + t - u
"""


def test_lets_keep_what_was_loaded(tmp_path):
    def expected(x, y):
        t = x * y
        u = t + x
        return u * 2 + t - u

    compute(tmp_path, LETS, expected, (40, 70))


IFS = """
for i, j in T.Parallel({m}, {n}):
    c[i, j] = 9.0
    if x[i, j] > 0:
        c[i, j] = x[i, j]
        if j < 40:
            c[i, j] = c[i, j] + y[i, j]
    else:
        x[i, j] = -x[i, j]
        c[i, j] = x[i, j] * 2.0
"""


@pytest.mark.parametrize("shape", SHAPES)
def test_nested_ifs(tmp_path, shape):
    def expected(x, y):
        return np.where(x > 0, np.where(np.arange(shape[1]) < 40, x + y, x), -2 * x)

    compute(tmp_path, IFS, expected, shape)


def test_transposed_operand(tmp_path):
    compute(tmp_path, each("x[j, i] + y[i, j]"), lambda x, y: x.T + y)


def test_mixed_engines_in_bfloat16(tmp_path):
    compute(tmp_path, each("T.exp(a[i, j] * b[i, j]) + a[i, j] * b[i, j]"), lambda x, y: np.exp(x * y) + x * y, (64, 96), "bfloat16", eps=2.0**-8)


CARRIED = """
T.clear(c)
T.clear(column)
for k in T.serial(3):
    for i, j in T.Parallel({m}, {n}):
        c[i, j] = c[i, j] * 0.5 + x[i, j]
    for i in T.Parallel({m}):
        column[i] = column[i] + 1.0
for i, j in T.Parallel({m}, {n}):
    c[i, j] = c[i, j] + column[i]
"""


@pytest.mark.parametrize("shape", SHAPES)
def test_state_across_iterations(tmp_path, shape):
    compute(tmp_path, CARRIED, lambda x, y: x * 1.75 + 3, shape)


# ---- other indices: rows and columns that the matrix engine picks, stores of a part

def taken(x, rows, columns):
    """x at (rows, columns), 0 outside, where the kernel does not look."""
    rows, columns = np.broadcast_arrays(rows, columns)
    inside = (rows >= 0) & (rows < x.shape[0]) & (columns >= 0) & (columns < x.shape[1])
    return np.where(inside, x[np.clip(rows, 0, x.shape[0] - 1), np.clip(columns, 0, x.shape[1] - 1)], 0)


INDICES = {
    "divided": ("x[i, j // 2]", lambda i, j: (i, j // 2)), "strided": ("x[i // 4 * 4, j]", lambda i, j: (i // 4 * 4, j)),
    "shifted": ("T.if_then_else(i + 1 < {m}, x[i + 1, j], 0.0)", lambda i, j: (i + 1, j)), "back": ("T.if_then_else(j >= 3, x[i, j - 3], 0.0)", lambda i, j: (i, j - 3)),
    "reversed": ("x[{m} - 1 - i, {n} - 1 - j]", None), "one_column": ("x[i, 3]", lambda i, j: (i, 3 + 0 * j)),
    "one_element": ("x[5, 7]", lambda i, j: (5 + 0 * i, 7 + 0 * j)), "remainder": ("x[i % 8, j % 5]", lambda i, j: (i % 8, j % 5)),
}


@pytest.mark.parametrize("name", INDICES)
@pytest.mark.parametrize("shape", SHAPES)
def test_indices(tmp_path, name, shape):
    value, where = INDICES[name]
    where = where or (lambda i, j: (shape[0] - 1 - i, shape[1] - 1 - j))

    def expected(x, y):
        return taken(x, *where(np.arange(shape[0])[:, None], np.arange(shape[1]))) + y

    compute(tmp_path, each(value + " + y[i, j]"), expected, shape)


PARTS = """
for i, j in T.Parallel(20, {n}):
    c[i, j] = x[i, j] * 2.0
for i, j in T.Parallel({m} - 20, {n}):
    c[i + 20, j] = y[i + 20, j] + x[i, j]
for i in T.Parallel({m}):
    c[i, 5] = 0.5
c[3, 4] = x[1, 2] + c[0, 0]
"""


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("chip", CHIPS)
def test_stores_of_parts(tmp_path, shape, chip):
    def expected(x, y):
        c = np.concatenate([2 * x[:20], y[20:] + x[: shape[0] - 20]])
        c[:, 5] = 0.5
        c[3, 4] = x[1, 2] + c[0, 0]
        return c

    compute(tmp_path, PARTS, expected, shape, chip=chip)


def test_fill_with_a_value(tmp_path):
    body = "T.fill(c, T.if_then_else(bx > 0, 1.0, x[2, 3] * 4.0))"
    compute(tmp_path, body, lambda x, y: np.full(x.shape, 4 * x[2, 3]))


RECURRENCES = """
for j in T.Parallel({n}):
    c[0, j] = x[0, j]
for k in T.serial({m} - 1):
    for j in T.Parallel({n}):
        c[k + 1, j] = c[k, j] * 0.5 + x[k + 1, j]
one = T.alloc_fragment((1,), "float32")
one[0] = 1.0
for k in T.serial(4):
    one[0] = one[0] * 0.5 + x[k, 2]
for i, j in T.Parallel({m}, {n}):
    c[i, j] = c[i, j] + one[0]
"""


@pytest.mark.parametrize("shape", [(8, 64), (7, 40)])
def test_recurrences(tmp_path, shape):
    def expected(x, y):
        c, one = x.copy(), 1.0
        for k in range(shape[0] - 1):
            c[k + 1] = c[k] * 0.5 + x[k + 1]
        for k in range(4):
            one = one * 0.5 + x[k, 2]
        return c + one

    compute(tmp_path, RECURRENCES, expected, shape)


COPIES = """
T.copy(x, c)
T.copy(x[0:8, :], c[{m} - 8:{m}, :])
T.copy(y[3, 0:{n}], row)
T.copy(row, c[5, 0:{n}])
T.copy(B[2:10, 4:36], c[10:18, 1:33])
"""


@pytest.mark.parametrize("shape", SHAPES)
def test_copies_of_parts(tmp_path, shape):
    def expected(x, y):
        c = x.copy()
        c[-8:] = x[:8]
        c[5] = y[3]
        c[10:18, 1:33] = y[2:10, 4:36]
        return c

    compute(tmp_path, COPIES, expected, shape)


# Functions by others: value of x and y, and NumPy's.
COMPOSED = {
    "sinh": ("T.sinh(x[i, j] * 3.0)", lambda x, y: np.sinh(x * 3)), "cosh": ("T.cosh(x[i, j])", lambda x, y: np.cosh(x)),
    "asinh": ("T.asinh(x[i, j] * 5.0)", lambda x, y: np.arcsinh(x * 5)), "acosh": ("T.acosh(T.abs(x[i, j]) + 1.0)", lambda x, y: np.arccosh(abs(x) + 1)),
    "nested": ("T.atan(T.atan(T.sinh(T.atan(x[i, j])))) * T.cosh(T.atan2(y[i, j], 2.0))", lambda x, y: np.arctan(np.arctan(np.sinh(np.arctan(x)))) * np.cosh(np.arctan2(y, 2))),
    "atanh": ("T.atanh(T.tanh(x[i, j]))", lambda x, y: x), "atan": ("T.atan(x[i, j] * 4.0)", lambda x, y: np.arctan(x * 4)),
    "asin": ("T.asin(T.tanh(x[i, j]))", lambda x, y: np.arcsin(np.tanh(x))), "acos": ("T.acos(T.tanh(x[i, j]))", lambda x, y: np.arccos(np.tanh(x))),
    "atan2": ("T.atan2(x[i, j], y[i, j])", np.arctan2), "hypot": ("T.hypot(x[i, j], y[i, j])", np.hypot), "copysign": ("T.copysign(x[i, j], y[i, j])", np.copysign),
    "ldexp": ('T.ldexp(x[i, j], T.cast(y[i, j] * 20.0, "int32"))', lambda x, y: np.ldexp(x, np.trunc(y * 20).astype(int))),
    "popcount": ('T.cast(T.popcount(T.cast(x[i, j] * 1000.0, "int32")), "float32")', lambda x, y: np.vectorize(lambda n: bin(int(n) & 0xffffffff).count("1"))(np.trunc(x * 1000))),
    "clz": ('T.cast(T.clz(T.cast(x[i, j] * 1000.0, "int32")), "float32")', lambda x, y: np.vectorize(lambda n: 32 - (int(n) & 0xffffffff).bit_length())(np.trunc(x * 1000))),
}


@pytest.mark.parametrize("name", COMPOSED)
def test_composed_functions(tmp_path, name):
    value, expected = COMPOSED[name]
    for chip, shape, dtype in ((CHIPS[0], (40, 70), "bfloat16"), (CHIPS[1], (64, 64), "bfloat16")):
        compute(tmp_path, each(value), expected, shape, dtype, chip, eps=2.0**-14)
