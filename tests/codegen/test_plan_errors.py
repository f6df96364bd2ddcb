"""Mistakes in kernel IR edited by hand: each has a message that says what is wrong."""
import pytest
from helpers import ROOT, run_tilecc
from kernels import matmul

READER_ATTRS = '"tt_accessors": ["A", "B"]'
FIRST_BUFFER = '{"cb_id": 0, "name": "A_shared", "num_pages": 2, "tile_size": 2048, "data_format": "Float16_b"}'

# name: (old text, new text, part of the message, exit code)
CASES = {
    "no_main": ("def main(", "def mine(", "the module has no function main: it is not kernel IR", 1),
    "target": ('"wormhole_n150"', '"wormhole_x"', 'tt_target is "wormhole_x", which is no known device', 1),
    "metalium": ('"tt_target": "wormhole_n150"', '"tt_metalium": "0.5"', 'tt_metalium is "0.5", which is no release that tilecc knows', 1),
    "no_format": ('"tt_buffer_A_format": "Float16_b", ', "", "main has no attribute tt_buffer_A_format", 1),
    "no_plane": ('"tt_buffer_B_plane": [0, 1], ', "", "main has no attribute tt_buffer_B_plane", 1),
    "plane": ('"tt_buffer_B_plane": [0, 1]', '"tt_buffer_B_plane": [0, 2]', "must be [row dim, column dim] with dims below 2, -1 for none", 1),
    "split": ('"tt_buffer_B_plane": [0, 1]', '"tt_buffer_B_plane": [0, 1], "tt_buffer_B_split": [-1, 0]', "must be [rows, columns] of a part, 0 for a dim that is stored whole", 1),
    "launches": ('"tt_buffer_B_plane": [0, 1]', '"tt_launches": [1], "tt_buffer_B_plane": [0, 1]', "tt_launches must have one dictionary for each T.launch_kernels of main", 1),
    "format": ('"tt_buffer_A_format": "Float16_b"', '"tt_buffer_A_format": "Float17"',
               "is not a format; formats are Float32, Float16_b, Bfp8_b, Int32, UInt32, UInt16, UInt8", 1),
    "symbolic": ("        A = T.match_buffer(A_handle, (64, 128)", "        n = T.int32()\n        A = T.match_buffer(A_handle, (n, 128)",
                 "dim 0 of the tensor A is not a number: set it with -D", 3),
    "scalar": ("C_handle: T.handle):", "C_handle: T.handle, n: T.int32):", "the scalar argument n: pass it as a constant, -D n=value", 3),
    "dram": ("(64, 128)", "(6400000000, 128000)", "the tensor A does not fit into DRAM: dim", 1),
    "rank": ('(64, 128), "float16", strides=(128, 1)', '(1, 1, 1, 1, 64, 128), "float16"', "the tensor A has 6 dims; a tensor on the chip has 1 to 5", 3),
    "no_buffers": ('"tt_circular_buffers": [', '"tt_buffers": [', "main has no attribute tt_circular_buffers", 1),
    "buffers_list": (f'"tt_circular_buffers": [{FIRST_BUFFER}', f'"tt_circular_buffers": 7, "x": [{FIRST_BUFFER}',
                     "tt_circular_buffers must be a list", 1),
    "buffers_entry": (f"[{FIRST_BUFFER}", "[0", "entry 0 of tt_circular_buffers must be a dictionary", 1),
    "buffer_number": ('"cb_id": 0, ', "", 'tt_circular_buffers: "cb_id" must be a number from 0 to 31', 1),
    "buffer_range": ('"cb_id": 0', '"cb_id": 32', 'tt_circular_buffers: "cb_id" must be a number from 0 to 31', 1),
    "buffer_name": ('"name": "A_shared", ', "", 'circular buffer 0 needs a "name" and a "data_format" such as Float16_b', 1),
    "no_pages": ('"num_pages": 2', '"num_pages": 0', "circular buffer 0 (A_shared) has no pages", 1),
    "page_size": ('"tile_size": 2048', '"tile_size": 2050', "has pages of 2050 bytes, but a Float16_b tile has 2048", 1),
    "memory": ('"cb_id": 1', '"memory_of": 7, "cb_id": 1', 'circular buffer 1 (B_shared): "memory_of" must be the id of an earlier circular buffer of the same size', 1),
    "same_id": ('"cb_id": 1', '"cb_id": 0', "circular buffers A_shared and B_shared have the same cb_id 0", 1),
    "l1": ('"num_pages": 2', '"num_pages": 700', "the circular buffers need 1441792 bytes of L1, but a core of wormhole_n150 has", 1),
    "no_ranges": ('"tt_core_ranges"', '"tt_ranges"', "main has no attribute tt_core_ranges", 1),
    "ranges": ('"tt_core_ranges": [[[0, 0], [5, 0]]]', '"tt_core_ranges": []', "tt_core_ranges must be a list of rectangles [[x0, y0], [x1, y1]]", 1),
    "range": ("[[0, 0], [5, 0]]", "[[0, 0], [8, 0]]", "entry 0 of tt_core_ranges must be [[x0, y0], [x1, y1]] within the 8 x 8 cores of wormhole_n150", 1),
    "range_twice": ("[[[0, 0], [5, 0]]]", "[[[0, 0], [5, 0]], [[5, 0], [6, 0]]]", "tt_core_ranges names core (5, 0) twice", 1),
    "grid": ('"tt_grid_x": 3', '"tt_grid_x": 0', "tt_grid_x must be a positive 32-bit number", 1),
    "core_rows": ("[0, 1], [1, 1], ", "[1, 1], ", "tt_core_runtime_args must have one [start, count] for each of the 64 cores", 1),
    "core_row": ("[0, 1], [1, 1], ", "[0, 1, 1], [1, 1], ", "row 0 of tt_core_runtime_args must be [start, count]", 1),
    "unknown_kernel": ('"compute", "writer")', '"computer", "writer")', 'launch_kernels names "computer", but the module has no such kernel', 1),
    "gpu_function": ("T.noc_async_read_barrier()", "T.mbarrier_init(0, 1)", "kernel reader: T.mbarrier_init is no function of a Tensix core", 1),
    "no_launch": ('        T.launch_kernels("reader", "compute", "writer")\n', "", "main launches no kernels", 1),
    "host_statement": ('T.launch_kernels("reader"', 'T.noc_async_read_barrier()\n        T.launch_kernels("reader"',
                       "main may hold nothing but T.launch_kernels(...); is this kernel IR?", 1),
    "no_role": ('"tt_kernel_role": "reader", ', "", "kernel reader has no attribute tt_kernel_role", 1),
    "role": ('"tt_kernel_role": "reader"', '"tt_kernel_role": "reading"',
             'tt_kernel_role of kernel reader is "reading"; it can be reader, compute or writer', 1),
    "two_readers": ('"tt_kernel_role": "writer"', '"tt_kernel_role": "reader"', "of one launch are both a reader; a core runs one of each", 1),
    "no_args": ('"tt_kernel_args": ["address:C"', '"tt_args": ["address:C"', "kernel writer has no attribute tt_kernel_args", 1),
    "args_list": ('"tt_kernel_args": ["address:C"', '"tt_kernel_args": [7', "tt_kernel_args of kernel writer must be a list of strings", 1),
    "args_count": ('"tt_kernel_args": ["address:C", ', '"tt_kernel_args": [', "tt_kernel_args of kernel writer has 4 entries for 5 parameters", 1),
    "args_tensor": ('["address:C"', '["address:D"', "names the tensor D, which main does not have", 1),
    "args_unknown": ('["address:C", "tt_start_id"', '["address:C", "tt_start"', 'tt_kernel_args of kernel writer has "tt_start"; known are address:NAME, tt_start_id, tt_count, grid_x, grid_y, grid_z', 1),
    "args_scalar": ('["address:C", "tt_start_id"', '["address:C", "scalar:n"', "the scalar argument n of kernel writer: pass it as a constant, -D n=value", 3),
    "args_type": ("C_addr: T.uint32", "C_addr: T.int64", "parameter C_addr of kernel writer must be T.int32 or T.uint32", 1),
    "accessors": (READER_ATTRS, '"tt_accessors": ["A", "D"]', "tt_accessors of kernel reader names the tensor D, which main does not have", 1),
    "accessor_slot": ("T.tensor_accessor(1,", "T.tensor_accessor(2,", 
                      "kernel reader: tensor_accessor needs a constant slot below 2, the number of tt_accessors", 1),
    "accessor_bytes": ("T.tensor_accessor(1, B_addr, 2048)", "T.tensor_accessor(1, B_addr, 4096)",
                       "kernel reader: tensor_accessor of B has pages of 4096 bytes, but a Float16_b tile has 2048", 1),
    "fidelity": ('"tt_math_fidelity": "HiFi4"', '"tt_math_fidelity": "HiFi5"', "tt_math_fidelity is HiFi5; it can be LoFi, HiFi2, HiFi3 or HiFi4", 1),
    "no_fidelity": ('"tt_math_fidelity": "HiFi4", ', "", "tt_math_fidelity is missing", 1),
    "fp32": ('"tt_fp32_dest_acc": 1', '"tt_fp32_dest_acc": 2', "kernel compute: tt_fp32_dest_acc must be 0 or 1", 1),
    "to_dest_list": ('"tt_unpack_to_dest_fp32": []', '"tt_unpack_to_dest_fp32": 0', "must be a list of circular buffer ids", 1),
    "to_dest_id": ('"tt_unpack_to_dest_fp32": []', '"tt_unpack_to_dest_fp32": [9]', "entry 0 is not the id of a circular buffer", 1),
    "to_dest_format": ('"tt_unpack_to_dest_fp32": []', '"tt_unpack_to_dest_fp32": [0]', 
                       "tt_unpack_to_dest_fp32 of kernel compute: circular buffer 0 (A_shared) is Float16_b, it must be Float32", 1),
    "unknown_buffer": ("cb_C_shared: T.int32 = 2", "cb_C_shared: T.int32 = 5", "is not a circular buffer of tt_circular_buffers", 1),
    "statement": ("            T.tile_regs_commit()", "            while tt_i > 0:\n                T.tile_regs_commit()",
                  "kernel compute: this statement is not kernel IR; a kernel has device ops, lets, serial loops and ifs", 1),
}


