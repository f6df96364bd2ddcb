"""The bounds of the verdict, seen through --expect: what is just inside passes, what is just outside fails."""
import sources
import numpy as np
import pytest
from helpers import round_bf16, run_kernel

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
