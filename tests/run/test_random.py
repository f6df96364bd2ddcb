"""Random programs against the reference evaluator; `make random` runs ten thousand."""
import numpy as np
import pytest
import random_layouts
import random_programs
import random_tiles
from helpers import run_kernel, run_tilecc


@pytest.mark.parametrize("seed", range(30))
def test_random_program(tmp_path, seed):
    path = tmp_path / "kernel.py"
    path.write_text(random_programs.source(seed))
    done = run_tilecc("run", str(path), "--target", random_programs.target_of(seed))
    assert done.returncode == 0, path.read_text() + done.stdout + done.stderr


@pytest.mark.parametrize("first", range(0, 60, 20))
def test_random_layouts(tmp_path, first):
    """Copies between tensors of any dims and blocks at any start, both chips, in both runs."""
    path = tmp_path / "kernel.py"
    for seed in range(first, first + 20):
        path.write_text(random_layouts.source(seed))
        for options in ((), ("--target", "blackhole_p150")):
            done = run_tilecc("run", str(path), *options)
            assert done.returncode == 0, f"seed {seed}\n{path.read_text()}{done.stdout}{done.stderr}"


@pytest.mark.parametrize("seed", range(100, 104))
def test_random_layout_in_both_runs(tmp_path, seed):
    runs = [run_kernel(tmp_path, random_layouts.source(seed), outputs=["C"], options=[f"--via={via}"]) for via in ("ir", "cpp")]
    np.testing.assert_array_equal(runs[0].outputs["C"], runs[1].outputs["C"])
    assert runs[0].json["cycles"] == runs[1].json["cycles"]


@pytest.mark.parametrize("first", range(0, 200, 25))
def test_random_tiles(tmp_path, first):
    """Element-wise, broadcast and reduction programs of any shape: right or refused, most not refused."""
    path, codes = tmp_path / "kernel.py", []
    for seed in range(first, first + 25):
        text = random_tiles.program(seed).text()
        path.write_text(text)
        done = run_tilecc("run", str(path), *random_tiles.options(text, seed))
        refused = random_tiles.refused(done)
        assert done.returncode == 0 or refused, f"seed {seed}\n{text}{done.stdout}{done.stderr}"
        codes.append(3 if refused else 0)
    assert codes.count(0) >= 23, codes


@pytest.mark.parametrize("numerics", ["fast", "exact"])
@pytest.mark.parametrize("seed", range(100, 103))
def test_random_program_in_both_runs(tmp_path, seed, numerics):
    """The IR run and the C++ run agree in bits, cycles and thread times."""
    runs = [run_kernel(tmp_path, random_programs.source(seed), outputs=["C"],
                       options=["--target", random_programs.target_of(seed), f"--via={via}", f"--numerics={numerics}"]) for via in ("ir", "cpp")]
    assert runs[0].verdict == runs[1].verdict == "pass", runs[0].stderr + runs[1].stderr
    np.testing.assert_array_equal(runs[0].outputs["C"], runs[1].outputs["C"])
    for key in ("cycles", "threads", "matmul_tiles", "dram_read_bytes", "dram_written_bytes"):
        assert runs[0].json[key] == runs[1].json[key], key