@pytest.mark.parametrize("name", CASES)
def test_mistake(tmp_path, name):
    old, new, message, code = CASES[name]
    text = matmul()
    assert old in text
    (tmp_path / "kernel.tir").write_text(text.replace(old, new, 1))
    done = run_tilecc("build", "kernel.tir", "-o", "out", cwd=tmp_path)
    assert done.returncode == code if code is not None else done.returncode in (1, 2, 3), done.stderr
    assert message in done.stderr
    assert not (tmp_path / "out").exists()


def test_padded_planes_beyond_dram(tmp_path):
    """Each element in a tile of its own."""
    text = matmul().replace('"tt_buffer_A_plane": [0, 1]', '"tt_buffer_A_plane": [-1, -1]').replace("(64, 128)", "(2048, 4096)")
    (tmp_path / "kernel.tir").write_text(text)
    done = run_tilecc("build", "kernel.tir", "-o", "out", cwd=tmp_path)
    assert done.returncode == 1
    assert "the tensor A does not fit into DRAM: it is stored as 8388608 planes of 1 x 1 tiles" in done.stderr


def test_too_many_arguments(tmp_path):
    names = [f"x{i}" for i in range(340)]
    text = matmul().replace("C_addr: T.uint32, ", "C_addr: T.uint32, " + "".join(f"{name}: T.int32, " for name in names))
    text = text.replace('["address:C", ', '["address:C", ' + '"grid_z", ' * 340)
    (tmp_path / "kernel.tir").write_text(text)
    done = run_tilecc("build", "kernel.tir", "-o", "out", cwd=tmp_path)
    assert done.returncode == 1 and "kernel writer has 345 runtime arguments; wormhole_n150 takes at most 341" in done.stderr


