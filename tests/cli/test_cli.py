"""Command line: help from one table, usage errors, files that cannot be read or written."""
import json
import os
import subprocess

import numpy as np
import pytest
from helpers import ROOT, build_dir, environment, run_tilecc

MATMUL = ROOT / "examples/matmul.py"


@pytest.mark.parametrize("command", ["opt", "run", "build", "explain", "eval", "kernels"])
def test_help_lists_every_option_of_the_command(command):
    done = run_tilecc(command, "--help")
    assert done.returncode == 0 and done.stderr == ""
    for line in (ROOT / "src/cli/options.def").read_text().splitlines():
        if not line.startswith("OPTION("):
            continue
        fields = [field.strip() for field in line[len("OPTION("):].split(",")]
        name = fields[1].strip('"')
        # The commands stand before the help text; an argument may hold commas, so look by word.
        commands = next(field for field in fields[3:] if field in ("ALL", "ALL | KERNELS", "OPT", "RUN", "BUILD", "BUILD | RUN", "RUN | EVAL"))
        wanted = commands.startswith("ALL") and command != "kernels" or command.upper() in commands.split(" | ")
        assert (f"--{name}" in done.stdout.replace("\n", " ").split("exit codes")[0].replace("=", " ").split()) == wanted, name


def test_help_of_the_program():
    done = run_tilecc("--help")
    assert done.returncode == 0
    for command in ("run", "build", "explain", "opt", "eval"):
        assert f"tilecc {command} FILE" in done.stdout


USAGE = {
    (): "usage:",
    ("zork",): "unknown command zork",
    ("run",): "no input file",
    ("run", "a.py", "b.py"): "more than one file: b.py",
    ("opt", "a.py", "--zork"): "unknown option --zork",
    ("opt", "a.py", "--seed=3"): "unknown option --seed=3",
    ("run", "a.py", "--traget=wormhole"): "unknown option --traget=wormhole; did you mean --target?",
    ("opt", "a.py", "-D"): "-D wants a value",
    ("run", "a.py", "-D", "M"): '--define wants NAME=VALUE, not "M"',
    ("run", "a.py", "--input", "A"): '--input wants NAME=VALUE, not "A"',
    ("run", "a.py", "--input=A=x", "--input=A=y"): '--input is given twice for "A"',
    ("run", "a.py", "--target=gpu"): 'unknown target "gpu"; the targets are wormhole_n150, wormhole_n300, blackhole_p150',
    ("build", "a.py", "--metalium=0.5"): 'unknown release of Metalium "0.5"; tilecc writes for 0.81, 0.66',
    ("run", "a.py", "--fp16=fp8"): '--fp16 does not know "fp8"',
    ("run", "a.py", "--math-fidelity=HiFi5"): '--math-fidelity does not know "HiFi5"',
    ("run", "a.py", "--via=magic"): '--via does not know "magic"',
    ("run", "a.py", "--device=card"): '--device does not know "card"; it is one of emulator, ttnn',
    ("run", "a.py", "--device=ttnn", "--via=cpp"): "--via=cpp is for the emulated chip, not for --device=ttnn",
    ("run", "a.py", "--seed=-1"): '--seed wants a number, not "-1"',
    ("run", "a.py", "--seed=99999999999999999999999"): "--seed wants a number",
    ("build", "a.py"): "build wants -o DIR",
    ("opt", "a.py", "--passes=zork"): 'unknown pass "zork"',
    ("opt", "a.py", "--passes=apply_tt_defaults", "--print-after=split_kernels"): "--print-after=split_kernels: no such pass is run",
}


@pytest.mark.parametrize("args", USAGE, ids=lambda args: "_".join(args) or "none")
def test_usage_errors_exit_2(args):
    done = run_tilecc(*args)
    assert done.returncode == 2
    assert USAGE[args] in done.stderr
    assert done.stdout == ""


def test_list_passes_is_the_table():
    table = [line.split("(")[1].split(",")[0].strip() for line in (ROOT / "src/passes/passes.def").read_text().splitlines()
             if line.startswith("PASS(")]
    listed = [line.split()[0] for line in run_tilecc("opt", "--list-passes").stdout.splitlines()]
    assert listed == table and len(table) >= 13


