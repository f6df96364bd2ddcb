"""Every example runs right with the command in its first lines, on both chips."""
import pytest
from helpers import ROOT, example_commands, run_tilecc

COMMANDS = example_commands()


@pytest.mark.parametrize("target", ["wormhole", "blackhole"])
@pytest.mark.parametrize("name", COMMANDS)
def test_example(name, target):
    done = run_tilecc("run", *COMMANDS[name], f"--target={target}", cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[0].endswith(": pass"), done.stdout
