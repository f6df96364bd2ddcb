"""The rooms: who may include whom, headers that stand alone, files and functions of readable size."""
import re
import subprocess

import pytest
from helpers import ROOT

SRC = ROOT / "src"
MIDDLE = {"frontend", "passes", "codegen", "emulator", "reference"}
LOWER = {"base": set(), "device": {"base"}, "ir": {"base", "device"}}
ALLOWED = {**LOWER, **{room: {"base", "device", "ir"} for room in MIDDLE}}
ALLOWED["driver"] = {"base", "device", "ir"} | MIDDLE
ALLOWED["cli"] = ALLOWED["driver"] | {"driver"}
# The emulator's tiles.h and emulator.h also serve the C++ side and stand on device/ and ir/ops.h alone.
FILES = sorted(path for path in SRC.rglob("*") if path.suffix in (".c", ".h", ".def"))
HEADERS = [path for path in FILES if path.suffix == ".h"] + sorted((ROOT / "include").rglob("*.h"))


def relative(path):
    return str(path.relative_to(ROOT))


def test_every_room_is_known():
    assert {path.name for path in SRC.iterdir() if path.is_dir()} == set(ALLOWED)


@pytest.mark.parametrize("path", FILES, ids=relative)
def test_includes_point_down(path):
    room = path.relative_to(SRC).parts[0]
    for included in re.findall(r'^\s*#\s*include\s+"([^"]+)"', path.read_text(), re.M):
        other = included.split("/")[0] if "/" in included else room
        assert other == room or other in ALLOWED[room], f"{relative(path)} includes {included}"


@pytest.mark.parametrize("path", HEADERS, ids=relative)
def test_header_compiles_alone(path):
    done = subprocess.run(["cc", "-std=c17", "-D_GNU_SOURCE", "-fsyntax-only", "-Wall", "-Wextra", f"-I{SRC}", f"-I{ROOT / 'include'}",
                           "-x", "c", "-"], input=f'#include "{path}"\n', capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "#pragma once" in path.read_text()


@pytest.mark.parametrize("path", FILES, ids=relative)
def test_file_is_not_too_long(path):
    assert len(path.read_text().splitlines()) <= 800


def functions(text):
    """(name, lines) of each function: from its head at column 0 to the '}' at column 0."""
    begin, head = None, ""
    for number, line in enumerate(text.splitlines()):
        if begin is None and re.match(r"[A-Za-z_].*[({,]$|[A-Za-z_].*\{$", line) and "(" in line and not line.endswith(";"):
            begin, head = number, line
        elif begin is not None and line.startswith("}"):
            yield head, number - begin + 1
            begin = None
        elif begin is not None and line.endswith(");") and not line.startswith(" "):
            begin = None


@pytest.mark.parametrize("path", [path for path in FILES if path.suffix == ".c"], ids=relative)
def test_functions_are_not_too_long(path):
    text = path.read_text()
    lines = text.splitlines()
    for head, length in functions(text):
        flat = "// flat switch" in lines[lines.index(head) - 1] or "// flat switch" in head
        assert length <= 80 or flat, f"{relative(path)}: {head} has {length} lines"


@pytest.mark.parametrize("path", [path for path in FILES if path.suffix != ".def"], ids=relative)
def test_library_rooms_neither_print_nor_exit(path):
    if path.relative_to(SRC).parts[0] == "cli":
        return
    found = re.findall(r"\b(printf|puts|exit|perror|fputs)\s*\(", re.sub(r"//.*|\"(\\.|[^\"\\])*\"", "", path.read_text()))
    assert not found, f"{relative(path)} calls {found}"
