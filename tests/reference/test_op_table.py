"""Every value and tile op of the language in every dtype that it is stated for, against NumPy."""
import math

import numpy as np
import pytest
from numbers_of import FLOATS, INTEGERS, limits, random_values, round_to, stored, wrapped
from test_reference import evaluate, kernel

RNG = np.random.default_rng(11)
WIDE = ["float64", "float32", "float16", "bfloat16"]
NARROW = [dtype for dtype in FLOATS if dtype not in WIDE]


def run(tmp_path, tensors, body, arrays=None):
    """{name: array} of all tensors after the run."""
    code, text, load = evaluate(tmp_path, kernel(tensors, body), arrays)
    assert code == 0, text
    return {name: load(name) for name in tensors}


def same(found, expected, dtype, message=""):
    np.testing.assert_array_equal(found, stored(expected, dtype), err_msg=message)


# ---- elementary functions: T.exp T.exp2 T.exp10 T.log T.log2 T.log10 T.log1p T.sqrt T.rsqrt T.tanh T.sigmoid T.sin T.cos T.tan T.asin
# T.acos T.atan T.sinh T.cosh T.asinh T.acosh T.atanh T.erf T.floor T.ceil T.trunc T.round T.nearbyint T.round_ties_away_from_zero

UNARY = {
    "exp": np.exp, "exp2": np.exp2, "exp10": lambda x: np.power(10.0, x), "log": np.log, "log2": np.log2, "log10": np.log10,
    "log1p": np.log1p, "sqrt": np.sqrt, "rsqrt": lambda x: 1 / np.sqrt(x), "tanh": np.tanh, "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "sin": np.sin, "cos": np.cos, "tan": np.tan, "asin": np.arcsin, "acos": np.arccos, "atan": np.arctan, "sinh": np.sinh,
    "cosh": np.cosh, "asinh": np.arcsinh, "acosh": np.arccosh, "atanh": np.arctanh, "erf": np.vectorize(math.erf),
    "floor": np.floor, "ceil": np.ceil, "trunc": np.trunc, "round": np.rint, "nearbyint": np.rint,
    "round_ties_away_from_zero": lambda x: np.copysign(np.floor(np.abs(x) + 0.5), x),
    "fabs": np.abs,
}
EXACT = {"floor", "ceil", "trunc", "round", "nearbyint", "round_ties_away_from_zero", "fabs", "sqrt"}


@pytest.mark.parametrize("dtype", FLOATS)
def test_functions(tmp_path, dtype):
    a = stored(round_to(np.concatenate([RNG.standard_normal(300) * 3, RNG.uniform(-1, 1, 80), [0, -0.0, 0.5, 1.5, 2.5, -2.5, 1, -1]]), dtype), dtype)
    if dtype not in NARROW:
        a = np.concatenate([a, np.array([np.inf, -np.inf, np.nan], a.dtype)])
    tensors = {"A": (a.shape, dtype), "C": ((len(UNARY), a.size), dtype)}
    body = f"for i in T.parallel({a.size}):\n" + "".join(f"    C[{n}, i] = T.{name}(A[i])\n" for n, name in enumerate(UNARY))
    found = run(tmp_path, tensors, body, {"A": a})["C"]
    fraction = FLOATS[dtype][0]
    for row, (name, function) in zip(found, UNARY.items()):
        with np.errstate(all="ignore"):
            exact = function(a.astype(np.float64))
        expected = stored(round_to(exact, dtype), dtype)
        if name in EXACT:
            np.testing.assert_array_equal(row, expected, err_msg=name)
            continue
        equal = (row == expected) | (np.isnan(row) & np.isnan(expected))
        off = np.abs(row[~equal].astype(np.float64) - expected[~equal])
        assert (off <= 2.0**(1 - fraction) * np.abs(expected[~equal])).all(), name
        assert equal.mean() > 0.99 or dtype == "float64", name  # whose last bit is the C library's


# T.pow T.fmod T.atan2 T.hypot T.copysign T.nextafter T.ldexp T.fma T.min T.max T.isnan T.isfinite

