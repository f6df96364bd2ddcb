"""The bounds of the verdict, seen through --expect: what is just inside passes, what is just outside fails."""
import sources
import numpy as np
import pytest
from helpers import round_bf16, run_kernel, run_tilecc

SOURCE = sources.elementwise(64, 64, "A_block[i, j] + B_block[i, j]", dtype="float32")


@pytest.fixture
def given():
    generator = np.random.default_rng(4)
    return {name: round_bf16(generator.standard_normal((64, 64))) for name in "AB"}


def judge(tmp_path, given, expected):
    np.save(tmp_path / "expected.npy", expected)
    run = run_kernel(tmp_path, SOURCE, given, options=[f"--expect=C={tmp_path / 'expected.npy'}"])
    return run, run.json["outputs"][0]


def exact(given):
    return given["A"].astype(np.float64) + given["B"]


def eps_of(tmp_path, given):
    return judge(tmp_path, given, exact(given))[1]["eps"]


def test_equal_values_pass(tmp_path, given):
    run, output = judge(tmp_path, given, exact(given))
    assert run.code == 0 and run.verdict == "pass" and output["pass"]
    assert output["pcc"] == pytest.approx(1) and output["outside"] == 0


def test_small_relative_error_passes(tmp_path, given):
    run, _ = judge(tmp_path, given, exact(given) * (1 + 3 * eps_of(tmp_path, given)))
    assert run.code == 0


def test_rms_bound(tmp_path, given):
    """Six eps everywhere: each element is within its bound, the RMS is not."""
    run, output = judge(tmp_path, given, exact(given) * (1 + 6 * eps_of(tmp_path, given)))
    assert run.code == 1 and run.verdict == "fail"
    assert output["outside"] == 0 and output["rms_error"] > output["rms_bound"]


@pytest.mark.parametrize("factor,passes", [(40, True), (90, False)])
def test_element_bound(tmp_path, given, factor, passes):
    """One element off by some eps of the RMS: the RMS hardly moves."""
    expected = exact(given)
    at = np.unravel_index(np.argmin(np.abs(expected)), expected.shape)
    expected[at] += factor * eps_of(tmp_path, given) * np.sqrt(np.mean(expected**2))
    run, output = judge(tmp_path, given, expected)
    assert (run.verdict == "pass") == passes
    assert output["outside"] == (0 if passes else 1) and output["rms_error"] <= output["rms_bound"]


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_nan_and_infinity_on_one_side(tmp_path, given, value):
    expected = exact(given)
    expected[3, 5] = value
    run, output = judge(tmp_path, given, expected)
    assert run.code == 1 and output["special"] == 1 and output["outside"] == 0


def test_float16_overflow_is_a_difference_of_range(tmp_path):
    """64 * 64 * 32 = 131072 is infinity in float16 and finite in the bfloat16 that is stored."""
    given = {"A": np.full((32, 32), 64.0), "B": np.full((32, 32), 64.0)}
    run = run_kernel(tmp_path, sources.matmul(32, 32, 32, dtype="float16"), given)
    assert run.code == 0, run.stderr
    assert run.json["outputs"][0]["range_differences"] == 1024


def test_the_evaluator_judges_without_expect(tmp_path, given):
    run = run_kernel(tmp_path, SOURCE, given, ["C"])
    assert run.verdict == "pass" and run.json["outputs"][0]["elements"] == 64 * 64
    assert np.abs(run.outputs["C"] - exact(given)).max() < 1e-2


CANCELLATION = "(A_block[i, j] * {0} + B_block[i, j]) - A_block[i, j] * {0}"  # the program rounds to bfloat16 three times, the chip less often


def test_cancellation_is_measured(tmp_path, given):
    """The plain bound knows nothing of what the difference loses; perturbed evaluations do."""
    run = run_kernel(tmp_path, sources.elementwise(64, 64, CANCELLATION.format(16), dtype="bfloat16"), given)
    output = run.json["outputs"][0]
    assert run.verdict == "pass" and output["measured"] > 0
    assert 4 * output["eps"] * output["rms_reference"] < output["rms_error"] < output["rms_bound"] == pytest.approx(2 * output["measured"])


def test_noise_as_large_as_the_result_is_no_pass(tmp_path, given):
    source = sources.elementwise(64, 64, CANCELLATION.format(600), dtype="bfloat16")
    run = run_kernel(tmp_path, source, given)
    output = run.json["outputs"][0]
    assert run.verdict == "fail" and output["measured"] > output["rms_reference"] / 2
    (tmp_path / "kernel.py").write_text(source)
    text = run_tilecc("run", tmp_path / "kernel.py", *[f"--input={name}={tmp_path}/in_{name}.npy" for name in given]).stdout
    assert "too much to compare" in text


