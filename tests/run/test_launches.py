"""Several launches in one function, with a workspace: they run in order, each on its own cores and circular buffers."""
import json

import numpy as np
import pytest
from helpers import run_kernel, run_tilecc

SOURCE = '''
import tilelang.language as T
@T.prim_func
def kernel(A: T.Tensor((70, 60), "float32"), C: T.Tensor((60, 70), "float32")):
    W = T.alloc_global((70, 60), "float32")
    with T.Kernel(2, 3) as (x, y):
        S = T.alloc_shared((32, 32), "float32")
        T.copy(A[y * 32, x * 32], S)
        for i, j in T.Parallel(32, 32):
            S[i, j] = S[i, j] * 2.0
        T.copy(S, W[y * 32, x * 32])
    with T.Kernel(5) as x:
        S = T.alloc_shared((16, 60), "float32")
        T.copy(W[x * 16, 0], S)
        for i, j in T.Parallel(16, 60):
            S[i, j] = S[i, j] + 1.0
        T.copy(S, A[x * 16, 0])
    with T.Kernel(1) as x:
        S = T.alloc_shared((60, 32), "float32")
        for k in T.serial(3):
            T.copy(A[0:60, 0:32], S)
            T.copy(S, C[0, k * 32])
'''


def values():
    return np.random.default_rng(6).integers(-100, 101, (70, 60)).astype(np.float32)


def check(outputs, a):
    np.testing.assert_array_equal(outputs["A"], a * 2 + 1)
    np.testing.assert_array_equal(outputs["C"], np.tile((a * 2 + 1)[:60, :32], 3)[:, :70])


@pytest.mark.parametrize("target", ["wormhole", "blackhole"])
def test_in_order(tmp_path, target):
    a = values()
    runs = [run_kernel(tmp_path, SOURCE, {"A": a}, ["A", "C"], [f"--via={via}", f"--target={target}"]) for via in ("ir", "cpp")]
    for run in runs:
        assert run.code == 0 and run.verdict == "pass", run.stderr
        check(run.outputs, a)
    assert runs[0].cycles == runs[1].cycles


def test_kernel_ir_runs_again(tmp_path):
    (tmp_path / "kernel.py").write_text(SOURCE)
    text = run_tilecc("opt", "kernel.py", "--passes=all", cwd=tmp_path).stdout
    assert 'T.launch_kernels("l1_reader", "l1_compute", "l1_writer")' in text and '"tt_workspaces": ["W"]' in text
    a = values()
    run = run_kernel(tmp_path, text, {"A": a}, ["A", "C"], name="kernel.tir")
    assert run.code == 0, run.stderr
    check(run.outputs, a)


def test_artifacts(tmp_path):
    (tmp_path / "kernel.py").write_text(SOURCE)
    assert run_tilecc("build", "kernel.py", "-o", "out", cwd=tmp_path).returncode == 0
    plan = json.loads((tmp_path / "out/plan.json").read_text())
    assert [[kernel["file"] for kernel in launch["kernels"]] for launch in plan["launches"]] == [
        [f"l{i}_{role}.cpp" for role in roles] for i, roles in ((1, ["reader", "compute", "writer"]), (2, ["reader", "compute", "writer"]), (3, ["reader", "writer"]))]
    assert {tensor["name"]: tensor["workspace"] for tensor in plan["tensors"]} == {"A": False, "C": False, "W": True}


def test_workspace_of_one_launch(tmp_path):
    source = '''
import tilelang.language as T
@T.prim_func
def kernel(A: T.Tensor((40, 40), "bfloat16"), C: T.Tensor((40, 40), "bfloat16")):
    W = T.alloc_global((40, 40), "bfloat16")
    with T.Kernel(1) as x:
        S = T.alloc_shared((40, 40), "bfloat16")
        T.copy(A, S)
        T.copy(S, W)
        T.copy(A, S)
        T.copy(S, C)
'''
    a = np.random.default_rng(6).integers(-100, 101, (40, 40)).astype(np.float32)
    run = run_kernel(tmp_path, source, {"A": a}, ["C"])
    assert run.code == 0 and run.verdict == "pass", run.stderr
    np.testing.assert_array_equal(run.outputs["C"], a)
