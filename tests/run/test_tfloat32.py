"""Blocks of T.tfloat32: 32-bit floats of which the matrix engine, and the program, see the upper 19 bits."""
import numpy as np
import pytest
from helpers import assert_close, run_kernel

KERNEL = """import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor(({m}, {k}), "float32"), B: T.Tensor(({n}, {k}), "float32"), C: T.Tensor(({m}, {n}), "float32"), S: T.Tensor(({m},), "float32")):
    with T.Kernel(1) as bx:
        a = T.alloc_fragment(({m}, {k}), "float32")
        wide = T.alloc_shared(({n}, {k}), "float32")
        x = T.alloc_fragment(({m}, {k}), T.tfloat32)
        y = T.alloc_shared(({n}, {k}), T.tfloat32)
        c = T.alloc_fragment(({m}, {n}), "float32")
        s = T.alloc_fragment(({m},), "float32")
        T.copy(A, a)
        T.copy(B, wide)
        T.copy(a, x)
        T.copy(wide, y)
        T.clear(c)
        T.gemm(x, y, c, transpose_B=True)
        for i, j in T.Parallel({m}, {k}):
            a[i, j] = x[i, j] * x[i, j]
        T.reduce_sum(a, s, dim=1)
        T.copy(c, C)
        T.copy(s, S)
"""


@pytest.mark.parametrize("m, n, k, chip", [(64, 32, 64, "wormhole_n150"), (40, 20, 70, "blackhole_p150")])
def test_product_and_squares(tmp_path, m, n, k, chip):
    random = np.random.default_rng(2)
    a, b = random.standard_normal((m, k)).astype(np.float32), random.standard_normal((n, k)).astype(np.float32)
    run = run_kernel(tmp_path, KERNEL.format(m=m, n=n, k=k), {"A": a, "B": b}, ["C", "S"], ["--target", chip])
    assert run.code == 0, run.stderr + str(run.json)
    assert_close(run.outputs["C"], a.astype(np.float64) @ b.T.astype(np.float64), 2.0**-10)
    assert_close(run.outputs["S"], (a.astype(np.float64)**2).sum(1), 2.0**-10)