HALF = ("apply_tt_defaults,infer_tt_schedule,infer_tt_shard,grid_to_persistent_tt,tt_shard_to_core_map,tile_pad_tt,tensorize_tt,"
        "memory_space_lower_tt,split_kernels,insert_cb_protocol")


def test_ir_from_between_two_passes(tmp_path):
    """One message for each kernel IR that is not complete, not one a statement."""
    half = run_tilecc("opt", ROOT / "examples/matmul.py", f"--passes={HALF}")
    assert half.returncode == 0, half.stderr
    (tmp_path / "kernel.tir").write_text(half.stdout)
    done = run_tilecc("build", "kernel.tir", "-o", "out", cwd=tmp_path)
    assert done.returncode == 1 and done.stderr.count("error:") == 1
    assert "kernel compute: this statement is not kernel IR" in done.stderr


FLOATS = {"x: T.float32 = T.float32(0.5)": "variable x of type float32 in kernel compute: a RISC core of the chip computes with integers",
          "x: T.int32 = T.Select(T.exp(T.float32(0.5)) > T.float32(0.0), 1, 2)":
          "exp in kernel compute: a RISC core of the chip computes with integers"}


@pytest.mark.parametrize("line", FLOATS)
def test_floats_in_a_kernel(tmp_path, line):
    text = matmul().replace("            T.tile_regs_commit()", f"            {line}\n            T.tile_regs_commit()")
    (tmp_path / "kernel.tir").write_text(text)
    done = run_tilecc("build", "kernel.tir", "-o", "out", cwd=tmp_path)
    assert done.returncode == 3 and FLOATS[line] in done.stderr


def test_l1_table(tmp_path):
    """The table of what uses how much."""
    (tmp_path / "kernel.tir").write_text(matmul(pages=300))
    done = run_tilecc("build", "kernel.tir", "-o", "out", cwd=tmp_path)
    assert done.returncode == 1
    for name in "ABC":
        assert f"{name}_shared" in done.stderr
    assert "300 pages x  2048 bytes =    614400" in done.stderr
