"""`tilecc eval`: the evaluator alone, its inputs and its files."""
import json

import numpy as np
import pytest
from helpers import ROOT, run_tilecc

from test_reference import kernel

GATHER = kernel({"A": ((64, 16), "float32"), "I": ((40,), "int32"), "C": ((40, 16), "float32")}, """
for i in T.parallel(40):
    for j in T.parallel(16):
        C[i, j] = A[I[i] * 2 + 1, j]""")


def eval_kernel(tmp_path, source, *options, outputs=()):
    (tmp_path / "kernel.py").write_text(source)
    written = [word for name in outputs for word in ("--output", f"{name}={tmp_path}/{name}.npy")]
    done = run_tilecc("eval", tmp_path / "kernel.py", *options, *written)
    return done, {name: np.load(tmp_path / f"{name}.npy") for name in outputs if (tmp_path / f"{name}.npy").exists()}


def test_indices_are_bounded_by_what_they_index(tmp_path):
    done, found = eval_kernel(tmp_path, GATHER, outputs=("A", "I", "C"))
    assert done.returncode == 0, done.stderr
    assert found["I"].min() >= 0 and found["I"].max() <= 31 and len(set(found["I"])) > 15
    np.testing.assert_array_equal(found["C"], found["A"][found["I"] * 2 + 1])


LAUNCH = """
for bx in T.thread_binding(4, thread="blockIdx.x"):
    with T.sblock("tilelang_root"):
        idx = T.sblock_alloc_buffer((8,), "int32", scope="shared.dyn")
        s = T.sblock_alloc_buffer((8, 16), "float32", scope="shared.dyn")
        T.copy(T.region(I[bx * 8], 1, 8), T.region(idx[0], 2, 8))
        for k in range(2):
            block: T.int32 = idx[bx + k]
            T.copy(T.region(A[block * 8 + bx, 0], 1, 8, 16), T.region(s[0, 0], 2, 8, 16))
            T.copy(T.region(s[0, 0], 1, 8, 16), T.region(C[bx * 8, 0], 2, 8, 16))"""


def test_bounds_through_copies_lets_and_regions(tmp_path):
    """block * 8 + bx + 7 < 64 for bx up to 3: block is at most 6."""
    text = kernel({"A": ((64, 16), "float32"), "I": ((32,), "int32"), "C": ((32, 16), "float32")}, LAUNCH)
    done, found = eval_kernel(tmp_path, text, outputs=("I",))
    assert done.returncode == 0, done.stderr
    assert set(found["I"]) == set(range(7))


@pytest.mark.parametrize("body", [
    "for i in T.parallel(I[0]):\n    C[i, 0] = A[I[i], 0]",  # a loop bound
    "for i in T.parallel(40):\n    C[i, 0] = A[I[i] * I[i], 0]",  # not linear
    "for i in T.parallel(40):\n    C[i, 0] = A[10 - I[i], 0]",
    "for i in T.parallel(40):\n    C[i, 0] = A[i, 0] * T.Cast(\"float32\", I[i])",  # no index
])
def test_unbounded_integers_are_asked_for(tmp_path, body):
    text = kernel({"A": ((64, 16), "float32"), "I": ((40,), "int32"), "C": ((40, 16), "float32")}, body)
    done, _ = eval_kernel(tmp_path, text)
    assert done.returncode == 2
    assert "I is a tensor of int32: give its values with --input I=file.npy or --init I=zeros|ones|arange|randint:LO:HI|cumsum:A,B,..." in done.stderr


def test_init(tmp_path):
    text = kernel({"I": ((4,), "int32"), "J": ((4,), "int64"), "C": ((4,), "int64")}, 'for i in T.parallel(4):\n    C[i] = T.Cast("int64", I[i]) + J[i]')
    for how, expected in (("cumsum:3,4,5", [0, 3, 7, 12]), ("cumsum:3,4,5,100", [0, 3, 7, 12]), ("arange", [0, 1, 2, 3])):
        done, found = eval_kernel(tmp_path, text, "--init", f"I={how}", "--init=J=ones", outputs=("C",))
        assert done.returncode == 0, done.stderr
        assert found["C"].tolist() == [value + 1 for value in expected]
    for how, message in (("cumsum:3,4", "the tensor has 4 elements: cumsum wants as many lengths, or one fewer"),
                         ("cumsum:3,x", 'cumsum wants A,B,..., not "3,x"'), ("cumsum:", "cumsum wants A,B"),
                         ("cumsum:2000000000,2000000000,1", "does not fit into int32"),
                         ("cumsum:9000000000000000000,9000000000000000000,1", "does not fit into int32"),
                         ("zork", "it is zeros, ones, arange, randint:LO:HI or cumsum:A,B,...")):
        done, _ = eval_kernel(tmp_path, text, "--init", f"I={how}", "--init=J=ones")
        assert done.returncode == 2 and message in done.stderr


