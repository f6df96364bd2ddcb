"""Kernels with vectors run on the chip as their elements."""
import numpy as np
import pytest
from helpers import run_kernel

SOURCE = """
import tilelang.language as T

@T.prim_func
def main(A: T.Tensor(({rows}, 64), "{dtype}"), C: T.Tensor(({rows}, 64), "{dtype}")):
    with T.Kernel(T.ceildiv({rows}, 32)) as bx:
        S = T.alloc_shared((32, 64), "{dtype}")
        R = T.alloc_fragment((32, 64), "{dtype}")
        T.copy(A[bx * 32, 0], S)
        for i in T.Parallel(32):
            R[i, 0:32] = S[i, 0:32] * 2.0 + T.Broadcast(1.0, 32)
            R[i, 32:64] = S[i, 0:32] * S[i, 32:64]
        T.copy(R, C[bx * 32, 0])
"""


@pytest.mark.parametrize("target", ["wormhole_n150", "blackhole_p150"])
@pytest.mark.parametrize("rows,dtype", [(64, "float32"), (50, "float32"), (64, "bfloat16")])
def test_vectors(tmp_path, rows, dtype, target):
    a = (np.random.default_rng(1).integers(-8, 9, (rows, 64)) / 2).astype(np.float32)
    run = run_kernel(tmp_path, SOURCE.format(rows=rows, dtype=dtype), {"A": a}, ["C"], [f"--target={target}"])
    assert run.verdict == "pass"
    np.testing.assert_array_equal(run.outputs["C"], np.concatenate([a[:, :32] * 2 + 1, a[:, :32] * a[:, 32:]], 1))
