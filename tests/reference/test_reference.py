"""The reference evaluator alone (tests/unit/evaluate.c) against NumPy: every value op, dtype rule and tile op, and every error."""
import subprocess

import numpy as np
import pytest
from helpers import build_dir, environment, round_bf16

RNG = np.random.default_rng(7)
HEAD = """# from tvm.script import tirx as T

@T.prim_func
def main({params}):
{buffers}
"""


def kernel(tensors, body, scalars=""):
    """TVMScript: `tensors` is {name: (shape, dtype)}, `body` the statements of the function."""
    params = ", ".join([f"{name}_handle: T.handle" for name in tensors] + ([scalars] if scalars else []))
    lines = []
    for name, (shape, dtype) in tensors.items():
        strides = [1]
        for extent in shape[:0:-1]:
            strides.insert(0, strides[0] * extent)
        lines.append(f'    {name} = T.match_buffer({name}_handle, {tuple(shape)!r}, "{dtype}", strides={tuple(strides)!r})')
    text = HEAD.format(params=params, buffers="\n".join(lines))
    return text + "\n".join("    " + line for line in body.strip("\n").split("\n")) + "\n"


def evaluate(tmp_path, source, arrays=None, settings=(), name="kernel.py"):
    """(exit code, stderr, function that loads a tensor)."""
    (tmp_path / name).write_text(source)
    arguments = list(settings)
    for key, array in (arrays or {}).items():
        np.save(tmp_path / f"in_{key}.npy", array)
        arguments.append(f"{key}={tmp_path}/in_{key}.npy")
    command = [str(build_dir() / "tests/unit/evaluate"), name, str(tmp_path), *arguments]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, env=environment())
    assert done.returncode in (0, 1, 3), done.stderr
    return done.returncode, done.stderr, lambda key: np.load(tmp_path / f"{key}.npy")


def result(tmp_path, source, arrays=None, settings=(), of="C"):
    code, text, load = evaluate(tmp_path, source, arrays, settings)
    assert code == 0, text
    return load(of)


def error(tmp_path, source, arrays=None, code=1):
    found, text, _ = evaluate(tmp_path, source, arrays)
    assert found == code, text
    return text


def rounded(array, dtype):
    return round_bf16(array) if dtype == "bfloat16" else np.asarray(array).astype(dtype)


# ---- values

UNARY = {
    "fabs": np.abs, "exp": np.exp, "exp2": np.exp2, "log": np.log, "log2": np.log2, "sqrt": np.sqrt, "tanh": np.tanh,
    "rsqrt": lambda x: 1 / np.sqrt(x), "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
}  # T.fabs, T.exp, T.exp2, T.log, T.log2, T.sqrt, T.tanh, T.rsqrt, T.sigmoid


@pytest.mark.parametrize("dtype", ["float32", "float16", "bfloat16"])
@pytest.mark.parametrize("name", UNARY)
def test_function(tmp_path, name, dtype):
    a = rounded(RNG.uniform(0.1, 5, (3, 300)), dtype)
    text = kernel({"A": ((3, 300), dtype), "C": ((3, 300), dtype)}, f"""
for i in T.parallel(3):
    for j in T.parallel(300):
        C[i, j] = T.{name}(A[i, j])""")
    expected = rounded(UNARY[name](a.astype(np.float64)).astype(np.float32), dtype)
    found = result(tmp_path, text, {"A": a})
    ulp = {"float32": 2.0**-23, "float16": 2.0**-10, "bfloat16": 2.0**-7}[dtype]
    assert (np.abs(found.astype(np.float64) - expected) <= ulp * np.abs(expected)).all()
    assert (found == expected).mean() > 0.99


BINARY = {"A[i, j] + B[i, j]": np.add, "A[i, j] - B[i, j]": np.subtract, "A[i, j] * B[i, j]": np.multiply, "A[i, j] / B[i, j]": np.divide,
          "T.min(A[i, j], B[i, j])": np.fmin, "T.max(A[i, j], B[i, j])": np.fmax}


