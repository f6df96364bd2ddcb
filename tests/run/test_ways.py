"""Values by the way that the program takes: safe values outside of a tensor, ifs with two branches, blocks that are stored on some ways only, lets of
scalars, quotients of negative numbers as bounds."""
import numpy as np
import pytest
from helpers import round_bf16, run_kernel

CHIPS = ["wormhole_n150", "blackhole_p150"]


def run(tmp_path, source, inputs, chip, options=()):
    done = run_kernel(tmp_path, "import tilelang.language as T\n\n\n@T.prim_func\n" + source, inputs, ["C"], ["--target", chip, *options])
    assert done.code == 0, done.stderr + str(done.json)
    return done.outputs["C"]


SAFE = """def kernel(A: T.Tensor((60, 45), "{dtype}"), C: T.Tensor((64, 64), "{dtype}")):
    with T.Kernel(1) as x:
        T.annotate_safe_value({{A: {safe}}})
        S = T.alloc_shared((64, 64), "{dtype}")
        {load}
        T.copy(S, C)
"""
LOADS = {"copy": "T.copy(A[{0}:{0} + 64, 0:64], S)", "elements": "for i, j in T.Parallel(64, 64):\n            S[i, j] = A[i + {0}, j]"}


@pytest.mark.parametrize("first", [0, -3, 32])
@pytest.mark.parametrize("load", LOADS)
@pytest.mark.parametrize("dtype", ["float32", "bfloat16", "int32"])
def test_safe_value(tmp_path, dtype, load, first):
    generator = np.random.default_rng(1)
    a = generator.integers(-50, 50, (60, 45)).astype(np.int32) if dtype == "int32" else round_bf16(generator.standard_normal((60, 45)).astype(np.float32))
    expected = np.full((64, 64), -7, a.dtype)
    rows = [r for r in range(64) if 0 <= r + first < 60]
    expected[np.ix_(rows, range(45))] = a[[r + first for r in rows]]
    if load == "copy" and first < 0:
        pytest.skip("a box of a tensor begins in it")
    c = run(tmp_path, SAFE.format(dtype=dtype, safe="-7", load=LOADS[load].format(first)), {"A": a}, CHIPS[first == 0])
    np.testing.assert_array_equal(c, expected)


def test_safe_value_of_planes(tmp_path):
    source = """def kernel(A: T.Tensor((3, 30, 40), "float32"), C: T.Tensor((4, 32, 64), "float32")):
    with T.Kernel(1) as x:
        T.annotate_safe_value({A: 0.5})
        S = T.alloc_shared((4, 32, 64), "float32")
        T.copy(A[0:4, 0:32, 0:64], S)
        T.copy(S, C)
"""
    a = np.random.default_rng(2).standard_normal((3, 30, 40)).astype(np.float32)
    expected = np.full((4, 32, 64), 0.5, np.float32)
    expected[:3, :30, :40] = a
    np.testing.assert_array_equal(run(tmp_path, source, {"A": a}, CHIPS[0]), expected)


