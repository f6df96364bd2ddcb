"""Random programs against the reference evaluator; `make random` runs ten thousand."""
import pytest
import random_programs
from helpers import run_tilecc


@pytest.mark.parametrize("seed", range(30))
def test_random_program(tmp_path, seed):
    path = tmp_path / "kernel.py"
    path.write_text(random_programs.source(seed))
    done = run_tilecc("run", str(path), "--target", random_programs.target_of(seed))
    assert done.returncode == 0, path.read_text() + done.stdout + done.stderr
