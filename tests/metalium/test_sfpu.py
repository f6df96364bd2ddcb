"""SFPU ops on the real TT-Metalium runtime (tools/metalium_sim): the kernel library's programs, compiled with our stand-in for Tenstorrent's SFPU
headers, against the emulated chip. tools/metalium_sim/check_sfpu.py compares all ops and makes the table of docs/emulator.md."""
import argparse

import numpy as np
import pytest
from helpers import ROOT
from real_chip import load, require

check_sfpu = load("check_sfpu", ROOT / "tools/metalium_sim/check_sfpu.py")
# Units in the last place of a float32 that may lie between the two in --numerics=exact: none where our chip takes the program's own steps.
BOUNDS = {
    "wormhole": {"add_binary_tile": 0, "mul_binary_tile": 0, "div_binary_tile": 0, "binary_max_tile": 0, "relu_tile": 0, "unary_le_tile": 0,
                 "where_tile": 0, "exp_tile": 0, "exp2_tile": 0, "recip_tile": 0, "sqrt_tile": 0, "log_tile": 0},
    "blackhole": {"sub_binary_tile": 0, "exp_tile": 0, "recip_tile": 1, "rsqrt_tile": 0, "lt_binary_tile": 0},
}


@pytest.mark.parametrize("chip", BOUNDS)
def test_sfpu_ops(tmp_path, chip):
    require(chip)
    options = argparse.Namespace(chip=chip, numerics="exact", dst=32, seed=3, timeout=300)
    steps = {op: check_sfpu.all_steps()[op] for op in BOUNDS[chip]}
    program = check_sfpu.Program("float", steps, tmp_path / "program", options)
    error = check_sfpu.run_real([program], options, tmp_path)[program]
    assert error is None, error
    real, ours = (np.load(program.folder / f"{name}.npy") for name in ("real", "ours"))
    units = check_sfpu.difference(real, ours).reshape(len(steps), -1).max(axis=1)
    assert not {op: int(found) for op, found in zip(steps, units) if found > BOUNDS[chip][op]}