# Body, and C of A and B, (96, 50) each, in blocks of (32, 50).
WAYS = {
    "two_branches": ("""for i, j in T.Parallel(32, 50):
            if A[x * 32 + i, j] > 0.25 and x * 32 + i < 70:
                s[i, j] = a[i, j]
                t[i, j] = s[i, j] * 2.0
            else:
                s[i, j] = b[i, j]
                t[i, j] = s[i, j] + 1.0
        T.copy(t, C[x * 32, 0])""", lambda a, b, row: np.where((a > 0.25) & (row < 70), a * 2, b + 1)),
    "branches_into_a_tensor": ("""for i, j in T.Parallel(32, 50):
            if a[i, j] > b[i, j]:
                C[x * 32 + i, j] = a[i, j]
            else:
                C[x * 32 + i, j] = b[i, j] * 2.0""", lambda a, b, row: np.where(a > b, a, b * 2)),
    "stored_by_some_elements": ("""for i, j in T.Parallel(32, 50):
            if a[i, j] > -100.0:
                s[i, j] = a[i, j] + b[i, j]
        T.copy(s, C[x * 32, 0])""", lambda a, b, row: a + b),
    "stored_in_an_if": ("""for k in T.serial(3):
            if k == x:
                T.copy(A[k * 32, 0], s)
        T.copy(s, C[x * 32, 0])""", lambda a, b, row: a),
    "stored_in_a_nested_if": ("""T.fill(t, 1.0)
        for k in T.serial(4):
            if k < 3:
                if k >= x:
                    for i, j in T.Parallel(32, 50):
                        s[i, j] = a[i, j] * 0.5
                    for i, j in T.Parallel(32, 50):
                        t[i, j] += s[i, j]
        T.copy(t, C[x * 32, 0])""", lambda a, b, row: 1 + a * 0.5 * (3 - row // 32)),
    "bounds_of_negative_quotients": ("""T.clear(t)
        for k in T.serial(T.max(0, (x * 32 - 40) // 32), x + 1):
            T.copy(A[k * 32, 0], s)
            for i, j in T.Parallel(32, 50):
                t[i, j] += s[i, j]
        T.copy(t, C[x * 32, 0])""", lambda a, b, row: np.concatenate([a[:32], a[:32] + a[32:64], a[:32] + a[32:64] + a[64:]])),
    "lets_of_scalars": ("""m = T.alloc_fragment((1,), "float32")
        T.fill(m, 4.0)
        scale: T.float32 = T.max(m[0] * 0.25, 0.5)
        inverse: T.float32 = 2.0 / scale
        for i, j in T.Parallel(32, 50):
            t[i, j] = a[i, j] * inverse + scale
        T.copy(t, C[x * 32, 0])""", lambda a, b, row: a * 2 + 1),
}


@pytest.mark.parametrize("chip", CHIPS)
@pytest.mark.parametrize("name", WAYS)
def test_ways(tmp_path, name, chip):
    body, expected = WAYS[name]
    source = f"""def kernel(A: T.Tensor((96, 50), "float32"), B: T.Tensor((96, 50), "float32"), C: T.Tensor((96, 50), "float32")):
    with T.Kernel(3) as x:
        a = T.alloc_shared((32, 50), "float32")
        b = T.alloc_shared((32, 50), "float32")
        s = T.alloc_fragment((32, 50), "float32")
        t = T.alloc_fragment((32, 50), "float32")
        T.copy(A[x * 32, 0], a)
        T.copy(B[x * 32, 0], b)
        {body}
"""
    generator = np.random.default_rng(3)
    a, b = (round_bf16(generator.standard_normal((96, 50)).astype(np.float32)) for _ in range(2))
    c = run(tmp_path, source, {"A": a, "B": b}, chip)
    np.testing.assert_allclose(c, expected(a.astype(np.float64), b.astype(np.float64), np.arange(96)[:, None]), rtol=2e-3, atol=2e-3)


def test_scalar_of_a_tensor_in_a_loop_of_one(tmp_path):
    source = """def kernel(A: T.Tensor((1,), "int32"), K: T.Tensor((1,), "int32"), C: T.Tensor((1,), "int32")):
    with T.Kernel(1) as x:
        for i in T.Parallel(1):
            shift: T.int32 = K[0]
            C[i] = A[i] * 4 + shift
"""
    assert run(tmp_path, source, {"A": np.array([5], np.int32), "K": np.array([3], np.int32)}, CHIPS[0]) == [23]


@pytest.mark.parametrize("quantifier", ["any_of", "all_of"])
def test_quantifiers_of_a_tensor(tmp_path, quantifier):
    source = f"""def kernel(A: T.Tensor((96, 32), "float32"), M: T.Tensor((3, 4), "bool"), C: T.Tensor((96, 32), "float32")):
    with T.Kernel(3) as x:
        S = T.alloc_shared((32, 32), "float32")
        T.clear(S)
        if T.{quantifier}(M[x, 0:4]):
            T.copy(A[x * 32, 0], S)
        T.copy(S, C[x * 32, 0])
"""
    a = np.random.default_rng(5).standard_normal((96, 32)).astype(np.float32)
    mask = np.array([[1, 1, 1, 1], [0, 0, 1, 0], [0, 0, 0, 0]], bool)
    taken = {"any_of": mask.any(1), "all_of": mask.all(1)}[quantifier]
    np.testing.assert_array_equal(run(tmp_path, source, {"A": a, "M": mask}, CHIPS[0]), a * np.repeat(taken, 32)[:, None])


def test_grid_of_64_bits(tmp_path):
    printed = '''# from tvm.script import tirx as T

@T.prim_func
def kernel(A: T.Buffer((T.int64(64), T.int64(40)), "float32"), C: T.Buffer((T.int64(64), T.int64(40)), "float32")):
    # with T.sblock("root"):
    for bx in T.thread_binding(T.int64(2), thread="blockIdx.x"):
        tx: T.int32 = T.launch_thread_idx(0)
        ty: T.int32 = T.launch_thread_idx(1)
        tz: T.int32 = T.launch_thread_idx(2)
        with T.sblock("tilelang_root"):
            T.reads()
            T.writes()
            T.sblock_attr({"tl.launch_threads": [128, 1, 1]})
            S = T.sblock_alloc_buffer((T.int64(32), T.int64(40)), scope="shared.dyn")
            T.copy(T.region(A[bx * T.int64(32), 0], 1, T.int64(32), T.int64(40)), T.region(S[0, 0], 2, T.int64(32), T.int64(40)))
            T.copy(T.region(S[0, 0], 1, T.int64(32), T.int64(40)), T.region(C[bx * T.int64(32), 0], 2, T.int64(32), T.int64(40)))
'''
    a = np.random.default_rng(6).standard_normal((64, 40)).astype(np.float32)
    done = run_kernel(tmp_path, printed, {"A": a}, ["C"])
    assert done.code == 0, done.stderr
    np.testing.assert_array_equal(done.outputs["C"], a)


def test_loaded_before_a_loop_that_loads_again(tmp_path):
    source = """def kernel(A: T.Tensor((96, 32), "float32"), C: T.Tensor((32, 32), "float32")):
    with T.Kernel(1) as x:
        S = T.alloc_shared((32, 32), "float32")
        F = T.alloc_fragment((32, 32), "float32")
        T.copy(A[0, 0], S)
        T.clear(F)
        for t in T.serial(3):
            T.copy(A[t * 32, 0], S)
            for i, j in T.Parallel(32, 32):
                F[i, j] += S[i, j]
        T.copy(F, C)
"""
    a = np.random.default_rng(7).standard_normal((96, 32)).astype(np.float32)
    np.testing.assert_allclose(run(tmp_path, source, {"A": a}, CHIPS[0]), a.reshape(3, 32, 32).sum(0), rtol=1e-5, atol=1e-5)
