"""Integer element-wise loops and casts on the emulated chip against NumPy: equal in every element."""
import numpy as np
import pytest
from helpers import run_kernel

CHIPS = ["wormhole_n150", "blackhole_p150"]
HEAD = """import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor(({m}, {n}), "{dtype}"), B: T.Tensor(({m}, {n}), "{dtype}"), C: T.Tensor(({m}, {n}), "{out}")):
    with T.Kernel(1) as bx:
        x = T.alloc_shared(({m}, {n}), "{dtype}")
        y = T.alloc_shared(({m}, {n}), "{dtype}")
        c = T.alloc_fragment(({m}, {n}), "{out}")
        T.copy(A, x)
        T.copy(B, y)
        for i, j in T.Parallel({m}, {n}):
            c[i, j] = {value}
        T.copy(c, C)
"""


def compute(tmp_path, value, expected, dtype="int32", out=None, shape=(40, 70), chip="wormhole_n150", limits=(-1000, 1000)):
    generator = np.random.default_rng(5)
    low, high = limits
    a, b = (generator.integers(low, high, shape).astype(dtype) for _ in range(2))
    b[b == 0] = 3
    source = HEAD.format(m=shape[0], n=shape[1], dtype=dtype, out=out or dtype, value=value)
    run = run_kernel(tmp_path, source, {"A": a, "B": b}, ["C"], ["--target", chip])
    assert run.code == 0, run.stderr + str(run.json)
    with np.errstate(over="ignore"):
        np.testing.assert_array_equal(run.outputs["C"], expected(a, b))


VALUES = {
    "sum": ("x[i, j] + y[i, j] * 3 - 7", lambda x, y: x + y * 3 - 7),
    "floor": ("x[i, j] // 7 + x[i, j] % 5", lambda x, y: x // 7 + x % 5),
    "floor_of_tiles": ("x[i, j] // y[i, j] + x[i, j] % y[i, j]", lambda x, y: x // y + x % y),
    "most": ("T.max(x[i, j], y[i, j]) - T.min(x[i, j], 5)", lambda x, y: np.maximum(x, y) - np.minimum(x, 5)),
    "bits": ("(x[i, j] & y[i, j]) | (x[i, j] ^ 5)", lambda x, y: (x & y) | (x ^ 5)),
    "not": ("~x[i, j] + (x[i, j] & 12)", lambda x, y: ~x + (x & 12)),
    "shifts": ("(x[i, j] << 3) + (x[i, j] >> 2) + (x[i, j] >> (y[i, j] & 3))", lambda x, y: (x << 3) + (x >> 2) + (x >> (y & 3))),
    "choice": ("T.if_then_else(x[i, j] < y[i, j], x[i, j], T.if_then_else(x[i, j] == 5, 1, y[i, j]))", lambda x, y: np.where(x < y, x, np.where(x == 5, 1, y))),
    "place": ("x[i, j] + i * 100 - j", lambda x, y: x + np.arange(x.shape[0], dtype=x.dtype)[:, None] * 100 - np.arange(x.shape[1], dtype=x.dtype)),
}


@pytest.mark.parametrize("name", VALUES)
def test_int32(tmp_path, name):
    value, expected = VALUES[name]
    compute(tmp_path, value, expected)


@pytest.mark.parametrize("chip", CHIPS)
def test_int32_on_both_chips(tmp_path, chip):
    compute(tmp_path, "(x[i, j] * y[i, j]) // 16 + T.max(x[i, j], -3)", lambda x, y: (x * y) // 16 + np.maximum(x, -3), chip=chip, shape=(64, 64))


@pytest.mark.parametrize("dtype", ["int8", "uint8", "int16", "uint16"])
def test_narrow_types_wrap(tmp_path, dtype):
    limits = np.iinfo(dtype)
    compute(tmp_path, "x[i, j] + y[i, j] * x[i, j]", lambda x, y: x + y * x, dtype, limits=(limits.min, limits.max))


def test_floats_to_integers_and_back(tmp_path):
    compute(tmp_path, 'T.Cast("float32", x[i, j]) * 0.5 + T.Cast("float32", T.Cast("int32", T.Cast("float32", y[i, j]) * 0.25))',
            lambda x, y: (x * 0.5 + np.trunc(y * 0.25)).astype(np.float32), out="float32")


def test_to_narrow_type(tmp_path):
    compute(tmp_path, 'T.Cast("int8", x[i, j] * 3)', lambda x, y: (x * 3).astype(np.int8), out="int8")


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_bits_of_a_float(tmp_path, dtype):
    """Every kind of value but NaN, whose payload nobody keeps; the result goes through float32."""
    def expected(x, y):
        if dtype == "float16":
            return x.view(np.float16).astype(np.float32)
        return (x.astype(np.uint32) << 16).view(np.float32)

    shape, patterns = (64, 64), np.arange(4096, dtype=np.uint16) * 15
    sign = patterns & 0x8000
    largest = 0x7C00 if dtype == "float16" else 0x7F80
    a = (sign | np.minimum(patterns & 0x7FFF, largest)).reshape(shape).astype(np.uint16)
    if dtype == "bfloat16":
        a[(a & 0x7F80) == 0] &= 0x8000  # the vector unit has no subnormals of float32
    value = f'T.Cast("float32", T.reinterpret("{dtype}", x[i, j]))'
    source = HEAD.format(m=64, n=64, dtype="uint16", out="float32", value=value)
    run = run_kernel(tmp_path, source, {"A": a, "B": a}, ["C"])
    assert run.code == 0, run.stderr + str(run.json)
    np.testing.assert_array_equal(run.outputs["C"], expected(a, a))


@pytest.mark.parametrize("chip", CHIPS)
@pytest.mark.parametrize("dtype", ["int8", "uint8", "int4"])
@pytest.mark.parametrize("sizes", [(64, 64, 128), (40, 50, 75)])
def test_products(tmp_path, chip, dtype, sizes):
    """Matrix products of integers are exact, also with numbers of the largest size."""
    m, n, k = sizes
    source = f"""import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor(({m}, {k}), "{dtype}"), B: T.Tensor(({n}, {k}), "{dtype}"), C: T.Tensor(({m}, {n}), "int32")):
    with T.Kernel(T.ceildiv({n}, 32), T.ceildiv({m}, 32)) as (bx, by):
        a = T.alloc_shared((32, 64), "{dtype}")
        b = T.alloc_shared((32, 64), "{dtype}")
        c = T.alloc_fragment((32, 32), "int32")
        T.clear(c)
        for x in T.Pipelined(T.ceildiv({k}, 64), num_stages=2):
            T.copy(A[by * 32, x * 64], a)
            T.copy(B[bx * 32, x * 64], b)
            T.gemm(a, b, c, transpose_B=True)
        T.copy(c, C[by * 32, bx * 32])
"""
    low, high = {"int8": (-128, 128), "uint8": (0, 256), "int4": (-8, 8)}[dtype]
    generator = np.random.default_rng(6)
    a, b = (generator.integers(low, high, shape) for shape in ((m, k), (n, k)))
    a[0], b[0], b[1] = low, low, high - 1
    run = run_kernel(tmp_path, source, {name: array.astype("uint8" if dtype == "uint8" else "int8") for name, array in (("A", a), ("B", b))}, ["C"], ["--target", chip])
    assert run.code == 0, run.stderr + str(run.json)
    np.testing.assert_array_equal(run.outputs["C"], a @ b.T)
