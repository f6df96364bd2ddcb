"""The emitted text, in full: tests/codegen/expected/CASE/FILE. `pytest --bless` rewrites; review the diff."""
import pathlib
import re
import subprocess
import sys

import pytest
from helpers import ROOT, run_tilecc
from kernels import matmul

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "emulator"))
from programs import in_registers, pop, program, to_output, wait  # noqa: E402

EXPECTED = ROOT / "tests/codegen/expected"
MARK = "// ---- "  # the last line that begins so starts what is particular to a kernel in main.cpp

STARTUP = "T.compute_kernel_hw_startup(0, 1, 2)"
CONSTANTS = [STARTUP, *wait(0, 1), "T.copy_init(0)", "T.cb_reserve_back(2, 1)",
             *in_registers(["T.copy_tile(0, 0, 0)", "T.binop_with_scalar_tile_init()", "T.mul_unary_tile(0, T.float32(0.1))",
                            "T.add_unary_tile(0, T.float32(-3.0))", "T.unary_max_tile_init()", "T.unary_max_tile(0, T.float32(0.0))",
                            "T.fill_tile_init()", "T.fill_tile(1, T.float32(1.5))", "T.copy_dest_values_init()", "T.copy_dest_values(1, 0)"],
                           ["T.pack_tile(0, 2)"]),
             "T.cb_push_back(2, 1)", *pop(0, 1)]
CONTROL = ["float: T.int32 = 3", "x: T.int32 = float * (float + 2) - (float - 1)", "y: T.int32 = T.min(x, 4) + T.max(x // 2, x % 3)",
           "z: T.int32 = T.Select(x < y and not x == 2 or y >= 7, x, -1)", STARTUP, *wait(0, 1), "T.copy_init(0)",
           "for i in range(1, 2):", "    w: T.int32 = i * 2", "    if w - (y - z) > 100:", "        T.copy_init(1)", "    else:",
           "        T.copy_init(0)", *("    " + line for line in to_output(["T.copy_tile(0, 0, 0)"])),
           "b: T.int32 = T.bitwise_and(x + 1, T.shift_left(x, 2)) % 7 - (x - (2 - y)) * -3", "c: T.int32 = T.Cast(\"int32\", T.Cast(\"uint32\", b) + T.uint32(5))",
           "for i in range(b, c):", "    T.copy_init(0)", "for i in range(x * 0):", "    T.copy_init(0)", *pop(0, 1)]
CASES = {
    "matmul": matmul(),
    "constants": program(CONSTANTS, to_dst=(0, 1)),
    "control": program(CONTROL, "Float16_b", dest32=0, fidelity="LoFi"),
}
CASES |= {"matmul_066": CASES["matmul"], "constants_066": CASES["constants"]}  # --metalium=0.66


def build(tmp_path, case):
    (tmp_path / f"{case}.tir").write_text(CASES[case])
    done = run_tilecc("build", f"{case}.tir", "-o", "out", f"--metalium={'0.66' if case.endswith('_066') else '0.81'}", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    return tmp_path / "out"


@pytest.mark.parametrize("case", CASES)
def test_text(tmp_path, case, request):
    folder = build(tmp_path, case)
    texts = {path.name: path.read_text() for path in folder.iterdir()}
    texts["main.cpp"] = texts["main.cpp"][texts["main.cpp"].rindex("\n" + MARK) + 1:]
    assert texts.pop("launch.py") == (ROOT / "src/codegen/launcher.py").read_text()  # it holds nothing of the kernel
    if request.config.getoption("--bless"):
        (EXPECTED / case).mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (EXPECTED / case / name).write_text(text)
    assert texts == {path.name: path.read_text() for path in (EXPECTED / case).iterdir()}


@pytest.mark.parametrize("case", CASES)
def test_kernels_compile_without_warnings(tmp_path, case):
    folder = build(tmp_path, case)
    for name in ("reader.cpp", "compute.cpp", "writer.cpp"):
        args = "2, 2048, 2, 2048" if name == "reader.cpp" else "2, 2048"
        done = subprocess.run(["c++", "-std=c++20", "-Wall", "-Wextra", "-Werror", "-fsyntax-only", f"-DKERNEL_COMPILE_TIME_ARGS={args}",
                               f"-I{ROOT / 'metalium/include'}", f"-I{ROOT / 'src'}", folder / name], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr


def test_host_program_compiles_without_warnings(tmp_path):
    done = subprocess.run(["c++", "-std=c++20", "-Wall", "-Wextra", "-Werror", "-fsyntax-only", f"-I{ROOT / 'metalium/include'}",
                           build(tmp_path, "matmul") / "main.cpp"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_names_of_the_user_do_not_clash(tmp_path):
    """Tensors and kernels named like something of main.cpp, of C++ or of each other."""
    text = matmul().replace('launch_kernels("reader"', 'launch_kernels("program"').replace("def reader", "def program")
    for old, new in {"A": "device", "B": "device_buffer", "C": "to_tiles"}.items():
        text = re.sub(rf"\b{old}(?=\b|_handle|_addr|_plane|_format)", new, text).replace(f"tt_buffer_{old}_", f"tt_buffer_{new}_")
    runs = []
    for name, source in {"plain": matmul(), "clashing": text}.items():
        (tmp_path / f"{name}.tir").write_text(source)
        runs.append(run_tilecc("run", f"{name}.tir", "--via=cpp", "--output", f"2={name}.npy", cwd=tmp_path))
        assert runs[-1].returncode == 0, runs[-1].stderr
    assert (tmp_path / "plain.npy").read_bytes() == (tmp_path / "clashing.npy").read_bytes()


def test_same_input_same_bytes(tmp_path):
    """Neither the folder nor the run shows in the output."""
    first, second = tmp_path / "a", tmp_path / "b"
    first.mkdir(), second.mkdir()
    texts = [{path.name: path.read_bytes() for path in build(folder, "matmul").iterdir()} for folder in (first, second)]
    assert texts[0] == texts[1]
