"""Runs the C unit tests (cmocka) of the build directory."""
import json
import subprocess

import pytest
from helpers import build_dir, environment


def unit_tests():
    listed = subprocess.run(["meson", "introspect", "--tests", str(build_dir())], capture_output=True, text=True)
    return json.loads(listed.stdout) if listed.returncode == 0 else []


@pytest.mark.parametrize("test", [pytest.param(test, id=test["name"]) for test in unit_tests()])
def test_unit(test):
    done = subprocess.run(test["cmd"], capture_output=True, text=True, timeout=300, env=environment())
    assert done.returncode == 0, done.stdout + done.stderr
