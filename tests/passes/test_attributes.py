"""The public tt_* attributes: for the plan's 256x256 matmul exactly those that it lists, and the schedule for other grids."""
import ast
import re

import pytest
from helpers import ROOT, example_commands, run_tilecc

MATMUL = ROOT / "examples/matmul.py"
GRID = """import tilelang.language as T


@T.prim_func
def fill(C: T.Tensor(({rows}, {columns}), "bfloat16")):
    with T.Kernel({x}, {y}) as (bx, by):
        C_block = T.alloc_fragment((32, 32), "bfloat16")
        T.clear(C_block)
        T.copy(C_block, C[by * 32, bx * 32])
"""


def attributes(path, *options):
    """The attributes of the host function, as a dict."""
    done = run_tilecc("opt", path, *options)
    assert done.returncode == 0, done.stderr
    found = re.search(r"T\.func_attr\((\{.*\})\)$", done.stdout, re.M)
    return ast.literal_eval(found.group(1)) if found else {}


def after(path, last, *options):
    listed = [line.split()[0] for line in run_tilecc("opt", "--list-passes").stdout.splitlines()]
    return attributes(path, "--passes=" + ",".join(listed[: listed.index(last) + 1]), *options)


DEFAULTS = {"tt_schedule_policy": "contiguous", "tt_schedule_order": "row_major", "tt_layout_type": "dram_interleaved",
            "tt_tile_height": 32, "tt_tile_width": 32}


def test_apply_tt_defaults():
    assert after(MATMUL, "apply_tt_defaults") == DEFAULTS


SCHEDULE = {"tt_grid_x": 8, "tt_grid_y": 8, "tt_grid_z": 1, "tt_num_tiles": 64, "tt_num_cores": 64,
            "tt_tiles_per_core": [[i, 1] for i in range(64)]}


def test_infer_tt_schedule():
    assert after(MATMUL, "infer_tt_schedule") == {**DEFAULTS, **SCHEDULE}


def test_infer_tt_shard():
    found = after(MATMUL, "infer_tt_shard")
    for name in "ABC":
        expected = {"layout": "dram_interleaved", "tile_shape": [32, 32], "num_tiles_height": 8, "num_tiles_width": 8, "needs_padding": 0}
        assert {key: found[f"tt_buffer_{name}_{key}"] for key in expected} == expected
        assert f"tt_buffer_{name}_padded_shape" not in found


def test_grid_to_persistent_tt():
    found = after(MATMUL, "grid_to_persistent_tt")
    assert found["tt_persistent_loop"] == 1
    assert found["tt_runtime_args"] == ["tt_start_id", "tt_count", "grid_x", "grid_y"]
    text = run_tilecc("opt", MATMUL, "--passes=apply_tt_defaults,infer_tt_schedule,infer_tt_shard,grid_to_persistent_tt").stdout
    assert re.search(r"% grid_x", text) and re.search(r"// grid_x", text)


def test_tt_shard_to_core_map():
    found = after(MATMUL, "tt_shard_to_core_map")
    assert found["tt_core_ranges"] == [[[0, 0], [7, 7]]]
    assert found["tt_core_runtime_args"] == [[i, 1] for i in range(64)]


def test_tile_pad_tt(tmp_path):
    assert not any(entry["needs_padding"] for entry in after(MATMUL, "tile_pad_tt")["tt_padding_info"].values())
    ragged = after(ROOT / "examples/matmul_relu.py", "tile_pad_tt", "-D", "M=200", "-D", "N=300", "-D", "K=130")
    info = ragged["tt_padding_info"]["A"]
    assert info["needs_padding"] and info["original_shape"] == [200, 130] and info["padded_shape"] == [224, 160]
    assert info["padding_amount"] == [24, 30]
    assert ragged["tt_buffer_A_padded_shape"] == [224, 160] and ragged["tt_buffer_A_needs_padding"] == 1


def test_tensorize_tt():
    found = after(MATMUL, "tensorize_tt")
    assert found["tt_num_matmuls"] == 1 and found["tt_has_tensorize"] == 1