@pytest.mark.parametrize("dtype", FLOATS)
def test_functions_of_several(tmp_path, dtype):
    a, b = (random_values(RNG, 300, dtype) for _ in range(2))
    c = random_values(RNG, 300, dtype)
    b[b == 0] = 1
    x, y, z = (value.astype(np.float64) for value in (a, b, c))
    with np.errstate(all="ignore"):
        cases = {
            "A[i] + B[i]": x + y, "A[i] - B[i]": x - y, "A[i] * B[i]": x * y, "A[i] / B[i]": x / y, "T.min(A[i], B[i])": np.minimum(x, y),
            "T.max(A[i], B[i])": np.maximum(x, y), "T.pow(T.fabs(A[i]), B[i])": np.abs(x) ** y, "T.fmod(A[i], B[i])": np.fmod(x, y),
            "T.atan2(A[i], B[i])": np.arctan2(x, y), "T.hypot(A[i], B[i])": np.hypot(x, y), "T.copysign(A[i], B[i])": np.copysign(x, y),
            "T.ldexp(A[i], 3)": np.ldexp(x, 3), "T.ldexp(A[i], -2)": np.ldexp(x, -2), "T.fma(A[i], B[i], D[i])": x * y + z,
        }
    tensors = {**{name: ((300,), dtype) for name in "ABD"}, "C": ((len(cases), 300), dtype)}
    body = "for i in T.parallel(300):\n" + "".join(f"    C[{n}, i] = {text}\n" for n, text in enumerate(cases))
    found = run(tmp_path, tensors, body, {"A": a, "B": b, "D": c})["C"]
    for row, (text, exact) in zip(found, cases.items()):
        if dtype == "float64" and text.startswith(("T.pow", "T.atan2", "T.hypot", "T.fma")):
            np.testing.assert_allclose(row, exact, rtol=1e-14, atol=1e-15, err_msg=text)
        elif dtype == "float32" and text.startswith("T.fma"):  # x * y is exact in float64, the sum is rounded a second time
            assert (row == round_to(exact, dtype)).mean() > 0.99
        else:
            same(row, round_to(exact, dtype), dtype, text)


@pytest.mark.parametrize("dtype", [dtype for dtype in FLOATS if dtype != "custom[tfloat32]"])
def test_nextafter(tmp_path, dtype):
    """The neighbour within the dtype: nothing lies between."""
    a = random_values(RNG, 200, dtype)
    a[:2] = 0
    tensors = {"A": ((200,), dtype), "C": ((200,), dtype), "D": ((200,), dtype)}
    found = run(tmp_path, tensors, f"""
for i in T.parallel(200):
    C[i] = T.nextafter(A[i], T.Cast("{dtype}", T.float32(7)))
    D[i] = T.nextafter(C[i], A[i])""", {"A": a})
    assert (found["C"] > a).all()
    np.testing.assert_array_equal(found["D"], a)
    middle = (found["C"].astype(np.float64) + a) / 2
    if dtype != "float64":
        assert np.isin(round_to(middle, dtype), np.concatenate([found["C"], a])).all()


@pytest.mark.parametrize("dtype", ["float64", "float32", "float16", "bfloat16", "float8_e5m2"])
def test_special_values(tmp_path, dtype):
    """NaN loses in min and max, stays in clamp; infinities are data."""
    a = stored(np.array([np.nan, np.inf, -np.inf, 5, -5, 0.5, np.nan, 1]), dtype)
    b = stored(np.array([1, 1, 1, np.nan, np.inf, -np.inf, np.nan, 1]), dtype)
    tensors = {"A": ((8,), dtype), "B": ((8,), dtype), "C": ((4, 8), dtype), "D": ((4, 8), "int32")}
    found = run(tmp_path, tensors, f"""
for i in T.parallel(8):
    C[0, i] = T.min(A[i], B[i])
    C[1, i] = T.max(A[i], B[i])
    C[2, i] = T.clamp(A[i], T.Cast("{dtype}", T.float32(-1)), T.Cast("{dtype}", T.float32(2)))
    C[3, i] = A[i] - A[i]
    D[0, i] = T.Cast("int32", T.isnan(A[i]))
    D[1, i] = T.Cast("int32", T.isfinite(A[i]))
    D[2, i] = T.Cast("int32", A[i] == A[i])
    D[3, i] = T.Cast("int32", A[i] < B[i])""", {"A": a, "B": b})
    x, y = a.astype(np.float64), b.astype(np.float64)
    with np.errstate(all="ignore"):
        for row, exact in zip(found["C"], (np.fmin(x, y), np.fmax(x, y), np.clip(x, -1, 2), x - x)):
            same(row, exact, dtype)
        for row, exact in zip(found["D"], (np.isnan(x), np.isfinite(x), x == x, x < y)):
            np.testing.assert_array_equal(row, exact)


# ---- integers

def trunc_div(a, b):
    return abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1)


