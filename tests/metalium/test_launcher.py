"""launch.py without ttnn: values, pages, files and the verdict are those of the emitted main.cpp and of `tilecc run`."""
import json
import subprocess
import sys

import numpy as np
import pytest
from helpers import ROOT, round_bf16, run_tilecc
from real_chip import load, sources

launcher = load("launcher", ROOT / "src/codegen/launcher.py")


def tensor(shape, plane, dtype="bfloat16", stored="Float16_b", split=(0, 0)):
    part = [1 if dim < 0 else size or shape[dim] for dim, size in zip(plane, split)]
    batches = int(np.prod([size for dim, size in enumerate(shape) if dim not in plane]))
    for dim, size in zip(plane, part):
        batches *= -(-shape[dim] // size) if dim >= 0 else 1
    return {"name": "A", "dtype": dtype, "format": stored, "shape": list(shape), "plane": list(plane), "split": list(split), "batches": batches,
            "tile_rows": (part[0] + 31) // 32, "tile_columns": (part[1] + 31) // 32}


@pytest.mark.parametrize("shape, plane, split", [
    ((64, 96), (0, 1), (0, 0)), ((70, 45), (0, 1), (0, 0)), ((3, 40, 33), (1, 2), (0, 0)), ((2, 40, 3, 33), (1, 3), (0, 0)),
    ((40, 33), (1, 0), (0, 0)), ((50,), (-1, 0), (0, 0)), ((50,), (0, -1), (0, 0)), ((3, 5), (-1, -1), (0, 0)), ((50, 33), (0, 1), (8, 0)),
    ((2, 50, 100), (1, 2), (16, 48)), ((100, 3), (0, -1), (40, 0))])
@pytest.mark.parametrize("stored, dtype", [("Float16_b", "bfloat16"), ("Float32", "float32"), ("Int32", "int32")])
def test_pages_round_trip(shape, plane, split, stored, dtype):
    values = np.arange(np.prod(shape), dtype=np.float64).reshape(shape) % 251
    one = tensor(shape, plane, dtype, stored, split)
    pages = launcher.to_pages(one, values)
    assert pages.shape == (one["batches"] * one["tile_rows"] * one["tile_columns"], 1024)
    np.testing.assert_array_equal(launcher.from_pages(one, pages), values)


def test_place_of_an_element():
    """Page (batch * rows + row) * columns + column; in it, face by face, 16 x 16 each."""
    values = np.zeros((2, 70, 45))
    values[1, 40, 37] = 1
    pages = launcher.to_pages(tensor((2, 70, 45), (1, 2), "float32", "Float32"), values)
    assert np.argwhere(pages).tolist() == [[(1 * 3 + 1) * 2 + 1, 0 * 256 + 8 * 16 + 5]]


def test_place_of_an_element_of_a_part():
    """Parts are batches in the place of their dim: here (part of rows, dim 1 whole, part of columns)."""
    values = np.zeros((20, 3, 90))
    values[13, 2, 50] = 1
    pages = launcher.to_pages(tensor((20, 3, 90), (0, 2), "float32", "Float32", (8, 40)), values)
    assert np.argwhere(pages).tolist() == [[((1 * 3 + 2) * 3 + 1) * 2 + 0, 0 * 256 + 5 * 16 + 10]]


def test_padding_is_zero():
    pages = launcher.to_pages(tensor((33, 33), (0, 1)), np.ones((33, 33)))
    assert np.count_nonzero(pages) == 33 * 33


def test_rounding():
    values = np.random.default_rng(0).standard_normal(5000) * 10.0 ** np.random.default_rng(1).integers(-40, 38, 5000)
    np.testing.assert_array_equal(launcher.round_to("bfloat16", values.astype(np.float32)), round_bf16(values.astype(np.float32)))
    with np.errstate(over="ignore"):
        np.testing.assert_array_equal(launcher.round_to("float16", values), values.astype(np.float16).astype(np.float64))
    special = np.array([np.nan, np.inf, -np.inf, -0.0])
    np.testing.assert_array_equal(launcher.decode("Float16_b", launcher.encode("Float16_b", special)), special)


def test_generated_values_are_those_of_the_emulated_run(tmp_path):
    """A copy of the generated input is the generated input."""
    for argument, name in enumerate("AB"):
        (tmp_path / "kernel.py").write_text(sources.elementwise(64, 96, f"{name}_block[i, j]", dtype="float32"))
        done = run_tilecc("run", "kernel.py", "--seed", 7, "--output", "C=c.npy", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        np.testing.assert_array_equal(np.load(tmp_path / "c.npy").ravel(), launcher.generated_values(7, argument, 64 * 96))


def test_verdict(capsys):
    expected = np.random.default_rng(2).standard_normal((64, 64))
    eps, wide, narrow = 2.0**-8, tensor((64, 64), (0, 1), "float32", "Float32"), tensor((64, 64), (0, 1))
    assert launcher.agrees(wide, expected * (1 + eps), expected, eps)
    assert not launcher.agrees(wide, expected * (1 + 8 * eps), expected, eps)
    one_off = expected.copy()
    one_off[3, 4] += 1
    assert not launcher.agrees(wide, one_off, expected, eps)
    special, infinite = expected.copy(), expected.copy()
    special[0, 0] = np.nan
    infinite[0, 0] = np.inf
    assert not launcher.agrees(wide, expected, special, eps) and launcher.agrees(wide, special, special, eps)
    assert not launcher.agrees(wide, infinite, special, eps) and launcher.agrees(narrow, infinite, special, eps)  # as it is packed
    assert not launcher.agrees(narrow, special, infinite, eps)
    assert capsys.readouterr().out.count("WRONG") == 5


def launch(folder, *arguments):
    return subprocess.run([sys.executable, "launch.py", *arguments], cwd=folder, capture_output=True, text=True, timeout=60)


def test_command_line(tmp_path):
    (tmp_path / "kernel.py").write_text(sources.matmul(32, 32, 32))
    done = run_tilecc("build", "kernel.py", "-o", "out", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    out = tmp_path / "out"
    assert (out / "launch.py").read_text() == (ROOT / "src/codegen/launcher.py").read_text()
    unknown = launch(out, "--expect", "D=d.npy")
    assert unknown.returncode == 2 and "the tensors are A, B, C" in unknown.stderr
    cores = launch(out, "--cores", "2x0")
    assert cores.returncode == 2 and "--cores 2x0" in cores.stderr
    np.save(out / "a.npy", np.zeros((32, 33)))
    shape = launch(out, "--input", "0=a.npy")
    assert shape.returncode == 1 and "the shape is (32, 33), A has (32, 32)" in shape.stderr
    plan = json.loads((out / "plan.json").read_text())
    (out / "plan.json").write_text(json.dumps({**plan, "version": 99}))
    version = launch(out)
    assert version.returncode == 1 and "plan.json has version 99" in version.stderr
