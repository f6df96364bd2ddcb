"""Loops that stand together in one index, bounds that are not written as literals, operands of tile ops that are tensors or parts of blocks, logic of flags."""
import numpy as np
import pytest
from helpers import round_bf16, run_kernel

CHIPS = ["wormhole_n150", "blackhole_p150"]


def run(tmp_path, source, inputs, chip=CHIPS[0], options=()):
    done = run_kernel(tmp_path, "import tilelang.language as T\n\n\n@T.prim_func\n" + source, inputs, ["C"], ["--target", chip, *options])
    assert done.code == 0, done.stderr + str(done.json)
    return done.outputs["C"]


# Body over A (240,), B (40,), and C.
LOOPS = {
    "two": ("for i, j in T.Parallel(40, 6):\n            C[i * 6 + j] = A[i * 6 + j] + 1.0", lambda a, b: a + 1),
    "three": ("for i in T.Parallel(4):\n            for j in T.serial(10):\n                for k in T.vectorized(6):\n"
              "                    C[i * 60 + j * 6 + k] = A[i * 60 + j * 6 + k] * 2.0", lambda a, b: a * 2),
    "divided": ("for i, j in T.Parallel(40, 6):\n            C[i * 6 + j] = A[i * 6 + j] + B[i]", lambda a, b: a + np.repeat(b, 6)),
    "a_let": ("for i, j in T.Parallel(40, 6):\n            k = i * 6 + j\n            C[k] = T.if_then_else(j < 3, A[k], -A[k])",
              lambda a, b: np.where(np.arange(240) % 6 < 3, a, -a)),
    "another_begin": ("for i in T.Parallel(240):\n            C[i] = 0.0\n        for i in T.unroll(32, 112):\n            C[i] = A[i]",
                      lambda a, b: np.where((np.arange(240) >= 32) & (np.arange(240) < 112), a, 0)),
}


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
@pytest.mark.parametrize("name", LOOPS)
def test_loops(tmp_path, name, dtype):
    body, expected = LOOPS[name]
    source = f"""def kernel(A: T.Tensor((240,), "{dtype}"), B: T.Tensor((40,), "{dtype}"), C: T.Tensor((240,), "float32")):
    with T.Kernel(1) as x:
        {body}
"""
    generator = np.random.default_rng(1)
    a, b = round_bf16(generator.standard_normal(240).astype(np.float32)), round_bf16(generator.standard_normal(40).astype(np.float32))
    c = run(tmp_path, source, {"A": a, "B": b}, CHIPS[dtype == "float32"])
    np.testing.assert_allclose(c, expected(a.astype(np.float64), b.astype(np.float64)), rtol=2**-7 if dtype == "bfloat16" else 2e-3, atol=2**-8)


@pytest.mark.parametrize("n", [33, 64])
def test_bounds_of_symbols(tmp_path, n):
    source = """def kernel(A: T.Tensor((n,), "float32"), C: T.Tensor((n * 2 + 1,), "float32")):
    with T.Kernel(1) as x:
        for i in T.serial(n * 2 + 1):
            C[i] = T.if_then_else(i < n, T.cast(i, "float32"), 1.0)
        for i in T.serial(n):
            C[i] = C[i] + A[i]
"""
    source = 'n = T.dynamic("n")\n\n\n@T.prim_func\n' + source
    a = np.random.default_rng(2).standard_normal(n).astype(np.float32)
    done = run_kernel(tmp_path, "import tilelang.language as T\n\n" + source, {"A": a}, ["C"], ["-D", f"n={n}"])
    assert done.code == 0, done.stderr
    np.testing.assert_allclose(done.outputs["C"], np.concatenate([np.arange(n) + a, np.ones(n + 1)]), rtol=1e-3, atol=1e-3)


