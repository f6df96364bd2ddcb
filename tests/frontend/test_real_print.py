"""Our reading of a kernel's source equals what tilelang 0.1.15 itself traced: real/NAME.tvmscript is its print of real/NAME.py, made by
tools/coverage/print_real.py. Both go through the front end; names are only hints."""
import os
import pathlib
import shlex
import subprocess

import pytest
from helpers import ROOT, run_tilecc

REAL = pathlib.Path(__file__).parent / "real"
NAMES = sorted(path.stem for path in REAL.glob("*.tvmscript"))
TILELANG = pathlib.Path(os.environ.get("TILECC_TILELANG", pathlib.Path.home() / ".cache/tilecc/tilelang")) / "bin/python"


def read(path, *options):
    result = run_tilecc("opt", str(path), *options)
    assert result.returncode == 0, result.stderr
    return result.stdout


def options_of(path):
    """The options that choose the kernel, from a line `# options: --kernel NAME -D N=16`."""
    line = next((line for line in path.read_text().splitlines() if line.startswith("# options:")), "# options:")
    return shlex.split(line.removeprefix("# options:"))


@pytest.mark.parametrize("name", NAMES)
def test_source_equals_real_print(name):
    source, printed = REAL / f"{name}.py", REAL / f"{name}.tvmscript"
    assert read(source, "--canonical-names", *options_of(source)) == read(printed, "--canonical-names")


@pytest.mark.parametrize("name", NAMES)
def test_print_is_a_fixpoint(name, tmp_path):
    first = read(REAL / f"{name}.tvmscript")
    again = tmp_path / "again.py"
    again.write_text(first)
    assert read(again) == first


def test_real_tilelang_still_prints_this():
    if not TILELANG.exists():
        pytest.skip("tilelang is not installed; run tools/coverage/setup.sh")
    done = subprocess.run([str(TILELANG), str(ROOT / "tools/coverage/print_real.py"), "--check", *sorted(map(str, REAL.glob("*.py")))], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