TWO_OUTPUTS = sources.HEAD + """@T.prim_func
def two(A: T.Tensor((64, 64), "bfloat16"), B: T.Tensor((64, 64), "bfloat16"), C: T.Tensor((64, 64), "bfloat16"), D: T.Tensor((64, 64), "bfloat16")):
    with T.Kernel(1) as bx:
        a = T.alloc_shared((64, 64), "bfloat16")
        b = T.alloc_shared((64, 64), "bfloat16")
        c = T.alloc_shared((64, 64), "bfloat16")
        T.copy(A, a)
        T.copy(B, b)
        for i, j in T.Parallel(64, 64):
            c[i, j] = (a[i, j] * 16 + b[i, j]) - a[i, j] * 16
        T.copy(c, C)
        T.copy(b, D)
"""


def test_a_wrong_result_stays_wrong(tmp_path, given):
    """Beyond what was measured: every element by a part of the RMS, or one element by much."""
    right = given["B"].astype(np.float64)
    one = right.copy()
    one[5, 7] += 40 * np.sqrt(np.mean(right**2))
    for expected, passes in ((right, True), (right + 0.4 * np.sqrt(np.mean(right**2)), False), (one, False)):
        np.save(tmp_path / "expected.npy", expected)
        run = run_kernel(tmp_path, TWO_OUTPUTS, given, options=[f"--expect=C={tmp_path / 'expected.npy'}"])
        output = next(output for output in run.json["outputs"] if output["name"] == "C")
        assert output["pass"] == passes and (output["measured"] > 0) != passes


WORKSPACE = sources.HEAD + """@T.prim_func
def main(A: T.Tensor((64, 64), "bfloat16"), B: T.Tensor((64, 64), "bfloat16"), C: T.Tensor((64, 64), "bfloat16")):
    W = T.alloc_global((64, 64), "bfloat16")
    with T.Kernel(1) as bx:
        a = T.alloc_shared((64, 64), "bfloat16")
        b = T.alloc_shared((64, 64), "bfloat16")
        T.copy(A, a)
        T.copy(B, b)
        for i, j in T.Parallel(64, 64):
            b[i, j] = a[i, j] * 19 + b[i, j]
        T.copy(b, W)
    with T.Kernel(1) as bx:
        a = T.alloc_shared((64, 64), "bfloat16")
        b = T.alloc_shared((64, 64), "bfloat16")
        T.copy(A, a)
        T.copy(W, b)
        for i, j in T.Parallel(64, 64):
            b[i, j] = b[i, j] - a[i, j] * 19
        T.copy(b, C)
"""


def test_cancellation_through_a_workspace(tmp_path, given):
    run = run_kernel(tmp_path, WORKSPACE, given)
    output = run.json["outputs"][0]
    assert run.verdict == "pass" and output["measured"] > 0


DIVIDES = sources.elementwise(64, 64, "A_block[i, j] / B_block[i, j]", dtype="{dtype}")


@pytest.mark.parametrize("dtype, packs_nan", [("bfloat16", False), ("float32", True)])
def test_nan_that_the_packer_cannot_store(tmp_path, given, dtype, packs_nan):
    """0 / 0: bfloat16 outputs have an infinity there, which is counted and does not fail; another wrong element still fails."""
    zero = dict(given, A=given["A"] * 0, B=given["B"] * 0)
    run = run_kernel(tmp_path, DIVIDES.format(dtype=dtype), zero)
    assert run.code == 0, run.stderr
    assert run.json["outputs"][0]["packed_nans"] == (0 if packs_nan else 64 * 64)
    np.save(tmp_path / "finite.npy", np.zeros((64, 64)))
    assert run_kernel(tmp_path, DIVIDES.format(dtype=dtype), zero, options=[f"--expect=C={tmp_path / 'finite.npy'}"]).code == 1


def test_a_sum_that_cancels_is_judged_by_its_operands(tmp_path):
    """The chip reads float32 operands of a reduction as TF32: where the sum nearly vanishes, its error is that of the operands."""
    source = sources.HEAD + """@T.prim_func
def total(A: T.Tensor((1, 32), "float32"), S: T.Tensor((1,), "float32")):
    with T.Kernel(1) as bx:
        x = T.alloc_fragment((1, 32), "float32")
        s = T.alloc_fragment((1,), "float32")
        T.copy(A, x)
        T.reduce_sum(x, s, dim=1)
        T.copy(s, S)
"""
    values = np.random.default_rng(3).standard_normal((1, 32)).astype(np.float32)
    values[0, 31] -= np.float32(values.astype(np.float64).sum() - 0.03)  # the sum is 0.03
    run = run_kernel(tmp_path, source, {"A": values})
    output = run.json["outputs"][0]
    assert run.verdict == "pass", run.stderr
    assert output["measured"] > 0 and output["rms_error"] < output["rms_bound"] < 0.03, output
