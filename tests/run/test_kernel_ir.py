"""Kernel IR edited by hand: run and build obey. Swapped loops, renamed buffers, another circular buffer, a changed index."""
import json

import numpy as np
import pytest
import sources
from helpers import ROOT, run_kernel, run_tilecc

SWAPPED = ("            for row in range(2):\n                for column in range(2):\n", "            for column in range(2):\n                for row in range(2):\n")


@pytest.fixture(scope="module")
def text():
    done = run_tilecc("opt", ROOT / "examples/add.py", "-D", "M=128", "-D", "N=96", "--passes=all")
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def given():
    generator = np.random.default_rng(2)
    return {name: generator.standard_normal((128, 96)).astype(np.float32) for name in "AB"}


def both(tmp_path, text, given):
    """Runs the text as kernel IR and through C++; they agree in every bit and in cycles."""
    runs = [run_kernel(tmp_path, text, given, ["C"], [f"--via={via}"], name="kernel.tir") for via in ("ir", "cpp")]
    for run in runs:
        assert run.code == 0, run.stderr
        assert run.verdict == "no reference"
    assert np.array_equal(runs[0].outputs["C"], runs[1].outputs["C"])
    assert runs[0].cycles == runs[1].cycles
    return runs[0]


def artifacts(tmp_path, text):
    (tmp_path / "kernel.tir").write_text(text)
    done = run_tilecc("build", tmp_path / "kernel.tir", "-o", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    return {path.name: path.read_text() for path in (tmp_path / "out").iterdir()}


def test_kernel_ir_runs_as_the_source_does(tmp_path, text, given):
    run = both(tmp_path, text, given)
    assert np.array_equal(run.outputs["C"], given["A"] + given["B"])


def test_swapped_loops(tmp_path, text, given):
    assert text.count(SWAPPED[0]) == 3
    edited = text.replace(*SWAPPED)
    run = both(tmp_path, edited, given)
    assert np.array_equal(run.outputs["C"], given["A"] + given["B"])
    before, after = artifacts(tmp_path, text), artifacts(tmp_path, edited)
    assert before["reader.cpp"].index("row <") < before["reader.cpp"].index("column <")
    assert after["reader.cpp"].index("column <") < after["reader.cpp"].index("row <")
    assert before["compute.cpp"] == after["compute.cpp"]


def test_renamed_buffers(tmp_path, text, given):
    edited = text.replace("A_block", "left").replace("C_block", "total")
    assert np.array_equal(both(tmp_path, edited, given).outputs["C"], given["A"] + given["B"])
    files = artifacts(tmp_path, edited)
    assert "cb_left" in files["reader.cpp"] and "cb_total" in files["writer.cpp"] and "A_block" not in files["compute.cpp"]
    names = [entry["name"] for entry in json.loads(files["plan.json"])["launches"][0]["circular_buffers"]]
    assert names == ["left", "B_block", "total"]


def test_changed_index(tmp_path, text, given):
    """A's tiles are read from the block row below, cyclically: the sum is that of the shifted A."""
    old = "T.noc_async_read_page(by * 6 + row * 3 + bx * 2 + column, A,"
    assert old in text
    run = both(tmp_path, text.replace(old, "T.noc_async_read_page((by + 1) % 2 * 6 + row * 3 + bx * 2 + column, A,"), given)
    assert np.array_equal(run.outputs["C"], np.roll(given["A"], 64, axis=0) + given["B"])


DETOUR = """            T.cb_push_back(3, 4)
            T.cb_wait_front(3, 4)
            for step in range(4):
                T.tile_regs_acquire()
                T.copy_tile(3, step, 0)
                T.tile_regs_commit()
                T.tile_regs_wait()
                T.pack_tile_at(0, cb_C_block, step)
                T.tile_regs_release()
            T.cb_pop_front(3, 4)
            T.cb_push_back(cb_C_block, 4)
"""


def add_buffer(text, form, size):
    """The sum goes through circular buffer 3 before it goes to C_block."""
    entry = f', {{"cb_id": 3, "name": "detour", "num_pages": 4, "tile_size": {size}, "data_format": "{form}"}}]'
    at = text.index('"tt_circular_buffers": [')
    end = text.index("}]", at) + 1
    edited = text[:end] + entry + text[end + 1:]
    compute = edited.index("    def compute(")
    head, body = edited[:compute], edited[compute:]
    body = body.replace('"tt_unpack_to_dest_fp32": [0, 1]', '"tt_unpack_to_dest_fp32": [0, 1, 3]' if form == "Float32" else '"tt_unpack_to_dest_fp32": [0, 1]')
    body = body.replace("T.cb_reserve_back(cb_C_block, 4)", "T.cb_reserve_back(3, 4)\n            T.cb_reserve_back(cb_C_block, 4)", 1)
    body = body.replace("T.pack_tile_at(d, cb_C_block,", "T.pack_tile_at(d, 3,", 1)
    return head + body.replace("            T.cb_push_back(cb_C_block, 4)\n", DETOUR, 1)


def test_added_circular_buffer(tmp_path, text, given):
    edited = add_buffer(text, "Float32", 4096)
    run = both(tmp_path, edited, given)
    assert np.array_equal(run.outputs["C"], given["A"] + given["B"])
    plain = run_kernel(tmp_path, text, given, name="plain.tir")
    assert run.cycles > plain.cycles
    buffers = json.loads(artifacts(tmp_path, edited)["plan.json"])["launches"][0]["circular_buffers"]
    assert [entry["name"] for entry in buffers] == ["A_block", "B_block", "C_block", "detour"]


def test_added_circular_buffer_of_another_format_needs_reconfiguration(tmp_path, text, given):
    """Nothing is added behind the user's back: the packer stands at Float32."""
    run = run_kernel(tmp_path, add_buffer(text, "Float16_b", 2048), given, name="kernel.tir")
    assert run.code == 1 and "pack_reconfig_data_format is missing" in run.stderr


def test_removed_barrier_is_seen(tmp_path, text, given):
    run = run_kernel(tmp_path, text.replace("            T.noc_async_read_barrier()\n", "", 1), given, name="kernel.tir")
    assert run.code == 1 and "no noc_async_read_barrier has waited for it" in run.stderr


def test_matmul_through_text_equals_matmul(tmp_path):
    """opt --passes=all, then run: same bits, same cycles as run alone."""
    source = sources.matmul(96, 64, 128)
    direct = run_kernel(tmp_path, source, outputs=["C"], options=["--output", f"A={tmp_path / 'a.npy'}", "--output", f"B={tmp_path / 'b.npy'}"])
    done = run_tilecc("opt", tmp_path / "kernel.py", "--passes=all")
    through = run_kernel(tmp_path, done.stdout, outputs=["C"], name="kernel.tir")
    assert direct.code == through.code == 0, direct.stderr + through.stderr
    assert np.array_equal(direct.outputs["C"], through.outputs["C"]) and direct.cycles == through.cycles
    assert direct.verdict == "pass" and through.verdict == "no reference"