def test_symbols_and_scalars(tmp_path):
    text = """# from tvm.script import tirx as T

@T.prim_func
def main(A_handle: T.handle, C_handle: T.handle, scale: T.float32):
    n = T.int32()
    A = T.match_buffer(A_handle, (n, 8), "float32", strides=(8, 1))
    C = T.match_buffer(C_handle, (n, 8), "float32", strides=(8, 1))
    for i in T.parallel(n):
        for j in T.parallel(8):
            C[i, j] = A[i, j] * scale
"""
    a = np.random.default_rng(1).standard_normal((21, 8)).astype(np.float32)
    np.save(tmp_path / "a.npy", a)
    done, found = eval_kernel(tmp_path, text, "-D", "scale=0.5", "--input", f"A={tmp_path}/a.npy", outputs=("C",))
    assert done.returncode == 0, done.stderr
    np.testing.assert_array_equal(found["C"], a * np.float32(0.5))
    done, found = eval_kernel(tmp_path, text, "-D", "scale=0.5", "-D", "n=5", outputs=("C",))
    assert found["C"].shape == (5, 8)
    done, _ = eval_kernel(tmp_path, text, "-D", "scale=0.5")
    assert done.returncode == 2 and "n has no value: give it with -D n=N, or with --input of a tensor whose shape has it" in done.stderr
    done, _ = eval_kernel(tmp_path, text, "-D", "scale=0.5", "-D", "n=100000000000")
    assert done.returncode == 1 and "A has more elements than the evaluator holds (4 GiB)" in done.stderr
    done, _ = eval_kernel(tmp_path, text, "-D", "n=5")
    assert done.returncode == 2 and "scale is a scalar of type float32: give its value with -D scale=VALUE" in done.stderr
    done, _ = eval_kernel(tmp_path, text, "-D", "scale=0.5", "--input", "A=none.npy")
    assert done.returncode == 1 and "none.npy" in done.stderr


def test_files_of_bits(tmp_path):
    """uint8 for the narrow floats, and the raw records that ml_dtypes writes."""
    bits = np.arange(256, dtype=np.uint8)
    table = {"float8_e5m2": bits.astype(np.uint16) << 8}
    text = kernel({"A": ((256,), "float8_e5m2"), "C": ((256,), "float32")}, 'for i in T.parallel(256):\n    C[i] = T.Cast("float32", A[i])')
    for stored in (bits, bits.view("V1")):
        np.save(tmp_path / "a.npy", stored)
        done, found = eval_kernel(tmp_path, text, "--input", f"A={tmp_path}/a.npy", outputs=("C",))
        assert done.returncode == 0, done.stderr
        np.testing.assert_array_equal(found["C"], table["float8_e5m2"].view(np.float16).astype(np.float32))
    words = np.arange(0, 65536, 16, dtype=np.uint16)
    np.save(tmp_path / "a.npy", words.view("V2"))
    text = kernel({"A": ((4096,), "bfloat16"), "C": ((4096,), "float32")}, 'for i in T.parallel(4096):\n    C[i] = T.Cast("float32", A[i])')
    done, found = eval_kernel(tmp_path, text, "--input", f"A={tmp_path}/a.npy", outputs=("C",))
    np.testing.assert_array_equal(found["C"], (words.astype(np.uint32) << 16).view(np.float32))
    np.save(tmp_path / "a.npy", np.zeros(4096, "V4"))
    done, _ = eval_kernel(tmp_path, text, "--input", f"A={tmp_path}/a.npy")
    assert done.returncode == 1 and "does not fit into bfloat16" in done.stderr


def test_uint64_values(tmp_path):
    a = np.array([0, 1, 2**63, 2**64 - 1], np.uint64)
    np.save(tmp_path / "a.npy", a)
    text = kernel({"A": ((4,), "uint64"), "C": ((4,), "uint64"), "F": ((4,), "float64")}, """
for i in T.parallel(4):
    C[i] = T.shift_right(A[i], T.uint64(1))
    F[i] = T.Cast("float64", A[i])""")
    done, found = eval_kernel(tmp_path, text, "--input", f"A={tmp_path}/a.npy", outputs=("C", "F"))
    assert done.returncode == 0, done.stderr
    np.testing.assert_array_equal(found["C"], a >> np.uint64(1))
    np.testing.assert_array_equal(found["F"], a.astype(np.float64))


def test_expect_and_report(tmp_path):
    done, found = eval_kernel(tmp_path, GATHER, outputs=("C",))
    assert done.stdout.startswith("main by the reference evaluator: done\n  C: float32 (40, 16), RMS 0.")
    np.save(tmp_path / "right.npy", found["C"])
    found["C"][3, 3] += 1
    np.save(tmp_path / "wrong.npy", found["C"])
    done, _ = eval_kernel(tmp_path, GATHER, "--expect", f"C={tmp_path}/right.npy")
    assert done.returncode == 0 and "pass" in done.stdout and "    ok  RMS error 0 of" in done.stdout
    done, _ = eval_kernel(tmp_path, GATHER, "--expect", f"C={tmp_path}/wrong.npy", "--json")
    report = json.loads(done.stdout)
    assert done.returncode == 1 and report["verdict"] == "fail"
    assert report["outputs"][0]["name"] == "C" and report["outputs"][0]["outside"] == 1


def test_what_eval_refuses(tmp_path):
    kernel_ir = run_tilecc("opt", "--passes=all", ROOT / "examples/matmul.py").stdout
    done, _ = eval_kernel(tmp_path, kernel_ir)
    assert done.returncode == 2 and "kernel.py holds kernel IR; the evaluator runs tile IR" in done.stderr
    text = kernel({"A": ((2, 2, 2, 2, 2, 2), "float32")}, "A[0, 0, 0, 0, 0, 0] = T.float32(1.0)")
    done, _ = eval_kernel(tmp_path, text)
    assert done.returncode == 3 and "A has 6 dimensions; tensors of at most 5 work" in done.stderr
