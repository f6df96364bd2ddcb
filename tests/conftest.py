"""Golden files: a test is one file tests/<room>/NAME.py or NAME.tir; see tests/README.md."""
import shlex

import pytest
from helpers import run_tilecc

EXPECT = "# expect:"


def pytest_addoption(parser):
    parser.addoption("--bless", action="store_true", help="rewrite the expected output of the golden files")


def split_golden(text):
    """(head lines with the source, run arguments, exit code, expected lines)"""
    lines = text.split("\n")
    at = lines.index(EXPECT) if EXPECT in lines else len(lines)
    runs = [line[6:].strip() for line in lines[:at] if line.startswith("# run:")]
    exits = [int(line[7:]) for line in lines[:at] if line.startswith("# exit:")]
    return lines[:at], runs, exits[0] if exits else 0, lines[at + 1:]


def as_comments(output):
    return [("# " + line).rstrip() for line in output.rstrip("\n").split("\n")] if output else []


class GoldenFile(pytest.File):
    def collect(self):
        if self.path.suffix == ".tir" or "\n# run:" in "\n" + self.path.read_text():
            yield GoldenItem.from_parent(self, name=self.path.stem)


class GoldenItem(pytest.Item):
    def runtest(self):
        text = self.path.read_text()
        source, runs, code, expected = split_golden(text)
        if len(runs) != 1:
            raise GoldenError(f"{self.path}: want exactly one '# run:' line, found {len(runs)}")
        command, *options = shlex.split(runs[0])
        done = run_tilecc(command, self.path.name, *options, cwd=self.path.parent)
        actual = as_comments(done.stdout + done.stderr)
        if self.config.getoption("--bless"):
            source = [line for line in source if not line.startswith("# exit:")]
            if done.returncode == 4:  # our own bug is never what is expected
                raise GoldenError(f"internal error\n{done.stdout}{done.stderr}")
            if done.returncode:
                at = next(i for i, line in enumerate(source) if line.startswith("# run:"))
                source.insert(at + 1, f"# exit: {done.returncode}")
            if done.returncode != code:  # a line was added or removed: the positions in messages moved
                self.path.write_text("\n".join(source + [EXPECT]) + "\n")
                done = run_tilecc(command, self.path.name, *options, cwd=self.path.parent)
                actual = as_comments(done.stdout + done.stderr)
            self.path.write_text("\n".join(source + [EXPECT] + actual) + "\n")
            return
        while expected and not expected[-1]:
            expected.pop()
        if done.returncode != code:
            raise GoldenError(f"exit {done.returncode} instead of {code}\n{done.stdout}{done.stderr}")
        if actual != expected:
            import difflib
            difference = difflib.unified_diff(expected, actual, "expected", "actual", lineterm="")
            raise GoldenError("\n".join(difference))

    def repr_failure(self, excinfo):
        if excinfo.errisinstance(GoldenError):
            return str(excinfo.value)
        return super().repr_failure(excinfo)

    def reportinfo(self):
        return self.path, 0, f"golden {self.path.parent.name}/{self.name}"


class GoldenError(Exception):
    pass


def pytest_collect_file(parent, file_path):
    room = file_path.parent
    if room.parent.name != "tests" or room.name in ("unit", "__pycache__") or file_path.name.startswith("test_"):
        return None
    if file_path.suffix in (".py", ".tir") and file_path.name not in ("conftest.py", "helpers.py"):
        return GoldenFile.from_parent(parent, path=file_path)
    return None
