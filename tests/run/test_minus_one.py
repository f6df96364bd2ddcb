"""Wormhole's FPU makes a sum of exactly -1 unit in the last place 2^27 times too large: the result shows it, the verdict says so and passes."""
import numpy as np
import pytest
import sources
from helpers import run_kernel

TINY = 2.0**-23


def case():
    """C[0, 0]: -1 and -2^-23 in the first 16 products, 1 in the others: -2^-23 remains, one unit of a sum around 1."""
    a, b = np.zeros((32, 32), np.float32), np.zeros((32, 32), np.float32)
    a[0, [0, 8, 16]] = -1, -(2.0**-12), 1
    b[[0, 8, 16], 0] = 1, 2.0**-11, 1
    return {"A": a, "B": b}


@pytest.mark.parametrize("target, via, value", [("wormhole", "ir", -16), ("wormhole", "cpp", -16), ("blackhole", "ir", -TINY)])
def test_sum_of_minus_one_unit(tmp_path, target, via, value):
    run = run_kernel(tmp_path, sources.matmul(32, 32, 32, out_dtype="float32"), case(), ["C"], ["--target", target, f"--via={via}", "--math-fidelity=HiFi4"])
    assert run.code == 0 and run.verdict == "pass", run.stderr
    assert run.outputs["C"][0, 0] == value and np.count_nonzero(run.outputs["C"]) == 1
    assert run.json["outputs"][0]["irregular"] == (value == -16)


def test_a_wrong_result_stays_wrong(tmp_path):
    """With the quirk in one element, another one that does not fit the expected result still fails."""
    np.save(tmp_path / "expected.npy", np.eye(32, dtype=np.float32))
    run = run_kernel(tmp_path, sources.matmul(32, 32, 32, out_dtype="float32"), case(), ["C"],
                     ["--math-fidelity=HiFi4", "--expect", f"C={tmp_path / 'expected.npy'}"])
    assert run.code == 1 and run.verdict == "fail"
    assert run.json["outputs"][0]["irregular"] == 1 and run.json["outputs"][0]["outside"] == 32


def test_text(tmp_path):
    from helpers import run_tilecc
    (tmp_path / "kernel.py").write_text(sources.matmul(32, 32, 32, out_dtype="float32"))
    for key, array in case().items():
        np.save(tmp_path / f"{key}.npy", array)
    done = run_tilecc("run", "kernel.py", "--input", "A=A.npy", "--input", "B=B.npy", "--math-fidelity=HiFi4", cwd=tmp_path)
    assert done.returncode == 0
    assert "1 element shows the chip's wrong normalisation of sums of -1 unit; judged as if it were right" in done.stdout