@pytest.mark.parametrize("command", [["opt"], ["run"], ["build", "-o", "out"]])
def test_files_that_cannot_be_read(tmp_path, command):
    done = run_tilecc(*command, tmp_path / "none.py")
    assert done.returncode == 1 and f"cannot read {tmp_path}/none.py: No such file" in done.stderr
    done = run_tilecc(*command, tmp_path)
    if command == ["run"]:
        assert done.returncode == 2 and "is a folder: it runs with --via=cpp" in done.stderr
    else:
        assert done.returncode == 1 and "it is not a regular file" in done.stderr
    os.mkfifo(tmp_path / "fifo")
    done = run_tilecc(*command, tmp_path / "fifo", timeout=20)
    assert done.returncode == 1 and "it is not a regular file" in done.stderr


def test_huge_file_is_refused(tmp_path):
    with open(tmp_path / "huge.py", "wb") as file:
        file.truncate((16 << 20) + 1)
    done = run_tilecc("opt", tmp_path / "huge.py")
    assert done.returncode == 1 and "it has 16777217 bytes, the limit is 16777216" in done.stderr


def test_full_standard_output_is_an_error():
    with open("/dev/full", "w") as full:
        done = subprocess.run([build_dir() / "src/cli/tilecc", "opt", MATMUL], stdout=full, stderr=subprocess.PIPE,
                              text=True, env=environment())
    assert done.returncode == 1 and "cannot write to standard output" in done.stderr


# ---- run: inputs and outputs
def test_json_result(tmp_path):
    done = run_tilecc("run", MATMUL, "--json", "-o", tmp_path / "out", f"--output=C={tmp_path / 'c.npy'}")
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["verdict"] == "pass" and result["cycles"] > 2900 and result["target"] == "wormhole_n150"
    assert [output["name"] for output in result["outputs"]] == ["C"]
    output = result["outputs"][0]
    assert 0 < output["rms_error"] <= output["rms_bound"] and 0.999 < output["pcc"] <= 1 and output["elements"] == 65536
    assert result["artifacts"] and all(os.path.exists(path) for path in result["artifacts"])
    assert np.load(tmp_path / "c.npy").dtype == np.float16


def test_text_result():
    done = run_tilecc("run", MATMUL)
    assert done.returncode == 0
    assert "wormhole_n150: pass" in done.stdout and "cycles" in done.stdout and "C: ok" in done.stdout


def generated(seed, argument, count):
    """docs/inputs.md in Python."""
    mask = (1 << 64) - 1

    def mix(z):
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & mask
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
        return z ^ (z >> 31)

    golden = 0x9E3779B97F4A7C15
    base = mix((seed + golden * (argument + 1)) & mask)
    return np.array([(mix((base + golden * (i + 1)) & mask) >> 40) * 2.0**-23 - 1 for i in range(count)])


@pytest.mark.parametrize("seed", [0, 7, 2**64 - 1])
def test_inputs_follow_the_documented_formula(tmp_path, seed):
    run = run_tilecc("run", ROOT / "examples/add.py", "-D", "M=40", "-D", "N=33", f"--seed={seed}",
                     *(f"--output={name}={tmp_path / name}.npy" for name in "ABC"))
    assert run.returncode == 0, run.stderr
    for argument, name in enumerate("AB"):
        values = np.load(tmp_path / f"{name}.npy")
        assert values.dtype == np.float32
        assert np.array_equal(values, generated(seed, argument, 40 * 33).astype(np.float32).reshape(40, 33))


def add(tmp_path, *options, M=40, N=33):
    return run_tilecc("run", ROOT / "examples/add.py", "-D", f"M={M}", "-D", f"N={N}", f"--output=C={tmp_path / 'c.npy'}", *options)


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("dtype", ["<f2", "<f4", "<f8", "<i1", "<i2", "<i4", "<i8", "<u1", "<u2", "<u4", "<u8", "|b1"])
def test_npy_of_every_dtype_and_order(tmp_path, dtype, order):
    values = (np.arange(40 * 33) % 2 if dtype == "|b1" else np.arange(40 * 33) % 100).reshape(40, 33).astype(dtype)
    np.save(tmp_path / "a.npy", np.asarray(values, order=order))
    done = add(tmp_path, f"--input=A={tmp_path / 'a.npy'}", "--init=B=zeros")
    assert done.returncode == 0, done.stderr
    assert np.array_equal(np.load(tmp_path / "c.npy"), values.astype(np.float32))


