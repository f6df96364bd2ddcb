"""What tilecc prints reads back to the same text, after every pass."""
import pathlib
import shlex

import pytest
from helpers import TESTS, run_tilecc

HERE = pathlib.Path(__file__).parent
GOLDEN = sorted(path for path in HERE.glob("*.py") if not path.name.startswith(("error_", "test_")))
MATMUL = ["--kernel=matmul", "-DM=200", "-DN=300", "-DK=130", "-Dblock_M=64", "-Dblock_N=64", "-Dblock_K=32"]


def options(path):
    line = path.read_text().splitlines()[0]
    return shlex.split(line.removeprefix("# run: opt"))


def assert_fixpoint(text, tmp_path):
    printed = tmp_path / "printed.py"
    printed.write_text(text)
    again = run_tilecc("opt", str(printed))
    assert again.returncode == 0, again.stderr
    assert again.stdout == text


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_elaborated(path, tmp_path):
    first = run_tilecc("opt", str(path), *options(path))
    assert first.returncode == 0, first.stderr
    assert_fixpoint(first.stdout, tmp_path)


def passes():
    return [line.split()[0] for line in run_tilecc("opt", "--list-passes").stdout.splitlines()]


@pytest.mark.parametrize("source", [("plain_buffer.py", []), ("eager_quickstart.py", MATMUL)], ids=lambda source: source[0])
def test_after_every_pass(source, tmp_path):
    names = passes()
    assert len(names) > 5
    for count in range(1, len(names) + 1):
        result = run_tilecc("opt", str(HERE / source[0]), *source[1], "--passes=" + ",".join(names[:count]))
        assert result.returncode == 0, result.stderr
        assert_fixpoint(result.stdout, tmp_path)


def test_corpus_is_there():
    assert len(GOLDEN) > 20 and (TESTS / "frontend").is_dir()
