"""Storage of every dtype: integers and bool in 32 bits, the small floats in bfloat16. Copies are exact, conversions round to the dtype."""
import numpy as np
import pytest
from helpers import run_kernel, run_tilecc

COPY = '''
import tilelang.language as T
@T.prim_func
def kernel(A: T.Tensor({shape}, "{dtype}"), C: T.Tensor({shape}, "{out}")):
    with T.Kernel(2, 2) as (x, y):
        S = T.alloc_shared((32, 32), "{dtype}")
        T.copy(A[x * 32, y * 32], S)
        T.copy(S, C[x * 32, y * 32])
'''
SHAPE = (40, 50)
INTEGERS = ["int8", "uint8", "int16", "uint16", "int32", "uint32", "bool"]


def values(dtype):
    generator = np.random.default_rng(3)
    if dtype == "bool":
        return generator.integers(0, 2, SHAPE).astype(bool)
    info = np.iinfo(dtype)
    array = generator.integers(info.min, info.max, SHAPE, dtype=dtype, endpoint=True)
    array.flat[:2] = info.min, info.max
    return array


@pytest.mark.parametrize("via", ["ir", "cpp"])
@pytest.mark.parametrize("dtype", INTEGERS)
def test_integers(tmp_path, dtype, via):
    if via == "cpp" and dtype not in ("int8", "uint32", "bool"):
        pytest.skip("one of each width is enough")
    a = values(dtype)
    run = run_kernel(tmp_path, COPY.format(shape=SHAPE, dtype=dtype, out=dtype), {"A": a}, ["C"], [f"--via={via}"])
    assert run.code == 0, run.stderr
    assert run.verdict == "pass"
    np.testing.assert_array_equal(run.outputs["C"], a)


def test_integers_need_values(tmp_path):
    (tmp_path / "kernel.py").write_text(COPY.format(shape=SHAPE, dtype="int32", out="int32"))
    done = run_tilecc("run", "kernel.py", cwd=tmp_path)
    assert done.returncode == 2 and "A is a tensor of int32" in done.stderr


# The values of a small float type: largest, least above 0, and how many there are between 1 and 2.
SMALL = {"float8_e4m3fn": (448, 2.0**-9, 8), "float8_e5m2": (57344, 2.0**-16, 4), "float4_e2m1fn": (6, 0.5, 2)}


@pytest.mark.parametrize("via", ["ir", "cpp"])
@pytest.mark.parametrize("dtype", SMALL)
def test_small_floats(tmp_path, dtype, via):
    largest, least, steps = SMALL[dtype]
    a = np.random.default_rng(4).integers(-steps, steps + 1, SHAPE).astype(np.float32) / steps * 2
    a.flat[:4] = largest, -largest, least, 0
    run = run_kernel(tmp_path, COPY.format(shape=SHAPE, dtype=dtype, out=dtype), {"A": a}, ["C"], [f"--via={via}"])
    assert run.code == 0, run.stderr
    assert run.verdict == "pass"
    np.testing.assert_array_equal(run.outputs["C"], a)
    run = run_kernel(tmp_path, COPY.format(shape=SHAPE, dtype=dtype, out="float32"), {"A": a}, ["C"], [f"--via={via}"])
    assert run.code == 0 and run.verdict == "pass", run.stderr
    np.testing.assert_array_equal(run.outputs["C"], a)


def test_to_small_float(tmp_path):
    a = np.random.default_rng(5).standard_normal(SHAPE).astype(np.float32)
    run = run_kernel(tmp_path, COPY.format(shape=SHAPE, dtype="float32", out="float8_e4m3fn"), {"A": a}, ["C"])
    assert run.code == 0 and run.verdict == "pass", run.stderr
    np.testing.assert_allclose(run.outputs["C"], a, rtol=2.0**-4, atol=2.0**-10)
    assert len(np.unique(np.abs(run.outputs["C"]))) < 127
