"""Own kernels of many construct classes that run right on the emulated chip: a kernel of this list that no longer does is a step back. The same
over a checkout of tile-ai/tilelang is `make coverage`, which fails when a count of docs/coverage.md falls."""
import json

import pytest
from helpers import ROOT, run_tilecc

REAL = ROOT / "tests/frontend/real"
RIGHT = {
    "eager": "--kernel eager -D M=96 -D N=64 -D K=128 -D block=32",
    "macros": "--kernel macros -D act=gelu",
    "reducers": "",
}


@pytest.mark.parametrize("chip", ["wormhole", "blackhole"])
@pytest.mark.parametrize("name", RIGHT)
def test_is_right(name, chip):
    done = run_tilecc("run", str(REAL / f"{name}.py"), *RIGHT[name].split(), "--json", f"--target={chip}")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["verdict"] == "pass"
