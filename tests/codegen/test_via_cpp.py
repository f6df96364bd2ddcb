"""--via=cpp equals the IR run in every bit and in cycles, for the whole matmul family."""
import pathlib
import sys

import numpy as np
import pytest
from helpers import ROOT, run_kernel

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "run"))
import sources  # noqa: E402

# name: (source, name of the output, options)
CASES = {
    "matmul_256": (ROOT / "examples/matmul.py", "C", []),
    "blackhole": (sources.matmul(256, 256, 256), "C", ["--target=blackhole_p150"]),
    "blocks_of_128": (sources.matmul(256, 256, 128, block_M=128, block_N=128, stages=3), "C", []),
    "more_blocks_than_cores": (sources.matmul(320, 288, 64), "C", []),
    "ragged": (sources.matmul(200, 300, 130), "C", []),
    "ragged_blackhole": (sources.matmul(100, 70, 33, block_M=64, block_N=64), "C", ["--target=blackhole_p150"]),
    "tiny": (sources.matmul(31, 33, 1), "C", []),
    "transposed": (sources.matmul(96, 160, 64, trans_A=True, trans_B=True), "C", []),
    "float32": (sources.matmul(64, 96, 128, dtype="float32"), "C", []),
    "float16": (sources.matmul(64, 96, 128, dtype="float16"), "C", []),
    "float16_as_float32": (sources.matmul(64, 96, 128, dtype="float16"), "C", ["--fp16=fp32"]),
    "out_float32": (sources.matmul(64, 96, 128, out_dtype="float32"), "C", ["--math-fidelity=HiFi2"]),
    "batched": (sources.matmul_batched(3, 40, 32, 96), "C", []),
    "two_gemms": (sources.two_gemms(64, 128, 96), "C", []),
    "gemm_add_gemm": (ROOT / "examples/gemm_add_gemm.py", "E", []),
    "relu": (ROOT / "examples/matmul_relu.py", "C", []),
    "metalium_066": (sources.matmul(100, 70, 64, trans_A=True, trans_B=True), "C", ["--metalium=0.66"]),
    "relu_066": (ROOT / "examples/matmul_relu.py", "C", ["--metalium=0.66"]),
    "no_gemm_066": (sources.elementwise(70, 45, "(A_block[i, j] - 0.5) * (A_block[i, j] + B_block[i, j])", 64, 32), "C", ["--metalium=0.66"]),
    "n300": (sources.matmul(256, 256, 64), "C", ["--target=n300"]),
    "no_gemm": (sources.elementwise(70, 45, "T.max(A_block[i, j], 0.25) * 2.0 - B_block[i, j]", 64, 32), "C", []),
    "nest": (sources.nest(64, 32, 96), "C", []),
}


@pytest.mark.parametrize("name", CASES)
def test_same_bits_and_cycles(tmp_path, name):
    source, output, options = CASES[name]
    runs = [run_kernel(tmp_path, source, outputs=[output], options=[*options, f"--via={via}"]) for via in ("ir", "cpp")]
    assert runs[0].code == runs[1].code == 0, runs[0].stderr + runs[1].stderr
    first, second = (run.outputs[output] for run in runs)
    assert first.dtype == second.dtype and first.tobytes() == second.tobytes()
    assert np.abs(first).max() > 0
    for key in ("verdict", "cycles", "dram_read_bytes", "dram_written_bytes", "matmul_tiles", "threads"):
        assert runs[0].json[key] == runs[1].json[key], key
    assert runs[0].verdict == "pass"


def test_initial_values_of_outputs(tmp_path):
    """What the program does not write keeps the value that was given; here it writes all, so the value is gone."""
    given = {"C": np.full((31, 33), 7, np.float32)}
    runs = [run_kernel(tmp_path, sources.matmul(31, 33, 1), given, ["C"], [f"--via={via}", "--seed=9"]) for via in ("ir", "cpp")]
    assert runs[0].outputs["C"].tobytes() == runs[1].outputs["C"].tobytes()
    assert not (runs[0].outputs["C"] == 7).all()


def test_unusual_values(tmp_path):
    """NaN, infinities, zeros of both signs, denormals: the host programs store and load the same bits."""
    values = np.array([0.0, -0.0, np.inf, -np.inf, np.nan, 1e-40, -3e-39, 3.4e38, 1.0039062, 1.01171875, 65504.0, -1.5], np.float32)
    a = np.resize(values, (64, 32))
    source = sources.elementwise(64, 32, "T.max(A_block[i, j], B_block[i, j])", dtype="float32")
    runs = [run_kernel(tmp_path, source, {"A": a, "B": a}, ["C"], [f"--via={via}"]) for via in ("ir", "cpp")]
    assert runs[0].code == runs[1].code, runs[0].stderr + runs[1].stderr
    assert runs[0].outputs["C"].tobytes() == runs[1].outputs["C"].tobytes()


def test_exact_numerics(tmp_path):
    """--numerics=exact: both runs give the same bits, which differ from those of fast but are right as well."""
    results = {}
    for numerics in ("exact", "fast"):
        for via in ("ir", "cpp"):
            run = run_kernel(tmp_path, ROOT / "examples/matmul.py", outputs=["C"], options=[f"--via={via}", f"--numerics={numerics}"])
            assert run.verdict == "pass" and run.json["numerics"] == numerics
            results[numerics, via] = run.outputs["C"]
        np.testing.assert_array_equal(results[numerics, "ir"], results[numerics, "cpp"])
    assert (results["exact", "ir"] != results["fast", "ir"]).any()