# Body over A (80, 70), a block s (96, 80) that holds A and zeros, and C.
OPERANDS = {
    "fill_of_a_tensor": ("T.fill(C[0:40, 0:70], 3.0)\n        T.fill(C[40:80, 0:70], -T.infinity(\"float32\"))", (80, 70), lambda a: np.where(np.arange(80)[:, None] < 40, 3.0, -np.inf) * np.ones((1, 70))),
    "transpose_of_a_tensor": ("T.transpose(A[0:80, 0:70], C[0:70, 0:80])", (70, 80), lambda a: a.T),
    "transpose_of_parts": ("T.transpose(s[16:48, 3:43], C[0:40, 0:32])", (40, 32), lambda a: a[16:48, 3:43].T),
    "reduction_of_a_part": ("r = T.alloc_fragment((32,), \"float32\")\n        T.reduce_max(s[10:42, 0:70], r, dim=1)\n        T.copy(r, C)", (32,), lambda a: a[10:42].max(1)),
    "gemm_into_a_part": ("t = T.alloc_fragment((64, 64), \"float32\")\n        T.fill(t, 1.0)\n        T.gemm(s[0:32, 0:64], s[32:64, 0:64], t[32:64, 32:64], transpose_B=True)\n        T.copy(t, C)",
                         (64, 64), lambda a: 1 + np.pad(a[:32, :64] @ a[32:64, :64].T, ((32, 0), (32, 0)))),
}


@pytest.mark.parametrize("chip", CHIPS)
@pytest.mark.parametrize("name", OPERANDS)
def test_operands(tmp_path, name, chip):
    body, shape, expected = OPERANDS[name]
    source = f"""def kernel(A: T.Tensor((80, 70), "float32"), C: T.Tensor({shape}, "float32")):
    with T.Kernel(1) as x:
        s = T.alloc_shared((96, 80), "float32")
        T.copy(A[0:96, 0:80], s)
        {body}
"""
    a = round_bf16(np.random.default_rng(3).standard_normal((80, 70)).astype(np.float32))
    np.testing.assert_allclose(run(tmp_path, source, {"A": a}, chip), expected(a.astype(np.float64)), rtol=2e-3, atol=2e-2)


LOGIC = {"and": ("p & q", lambda p, q: p & q), "or": ("p | q", lambda p, q: p | q), "xor": ("p ^ q", lambda p, q: p ^ q), "equal": ("p == q", lambda p, q: p == q),
         "different": ("p != q", lambda p, q: p != q), "chosen": ("T.if_then_else(p, q, not q)", lambda p, q: np.where(p, q, ~q))}


@pytest.mark.parametrize("name", LOGIC)
def test_logic(tmp_path, name):
    text, expected = LOGIC[name]
    source = f"""def kernel(A: T.Tensor((40, 50), "float32"), B: T.Tensor((40, 50), "float32"), C: T.Tensor((40, 50), "float32")):
    with T.Kernel(1) as x:
        for i, j in T.Parallel(40, 50):
            p = A[i, j] > 0.0
            q = B[i, j] < A[i, j]
            C[i, j] = T.if_then_else({text}, A[i, j], B[i, j])
"""
    generator = np.random.default_rng(4)
    a, b = (round_bf16(generator.standard_normal((40, 50)).astype(np.float32)) for _ in range(2))
    np.testing.assert_array_equal(run(tmp_path, source, {"A": a, "B": b}), np.where(expected(a > 0, b < a), a, b))


def test_scalar_flag_in_a_loop(tmp_path):
    source = """def kernel(A: T.Tensor((96, 50), "float32"), M: T.Tensor((3,), "bool"), C: T.Tensor((96, 50), "float32")):
    with T.Kernel(3) as x:
        for i, j in T.Parallel(32, 50):
            C[x * 32 + i, j] = T.if_then_else(M[x] and A[x * 32 + i, j] > 0, A[x * 32 + i, j], 0.0)
"""
    a = np.random.default_rng(5).standard_normal((96, 50)).astype(np.float32)
    mask = np.array([True, False, True])
    np.testing.assert_array_equal(run(tmp_path, source, {"A": a, "M": mask}), np.where(np.repeat(mask, 32)[:, None] & (a > 0), a, 0))
