"""What a release of Metalium has no call for is unsupported there, whether it is emitted or only run."""
import pathlib
import sys

import pytest
from helpers import run_tilecc

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "emulator"))
from programs import pop, program, to_output, wait  # noqa: E402

BODY = ["T.compute_kernel_hw_startup(0, 1, 2)", *wait(0, 1), "T.sub_bcast_rows_init(0, 1)",
        *to_output(["T.sub_tiles_bcast_rows(0, 1, 0, 0, 0)"]), *pop(0, 1)]


@pytest.mark.parametrize("command", ["run", "build"])
def test_row_is_not_subtracted_in_066(tmp_path, command):
    (tmp_path / "kernel.tir").write_text(program(BODY, "Float16_b", dest32=0))
    for metalium, code in (("0.81", 0), ("0.66", 3)):
        done = run_tilecc(command, "kernel.tir", f"--metalium={metalium}", "-o", "out", cwd=tmp_path)
        assert done.returncode == code, done.stderr
    for op in ("sub_bcast_rows_init", "sub_tiles_bcast_rows"):
        assert f"unsupported: {op} for Metalium 0.66: that release has no call that does the same; --metalium=0.81 has one" in done.stderr