def test_inputs_by_position_and_init(tmp_path):
    np.save(tmp_path / "a.npy", np.full((40, 33), 2.5))
    done = add(tmp_path, f"--input=0={tmp_path / 'a.npy'}", "--init=1=ones")
    assert done.returncode == 0, done.stderr
    assert (np.load(tmp_path / "c.npy") == 3.5).all()


def test_init_arange_and_randint(tmp_path):
    done = add(tmp_path, "--init=A=arange", "--init=B=zeros")
    assert done.returncode == 0 and np.array_equal(np.load(tmp_path / "c.npy").ravel(), np.arange(40 * 33))
    done = add(tmp_path, "--init=A=randint:-3:4", "--init=B=zeros")
    assert done.returncode == 0 and set(np.load(tmp_path / "c.npy").ravel()) == set(range(-3, 4))


@pytest.mark.parametrize("options,message", [
    (["--input=Z=x.npy"], 'there is no tensor "Z"; the tensors are A, B, C'),
    (["--input=3=x.npy"], 'there is no tensor "3"'),
    (["--init=A=twos"], 'unknown initialisation "twos"'),
    (["--init=A=randint:4:4"], "randint wants LO:HI with LO < HI"),
    (["--init=A=ones", "--init=0=ones"], "has two values"),
    (["--output=D=x.npy"], 'there is no tensor "D"'),
    (["--expect=D=x.npy"], 'there is no tensor "D"'),
])
def test_settings_that_do_not_fit_exit_2(tmp_path, options, message):
    done = add(tmp_path, *options)
    assert done.returncode == 2 and message in done.stderr
    assert not (tmp_path / "c.npy").exists()


def header(text, version=1):
    encoded = text.encode()
    return b"\x93NUMPY" + bytes([version, 0]) + len(encoded).to_bytes(2 if version == 1 else 4, "little") + encoded


