"""Kernel IR edited by hand: emission, the IR run and the C++ run all obey."""
import re

import numpy as np
import pytest
from helpers import ROOT, run_kernel, run_tilecc
from kernels import matmul


def both(tmp_path, text):
    """The product and the cycles of the two runs, which must agree; the emitted reader and main.cpp."""
    runs = [run_kernel(tmp_path, text, outputs=["C"], options=[f"--via={via}", "--out", tmp_path / via], name="kernel.tir") for via in ("ir", "cpp")]
    assert runs[0].code == runs[1].code == 0, runs[0].stderr + runs[1].stderr
    assert runs[0].outputs["C"].tobytes() == runs[1].outputs["C"].tobytes()
    assert runs[0].cycles == runs[1].cycles
    return runs[0]


def test_renamed_buffers(tmp_path):
    """Names change, nothing else; a name that C++ keeps for itself is made another."""
    plain = both(tmp_path, matmul())
    renamed = both(tmp_path, matmul().replace("cb_A_shared", "left").replace("cb_B_shared", "register").replace("A_shared", "A_renamed"))
    assert plain.outputs["C"].tobytes() == renamed.outputs["C"].tobytes() and plain.cycles == renamed.cycles
    reader = (tmp_path / "ir/reader.cpp").read_text()
    assert "constexpr uint32_t left = 0;" in reader and "constexpr uint32_t register_1 = 1;" in reader
    assert "// A_renamed" in (tmp_path / "ir/main.cpp").read_text()


@pytest.mark.parametrize("target, metalium", [("blackhole_p150", "0.81"), ("wormhole_n300", "0.66")])
def test_printed_kernel_ir_knows_what_it_is_for(tmp_path, target, metalium):
    """Neither --target nor --metalium is repeated for the printed text."""
    printed = run_tilecc("opt", ROOT / "examples/matmul.py", "--passes=all", f"--target={target}", f"--metalium={metalium}")
    (tmp_path / "kernel.tir").write_text(printed.stdout)
    runs = [run_kernel(tmp_path, source, outputs=["C"], options=options, name=name)
            for source, options, name in ((ROOT / "examples/matmul.py", [f"--target={target}", f"--metalium={metalium}"], "kernel.py"),
                                          (printed.stdout, [], "kernel.tir"))]
    for key in ("target", "metalium", "cycles"):
        assert runs[0].json[key] == runs[1].json[key], key
    assert (runs[0].json["target"], runs[0].json["metalium"]) == (target, metalium)
    assert runs[0].outputs["C"].tobytes() == runs[1].outputs["C"].tobytes()


def test_swapped_loops(tmp_path):
    """The reader walks k backwards: the same product from other traffic. One side only is a wrong product."""
    inputs = np.random.default_rng(4)
    a, b = (inputs.integers(-2, 3, shape).astype(np.float32) for shape in ((64, 128), (128, 96)))
    results = {}
    for name, text in {"plain": matmul(), "backwards": matmul().replace("by * 4 + k,", "by * 4 + (3 - k),").replace("k * 3 + bx,", "(3 - k) * 3 + bx,"),
                       "one_side": matmul().replace("by * 4 + k,", "by * 4 + (3 - k),")}.items():
        runs = [run_kernel(tmp_path, text, {"A": a, "B": b}, ["C"], [f"--via={via}"], "kernel.tir") for via in ("ir", "cpp")]
        assert runs[0].outputs["C"].tobytes() == runs[1].outputs["C"].tobytes()
        results[name] = runs[0].outputs["C"]
    np.testing.assert_array_equal(results["plain"], a @ b)
    np.testing.assert_array_equal(results["backwards"], a @ b)
    assert not np.array_equal(results["one_side"], a @ b)


def test_added_buffer(tmp_path):
    """The compute kernel hands the tile on through a circular buffer of its own, in float32."""
    text = matmul().replace(', "data_format": "Float16_b"}], "tt_core_ranges"',
                            ', "data_format": "Float16_b"}, {"cb_id": 7, "name": "middle", "num_pages": 1, "tile_size": 4096, '
                            '"data_format": "Float32"}], "tt_core_ranges"')
    pack = """            T.cb_reserve_back(cb_C_shared, 1)
            T.tile_regs_wait()
            T.pack_tile_at(0, cb_C_shared, 0)
            T.tile_regs_release()
            T.cb_push_back(cb_C_shared, 1)
"""
    assert pack in text
    text = text.replace(pack, """            T.cb_reserve_back(cb_middle, 1)
            T.tile_regs_wait()
            T.pack_reconfig_data_format(cb_middle)
            T.pack_tile_at(0, cb_middle, 0)
            T.tile_regs_release()
            T.cb_push_back(cb_middle, 1)
            T.cb_wait_front(cb_middle, 1)
            T.cb_reserve_back(cb_C_shared, 1)
            T.reconfig_data_format_srca(cb_middle)
            T.copy_init(cb_middle)
            T.tile_regs_acquire()
            T.copy_tile(cb_middle, 0, 0)
            T.tile_regs_commit()
            T.tile_regs_wait()
            T.pack_reconfig_data_format(cb_C_shared)
            T.pack_tile_at(0, cb_C_shared, 0)
            T.tile_regs_release()
            T.cb_push_back(cb_C_shared, 1)
            T.cb_pop_front(cb_middle, 1)
""")
    text = text.replace("        cb_C_shared: T.int32 = 2\n        T.compute", "        cb_C_shared: T.int32 = 2\n        cb_middle: T.int32 = 7\n        T.compute")
    text = text.replace('"tt_unpack_to_dest_fp32": []', '"tt_unpack_to_dest_fp32": [7]')
    plain, longer = both(tmp_path, matmul()), both(tmp_path, text)
    np.testing.assert_array_equal(plain.outputs["C"], longer.outputs["C"])
    assert longer.cycles > plain.cycles
    main = (tmp_path / "ir/main.cpp").read_text()
    assert "modes[tt::CBIndex::c_7] = UnpackToDestMode::UnpackToDestFp32;  // middle" in main


@pytest.mark.parametrize("pages", [1, 2, 4])
def test_buffer_sizes(tmp_path, pages):
    """More pages, fewer waits; main.cpp says so too."""
    run = both(tmp_path, matmul(pages=pages))
    assert run.cycles > 0
    assert re.search(rf"CircularBufferConfig\({pages} \* 2048, ", (tmp_path / "ir/main.cpp").read_text())


def test_printed_ir_of_the_passes_is_a_program(tmp_path):
    """What opt prints after all passes runs as the source does."""
    source = ROOT / "examples/matmul_relu.py"
    printed = run_tilecc("opt", source, "--passes=all")
    assert printed.returncode == 0, printed.stderr
    direct = run_kernel(tmp_path, source, outputs=["C"])
    again = both(tmp_path, printed.stdout)
    assert direct.outputs["C"].tobytes() == again.outputs["C"].tobytes() and direct.cycles == again.cycles


def test_two_launches(tmp_path):
    """The kernels run twice, one program after the other: the same result, the cycles of both."""
    launch = '        T.launch_kernels("reader", "compute", "writer")\n'
    once, twice = both(tmp_path, matmul()), both(tmp_path, matmul().replace(launch, launch * 2))
    np.testing.assert_array_equal(once.outputs["C"], twice.outputs["C"])
    assert twice.cycles == 2 * once.cycles and twice.json["matmul_tiles"] == 2 * once.json["matmul_tiles"]
    assert (tmp_path / "cpp/main.cpp").read_text().count("// Launch: reader, compute, writer.") == 2