def test_memory_space_lower_tt():
    found = after(MATMUL, "memory_space_lower_tt")
    buffers = found["tt_circular_buffers"]
    assert found["tt_num_cbs"] == len(buffers)
    assert [entry["cb_id"] for entry in buffers] == list(range(len(buffers)))
    assert [(entry["num_pages"], entry["tile_size"], entry["data_format"]) for entry in buffers[:2]] == [(2, 2048, "Float16_b")] * 2
    assert {"cb_id", "name", "num_pages", "tile_size", "data_format"} <= set(buffers[0])


def test_verify_tt_ir():
    found = after(MATMUL, "verify_tt_ir")
    assert found["tt_ir_validated"] == 1 and found["tt_validation_error_count"] == 0 and found["tt_validation_warning_count"] == 0


def grid(tmp_path, x, y, *options):
    (tmp_path / "grid.py").write_text(GRID.format(rows=32 * y, columns=32 * x, x=x, y=y))
    return after(tmp_path / "grid.py", "tt_shard_to_core_map", *options)


def test_grid_larger_than_the_chip(tmp_path):
    found = grid(tmp_path, 16, 16)
    assert found["tt_num_tiles"] == 256 and found["tt_num_cores"] == 64
    assert found["tt_tiles_per_core"] == [[4 * i, 4] for i in range(64)]


def test_grid_smaller_than_the_chip(tmp_path):
    found = grid(tmp_path, 4, 4)
    assert found["tt_num_tiles"] == 16 and found["tt_num_cores"] == 64
    counts = [count for _, count in found["tt_tiles_per_core"]]
    assert counts == [1] * 16 + [0] * 48
    active = {(x, y) for (x0, y0), (x1, y1) in found["tt_core_ranges"] for x in range(x0, x1 + 1) for y in range(y0, y1 + 1)}
    assert active == {(i % 8, i // 8) for i in range(16)}


def test_remainder_goes_to_the_first_cores(tmp_path):
    found = grid(tmp_path, 10, 10)
    counts = [count for _, count in found["tt_tiles_per_core"]]
    assert counts == [2] * 36 + [1] * 28
    starts = [start for start, _ in found["tt_tiles_per_core"]]
    assert starts == [sum(counts[:i]) for i in range(64)]


def test_blackhole_has_more_cores(tmp_path):
    found = grid(tmp_path, 16, 16, "--target=blackhole")
    assert found["tt_num_cores"] == len(found["tt_tiles_per_core"]) > 64
    assert sum(count for _, count in found["tt_tiles_per_core"]) == 256


@pytest.mark.parametrize("name", example_commands())
def test_every_stage_prints_and_reads_back(tmp_path, name):
    """opt --print-after=all: each dump, read back, prints the same."""
    command = example_commands()[name]
    options = [text for text, before in zip(command, ["", *command]) if "--init" not in (text, before)]
    done = run_tilecc("opt", *options, "--print-after=all", cwd=ROOT)
    assert done.returncode == 0, done.stderr
    stages = re.split(r"^# after (\w+)\n", done.stdout, flags=re.M)
    assert stages[0] == "" and len(stages) == 1 + 2 * len(run_tilecc("opt", "--list-passes").stdout.splitlines())
    for stage, text in zip(stages[1::2], stages[2::2]):
        (tmp_path / f"{stage}.tir").write_text(text)
        again = run_tilecc("opt", tmp_path / f"{stage}.tir")
        assert again.returncode == 0, f"{stage}: {again.stderr}"
        assert again.stdout == text, stage


def test_passes_one_by_one_through_text(tmp_path):
    """Each pass run alone on the printed result of the one before gives what the pipeline gives."""
    names = [line.split()[0] for line in run_tilecc("opt", "--list-passes").stdout.splitlines()]
    text = run_tilecc("opt", MATMUL).stdout
    for name in names:
        (tmp_path / "stage.tir").write_text(text)
        done = run_tilecc("opt", tmp_path / "stage.tir", f"--passes={name}")
        assert done.returncode == 0, f"{name}: {done.stderr}"
        text = done.stdout
    assert text == run_tilecc("opt", MATMUL, "--passes=all").stdout


def test_a_pass_that_comes_too_early_says_what_it_needs():
    done = run_tilecc("opt", MATMUL, "--passes=split_kernels")
    assert done.returncode == 1 and "memory_space_lower_tt" in done.stderr