GOOD = "{'descr': '<f4', 'fortran_order': False, 'shape': (40, 33), }"
DATA = b"\0" * (40 * 33 * 4)
MALFORMED = {
    "empty": (b"", "it is not a .npy file"),
    "text": (b"hello world, this is text", "it is not a .npy file"),
    "version": (b"\x93NUMPY\x09\x00" + b"\0" * 40, "its format version is unknown"),
    "cut_header": (header(GOOD)[:30], "it is cut short"),
    "cut_data": (header(GOOD) + DATA[:-1], "it is cut short"),
    "no_dict": (header("(1, 2)") + DATA, "its header is no dict"),
    "bad_dict": (header("{'descr' '<f4'}") + DATA, "its header is malformed"),
    "structured": (header("{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (40, 33), }"), "its dtype is structured"),
    "big_endian": (header(GOOD.replace("<f4", ">f4")) + DATA, "its dtype >f4 is not one of"),
    "complex": (header(GOOD.replace("<f4", "<c8")) + DATA * 2, "its dtype <c8 is not one of"),
    "order": (header(GOOD.replace("False", "Maybe")) + DATA, "its fortran_order is neither True nor False"),
    "negative": (header(GOOD.replace("40", "-40")) + DATA, "its shape is malformed"),
    "deep": (header(GOOD.replace("40, 33", "1, 1, 1, 1, 40, 33")) + DATA, "its shape is malformed or has more than 5 dims"),
    "huge": (header(GOOD.replace("40", "99999999999999999999")) + DATA, "its shape is malformed"),
    "key": (header(GOOD.replace("shape", "shave")) + DATA, "its header has an unknown key"),
    "lacks": (header("{'descr': '<f4', }") + DATA, "its header lacks descr, fortran_order or shape"),
    "shape": (header(GOOD.replace("40, 33", "33, 40")) + DATA, "has shape (33, 40), the tensor has (40, 33)"),
    "rank": (header(GOOD.replace("40, 33", "1320,")) + DATA, "has shape (1320,), the tensor has (40, 33)"),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_malformed_npy(tmp_path, name):
    content, message = MALFORMED[name]
    (tmp_path / "a.npy").write_bytes(content)
    done = add(tmp_path, f"--input=A={tmp_path / 'a.npy'}")
    assert done.returncode == 1 and message in done.stderr, done.stderr
    if not message.startswith("has shape"):
        assert f"cannot use {tmp_path}/a.npy: " in done.stderr
    assert not (tmp_path / "c.npy").exists()


def test_npy_versions_2_and_3(tmp_path):
    for version in (2, 3):
        (tmp_path / "a.npy").write_bytes(header(GOOD, version) + DATA)
        assert add(tmp_path, f"--input=A={tmp_path / 'a.npy'}").returncode == 0


def test_expect(tmp_path):
    np.save(tmp_path / "right.npy", np.full((40, 33), 2.0))
    np.save(tmp_path / "wrong.npy", np.full((40, 33), 2.1))
    ones = ["--init=A=ones", "--init=B=ones"]
    assert add(tmp_path, *ones, f"--expect=C={tmp_path / 'right.npy'}").returncode == 0
    done = add(tmp_path, *ones, f"--expect=C={tmp_path / 'wrong.npy'}")
    assert done.returncode == 1 and "fail" in done.stdout and "C: WRONG" in done.stdout


def test_output_that_cannot_be_written(tmp_path):
    done = run_tilecc("run", ROOT / "examples/add.py", "-D", "M=32", "-D", "N=32", f"--output=C={tmp_path}/none/c.npy")
    assert done.returncode == 1 and f"cannot write {tmp_path}/none/c.npy: No such file or directory" in done.stderr


# ---- build
def test_build_writes_the_program(tmp_path):
    done = run_tilecc("build", MATMUL, "-o", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    written = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"reader.cpp", "compute.cpp", "writer.cpp", "main.cpp", "CMakeLists.txt", "plan.json"} <= written
    assert sorted(done.stdout.split()) == sorted(str(tmp_path / "out" / name) for name in written)
    json.loads((tmp_path / "out/plan.json").read_text())
    assert list(tmp_path.iterdir()) == [tmp_path / "out"]


def test_build_twice_gives_the_same_bytes(tmp_path):
    for name in ("one", "two"):
        assert run_tilecc("build", MATMUL, "-o", tmp_path / name).returncode == 0
    assert run_tilecc("build", MATMUL, "-o", tmp_path / "one").returncode == 0
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_failed_build_leaves_nothing(tmp_path):
    (tmp_path / "bad.py").write_text("import tilelang.language as T\n@T.prim_func\ndef f(:\n")
    done = run_tilecc("build", tmp_path / "bad.py", "-o", tmp_path / "out")
    assert done.returncode == 1 and "bad.py:3:" in done.stderr
    assert not (tmp_path / "out").exists()


def test_unwritable_output(tmp_path):
    (tmp_path / "file").write_text("mine")
    done = run_tilecc("build", MATMUL, "-o", tmp_path / "file")
    assert done.returncode == 1 and "cannot write" in done.stderr and "it is not a folder" in done.stderr
    done = run_tilecc("build", MATMUL, "-o", "/proc/none/out")
    assert done.returncode == 1 and "cannot write /proc/none/out" in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file"]
    assert (tmp_path / "file").read_text() == "mine"


# ---- texts of IR that read but make no sense
@pytest.mark.parametrize("old,new,message", [
    ("T.cb_reserve_back(2, 1)", "T.cb_reserve_back(2, T.float32(1.0))", "operand 1 of T.cb_reserve_back(2, T.float32(1.0)) does not fit"),
    ("T.noc_async_read_page(i, A, A_ptr)", "T.noc_async_read_page(i, A_ptr, A)", "operand 1 of T.noc_async_read_page(i, A_ptr, A) does not fit"),
])
def test_ir_text_that_is_not_well_formed(tmp_path, old, new, message):
    from programs import pop, program, to_output, wait
    text = program(["T.compute_kernel_hw_startup(0, 1, 2)", *wait(0, 1), "T.copy_init(0)", *to_output(["T.copy_tile(0, 0, 0)"]), *pop(0, 1)])
    assert old in text
    (tmp_path / "kernel.tir").write_text(text.replace(old, new))
    done = run_tilecc("opt", tmp_path / "kernel.tir")
    assert done.returncode == 1 and f"{tmp_path}/kernel.tir is not well-formed: " in done.stderr and message in done.stderr


def test_folders_above_the_output_are_made(tmp_path):
    done = run_tilecc("build", MATMUL, "-o", "a/b/c", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "a/b/c/plan.json").exists() and sorted(os.listdir(tmp_path)) == ["a"] and os.listdir(tmp_path / "a/b") == ["c"]
    (tmp_path / "file").write_text("")
    done = run_tilecc("build", MATMUL, "-o", "file/c", cwd=tmp_path)
    assert done.returncode == 1 and "cannot write file/c: Not a directory" in done.stderr
