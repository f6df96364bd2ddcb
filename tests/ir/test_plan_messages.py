"""Kernel IR edited wrongly: each mistake is one diagnostic, exit 1 (or 3), nothing runs. Messages of src/ir/plan.c and plan_kernel.c."""
import sys

import pytest
from helpers import TESTS, run_tilecc

sys.path.insert(0, str(TESTS / "emulator"))
from programs import program, to_output, wait, pop  # noqa: E402

COPY = ["T.compute_kernel_hw_startup(0, 1, 2)", *wait(0, 1), "T.copy_init(0)", *to_output(["T.copy_tile(0, 0, 0)"]), *pop(0, 1)]
GOOD = program(COPY, to_dst=(0, 1))
CB0 = '{"cb_id": 0, "name": "A", "num_pages": 1, "tile_size": 4096, "data_format": "Float32"}'
CB1 = CB0.replace('"cb_id": 0, "name": "A"', '"cb_id": 1, "name": "B"')
ROWS = ", ".join(["[0, 1]"] + ["[0, 0]"] * 63)

# name -> (old text, new text, message, exit code)
EDITS = {
    "plane_missing": ('"tt_buffer_A_plane": [0, 1], ', "", "main has no attribute tt_buffer_A_plane"),
    "plane_dims": ('"tt_buffer_A_plane": [0, 1]', '"tt_buffer_A_plane": [0, 2]', "tt_buffer_A_plane must be [row dim, column dim] with dims below 2"),
    "plane_same": ('"tt_buffer_A_plane": [0, 1]', '"tt_buffer_A_plane": [1, 1]', "must be [row dim, column dim] with dims below 2"),
    "format": ('"tt_buffer_A_format": "Float32"', '"tt_buffer_A_format": "Float31"', "tt_buffer_A_format is not a format; formats are Float32"),
    "too_big": ("A_handle, (32, 32)", "A_handle, (1000000, 1000000)", "the tensor A does not fit into DRAM: dim "),
    "symbolic": ("A = T.match_buffer(A_handle, (32, 32)", "n = T.int32()\n        A = T.match_buffer(A_handle, (n, 32)",
                 "dim 0 of the tensor A is not a number: set it with -D", 3),
    "rank": ("A_handle, (32, 32), \"float32\", strides=(32, 1))", "A_handle, (1, 1, 1, 1, 32, 32), \"float32\")",
             "the tensor A has 6 dims; a tensor on the chip has 1 to 5", 3),
    "scalar": ("C_handle: T.handle):", "C_handle: T.handle, n: T.int32):", "the scalar argument n: pass it as a constant, -D n=value", 3),
    "cbs_missing": ('"tt_circular_buffers": ', '"tt_other": ', "main has no attribute tt_circular_buffers"),
    "cbs_no_list": (f'"tt_circular_buffers": [{CB0}', f'"tt_circular_buffers": 3, "tt_other": [{CB0}', "tt_circular_buffers must be a list"),
    "cbs_no_dict": (CB0, "7", "entry 0 of tt_circular_buffers must be a dictionary"),
    "cb_id": ('"cb_id": 0', '"cb_id": 32', 'tt_circular_buffers: "cb_id" must be a number from 0 to 31'),
    "cb_pages": (CB0, CB0.replace('"num_pages": 1', '"num_pages": 0'), "circular buffer 0 (A) has no pages"),
    "cb_name": (CB0, CB0.replace('"name": "A", ', ""), 'circular buffer 0 needs a "name" and a "data_format" such as Float16_b'),
    "cb_tile": (CB0, CB0.replace("4096", "2048"), "circular buffer 0 (A) has pages of 2048 bytes, but a Float32 tile has 4096"),
    "cb_twice": (CB1, CB1.replace('"cb_id": 1', '"cb_id": 0'), "circular buffers A and B have the same cb_id 0"),
    "l1": (CB0, CB0.replace('"num_pages": 1', '"num_pages": 400'), "bytes of L1, but a core of wormhole_n150 has 1395424"),
    "ranges": ('"tt_core_ranges": [[[0, 0], [0, 0]]]', '"tt_core_ranges": []', "tt_core_ranges must be a list of rectangles [[x0, y0], [x1, y1]]"),
    "range": ("[[[0, 0], [0, 0]]]", "[[[0, 0], [8, 0]]]", "entry 0 of tt_core_ranges must be [[x0, y0], [x1, y1]] within the 8 x 8 cores"),
    "range_twice": ("[[[0, 0], [0, 0]]]", "[[[0, 0], [1, 1]], [[1, 1], [2, 2]]]", "tt_core_ranges names core (1, 1) twice"),
    "grid": ('"tt_core_ranges"', '"tt_grid_y": 0, "tt_core_ranges"', "tt_grid_y must be a positive 32-bit number"),
    "rows": (ROWS, "[0, 1]", "tt_core_runtime_args must have one [start, count] for each of the 64 cores of wormhole_n150"),
    "row": (ROWS, ROWS.replace("[0, 1]", "[0, 1, 2]"), "row 0 of tt_core_runtime_args must be [start, count]"),
    "no_kernel": ('launch_kernels("reader"', 'launch_kernels("raeder"', 'launch_kernels names "raeder", but the module has no such kernel'),
    "main_body": ('T.launch_kernels("reader", "compute", "writer")', "C[0, 0] = A[0, 0]", "main may hold nothing but T.launch_kernels(...)"),
    "no_launch": ('T.launch_kernels("reader", "compute", "writer")', "T.evaluate(0)", "main launches no kernels"),
    "target": ('"tt_target": "wormhole_n150"', '"tt_target": "grayskull"', 'tt_target is "grayskull", which is no known device'),
    "no_main": ("def main(", "def mein(", "the module has no function main: it is not kernel IR"),
    "no_args": ('"tt_kernel_args": ["address:C"]', '"tt_other": ["address:C"]', "kernel writer has no attribute tt_kernel_args"),
    "args_type": ('"tt_kernel_args": ["address:C"]', '"tt_kernel_args": [3]', "tt_kernel_args of kernel writer must be a list of strings"),
    "args_count": ('"tt_kernel_args": ["address:C"]', '"tt_kernel_args": []', "tt_kernel_args of kernel writer has 0 entries for 1 parameters"),
    "args_tensor": ("address:C", "address:D", "tt_kernel_args of kernel writer names the tensor D, which main does not have"),
    "args_known": ("address:C", "grid_w", 'tt_kernel_args of kernel writer has "grid_w"; known are address:NAME'),
    "args_scalar": ("address:C", "scalar:n", "the scalar argument n of kernel writer: pass it as a constant, -D n=value", 3),
    "args_parameter": ("C_addr: T.uint32", "C_addr: T.float32", "parameter C_addr of kernel writer must be T.int32 or T.uint32"),
    "role_missing": ('"tt_kernel_role": "writer", ', "", "kernel writer has no attribute tt_kernel_role"),
    "role": ('"tt_kernel_role": "writer"', '"tt_kernel_role": "typist"', 'tt_kernel_role of kernel writer is "typist"; it can be reader, compute or writer'),
    "role_twice": ('"tt_kernel_role": "writer"', '"tt_kernel_role": "reader"',
                   "kernels reader and writer of one launch are both a reader; a core runs one of each"),
    "accessor_name": ('"tt_accessors": ["C"]', '"tt_accessors": ["D"]', "tt_accessors of kernel writer names the tensor D, which main does not have"),
    "accessor_slot": ("T.tensor_accessor(0, C_addr", "T.tensor_accessor(1, C_addr", "tensor_accessor needs a constant slot below 1"),
    "accessor_page": ("C_addr, 4096", "C_addr, 2048", "tensor_accessor of C has pages of 2048 bytes, but a Float32 tile has 4096"),
    "accessor_operand": ("write_page(i, C, C_ptr)", "write_page(i, C_addr, C_ptr)", "the second operand of noc_async_write_page must be a tensor_accessor"),
    "to_dst_list": ('"tt_unpack_to_dest_fp32": [0, 1]', '"tt_unpack_to_dest_fp32": 0', "tt_unpack_to_dest_fp32 of kernel compute must be a list of circular buffer ids"),
    "to_dst_id": ('"tt_unpack_to_dest_fp32": [0, 1]', '"tt_unpack_to_dest_fp32": [5]', "entry 0 is not the id of a circular buffer"),
    "fidelity": ("HiFi4", "HiFi9", "kernel compute: tt_math_fidelity is HiFi9; it can be LoFi, HiFi2, HiFi3 or HiFi4"),
    "fp32": ('"tt_fp32_dest_acc": 1', '"tt_fp32_dest_acc": 2', "kernel compute: tt_fp32_dest_acc must be 0 or 1"),
    "wrong_engine": ("T.noc_async_write_barrier()", "T.tile_regs_wait()", "kernel writer cannot run tile_regs_wait: it belongs to a compute kernel"),
    "wrong_cb": ("T.copy_init(0)", "T.copy_init(9)", "operand 1 of copy_init is not a circular buffer of tt_circular_buffers"),
    "parallel": ("for i in range(1):", "for i in T.parallel(1):", "this statement is not kernel IR; a kernel has device ops, lets, serial loops and ifs"),
}


