"""Float32 blocks that the matrix engine reads (as TF32) and that element-wise statements read too: those see all 32 bits. Values lie within
2**-20 of the thresholds, far closer than TF32 can tell, so every comparison has to be exact."""
import numpy as np
import pytest
from helpers import run_kernel

CHIPS = ["wormhole_n150", "blackhole_p150"]
HEAD = """import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor(({m}, {n}), "float32"), C: T.Tensor(({m}, {n}), "float32"), D: T.Tensor(({m}, {n}), "float32")):
    with T.Kernel(1) as bx:
        a = T.alloc_fragment(({m}, {n}), "float32")
        x = T.alloc_fragment(({m}, {n}), "float32")
        y = T.alloc_fragment(({m}, {n}), "float32")
        product = T.alloc_fragment(({m}, {m}), "float32")
        column = T.alloc_fragment(({m},), "float32")
        T.copy(A, a)
{body}
        T.copy(y, D)
        T.copy(x, C)
"""
CHOOSE = """for i, j in T.Parallel({m}, {n}):
    x[i, j] = T.if_then_else(a[i, j] > 0.25, a[i, j], 2.0)
"""
# What the matrix engine does with `a`; y takes its result.
USES = {
    "gemm": """T.clear(product)
T.gemm(a, a, product, transpose_B=True)
for i, j in T.Parallel({m}, {n}):
    y[i, j] = product[i, 0]
""",
    "reduce": """T.reduce_max(a, column, dim=1)
for i, j in T.Parallel({m}, {n}):
    y[i, j] = column[i]
""",
    "scan": "T.cumsum(a, y, dim=1)\n",
    "pick": """for i, j in T.Parallel({m}, {n}):
    y[i, j] = a[i, j // 2]
""",
}


def near(shape, threshold=0.25):
    steps = np.random.default_rng(5).integers(-8, 9, shape)
    return (np.float32(threshold) + steps.astype(np.float32) * np.float32(2.0**-23)).astype(np.float32)


def run(tmp_path, body, shape, chip, options=()):
    m, n = shape
    a = near(shape)
    indented = "\n".join("        " + line for line in body.format(m=m, n=n).strip("\n").split("\n"))
    done = run_kernel(tmp_path, HEAD.format(m=m, n=n, body=indented), {"A": a}, ["C", "D"], ["--target", chip, *options])
    assert done.code == 0, done.stderr + str(done.json)
    return a, done.outputs


@pytest.mark.parametrize("chip", CHIPS)
@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize("order, shape", [("before", (64, 96)), ("after", (64, 32)), ("after", (40, 70))])
def test_sees_all_bits(tmp_path, use, order, shape, chip):
    body = CHOOSE + USES[use] if order == "after" else USES[use] + CHOOSE
    a, outputs = run(tmp_path, body, shape, chip)
    np.testing.assert_array_equal(outputs["C"], np.where(a > 0.25, a, np.float32(2)))


def test_in_a_cpp_program(tmp_path):
    a, outputs = run(tmp_path, USES["gemm"] + CHOOSE, (32, 64), "wormhole_n150", ["--via=cpp"])
    np.testing.assert_array_equal(outputs["C"], np.where(a > 0.25, a, np.float32(2)))


@pytest.mark.parametrize("chip", CHIPS)
def test_state_in_a_loop(tmp_path, chip):
    """A fragment that is updated in place, reduced and compared in every step."""
    body = """T.copy(a, x)
T.fill(y, 0)
for k in T.serial(3):
    T.reduce_max(x, column, dim=1)
    for i, j in T.Parallel({m}, {n}):
        y[i, j] = y[i, j] + T.if_then_else(x[i, j] > 0.25, 1.0, 0.0) + T.min(column[i], 0.0)
    for i, j in T.Parallel({m}, {n}):
        x[i, j] = x[i, j] + T.float32({step})
""".replace("{step}", repr(2.0**-22))
    a, outputs = run(tmp_path, body, (64, 96), chip)
    step = np.float32(2.0**-22)
    np.testing.assert_array_equal(outputs["C"], a + 3 * step)
    np.testing.assert_array_equal(outputs["D"], sum((a + k * step > 0.25).astype(np.float32) for k in range(3)))


@pytest.mark.parametrize("chip", CHIPS)
def test_accumulator_in_l1(tmp_path, chip):
    """A product that the packer adds up in L1, multiplied again and compared."""
    body = """T.clear(product)
for k in T.serial(2):
    T.gemm(a, a, product, transpose_B=True)
    T.reduce_max(product, column, dim=1)
for i, j in T.Parallel({m}, {n}):
    y[i, j] = column[i]
for i, j in T.Parallel({m}, {n}):
    x[i, j] = T.if_then_else(product[i, 0] > 0.0, a[i, j], column[i])
"""
    a, outputs = run(tmp_path, body, (64, 96), chip)
    np.testing.assert_array_equal(outputs["C"], a)


NO_TRIPS = """import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((32, 32), "float32"), B: T.Tensor((32, 32), "bfloat16"), C: T.Tensor((32, 32), "float32"),
           D: T.Tensor((32, 32), "float32")):
    with T.Kernel(1) as bx:
        a = T.alloc_shared((32, 32), "float32")
        z = T.alloc_fragment((32, 32), "float32")
        b = T.alloc_shared((32, 32), "bfloat16")
        x = T.alloc_fragment((32, 32), "float32")
        y = T.alloc_fragment((32, 32), "float32")
        T.copy(A, a)
        T.copy(B, b)
        T.clear(z)
        T.gemm(a, a, z)
        T.copy(z, D)
        T.transpose(a, x)
        for k in T.serial(0):
            T.clear(y)
            T.gemm(b, b, y)
            for i, j in T.Parallel(32, 32):
                x[i, j] = x[i, j] + y[i, j]
        T.transpose(x, y)
        T.copy(y, C)
"""


def test_a_loop_without_trips(tmp_path):
    """What is set up before a loop for all of its trips holds behind it too, when there are none."""
    a = near((32, 32))
    run = run_kernel(tmp_path, NO_TRIPS, {"A": a, "B": np.zeros((32, 32), np.float32)}, ["C"])
    assert run.code == 0, run.stderr + str(run.json)
    np.testing.assert_array_equal(run.outputs["C"], a)
