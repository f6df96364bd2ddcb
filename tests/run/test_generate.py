"""tt_generate: blocks that the reader writes into L1 element by element, against NumPy, in both runs."""
import numpy as np
import pytest
from helpers import run_kernel

SOURCE = '''
import tilelang.language as T
@T.prim_func
def generated(A: T.Tensor({shape}, "{dtype}"), C: T.Tensor({shape}, "{dtype}")):
    with T.Kernel(2, 2) as (bx, by):
        X = T.alloc_shared({block}, "{dtype}")
        M = T.alloc_shared({block}, "{dtype}")
        O = T.alloc_shared({block}, "{dtype}")
        for k in T.serial(2):
            T.copy(A[by * {block[0]}, bx * {block[1]}], X)
            T.tt_generate(M, {value})
            for i, j in T.Parallel({block[0]}, {block[1]}):
                O[i, j] = X[i, j] * M[i, j]
            T.copy(O, C[by * {block[0]}, bx * {block[1]}])
'''

# value, the same in NumPy of row r, column c, grid x and y, and whether it is made once.
VALUES = {
    "constant": ("T.{dtype}(0.5)", lambda r, c, x, y: 0.5 + 0 * r * c, True),
    "causal": ("T.Select(T.tt_plane() + T.tt_row() + by * {block[0]} >= T.tt_column() + bx * {block[1]}, T.{dtype}(1), T.{dtype}(-2))",
               lambda r, c, x, y: np.where(r + y * 64 >= c + x * 64, 1, -2), False),
    "face_rows": ("T.Cast('{dtype}', T.tt_row() % 16 == 0)", lambda r, c, x, y: (r % 16 == 0) + 0 * c, True),
    "floor": ("T.if_then_else((T.tt_column() - T.tt_row()) // 7 + (T.tt_column() - 40) % 3 == 0, T.{dtype}(3), T.Cast('{dtype}', T.float32(0.3)))",
              lambda r, c, x, y: np.where((c - r) // 7 + (c - 40) % 3 == 0, 3, 0.3), True),
}


@pytest.mark.parametrize("target", ["wormhole", "blackhole"])
@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
@pytest.mark.parametrize("name", VALUES)
def test_generated(tmp_path, name, dtype, target):
    value, expected, once = VALUES[name]
    block = (64, 64)
    source = SOURCE.format(shape=(128, 128), block=block, dtype=dtype, value=value.format(dtype=dtype, block=block))
    a = (np.random.default_rng(2).integers(-8, 9, (128, 128)) / 4).astype(np.float32)
    np.save(tmp_path / "none.npy", np.zeros((128, 128), np.float32))  # the evaluator does not know tt_generate
    given = [f"--expect=C={tmp_path / 'none.npy'}", f"--target={target}"]
    runs = [run_kernel(tmp_path, source, {"A": a}, ["C"], [f"--via={via}", *given]) for via in (["ir", "cpp"] if dtype == "bfloat16" else ["ir"])]
    assert all(run.verdict == "fail" for run in runs), runs[0].stderr
    r, c = np.mgrid[0:64, 0:64]
    mask = np.block([[expected(r, c, x, y) for x in range(2)] for y in range(2)]).astype(np.float64)
    np.testing.assert_allclose(runs[0].outputs["C"], a * mask, rtol=2.0**-7 if dtype == "bfloat16" else 2.0**-10)
    assert len({run.cycles for run in runs}) == 1
    assert all(np.array_equal(run.outputs["C"], runs[0].outputs["C"]) for run in runs)
