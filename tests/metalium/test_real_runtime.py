"""Emitted programs on the real TT-Metalium runtime (tools/metalium_sim). `pytest -m metalium_full` runs the longer set."""
import os

import fpu_cases as fpu
import numpy as np
import pytest
from real_chip import Case, require, run_cases, sources

CHIPS = ["wormhole", "blackhole"]
FOUR = [(0, 0), (1, 0), (0, 1), (1, 1)]
THREE = [(0, 0), (2, 0), (1, 1)]


def matmul_case(name, M, N, K, integers=True, cores=None, **how):
    trans_A, trans_B = how.get("trans_A", False), how.get("trans_B", False)
    shapes = {"A": (K, M) if trans_A else (M, K), "B": (N, K) if trans_B else (K, N)}
    return Case(name, sources.matmul(M, N, K, **how), shapes, lambda A, B: (A.T if trans_A else A) @ (B.T if trans_B else B), integers, cores=cores)


def element_case(name, expression, compute, M=32, N=64, integers=True, cores=None, shapes="AB", **how):
    return Case(name, sources.elementwise(M, N, expression, **how), {key: (M, N) for key in shapes}, compute, integers, cores=cores)


def softmax_of(A):
    powers = np.exp(A - A.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def softmax_case(M, N):
    """Reductions, broadcasts, exp and division in one kernel: FPU and SFPU."""
    return Case("softmax", sources.softmax(M, N), {"A": (M, N)}, softmax_of, integers=False)


TWO_READERS = sources.HEAD + """@T.prim_func
def kernel(A: T.Tensor((32, 64), "float32"), C: T.Tensor((32, 64), "float32")):
    with T.Kernel(1) as bx:
        a = T.alloc_fragment((32, 64), "float32")
        total = T.alloc_fragment((32,), "float32")
        T.copy(A, a)
        for k in T.serial(2):
            T.reduce_sum(a, total, dim=1)
            for i, j in T.Parallel(32, 64):
                a[i, j] = T.if_then_else(a[i, j] > 0.0, a[i, j] - total[i], a[i, j] + 0.5)
        T.copy(a, C)
"""


def two_readers_case():
    """A block that the matrix engine reduces and that is copied to DST with all bits: two indices of one circular buffer."""
    def compute(a):
        for _ in range(2):
            a = np.where(a > 0, a - a.sum(axis=1, keepdims=True), a + 0.5)
        return a
    return Case("two_readers", TWO_READERS, {"A": (32, 64)}, compute, integers=False)


PICKS = sources.HEAD + """@T.prim_func
def kernel(A: T.Tensor((32, 32), "float32"), C: T.Tensor((32, 32), "float32")):
    with T.Kernel(1) as bx:
        a = T.alloc_shared((32, 32), "float32")
        c = T.alloc_fragment((32, 32), "float32")
        T.copy(A, a)
        for i, j in T.Parallel(32, 32):
            c[i, j] = a[i, 31 - j]
        T.copy(c, C)
"""
LARGEST = sources.HEAD + """@T.prim_func
def kernel(A: T.Tensor((32, 32), "float32"), C: T.Tensor((32, 32), "float32")):
    with T.Kernel(1) as bx:
        a = T.alloc_fragment((32, 32), "float32")
        m = T.alloc_fragment((32,), "float32")
        T.copy(A, a)
        T.reduce_max(a, m, dim=1)
        for i, j in T.Parallel(32, 32):
            a[i, j] = T.if_then_else(a[i, j] == m[i], m[i], 0.5)
        T.copy(a, C)
"""


def pieces_cases():
    """Float32 values that go through the matrix engine in pieces: columns in another order, and the largest of a row with all its bits."""
    return [Case("picks", PICKS, {"A": (32, 32)}, lambda a: a[:, ::-1], integers=False),
            Case("largest", LARGEST, {"A": (32, 32)}, lambda a: np.where(a == a.max(axis=1, keepdims=True), a, 0.5), integers=False)]


SHORT = {
    "wormhole": [
        element_case("copy", "A_block[i, j]", lambda A: A, shapes="A", integers=False),
        element_case("copy_float32", "A_block[i, j]", lambda A: A, shapes="A", integers=False, dtype="float32"),
        element_case("add", "A_block[i, j] + B_block[i, j]", np.add, integers=False),
        element_case("sub_ragged", "A_block[i, j] - B_block[i, j]", np.subtract, 33, 45, block_M=64, block_N=32),
        element_case("mul", "A_block[i, j] * B_block[i, j]", np.multiply),
        matmul_case("matmul", 64, 64, 64, integers=False),
        matmul_case("matmul_uneven_cores", 64, 128, 64, cores=THREE),
        matmul_case("matmul_ragged", 40, 33, 50),
        matmul_case("matmul_transposed", 32, 64, 64, trans_A=True, trans_B=True),
        matmul_case("matmul_large_block", 96, 128, 64, block_M=96, block_N=128, block_K=32),
        Case("matmul_batched", sources.matmul_batched(3, 32, 32, 64), {"A": (3, 32, 64), "B": (3, 64, 32)}, np.matmul),
        fpu.broadcasts("broadcasts", "Float16_b"),
        fpu.reductions("reductions", "Float16_b", dest32=1),
        fpu.exact_moves("exact_moves"),
        fpu.rows("rows", "Float16_b", dest32=0),
        fpu.rows("rows_float32", "Float32"),
        softmax_case(20, 50),
        two_readers_case(),
    ],
    "blackhole": [
        element_case("add", "A_block[i, j] + B_block[i, j]", np.add, integers=False),
        matmul_case("matmul_float32_out", 32, 64, 64, out_dtype="float32", integers=False),
        matmul_case("matmul_ragged", 40, 33, 50, cores=FOUR),
        matmul_case("matmul_transposed", 32, 64, 64, trans_A=True, trans_B=True),
        matmul_case("matmul_large_block", 96, 96, 64, block_M=96, block_N=96, block_K=32),
        fpu.broadcasts("broadcasts_float32", "Float32", dest32=1),
        fpu.reductions("reductions_float32", "Float32", dest32=1),
        fpu.moves("moves", "Float16_b"),
        fpu.rows("rows", "Float16_b", dest32=0),
        fpu.rows("rows_float32", "Float32", to_dst=(0,)),  # wolfpine's Wormhole leaves half of such a tile zero: docs/emulator.md
        softmax_case(32, 64),
    ],
}

FULL = [
    two_readers_case(),
    *pieces_cases(),
    element_case("copy_ragged", "A_block[i, j]", lambda A: A, 70, 45, shapes="A", integers=False),
    element_case("sub", "A_block[i, j] - B_block[i, j]", np.subtract, 64, 64, integers=False),
    element_case("mul", "A_block[i, j] * B_block[i, j]", np.multiply, 64, 64, integers=False),
    matmul_case("matmul", 64, 64, 64),
    matmul_case("matmul_float32", 64, 64, 64, dtype="float32", integers=False),
    matmul_case("matmul_float16", 64, 64, 64, dtype="float16", integers=False),
    matmul_case("matmul_tiny", 1, 1, 1),
    matmul_case("matmul_ragged_blocks", 100, 140, 70, block_M=64, block_N=32, block_K=64, cores=FOUR),
    matmul_case("matmul_transposed_a", 64, 96, 64, trans_A=True, integers=False),
    matmul_case("matmul_transposed_b", 64, 96, 64, trans_B=True, integers=False),
    matmul_case("matmul_transposed_ragged", 100, 140, 70, trans_A=True, trans_B=True, block_M=64, block_N=32, block_K=64, cores=FOUR),
    matmul_case("matmul_large_blocks", 256, 128, 96, block_M=128, block_N=128, block_K=32, stages=3, integers=False),
    matmul_case("matmul_large_float32", 128, 128, 64, block_M=128, block_N=128, block_K=32, dtype="float32", integers=False),
    matmul_case("matmul_256", 256, 256, 256, cores=FOUR, integers=False),
    Case("two_gemms", sources.two_gemms(64, 64, 64), {key: (64, 64) for key in "ABDE"}, lambda A, B, D, E: A @ B + D @ E, integers=False),
    *(fpu.broadcasts(f"broadcasts_{form}_{dest32}", form, dest32=dest32) for form in ("Float16_b", "Float32") for dest32 in (0, 1)),
    *(fpu.reductions(f"reductions_{form}_{dest32}", form, dest32=dest32) for form in ("Float16_b", "Float32") for dest32 in (0, 1)),
    *(fpu.moves(f"moves_{form}_{dest32}", form, dest32=dest32) for form in ("Float16_b", "Float32") for dest32 in (0, 1)),
    *(fpu.reductions(f"reductions_{fidelity}", "Float16_b", fidelity=fidelity) for fidelity in ("LoFi", "HiFi2", "HiFi3")),
    fpu.broadcasts("broadcasts_HiFi2", "Float16_b", fidelity="HiFi2", dest32=1),
    fpu.exact_moves("exact_moves"),
    Case("loop_nest", sources.nest(64, 32, 96), {"A": (64, 96), "B": (96, 32)}, np.matmul, integers=False),
]


@pytest.mark.parametrize("chip", CHIPS)
def test_short(tmp_path, chip):
    require(chip)
    run_cases(SHORT[chip], tmp_path, chip, timeout=400)


# What wolfpine gets wrong (docs/emulator.md); TILECC_TTSIM names the other simulator.
TTSIM_ONLY = [
    *(fpu.block_float(f"bfp8_{form}_{dest32}", form, dest32=dest32) for form in ("Float16_b", "Float32") for dest32 in (0, 1)),
    fpu.reductions("reductions_mixed", fpu.MIXED, dest32=1),
    fpu.reductions("reductions_mixed_LoFi", fpu.MIXED, dest32=1, fidelity="LoFi"),
    *(fpu.moves(f"special_{form}_{dest32}", form, special=True, dest32=dest32) for form in ("Float16_b", "Float32") for dest32 in (0, 1)),
]


@pytest.mark.metalium_full
@pytest.mark.skipif(not os.environ.get("TILECC_TTSIM"), reason="TILECC_TTSIM names no ttsim (docs/real-metalium.md)")
@pytest.mark.parametrize("chip", CHIPS)
def test_ttsim(tmp_path, chip):
    require(chip)
    run_cases(TTSIM_ONLY, tmp_path, chip, timeout=600)


@pytest.mark.metalium_full
@pytest.mark.parametrize("chip", CHIPS)
def test_full(tmp_path, chip):
    require(chip)
    run_cases(FULL, tmp_path, chip, timeout=1800)
