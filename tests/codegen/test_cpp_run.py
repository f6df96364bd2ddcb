"""The C++ run: emitted text compiled for this machine does what the IR run does, and obeys what is edited in it."""
import json
import pathlib
import shutil
import subprocess

import numpy as np
import pytest
from helpers import ROOT, build_dir, environment, run_kernel, run_tilecc
from kernels import matmul


@pytest.fixture
def program(tmp_path):
    """The emitted matmul without plan.json: main.cpp is the truth."""
    (tmp_path / "kernel.tir").write_text(matmul())
    done = run_tilecc("build", "kernel.tir", "-o", "out", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    (tmp_path / "out/plan.json").unlink()
    generator = np.random.default_rng(3)
    for name, shape in (("A", (64, 128)), ("B", (128, 96))):
        np.save(tmp_path / f"{name}.npy", generator.integers(-2, 3, shape).astype(np.float16))
    return tmp_path


def edit(folder, file, old, new):
    path = folder / "out" / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def run_folder(folder, *options):
    return run_tilecc("run", "out", "--via=cpp", "--input", "A=A.npy", "--input", "B=B.npy", "--output", "C=C.npy", *options, cwd=folder)


def product(folder):
    return np.load(folder / "A.npy").astype(np.float64) @ np.load(folder / "B.npy").astype(np.float64)


def test_equals_the_ir_run(tmp_path):
    runs = [run_kernel(tmp_path, matmul(), outputs=["C"], options=[f"--via={via}"], name="kernel.tir") for via in ("ir", "cpp")]
    assert runs[0].code == runs[1].code == 0, runs[0].stderr + runs[1].stderr
    np.testing.assert_array_equal(runs[0].outputs["C"], runs[1].outputs["C"])
    assert np.abs(runs[0].outputs["C"]).max() > 0
    for key in ("cycles", "dram_read_bytes", "dram_written_bytes", "matmul_tiles", "threads"):
        assert runs[0].json[key] == runs[1].json[key], key


def test_folder_runs_alone(program):
    np.save(program / "expected.npy", product(program))
    done = run_folder(program, "--expect", "C=expected.npy")
    assert done.returncode == 0, done.stderr
    assert "C: right" in done.stdout and "cycles" in done.stdout
    np.testing.assert_array_equal(np.load(program / "C.npy"), product(program))


def test_wrong_expectation(program):
    np.save(program / "expected.npy", product(program) + 8)
    done = run_folder(program, "--expect", "C=expected.npy")
    assert done.returncode == 1 and "C: WRONG" in done.stdout


def test_edited_index(program):
    """The reader takes B from one column of tiles further: the result changes."""
    edit(program, "reader.cpp", "noc_async_read_page(k * 3 + bx, B", "noc_async_read_page(k * 3 + (bx + 1) % 3, B")
    assert run_folder(program).returncode == 0
    np.testing.assert_array_equal(np.load(program / "C.npy"), np.roll(product(program), -32, axis=1))


def test_edited_buffer_size(program):
    """A buffer of one page in main.cpp: the same numbers, later."""
    cycles = [run_folder(program).stdout.split("cycles ")[1].split(",")[0]]
    edit(program, "main.cpp", "CircularBufferConfig(2 * 2048, {{tt::CBIndex::c_0", "CircularBufferConfig(1 * 2048, {{tt::CBIndex::c_0")
    cycles.append(run_folder(program).stdout.split("cycles ")[1].split(",")[0])
    assert int(cycles[1]) > int(cycles[0])
    np.testing.assert_array_equal(np.load(program / "C.npy"), product(program))


def test_removed_barrier(program):
    edit(program, "reader.cpp", "            noc_async_read_barrier();\n", "")
    done = run_folder(program)
    assert done.returncode == 1
    assert "reader.cpp:" in done.stderr and "read into its pages is in flight" in done.stderr


def test_removed_push_is_a_deadlock(program):
    edit(program, "reader.cpp", "            cb_push_back(cb_B_shared, 1);\n", "")
    done = run_folder(program)
    assert done.returncode == 1 and "compute" in done.stderr and "c_1" in done.stderr


def test_wild_access(program):
    edit(program, "writer.cpp", "cb_pop_front(cb_C_shared, 1);", "*reinterpret_cast<volatile int*>(8) = 0;")
    done = run_folder(program)
    assert done.returncode == 1 and "kernel writer on core (" in done.stderr
    assert "touches address 0x8, where there is no memory" in done.stderr


def test_missing_runtime_argument(program):
    edit(program, "main.cpp", "{C_address, tt_start_id, tt_count, grid_x, grid_y}", "{C_address}")
    done = run_folder(program)
    assert done.returncode == 1 and "get_arg_val reads a runtime argument that SetRuntimeArgs did not set for this core" in done.stderr


@pytest.mark.parametrize("file, message", [("compute.cpp", "the kernel ./compute.cpp does not compile:"), ("main.cpp", "out/main.cpp does not compile:")])
def test_source_that_does_not_compile(program, file, message):
    edit(program, file, "()", "(()")
    done = run_folder(program)
    assert done.returncode == 1 and message in done.stderr


@pytest.mark.parametrize("start, message", [("return 3;", "the program ended with exit code 3"), ("return 0;", "the program ran nothing on the device"),
                                            ("std::abort();", "the program was ended by signal 6"),
                                            ("for (;;) {}", "the program did not end within 1 seconds")])
def test_host_program_goes_astray(program, start, message, monkeypatch):
    monkeypatch.setenv("TILECC_TIMEOUT", "1")
    edit(program, "main.cpp", "int main(int argc, char** argv) {", "int main(int argc, char** argv) {\n    " + start)
    done = run_folder(program)
    assert done.returncode == 1 and message in done.stderr


@pytest.mark.parametrize("name, value, message", [
    ("CXX", "/nonexistent/c++", "cannot start /nonexistent/c++"),
    ("TILECC_PREFIX", "/nonexistent", ": is tilecc installed whole?"),
    ("TILECC_CACHE", "/proc/nonexistent", "cannot be used: it must be a folder of this user (set TILECC_CACHE)")])
def test_environment(program, name, value, message, monkeypatch):
    edit(program, "main.cpp", "main [--input", f"{name} [--input")  # not in the cache
    monkeypatch.setenv(name, value)
    done = run_folder(program)
    assert done.returncode == 1 and message in done.stderr


def test_usage(program):
    assert run_tilecc("run", "out", cwd=program).returncode == 2
    done = run_tilecc("run", "out", "--via=cpp", "--input", "D=A.npy", cwd=program)
    assert done.returncode == 2 and "--input D=" in done.stderr
    done = run_tilecc("run", "out", "--via=cpp", "--input", "A=missing.npy", cwd=program)
    assert done.returncode == 1 and "missing.npy" in done.stderr
    (program / "out/main.cpp").unlink()
    assert run_tilecc("run", "out", "--via=cpp", cwd=program).returncode == 1


def test_json(program):
    done = run_folder(program, "--json")
    assert json.loads(done.stdout)["verdict"] == "no reference"


@pytest.mark.skipif(not shutil.which("cmake"), reason="no cmake here")
def test_builds_with_cmake(program):
    """The emitted CMakeLists.txt, unchanged, against the emulator's TT-Metalium package."""
    config = ["cmake", "-S", "out", "-B", "cmake", f"-DCMAKE_PREFIX_PATH={build_dir() / 'metalium'}"]
    for command in (config, ["cmake", "--build", "cmake"]):
        done = subprocess.run(command, cwd=program, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
    done = subprocess.run([program / "cmake/main", "--input", "A=A.npy", "--input", "B=B.npy", "--output", "C=C.npy"], cwd=program,
                          capture_output=True, text=True, env=environment())
    assert done.returncode == 0, done.stderr
    np.testing.assert_array_equal(np.load(program / "C.npy"), product(program))


def test_folder_for_another_chip(tmp_path):
    """The first line of main.cpp names the chip."""
    source = matmul().replace("wormhole_n150", "blackhole_p150")
    start = source.index('"tt_core_runtime_args": [') + len('"tt_core_runtime_args": [')
    listed = source[start:source.index("]]", start) + 1]
    source = source.replace(listed, ", ".join(f"[{min(i, 6)}, {int(i < 6)}]" for i in range(13 * 10)))
    (tmp_path / "kernel.tir").write_text(source)
    assert run_tilecc("build", "kernel.tir", "-o", "out", cwd=tmp_path).returncode == 0
    ir = json.loads(run_tilecc("run", "kernel.tir", "--json", cwd=tmp_path).stdout)
    folder = json.loads(run_tilecc("run", "out", "--via=cpp", "--json", cwd=tmp_path).stdout)
    other = json.loads(run_tilecc("run", "out", "--via=cpp", "--target=wormhole", "--json", cwd=tmp_path).stdout)
    assert ir["target"] == "blackhole_p150" and folder["cycles"] == ir["cycles"] != other["cycles"]


def test_handwritten_program(tmp_path):
    """A program that tilecc did not emit runs as it is, from its own folder."""
    shutil.copytree(pathlib.Path(__file__).parent / "handwritten", tmp_path / "program")
    build = ["c++", "-std=c++20", "-Wall", "-Wextra", "-Werror", f"-I{ROOT / 'metalium/include'}", "main.cpp", "-o", "main",
             str(build_dir() / "metalium/libtilecc_metalium.a"), "-ldl", "-lpthread", "-lm"]
    sanitized = b"__asan_init" in (build_dir() / "src/cli/tilecc").read_bytes()
    build += ["-fsanitize=address,undefined"] if sanitized else []
    done = subprocess.run(build, cwd=tmp_path / "program", capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    done = subprocess.run(["./main"], cwd=tmp_path / "program", capture_output=True, text=True, env=environment())
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout == "12288 elements are right\n"
