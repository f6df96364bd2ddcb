"""Our reading of a kernel's source equals what tilelang 0.1.15 itself traced: real/NAME.tvmscript is its print of real/NAME.py.
Both go through the front end; names are only hints, so they are compared by order of appearance."""
import pathlib
import re

import pytest
from helpers import run_tilecc

REAL = pathlib.Path(__file__).parent / "real"
KEYWORDS = {"T", "for", "in", "with", "def", "range", "if", "else", "while", "and", "or", "not", "True", "False", "None"}


def anonymous(text):
    """The text with its identifiers numbered in order of appearance; strings, attributes and keyword arguments stay."""
    names = {}

    def rename(match):
        word = match.group(0)
        return word if word in KEYWORDS else names.setdefault(word, f"v{len(names)}")

    parts = re.split(r'("(?:[^"\\]|\\.)*")', text)
    return "".join(part if part.startswith('"') else re.sub(r"(?<![\w.])[A-Za-z_]\w*(?!\w|=)", rename, part) for part in parts)


def read(path):
    result = run_tilecc("opt", str(path))
    assert result.returncode == 0, result.stderr
    return result.stdout


@pytest.mark.parametrize("name", sorted(path.stem for path in REAL.glob("*.tvmscript")))
def test_source_equals_real_print(name):
    assert anonymous(read(REAL / f"{name}.py")) == anonymous(read(REAL / f"{name}.tvmscript"))
