"""Diagnostics as JSON: every line is an object, places are those of the text form; --diagnostics goes with every command."""
import json
import re

import pytest
from helpers import TESTS, run_tilecc

FILES = sorted((TESTS / "frontend").glob("error_*.py"))[::7]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_json_tells_what_text_tells(path):
    options = path.read_text().splitlines()[0].removeprefix("# run: opt").split()
    text = run_tilecc("opt", path, *options).stderr
    lines = run_tilecc("opt", path, *options, "--json").stderr.splitlines()
    told = []
    for line in lines:
        entry = json.loads(line)
        for one in [entry, *entry.pop("notes")]:
            place = f"{one['file']}:{one['line']}:{one['column']}" if "file" in one else "tilecc"
            told.append(f"{place}: {one['severity']}: {one['message']}")
    assert told and told == [line for line in text.splitlines() if re.match(r"\S.*: (error|unsupported|warning|note): ", line)]


def test_result_and_diagnostics_stay_apart(tmp_path):
    path = tmp_path / "kernel.py"
    path.write_text("import tilelang.language as T\n@T.prim_func\ndef main(A: T.Tensor((64, 64), 'float32')):\n"
                    "    with T.Kernel(1):\n        A[..., 0] = 1\n")
    for command in (["run", "--json"], ["build", "-o", tmp_path / "out"], ["explain"], ["eval"], ["opt"]):
        done = run_tilecc(command[0], path, *command[1:], "--diagnostics=json")
        assert done.returncode == 3
        entry = json.loads(done.stderr)
        assert entry["severity"] == "unsupported" and entry["line"] == 5 and entry["column"] == 9 and entry["end_column"] == 18


def test_colors(tmp_path):
    path = tmp_path / "kernel.py"
    path.write_text("x = (\n")
    assert "\033[" not in run_tilecc("opt", path).stderr and "\033[" not in run_tilecc("opt", path, "--color=never").stderr
    assert "\033[1;31merror:\033[0m" in run_tilecc("opt", path, "--color=always").stderr
    assert run_tilecc("opt", path, "--color=blue").returncode == 2