@pytest.mark.parametrize("name", EDITS)
def test_edit(tmp_path, name):
    old, new, message, *code = EDITS[name]
    assert old in GOOD, "the edit does not apply"
    (tmp_path / "kernel.tir").write_text(GOOD.replace(old, new, 1))
    for command in (["build", "-o", tmp_path / "out"], ["run"]):
        done = run_tilecc(command[0], tmp_path / "kernel.tir", *command[1:])
        assert done.returncode == (code[0] if code else 1), done.stderr
        assert message in done.stderr
        assert done.stdout == ""
    assert not (tmp_path / "out").exists()


def test_without_an_edit_it_runs(tmp_path):
    (tmp_path / "kernel.tir").write_text(GOOD)
    assert run_tilecc("run", tmp_path / "kernel.tir").returncode == 0


def test_unpack_to_dst_wants_float32(tmp_path):
    (tmp_path / "kernel.tir").write_text(program(COPY, formats="Float16_b", to_dst=(0,)))
    done = run_tilecc("run", tmp_path / "kernel.tir")
    assert done.returncode == 1 and "circular buffer 0 (A) is Float16_b, it must be Float32" in done.stderr


def test_too_many_runtime_arguments(tmp_path):
    names = ", ".join(f"x{i}: T.int32" for i in range(400))
    args = ", ".join(['"grid_x"'] * 400)
    text = GOOD.replace("def writer(C_addr: T.uint32):", f"def writer(C_addr: T.uint32, {names}):", 1)
    (tmp_path / "kernel.tir").write_text(text.replace('["address:C"]', f'["address:C", {args}]', 1))
    done = run_tilecc("run", tmp_path / "kernel.tir")
    assert done.returncode == 1 and "kernel writer has 401 runtime arguments; wormhole_n150 takes at most 341" in done.stderr


def test_elements_in_a_kernel(tmp_path):
    text = GOOD.replace("T.copy_init(0)", 'x = T.alloc_buffer((1,), "float32", scope="local")\n        x[0] = x[0]', 1)
    (tmp_path / "kernel.tir").write_text(text)
    done = run_tilecc("run", tmp_path / "kernel.tir")
    assert done.returncode == 1