@pytest.mark.parametrize("dtype", INTEGERS)
def test_integers(tmp_path, dtype):
    """T.popcount, T.clz, T.bitwise_not among them; sums and products wrap around."""
    bits, signed = INTEGERS[dtype]
    a, b = (random_values(RNG, 300, dtype) for _ in range(2))
    b[b == 0] = 1
    low, high = limits(dtype)
    a[0], b[0] = low, (-1 if signed else high)
    shifts = RNG.integers(0, bits, 300).astype(a.dtype)
    x, y, s = ([int(value) for value in array] for array in (a, b, shifts))
    cases = {
        "A[i] + B[i]": lambda p, q, k: p + q, "A[i] - B[i]": lambda p, q, k: p - q, "A[i] * B[i]": lambda p, q, k: p * q,
        "A[i] // B[i]": lambda p, q, k: p // q, "A[i] % B[i]": lambda p, q, k: p % q, "T.Div(A[i], B[i])": lambda p, q, k: trunc_div(p, q),
        "T.truncmod(A[i], B[i])": lambda p, q, k: p - q * trunc_div(p, q), "T.min(A[i], B[i])": lambda p, q, k: min(p, q),
        "T.max(A[i], B[i])": lambda p, q, k: max(p, q), "T.bitwise_and(A[i], B[i])": lambda p, q, k: p & q,
        "T.bitwise_or(A[i], B[i])": lambda p, q, k: p | q, "T.bitwise_xor(A[i], B[i])": lambda p, q, k: p ^ q,
        "T.bitwise_not(A[i])": lambda p, q, k: ~p, "T.shift_left(A[i], S[i])": lambda p, q, k: p << k,
        "T.shift_right(A[i], S[i])": lambda p, q, k: p >> k, "T.popcount(A[i])": lambda p, q, k: bin(p & ((1 << bits) - 1)).count("1"),
        'T.Select(A[i] < B[i], A[i], B[i])': lambda p, q, k: min(p, q),
        f'T.Cast("{dtype}", T.clz(A[i]))': lambda p, q, k: bits - (p & ((1 << bits) - 1)).bit_length(),
    }
    tensors = {**{name: ((300,), dtype) for name in "ABS"}, "C": ((len(cases), 300), dtype)}
    body = "for i in T.parallel(300):\n" + "".join(f"    C[{n}, i] = {text}\n" for n, text in enumerate(cases))
    found = run(tmp_path, tensors, body, {"A": a, "B": b, "S": shifts})["C"]
    for row, (text, function) in zip(found, cases.items()):
        np.testing.assert_array_equal(row, wrapped([function(*each) for each in zip(x, y, s)], dtype), err_msg=text)


# ---- conversions

ALL = [*FLOATS, *INTEGERS, "bool"]


def converted(values, source, target):
    """Floats to integers toward zero, NaN to 0, what does not fit to the nearest; integers wrap; floats round once."""
    if target == "bool":
        return (values != 0)
    if target in FLOATS:
        return stored(round_to(values.astype(np.float64), target), target)
    if source in FLOATS:
        low, high = limits(target)
        exact = [0 if math.isnan(v) else low if v < low else high if v > high else int(v) for v in values.astype(np.float64)]
        return wrapped(exact, target)
    return wrapped([int(v) for v in values], target)


@pytest.mark.parametrize("source", ALL)
def test_conversions(tmp_path, source):
    """T.Cast and T.copy between all pairs of dtypes."""
    if source == "bool":
        a = RNG.integers(0, 2, 64).astype(bool)
    elif source in INTEGERS:
        a = random_values(RNG, 64, source)
    else:
        scale = min(FLOATS[source][2], 1e5)
        a = stored(round_to(np.clip(RNG.standard_normal(64) * np.geomspace(0.01, scale, 64), -scale, scale), source), source)
    tensors = {"A": ((64,), source)}
    body = ""
    for n, target in enumerate(ALL):
        tensors |= {f"C{n}": ((64,), target), f"D{n}": ((64,), target)}
        body += f'for i in T.parallel(64):\n    C{n}[i] = T.Cast("{target}", A[i])\nT.copy(T.region(A[0], 1, 64), T.region(D{n}[0], 2, 64))\n'
    found = run(tmp_path, tensors, body, {"A": a})
    for n, target in enumerate(ALL):
        expected = converted(a, source, target)
        np.testing.assert_array_equal(found[f"C{n}"], expected, err_msg=target)
        np.testing.assert_array_equal(found[f"D{n}"], expected, err_msg=target)


def test_reinterpret(tmp_path):
    """T.reinterpret keeps the bits: the usual tricks of dequantization."""
    bits16, bits32 = RNG.integers(0, 1 << 15, 300).astype(np.uint16), RNG.integers(-2**31, 2**31, 300).astype(np.int32)
    bits32 = np.where(np.isnan(bits32.view(np.float32)), 0x3F800000, bits32).astype(np.int32)
    bits16 = np.where(np.isnan(bits16.view(np.float16)), 0, bits16).astype(np.uint16)
    tensors = {"A": ((300,), "uint16"), "B": ((300,), "int32"), "C": ((300,), "float16"), "D": ((300,), "bfloat16"), "E": ((300,), "float32"),
               "F": ((300,), "uint32"), "G": ((300,), "int64")}
    found = run(tmp_path, tensors, """
for i in T.parallel(300):
    C[i] = T.reinterpret("float16", A[i])
    D[i] = T.reinterpret("bfloat16", A[i])
    E[i] = T.reinterpret("float32", B[i])
    F[i] = T.reinterpret("uint32", T.reinterpret("float32", B[i]))
    G[i] = T.reinterpret("int64", T.Cast("float64", T.Cast("int32", A[i])))""", {"A": bits16, "B": bits32})
    np.testing.assert_array_equal(found["C"], bits16.view(np.float16))
    np.testing.assert_array_equal(found["D"], (bits16.astype(np.uint32) << 16).view(np.float32))
    np.testing.assert_array_equal(found["E"], bits32.view(np.float32))
    np.testing.assert_array_equal(found["F"], bits32.view(np.uint32))
    np.testing.assert_array_equal(found["G"], bits16.astype(np.float64).view(np.int64))
