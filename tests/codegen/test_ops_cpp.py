"""The programs of tests/emulator/test_ops.py, one per device op, through the emitted C++: same bits, same cycles."""
import pathlib
import sys

import numpy as np
import pytest
from helpers import run_kernel

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "emulator"))
from programs import program  # noqa: E402
from test_ops import CASES, given_of  # noqa: E402

DISTINCT = {}
for op, case in CASES.items():
    DISTINCT.setdefault(id(case), (op, case))


@pytest.mark.parametrize("op, case", [pytest.param(op, case, id=op) for op, case in DISTINCT.values()])
def test_cpp_equals_ir(tmp_path, op, case):
    compute, settings, _ = case
    settings, given, _ = given_of(settings)
    runs = [run_kernel(tmp_path, program(compute, **settings), given, ["C"], [f"--via={via}"], name="kernel.tir") for via in ("ir", "cpp")]
    assert runs[0].code == runs[1].code == 0, runs[0].stderr + runs[1].stderr
    np.testing.assert_array_equal(runs[0].outputs["C"], runs[1].outputs["C"])
    assert runs[0].cycles == runs[1].cycles
    assert runs[0].json["threads"] == runs[1].json["threads"]
