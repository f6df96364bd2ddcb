"""tilecc run --device=ttnn: the emitted launch.py in place of the emulated chip, with the same verdict."""
import json

import numpy as np
import pytest
from helpers import run_kernel, run_tilecc
from real_chip import metalium_sim, require, sources

KERNEL = sources.elementwise(32, 64, "A_block[i, j] + B_block[i, j]")


@pytest.fixture
def run(tmp_path, monkeypatch):
    def start(*options, **variables):
        (tmp_path / "kernel.py").write_text(KERNEL)
        for key, value in variables.items():
            monkeypatch.setenv(key, value)
        return run_tilecc("run", "kernel.py", "--device=ttnn", *options, cwd=tmp_path, timeout=400)
    return start


def stand_in(tmp_path, body):
    """A "Python" that has ttnn, it says, and does this in place of launch.py."""
    path = tmp_path / "python"
    path.write_text(f'#!/bin/sh\n[ "$1" = -c ] && exit 0\n{body}\n')
    path.chmod(0o755)
    return str(path)


@pytest.mark.parametrize("python", ["/bin/false", "/no/such/python"])
def test_without_ttnn(run, python):
    done = run(TILECC_PYTHON=python)
    assert done.returncode == 2 and done.stdout == ""
    assert f"--device=ttnn needs ttnn, which {python} does not have:  pip install ttnn numpy" in done.stderr
    assert "tools/metalium_sim/setup.sh" in done.stderr


FAILURES = {
    "message": ("echo noise >&2; echo 'error: no device is here' >&2; exit 1", "error: launch.py: no device is here"),
    "crash": ("echo trace >&2; exit 7", "error: launch.py: trace"),
    "signal": ("kill -9 $$", "error: launch.py was ended by signal 9"),
    "time": ("exec sleep 30", "error: launch.py did not end within 2 seconds"),
    "nothing": ("exit 0", "output_2.npy"),
}


@pytest.mark.parametrize("name", FAILURES)
def test_failures(run, tmp_path, name):
    body, message = FAILURES[name]
    done = run(TILECC_PYTHON=stand_in(tmp_path, body), TILECC_TIMEOUT="2")
    assert done.returncode == 1 and message in done.stderr and done.stdout == ""


def test_wrong_result_is_judged(run, tmp_path):
    """Whatever the device gives is compared: a program that hands its input back is wrong."""
    body = "shift\n" + 'for word; do case $word in 0=*) from=${word#*=};; 2=*output*) to=${word#*=};; esac; done\ncp "$from" "$to"'
    done = run("--json", TILECC_PYTHON=stand_in(tmp_path, body))
    result = json.loads(done.stdout)
    assert done.returncode == 1 and result["verdict"] == "fail" and (result["device"], result["via"]) == ("ttnn", "launch.py")


def test_on_the_real_runtime(run, tmp_path):
    require("wormhole")
    done = run("--json", "--seed=3", "--output", "C=real.npy", TILECC_CORES="1x1", **metalium_sim.changes("wormhole"))
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["verdict"] == "pass" and "cycles" not in result
    emulated = run_kernel(tmp_path, KERNEL, outputs=["C"], options=["--seed=3", "--numerics=exact"])
    np.testing.assert_array_equal(np.load(tmp_path / "real.npy"), emulated.outputs["C"])
    assert np.abs(emulated.outputs["C"]).max() > 0.5
