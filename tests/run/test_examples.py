"""Every example runs right with the command in its first lines, on both chips."""
import re
import shlex

import pytest
from helpers import ROOT, run_tilecc

COMMANDS = {}
for path in sorted((ROOT / "examples").glob("*.py")):
    lines = re.findall(r"^#   tilecc run (.*)$", path.read_text(), re.M)
    COMMANDS.update({f"{path.stem}_{i}" if i else path.stem: line for i, line in enumerate(lines)})
    assert lines, f"{path.name} has no command in its head"


@pytest.mark.parametrize("target", ["wormhole", "blackhole"])
@pytest.mark.parametrize("name", COMMANDS)
def test_example(name, target):
    done = run_tilecc("run", *shlex.split(COMMANDS[name]), f"--target={target}", cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[0].endswith(": pass"), done.stdout
