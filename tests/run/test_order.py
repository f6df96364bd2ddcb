"""Tensors that one launch reads after it has written them: the reader waits for the writer."""
import numpy as np
import pytest
from helpers import run_kernel

HEAD = '''
import tilelang.language as T
@T.prim_func
def kernel(A: T.Tensor((64, 64), "float32"), W: T.Tensor((64, 64), "float32"), C: T.Tensor((64, 64), "float32")):
    with T.Kernel(2) as x:
        S = T.alloc_shared((32, 64), "float32")
        R = T.alloc_shared((32, 64), "float32")
'''
PLUS = '''        for i, j in T.Parallel(32, 64):
            {0}[i, j] = {0}[i, j] + 1.0
'''
THROUGH = HEAD + "        T.copy(A[x * 32, 0], S)\n" + PLUS.format("S") + "        T.copy(S, W[x * 32, 0])\n        T.copy(W[x * 32, 0], R)\n" + \
    PLUS.format("R") + "        T.copy(R, C[x * 32, 0])\n"
SAME_BLOCK = HEAD + "        for k in T.serial(5):\n            T.copy(W[x * 32, 0], S)\n" + \
    PLUS.format("S").replace("        ", "            ", 1).replace("\n            ", "\n                ") + "            T.copy(S, W[x * 32, 0])\n"
OWN_BLOCKS = HEAD.replace("(32, 64)", "(16, 64)") + "        for k in T.serial(2):\n            T.copy(W[x * 32 + k * 16, 0], S)\n" + \
    PLUS.format("S").replace("32, 64", "16, 64").replace("        ", "            ", 1).replace("\n            ", "\n                ") + \
    "            T.copy(S, W[x * 32 + k * 16, 0])\n"


@pytest.mark.parametrize("via", ["ir", "cpp"])
@pytest.mark.parametrize("source, added, out", [(THROUGH, 2, "C"), (SAME_BLOCK, 5, "W"), (OWN_BLOCKS, 1, "W")])
def test_order(tmp_path, source, added, out, via):
    a = np.random.default_rng(7).integers(-100, 101, (64, 64)).astype(np.float32)
    run = run_kernel(tmp_path, source, {"A": a, "W": a}, [out], [f"--via={via}"])
    assert run.code == 0 and run.verdict == "pass", run.stderr
    np.testing.assert_array_equal(run.outputs[out], a + added)
