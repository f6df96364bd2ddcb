"""NumPy's side of the evaluator's dtypes: rounding to every float type, wrapping to every integer type, random values."""
import numpy as np

# fraction bits, smallest exponent of a normal number, largest finite value, what overflows become
FLOATS = {
    "float64": (52, -1022, np.finfo(np.float64).max, np.inf), "float32": (23, -126, float(np.finfo(np.float32).max), np.inf),
    "custom[tfloat32]": (10, -126, (2 - 2.0**-10) * 2.0**127, np.inf), "bfloat16": (7, -126, (2 - 2.0**-7) * 2.0**127, np.inf),
    "float16": (10, -14, 65504.0, np.inf), "float8_e5m2": (2, -14, 57344.0, np.inf), "float8_e4m3fn": (3, -6, 448.0, np.nan),
    "float8_e4m3": (3, -6, 448.0, np.nan), "float8_e4m3fnuz": (3, -7, 240.0, np.nan), "float8_e5m2fnuz": (2, -15, 57344.0, np.nan),
    "float6_e2m3fn": (3, 0, 7.5, 7.5), "float6_e3m2fn": (2, -2, 28.0, 28.0), "float4_e2m1fn": (1, 0, 6.0, 6.0),
}
INTEGERS = {name: (int(name.lstrip("uint")), not name.startswith("u"))
            for name in ("int2", "int4", "int8", "int16", "int32", "int64", "uint1", "uint2", "uint4", "uint8", "uint16", "uint32", "uint64")}


def round_to(values, dtype):
    """To the nearest value of a float type, ties to even, as float64 (float32 where that holds it)."""
    values = np.asarray(values, np.float64)
    if dtype == "float64":
        return values
    fraction, least, largest, over = FLOATS[dtype]
    with np.errstate(all="ignore"):
        exponent = np.maximum(np.frexp(values)[1] - 1, least)
        unit = np.ldexp(1.0, exponent - fraction)
        rounded = np.where(np.isfinite(values), np.round(values / unit) * unit, values)
        rounded = np.where(np.isnan(values) & (over in (6.0, 7.5, 28.0)), -0.0, rounded)
        rounded = np.where(np.abs(rounded) > largest, np.copysign(over, rounded), rounded)
        return rounded.astype(np.float32)


def stored(values, dtype):
    """As the .npy file of a tensor of that dtype: what the evaluator reads and writes."""
    if dtype in INTEGERS:
        return np.asarray(values).astype(npy_dtype(dtype))
    return np.asarray(values).astype(np.float16 if dtype == "float16" else np.float64 if dtype == "float64" else np.float32)


def npy_dtype(dtype):
    bits, signed = INTEGERS[dtype]
    return np.dtype(f"{'int' if signed else 'uint'}{max(bits, 8)}")


def limits(dtype):
    bits, signed = INTEGERS[dtype]
    return (-(1 << (bits - 1)), (1 << (bits - 1)) - 1) if signed else (0, (1 << bits) - 1)


def wrap(value, dtype):
    bits, signed = INTEGERS[dtype]
    value = int(value) & ((1 << bits) - 1)
    return value - (1 << bits) if signed and value >> (bits - 1) else value


def wrapped(values, dtype):
    """Python integers (any size) to an array of the type."""
    flat = [wrap(value, dtype) for value in np.asarray(values, object).ravel()]
    return np.array(flat, npy_dtype(dtype)).reshape(np.shape(values))


def random_values(rng, shape, dtype):
    """Of all magnitudes for integers; of the size of 1 for floats; exactly representable."""
    if dtype in INTEGERS:
        low, high = limits(dtype)
        return rng.integers(low, high, shape, dtype=npy_dtype(dtype), endpoint=True)
    values = round_to(rng.standard_normal(shape), dtype)
    return stored(values + 0.0 if dtype.endswith("fnuz") else values, dtype)  # which have no -0