@pytest.mark.parametrize("dtype", ["float64", "float32", "float16", "bfloat16"])
@pytest.mark.parametrize("expr", BINARY)
def test_float_binary(tmp_path, expr, dtype):
    a, b = (rounded(RNG.standard_normal((3, 300)), dtype) for _ in range(2))
    a[0, 0], b[0, 0], a[0, 1], b[0, 1], b[1, 2] = np.nan, 1, 2, np.nan, 0
    text = kernel({name: ((3, 300), dtype) for name in "ABC"}, f"""
for i in T.parallel(3):
    for j in T.parallel(300):
        C[i, j] = {expr}""")
    with np.errstate(all="ignore"):
        wide = np.float64 if dtype == "float64" else np.float32
        expected = rounded(BINARY[expr](a.astype(wide), b.astype(wide)), dtype)
    np.testing.assert_array_equal(result(tmp_path, text, {"A": a, "B": b}), expected)


def trunc_divide(a, b):
    return (np.sign(a.astype(object)) * np.sign(b.astype(object)) * (abs(a.astype(object)) // abs(b.astype(object))))


INTEGER = {
    "A[i] + B[i]": np.add, "A[i] - B[i]": np.subtract, "A[i] * B[i]": np.multiply, "A[i] // B[i]": np.floor_divide, "A[i] % B[i]": np.mod,
    "T.Div(A[i], B[i])": trunc_divide, "T.truncmod(A[i], B[i])": lambda a, b: a.astype(object) - b.astype(object) * trunc_divide(a, b),
    "T.min(A[i], B[i])": np.minimum, "T.max(A[i], B[i])": np.maximum,
    "T.bitwise_and(A[i], B[i])": np.bitwise_and, "T.bitwise_or(A[i], B[i])": np.bitwise_or, "T.bitwise_xor(A[i], B[i])": np.bitwise_xor,
}


@pytest.mark.parametrize("dtype", ["int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64"])
def test_integer_binary(tmp_path, dtype):
    info = np.iinfo(dtype)
    high = 2**63 - 1 if dtype == "uint64" else info.max  # what the .npy reader takes
    a, b = (RNG.integers(info.min, high, 400, dtype=dtype, endpoint=True) for _ in range(2))
    b[:200] = RNG.integers(-9 if info.min < 0 else 1, 9, 200).astype(dtype)
    a[0], b[0] = high, 1
    b[b == 0] = 3
    with np.errstate(all="ignore"):
        for number, (expr, function) in enumerate(INTEGER.items()):
            text = kernel({name: ((400,), dtype) for name in "ABC"}, f"for i in T.parallel(400):\n    C[i] = {expr}")
            expected = function(a, b)
            if expected.dtype == object:
                expected = np.array([int(x) & (2**64 - 1) for x in expected], np.uint64).astype(dtype)
            np.testing.assert_array_equal(result(tmp_path, text, {"A": a, "B": b}), expected, err_msg=expr)
            assert number < len(INTEGER)


@pytest.mark.parametrize("dtype", ["int8", "uint8", "int32", "uint32"])
def test_shifts(tmp_path, dtype):
    info = np.iinfo(dtype)
    a = RNG.integers(info.min, info.max, 64, dtype=dtype, endpoint=True)
    b = RNG.integers(0, info.bits, 64).astype(dtype)
    for expr, function in (("T.shift_left(A[i], B[i])", np.left_shift), ("T.shift_right(A[i], B[i])", np.right_shift)):
        text = kernel({name: ((64,), dtype) for name in "ABC"}, f"for i in T.parallel(64):\n    C[i] = {expr}")
        np.testing.assert_array_equal(result(tmp_path, text, {"A": a, "B": b}), function(a, b))


@pytest.mark.parametrize("expr, function", [
    ("A[i] < B[i]", np.less), ("A[i] <= B[i]", np.less_equal), ("A[i] > B[i]", np.greater), ("A[i] >= B[i]", np.greater_equal),
    ("A[i] == B[i]", np.equal), ("A[i] != B[i]", np.not_equal),
    ("A[i] < B[i] and B[i] < T.float32(0.5)", lambda a, b: (a < b) & (b < 0.5)),
    ("A[i] < B[i] or not B[i] < T.float32(0.5)", lambda a, b: (a < b) | ~(b < 0.5)),
])
def test_comparisons(tmp_path, expr, function):
    a, b = (RNG.integers(-2, 3, 300).astype(np.float32) for _ in range(2))
    a[7] = np.nan
    text = kernel({"A": ((300,), "float32"), "B": ((300,), "float32"), "C": ((300,), "int32")},
                  f"for i in T.parallel(300):\n    C[i] = T.Select({expr}, 1, 0)")
    np.testing.assert_array_equal(result(tmp_path, text, {"A": a, "B": b}), function(a, b).astype(np.int32))


CASTS = ["float64", "float32", "float16", "int8", "uint8", "int16", "int32", "uint32", "int64"]


@pytest.mark.parametrize("source", CASTS)
def test_casts(tmp_path, source):
    values = np.array([0, 1, 2, 3.5, 100, 127, 1.0009765625, 255, 1000, 65504, -1, -2.5, -128], np.float64)
    if source.startswith("u"):
        values = np.abs(values)
    a = np.clip(values, *(np.iinfo(source).min, np.iinfo(source).max) if "int" in source else (-1e5, 1e5)).astype(source)
    for target in CASTS:
        text = kernel({"A": (a.shape, source), "C": (a.shape, target)}, f'for i in T.parallel({a.size}):\n    C[i] = T.Cast("{target}", A[i])')
        if "int" in target and "float" in source:  # out of range: the nearest
            expected = np.clip(np.trunc(a.astype(np.float64)), np.iinfo(target).min, np.iinfo(target).max).astype(target)
        else:
            expected = a.astype(target)
        np.testing.assert_array_equal(result(tmp_path, text, {"A": a}), expected, err_msg=target)


def test_casts_of_special_values(tmp_path):
    a = np.array([np.nan, np.inf, -np.inf, 3e38, -3e38], np.float32)
    text = kernel({"A": ((5,), "float32"), "C": ((5,), "int32"), "D": ((5,), "float16")}, """
for i in T.parallel(5):
    C[i] = T.Cast("int32", A[i])
    D[i] = T.Cast("float16", A[i])""")
    limits = np.iinfo(np.int32)
    assert result(tmp_path, text, {"A": a}).tolist() == [0, limits.max, limits.min, limits.max, limits.min]
    np.testing.assert_array_equal(np.load(tmp_path / "D.npy"), np.array([np.nan, np.inf, -np.inf, np.inf, -np.inf], np.float16))


def test_float8(tmp_path):
    a = np.array([0.3, 1.0, 17.0, 448.0, -0.001, 300.0], np.float32)
    text = kernel({"A": ((6,), "float32"), "C": ((6,), "float8_e4m3fn"), "D": ((6,), "float8_e5m2")}, """
for i in T.parallel(6):
    C[i] = T.Cast("float8_e4m3fn", A[i])
    D[i] = T.Cast("float8_e5m2", A[i])""")
    assert result(tmp_path, text, {"A": a}).tolist() == [0.3125, 1.0, 16.0, 448.0, -0.001953125, 288.0]
    assert np.load(tmp_path / "D.npy").tolist() == [0.3125, 1.0, 16.0, 448.0, -0.0009765625, 320.0]


# ---- statements

def test_if_then_else_guards(tmp_path):
    """The branch that is not taken is not evaluated: T.if_then_else in lanes and in scalar code, `and` before an access."""
    a = RNG.standard_normal(40).astype(np.float32)
    text = kernel({"A": ((40,), "float32"), "C": ((50,), "float32"), "D": ((50,), "float32")}, """
s = T.sblock_alloc_buffer((40,), "float32", scope="shared.dyn")
T.copy(T.region(A[0], 1, 40), T.region(s[0], 2, 40))
for i in T.parallel(50):
    C[i] = T.if_then_else(i < 40, s[i], T.float32(-1.0))
for i in range(50):
    if i < 40 and s[i] > T.float32(0.0):
        D[0] = s[i]
    else:
        T.evaluate(0)
for i in T.parallel(50):
    if i < 40 and s[i] > T.float32(0.0):
        D[i] = s[i] * T.float32(2.0)""")
    found = result(tmp_path, text, {"A": a})
    np.testing.assert_array_equal(found, np.concatenate([a, np.full(10, -1, np.float32)]))
    expected = np.zeros(50, np.float32)
    expected[0] = a[a > 0][-1]
    expected[:40][a > 0] = a[a > 0] * 2
    np.testing.assert_array_equal(np.load(tmp_path / "D.npy"), expected)


def test_gather_and_lets(tmp_path):
    a, index = RNG.standard_normal((20, 64)).astype(np.float32), RNG.integers(-3, 25, 30).astype(np.int32)
    text = kernel({"A": ((20, 64), "float32"), "I": ((30,), "int32"), "C": ((30, 64), "float32"), "D": ((64, 30), "float32")}, """
for i in T.parallel(30):
    row: T.int32 = I[i]
    for j in T.parallel(64):
        double: T.float32 = A[row, j] * T.float32(2.0)
        C[i, j] = double + T.Cast("float32", row)
        D[j, i] = A[I[i], 63 - j]""")
    inside = np.where(((index >= 0) & (index < 20))[:, None], a[np.clip(index, 0, 19)], 0)
    np.testing.assert_array_equal(result(tmp_path, text, {"A": a, "I": index}), inside * 2 + index[:, None].astype(np.float32))
    np.testing.assert_array_equal(np.load(tmp_path / "D.npy"), inside[:, ::-1].T)


def test_matmul_nest_any_order(tmp_path):
    a, b = (RNG.standard_normal(shape).astype(np.float32) for shape in ((12, 20), (20, 16)))
    expected = np.zeros((12, 16), np.float32)
    for k in range(20):
        expected = expected + a[:, k:k + 1] * b[k:k + 1]
    for order in ("ijk", "kij", "ikj", "jki"):
        loops = "".join("    " * depth + f"for {v} in range({dict(i=12, j=16, k=20)[v]}):\n" for depth, v in enumerate(order))
        text = kernel({"A": ((12, 20), "float32"), "B": ((20, 16), "float32"), "C": ((12, 16), "float32")},
                      loops + "            C[i, j] = C[i, j] + A[i, k] * B[k, j]")
        np.testing.assert_array_equal(result(tmp_path, text, {"A": a, "B": b}), expected, err_msg=order)


def test_parallel_reduction_is_not_lanes(tmp_path):
    """All iterations of a T.parallel add to one element: nothing may be lost."""
    a = RNG.integers(-8, 8, (5, 300)).astype(np.float32)
    text = kernel({"A": ((5, 300), "float32"), "C": ((5,), "float32")}, """
for i in T.parallel(5):
    for j in T.parallel(300):
        C[i] = C[i] + A[i, j]""")
    np.testing.assert_array_equal(result(tmp_path, text, {"A": a}), a.sum(1))


def test_launches_views_symbols_scalars(tmp_path):
    """Two launches through a global workspace, a view, a symbolic dim and a scalar parameter."""
    text = """# from tvm.script import tirx as T

@T.prim_func
def main(A_handle: T.handle, C_handle: T.handle, scale: T.float32):
    n = T.int32()
    A = T.match_buffer(A_handle, (n, 32), "float32", strides=(32, 1))
    C = T.match_buffer(C_handle, (n, 32), "float32", strides=(32, 1))
    W = T.sblock_alloc_buffer((64, 32), "float32")
    for bx in T.thread_binding((n + 16 - 1) // 16, thread="blockIdx.x"):
        with T.sblock("tilelang_root"):
            s = T.sblock_alloc_buffer((16, 32), "float32", scope="shared.dyn")
            T.copy(T.region(A[bx * 16, 0], 1, 16, 32), T.region(s[0, 0], 2, 16, 32))
            flat = T.Buffer((512,), "float32", data=s.data, strides=(1,), scope="shared.dyn")
            for i in T.parallel(512):
                flat[i] = flat[i] * scale
            T.copy(T.region(s[0, 0], 1, 16, 32), T.region(W[bx * 16, 0], 2, 16, 32))
    for bx in T.thread_binding((n + 16 - 1) // 16, thread="blockIdx.x"):
        with T.sblock("tilelang_root"):
            T.copy(T.region(W[bx * 16, 0], 1, 16, 32), T.region(C[bx * 16, 0], 2, 16, 32))
"""
    a = RNG.standard_normal((37, 32)).astype(np.float32)
    found = result(tmp_path, text, {"A": a}, ["A.0=37", "C.0=37", "scale=0.5"])
    np.testing.assert_array_equal(found, a * np.float32(0.5))


def test_while_and_variable(tmp_path):
    text = kernel({"N": ((8,), "int32"), "C": ((8,), "int32")}, """
v = T.sblock_alloc_buffer((1,), "int32", scope="local.var")
for i in range(8):
    v[0] = N[i]
    C[i] = 0
    while v[0] != 1:
        if v[0] % 2 == 0:
            v[0] = v[0] // 2
        else:
            v[0] = v[0] * 3 + 1
        C[i] = C[i] + 1
        if C[i] >= 20:
            T.break_loop()""")
    n = np.array([1, 2, 3, 6, 7, 9, 27, 97], np.int32)

    def steps(value):
        count = 0
        while value != 1 and count < 20:
            value, count = value // 2 if value % 2 == 0 else value * 3 + 1, count + 1
        return count
    assert result(tmp_path, text, {"N": n}).tolist() == [steps(int(x)) for x in n]


# ---- tile ops

@pytest.mark.parametrize("dtype", ["float32", "float16", "bfloat16"])
@pytest.mark.parametrize("transpose_a", [False, True])
@pytest.mark.parametrize("transpose_b", [False, True])
def test_gemm(tmp_path, dtype, transpose_a, transpose_b):
    """Float32 multiply and add, k ascending, one rounding at the end."""
    m, n, k = 33, 20, 47
    a, b = (rounded(RNG.standard_normal(shape), dtype) for shape in ((m, k), (k, n)))
    c = rounded(RNG.standard_normal((m, n)), dtype)
    stored_a, stored_b = a.T if transpose_a else a, b.T if transpose_b else b
    text = kernel({"A": (stored_a.shape, dtype), "B": (stored_b.shape, dtype), "C": ((m, n), dtype)},
                  f"T.gemm(T.region(A[0, 0], 1, {stored_a.shape[0]}, {stored_a.shape[1]}), T.region(B[0, 0], 1, {stored_b.shape[0]}, {stored_b.shape[1]}), "
                  f"T.region(C[0, 0], 3, {m}, {n}), T.bool({transpose_a}), T.bool({transpose_b}), {m}, {n}, {k}, 0, T.bool(False), 0, 0, 0)")
    expected = c.astype(np.float32)
    for i in range(k):
        expected = expected + a[:, i:i + 1].astype(np.float32) * b[i:i + 1].astype(np.float32)
    found = result(tmp_path, text, {"A": np.ascontiguousarray(stored_a), "B": np.ascontiguousarray(stored_b), "C": c})
    np.testing.assert_array_equal(found, rounded(expected, dtype))


def test_gemm_batched_and_clear(tmp_path):
    a, b = RNG.integers(-9, 9, (2, 8, 6)).astype(np.int8), RNG.integers(-9, 9, (2, 6, 5)).astype(np.int8)
    text = kernel({"A": (a.shape, "int8"), "B": (b.shape, "int8"), "C": ((2, 8, 5), "int32")}, """
for i in range(2):
    T.gemm(T.region(A[i, 0, 0], 1, 1, 8, 6), T.region(B[i, 0, 0], 1, 1, 6, 5), T.region(C[i, 0, 0], 3, 1, 8, 5), T.bool(False), T.bool(False), 8, 5, 6, 0, i == 0, 0, 0, 0)""")
    c = RNG.integers(-9, 9, (2, 8, 5)).astype(np.int32)
    expected = np.matmul(a.astype(np.int32), b.astype(np.int32))
    expected[1] += c[1]
    np.testing.assert_array_equal(result(tmp_path, text, {"A": a, "B": b, "C": c}), expected)


def test_copy_of_slices(tmp_path):
    """Unit extents drop out, strided sides, conversion, reads past the edge are 0, writes past it are skipped."""
    a = RNG.standard_normal((3, 50, 4, 70)).astype(np.float32)
    text = kernel({"A": (a.shape, "float32"), "C": ((50, 3, 70), "float16")}, """
for b in range(3):
    for r in range(2):
        s = T.sblock_alloc_buffer((32, 96), "float16", scope="shared.dyn")
        T.copy(T.region(A[b, r * 32, 2, 0], 1, 1, 32, 1, 96), T.region(s[0, 0], 2, 32, 96))
        T.copy(T.region(s[0, 0], 1, 32, 96), T.region(C[r * 32, b, 0], 2, 32, 1, 96))""")
    np.testing.assert_array_equal(result(tmp_path, text, {"A": a}), a[:, :, 2].transpose(1, 0, 2).astype(np.float16))


def test_fill_and_transpose(tmp_path):
    a = RNG.standard_normal((24, 40)).astype(np.float32)
    text = kernel({"A": (a.shape, "float32"), "B": ((24, 40), "float32"), "C": ((40, 24), "float32")}, """
T.fill(T.region(C[0, 0], 2, 40, 24), -1)
T.transpose(T.region(A[0, 0], 1, 24, 32), T.region(C[0, 0], 2, 32, 24))
T.fill(T.region(B[20, 30], 2, 10, 20), T.float32(2.5))""")
    expected = np.full((40, 24), -1, np.float32)
    expected[:32] = a[:, :32].T
    np.testing.assert_array_equal(result(tmp_path, text, {"A": a}), expected)
    corner = np.zeros((24, 40), np.float32)
    corner[20:, 30:] = 2.5
    np.testing.assert_array_equal(np.load(tmp_path / "B.npy"), corner)


def test_overlapping_copy(tmp_path):
    a = np.arange(40, dtype=np.float32)
    text = kernel({"C": ((40,), "float32")}, "T.copy(T.region(C[0], 1, 30), T.region(C[5], 2, 30))")
    expected = a.copy()
    expected[5:35] = a[:30]
    np.testing.assert_array_equal(result(tmp_path, text, {"C": a}), expected)


def test_views_of_another_type(tmp_path):
    """A view sees the bits of its storage: of the same width, narrower (lowest bits first), wider; and it writes them."""
    a = RNG.standard_normal(64).astype(np.float32)
    text = kernel({"A": ((64,), "float32"), "I": ((64,), "int32"), "B": ((256,), "uint8"), "H": ((128,), "float16"), "L": ((32,), "int64"), "C": ((64,), "float32")}, """
s = T.sblock_alloc_buffer((64,), "float32", scope="shared.dyn")
words = T.Buffer((64,), "int32", data=s.data, strides=(1,), scope="shared.dyn")
octets = T.Buffer((4, 64), "uint8", data=s.data, strides=(1, 4), scope="shared.dyn")
halves = T.Buffer((128,), "float16", data=s.data, strides=(1,), scope="shared.dyn")
longs = T.Buffer((32,), "int64", data=s.data, strides=(1,), scope="shared.dyn")
T.copy(T.region(A[0], 1, 64), T.region(s[0], 2, 64))
T.copy(T.region(words[0], 1, 64), T.region(I[0], 2, 64))
T.copy(T.region(halves[0], 1, 128), T.region(H[0], 2, 128))
T.copy(T.region(longs[0], 1, 32), T.region(L[0], 2, 32))
for j in T.parallel(64):
    for i in range(4):
        B[j * 4 + i] = octets[i, j]
for j in T.parallel(64):
    octets[3, j] = T.bitwise_xor(octets[3, j], T.uint8(128))
T.copy(T.region(s[0], 1, 64), T.region(C[0], 2, 64))""")
    a.view(np.float16)[np.isnan(a.view(np.float16))] = 1  # NaNs compare by payload in NumPy's view only
    np.testing.assert_array_equal(result(tmp_path, text, {"A": a}), -a)
    for name, dtype in (("I", np.int32), ("B", np.uint8), ("H", np.float16), ("L", np.int64)):
        np.testing.assert_array_equal(np.load(tmp_path / f"{name}.npy"), a.view(dtype), err_msg=name)


def test_packed_views(tmp_path):
    """Four-bit elements, two in a byte: int4 and float4 out of uint8, and back."""
    a = np.arange(256, dtype=np.uint8)
    text = kernel({"A": ((256,), "uint8"), "I": ((512,), "int8"), "F": ((512,), "float32"), "C": ((256,), "uint8")}, """
s = T.sblock_alloc_buffer((256,), "uint8", scope="shared.dyn")
nibbles = T.Buffer((512,), "int4", data=s.data, strides=(1,), scope="shared.dyn")
floats = T.Buffer((512,), "float4_e2m1fn", data=s.data, strides=(1,), scope="shared.dyn")
T.copy(T.region(A[0], 1, 256), T.region(s[0], 2, 256))
T.copy(T.region(nibbles[0], 1, 512), T.region(I[0], 2, 512))
T.copy(T.region(floats[0], 1, 512), T.region(F[0], 2, 512))
for i in T.parallel(256):
    nibbles[i * 2] = T.int4(5)
T.copy(T.region(s[0], 1, 256), T.region(C[0], 2, 256))""")
    nibbles = np.stack([a & 15, a >> 4], 1).ravel()
    np.testing.assert_array_equal(result(tmp_path, text, {"A": a}), (a & 0xF0) | 5)
    np.testing.assert_array_equal(np.load(tmp_path / "I.npy"), np.where(nibbles > 7, nibbles.astype(np.int8) - 16, nibbles))
    table = np.array([0, 0.5, 1, 1.5, 2, 3, 4, 6], np.float32)
    np.testing.assert_array_equal(np.load(tmp_path / "F.npy"), np.where(nibbles > 7, -table[nibbles & 7], table[nibbles & 7]))


# ---- errors: the message, and the caret where there is source

VECTOR = {"C": ((40,), "float32")}
SHARED = 's = T.sblock_alloc_buffer((8, 8), "float32", scope="shared.dyn")\n'
MATRICES = {"A": ((8, 8), "float32"), "C": ((8, 8), "float32")}

ERRORS = [
    ("s[2, 0] is read before it is written", MATRICES, SHARED + "for i in T.parallel(8):\n    C[0, i] = s[2, i]", "s[2, i]"),
    ("s is read before all of the region is written", MATRICES,
     SHARED + "T.fill(T.region(s[0, 0], 2, 4, 8), 0)\nT.copy(T.region(s[0, 0], 1, 8, 8), T.region(C[0, 0], 2, 8, 8))", "T.region(s[0, 0], 1, 8, 8)"),
    ("s[8, 1] is out of bounds: the shape of s is [8, 8]", MATRICES, SHARED + "for i in range(9):\n    s[i, 1] = T.float32(0.0)", "s[i, 1] = T.float32(0.0)"),
    ("index 8 is out of bounds: dimension 0 of s has 8 elements", MATRICES,
     SHARED + "for i in range(10):\n    T.fill(T.region(s[i, 0], 2, 1, 8), 0)", None),
    ("elements 4 to 11 are out of bounds: that dimension of s has 8 elements", MATRICES, SHARED + "T.fill(T.region(s[4, 0], 2, 8, 8), 0)", None),
    ("division of 3 by zero", {"C": ((4,), "int32")}, "C[1] = 3 // C[0]", None),
    ("the while loop does not end: more than 4194304 turns", {"C": ((4,), "int32")}, "while C[0] == 0:\n    C[1] = 2", None),
    ("s has more elements than the evaluator holds (4 GiB)", {"C": ((4,), "int32")},
     's = T.sblock_alloc_buffer((100000, C[0] + 100000), "float32", scope="shared.dyn")', None),
    ("dimension 0 of s has -5 elements", {"C": ((4,), "int32")}, 's = T.sblock_alloc_buffer((C[0] - 5,), "float32", scope="shared.dyn")', None),
    ("the view v reaches past the end of s", MATRICES,
     SHARED + 'v = T.Buffer((9, 8), "float32", data=s.data, strides=(8, 1), scope="shared.dyn")\nv[0, 0] = T.float32(1.0)', None),
    ("an operand of T.gemm reaches out of A", MATRICES,
     "T.gemm(T.region(A[1, 0], 1, 8, 8), T.region(A[0, 0], 1, 8, 8), T.region(C[0, 0], 2, 8, 8), T.bool(False), T.bool(False), 8, 8, 8, 0, T.bool(True), 0, 0, 0)", None),
    ("the region has 999999999 elements in a row; the evaluator holds 268435456", {"C": ((4,), "int32")},
     "T.fill(T.region(C[0], 2, C[0] + 999999999), 0)", None),
]


@pytest.mark.parametrize("message, tensors, body, caret", ERRORS, ids=[case[0][:40] for case in ERRORS])
def test_error(tmp_path, message, tensors, body, caret):
    text = error(tmp_path, kernel(tensors, body))
    assert message in text
    assert "kernel.py:" in text and "^" in text, text
    if caret:
        line = text.splitlines()
        mark = next(i for i, shown in enumerate(line) if "^" in shown)
        start, length = line[mark].index("^"), line[mark].count("^") + line[mark].count("~")
        assert line[mark - 1][start:start + length] == caret, text


def test_unsupported(tmp_path):
    mixed = {"A": ((8, 8), "float32"), "C": ((8, 8), "int32")}
    text = error(tmp_path, kernel(mixed, "T.gemm(T.region(A[0, 0], 1, 8, 8), T.region(A[0, 0], 1, 8, 8), T.region(C[0, 0], 2, 8, 8), "
                                         "T.bool(False), T.bool(False), 8, 8, 8, 0, T.bool(True), 0, 0, 0)"), code=3)
    assert ("the reference evaluator has no T.gemm of float32 and float32 into int32; float types go with float types, integers with integers"
            in text)
