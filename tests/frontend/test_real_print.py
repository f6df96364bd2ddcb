"""Our reading of a kernel's source equals what tilelang 0.1.15 itself traced: real/NAME.tvmscript is its print of real/NAME.py.
Both go through the front end; names are only hints, so they are compared by order of appearance."""
import pathlib

import pytest
from helpers import run_tilecc

REAL = pathlib.Path(__file__).parent / "real"


def read(path):
    result = run_tilecc("opt", "--canonical-names", str(path))
    assert result.returncode == 0, result.stderr
    return result.stdout


@pytest.mark.parametrize("name", sorted(path.stem for path in REAL.glob("*.tvmscript")))
def test_source_equals_real_print(name):
    assert read(REAL / f"{name}.py") == read(REAL / f"{name}.tvmscript")
