"""Stores to several elements of an iteration and to every other one, loads by indices that grow with a loop, serial loops within parallel ones: small
whole numbers, so results equal NumPy's in every bit."""
import numpy as np
import pytest
from helpers import check_exact as check, kernel_source as source, run_tilecc
from test_layouts import tensor

A = tensor((70, 48)) % 16 - 8


def pairs(a):
    return a[:, 0::2], a[:, 1::2]


def together(even, odd):
    return np.stack([even, odd], axis=-1).reshape(even.shape[0], -1)


def between(a, fill):
    out = np.full((2 * a.shape[0], 3 * a.shape[1] + 1), fill, np.float32)
    out[::2, 1::3] = a
    return out


def horner(a):
    y = np.zeros_like(a)
    for k in range(4):
        y = y * (k - 1) + a * (a > k)
    return y


def smoothed(a):
    wide = np.pad(a, ((0, 0), (3, 0)))
    return sum((k + 1) * wide[:, 3 - k : 3 - k + a.shape[1]] for k in range(4))


BLOCK = "with T.Kernel(3) as x:\n    S = T.alloc_shared((32, 48), '{0}')\n    y = T.alloc_fragment((32, 48), '{0}')\n    T.copy(A[x * 32, 0], S)\n"
CASES = {
    # shape of C, body, expected C of A (70, 48)
    "pairs": ((70, 48), BLOCK + """    for i, j in T.Parallel(32, 24):
        y[i, 2 * j] = S[i, 2 * j] - S[i, 2 * j + 1]
        y[i, 2 * j + 1] = S[i, 2 * j] * S[i, 2 * j + 1]
    T.copy(y, C[x * 32, 0])
""", lambda a: together(pairs(a)[0] - pairs(a)[1], pairs(a)[0] * pairs(a)[1])),
    "pairs_in_place": ((70, 48), BLOCK + """    for i, j in T.Parallel(32, 24):
        first = S[i, 2 * j]
        S[i, 2 * j] = first - S[i, 2 * j + 1]
        S[i, 2 * j + 1] = first * S[i, 2 * j]
    T.copy(S, C[x * 32, 0])
""", lambda a: together(pairs(a)[0] - pairs(a)[1], pairs(a)[0] * (pairs(a)[0] - pairs(a)[1]))),
    "pairs_of_tensors": ((70, 48), """with T.Kernel(3) as x:
    for i, j in T.Parallel(32, 24):
        C[x * 32 + i, 2 * j] = A[x * 32 + i, 2 * j + 1]
        C[x * 32 + i, 2 * j + 1] = A[x * 32 + i, 2 * j] + 1
""", lambda a: together(pairs(a)[1], pairs(a)[0] + 1)),
    "halves": ((70, 48), BLOCK + """    for i, j in T.Parallel(32, 24):
        y[i, j] = S[i, j] - S[i, j + 24]
        y[i, j + 24] = S[i, j] + S[i, j + 24]
    T.copy(y, C[x * 32, 0])
""", lambda a: np.concatenate([a[:, :24] - a[:, 24:], a[:, :24] + a[:, 24:]], axis=1)),
    "halves_swapped_in_place": ((70, 48), BLOCK + """    for i, j in T.Parallel(32, 24):
        first = S[i, j]
        S[i, j] = S[i, j + 24]
        S[i, j + 24] = first
    T.copy(S, C[x * 32, 0])
""", lambda a: np.concatenate([a[:, 24:], a[:, :24]], axis=1)),
    "every_other": ((140, 145), """with T.Kernel(1) as x:
    y = T.alloc_shared((140, 145), '{0}')
    T.fill(y, 3)
    for i, j in T.Parallel(70, 48):
        y[2 * i, 3 * j + 1] = A[i, j]
    T.copy(y, C)
""", lambda a: between(a, 3)),
    "rows_below_each_other": ((140, 48), """with T.Kernel(3) as x:
    for i, j in T.Parallel(32, 48):
        if x * 32 + i < 70:
            C[2 * (x * 32 + i), j] = A[x * 32 + i, j]
            C[2 * (x * 32 + i) + 1, j] = 0 - A[x * 32 + i, j]
""", lambda a: np.stack([a, -a], axis=1).reshape(140, 48)),
    "pooled": ((35, 24), """with T.Kernel(2) as x:
    for i, j in T.Parallel(32, 24):
        row = 2 * (x * 32 + i)
        C[x * 32 + i, j] = T.max(T.max(A[row, 2 * j], A[row, 2 * j + 1]), T.max(A[row + 1, 2 * j], A[row + 1, 2 * j + 1]))
""", lambda a: a.reshape(35, 2, 24, 2).max(axis=(1, 3))),
    "repeated": ((70, 96), """with T.Kernel(3) as x:
    for i, j in T.Parallel(32, 96):
        C[x * 32 + i, j] = A[x * 32 + i, j // 2]
""", lambda a: a.repeat(2, axis=1)),
    "flipped": ((70, 48), """with T.Kernel(3) as x:
    for i, j in T.Parallel(32, 48):
        C[x * 32 + i, j] = A[x * 32 + i, 47 - j]
""", lambda a: a[:, ::-1]),
    "recurrence": ((70, 48), BLOCK + """    for i, j in T.Parallel(32, 48):
        y[i, j] = 0
        for k in T.serial(4):
            y[i, j] = y[i, j] * (k - 1) + T.if_then_else(S[i, j] > k, S[i, j], 0)
    T.copy(y, C[x * 32, 0])
""", horner),
    "weighted_window": ((70, 48), BLOCK + """    T.clear(y)
    for i, j in T.Parallel(32, 48):
        for k in T.serial(4):
            if j - k >= 0:
                y[i, j] += A[x * 32 + i, j - k] * (k + 1)
    T.copy(y, C[x * 32, 0])
""", smoothed),
    "distances": ((70, 70), """with T.Kernel(3, 3) as (u, v):
    y = T.alloc_fragment((32, 32), '{0}')
    T.clear(y)
    for i, j in T.Parallel(32, 32):
        for k in T.serial(6):
            y[i, j] += T.abs(A[u * 32 + i, k] - A[v * 32 + j, k])
    T.copy(y, C[u * 32, v * 32])
""", lambda a: np.abs(a[:, None, :6] - a[None, :, :6]).sum(axis=2)),
}


@pytest.mark.parametrize("target", ["wormhole", "blackhole"])
@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
@pytest.mark.parametrize("name", CASES)
def test_stores(tmp_path, name, dtype, target):
    shape, body, expected = CASES[name]
    text = source([("A", A.shape, dtype), ("C", shape, dtype)], body.format(dtype))
    check(tmp_path, text, {"A": A}, {"C": expected(A).astype(np.float32)}, [f"--target={target}"])


@pytest.mark.parametrize("mode", ["ties-to-even", "ties-away-from-zero"])
def test_rounding(tmp_path, mode):
    """T.round takes halves to even, or away from zero; 0.49999997 is below a half, large values are whole already."""
    values = np.array([0.5, -0.5, 1.5, 2.5, -2.5, 0.49999997, -0.49999997, 8388609.0, -3.2, 3.7, np.inf, -np.inf, 0.0, 1e30], np.float32)
    text = source([("A", values.shape, "float32"), ("C", values.shape, "float32")], f"""with T.Kernel(1) as x:
    for i in T.Parallel(14):
        C[i] = T.round(A[i], "{mode}")
""")
    whole = np.trunc(values)
    with np.errstate(invalid="ignore"):  # infinity minus infinity
        expected = np.where(np.abs(values - whole) >= 0.5, whole + np.sign(values), whole) if mode != "ties-to-even" else np.rint(values)
    check(tmp_path, text, {"A": values}, {"C": expected})


PLANES = {
    # body after T.copy(A, x), expected C of A (4, 40, 48); y begins as x
    "one": ("for i, j in T.Parallel(40, 48):\n    y[3, i, j] = x[0, i, j] + x[1, i, j]", lambda a: [a[0], a[1], a[2], a[0] + a[1]]),
    "of_itself": ("for i, j in T.Parallel(40, 48):\n    y[0, i, j] = y[0, i, j] - y[2, i, j]", lambda a: [a[0] - a[2], a[1], a[2], a[3]]),
    "by_loop": ("for k in T.serial(2):\n    for i, j in T.Parallel(40, 48):\n        y[1 + k, i, j] = y[3 - 3 * k, i, j] + x[k, i, j]",
                lambda a: [a[0], a[3] + a[0], a[0] + a[1], a[3]]),
    "some": ("for k, i, j in T.Parallel(2, 40, 48):\n    y[1 + k, i, j] = x[k, i, j]", lambda a: [a[0], a[0], a[1], a[3]]),
    "picked": ("for i, j in T.Parallel(40, 48):\n    y[2, i, j] = x[1, i, 47 - j]", lambda a: [a[0], a[1], a[1][:, ::-1], a[3]]),
}


@pytest.mark.parametrize("target", ["wormhole", "blackhole"])
@pytest.mark.parametrize("name", PLANES)
def test_planes(tmp_path, name, target):
    body, expected = PLANES[name]
    a = tensor((4, 40, 48)) % 16
    head = 'with T.Kernel(1) as b:\n    x = T.alloc_fragment((4, 40, 48), "float32")\n    y = T.alloc_fragment((4, 40, 48), "float32")\n    T.copy(A, x)\n    T.copy(A, y)\n'
    text = source([("A", a.shape, "float32"), ("C", a.shape, "float32")], head + "".join(f"    {line}\n" for line in body.splitlines()) + "    T.copy(y, C)\n")
    check(tmp_path, text, {"A": a}, {"C": np.array(expected(a))}, [f"--target={target}"])


GATHERS = {
    # shape of C, body, expected C of A (50, 40), I (30,) and W (30,)
    "guarded": ((30, 40), "for i, j in T.Parallel(16, 40):\n    if b * 16 + i < 30:\n        C[b * 16 + i, j] = A[I[b * 16 + i], j]", lambda a, i, w: a[i]),
    "weighted": ((30, 40), "for i, j in T.Parallel(16, 40):\n    row = I[b * 16 + i]\n    C[b * 16 + i, j] = A[row, j] * W[b * 16 + i] + A[b * 16 + i, j]",
                 lambda a, i, w: a[i] * w[:, None] + a[:30]),
    "pages": ((30, 40), "for i, j in T.Parallel(16, 40):\n    C[b * 16 + i, j] = 0 - A[I[(b * 16 + i) // 4] % 12 * 4 + (b * 16 + i) % 4, j]",
              lambda a, i, w: -a[i[np.arange(30) // 4] % 12 * 4 + np.arange(30) % 4]),
    "elements": ((30,), "for i in T.Parallel(16):\n    C[b * 16 + i] = W[I[b * 16 + i] % 30] * 2", lambda a, i, w: w[i % 30] * 2),
}


@pytest.mark.parametrize("target", ["wormhole", "blackhole"])
@pytest.mark.parametrize("name", GATHERS)
def test_gathers_in_expressions(tmp_path, name, target):
    shape, body, expected = GATHERS[name]
    a, w, index = tensor((50, 40)) % 16, tensor((30,), 1) % 8, np.random.default_rng(5).integers(0, 50, 30).astype(np.int32)
    params = [("A", a.shape, "float32"), ("I", (30,), "int32"), ("W", (30,), "float32"), ("C", shape, "float32")]
    text = source(params, "with T.Kernel(2) as b:\n" + "".join(f"    {line}\n" for line in body.splitlines()))
    check(tmp_path, text, {"A": a, "I": index, "W": w}, {"C": expected(a, index, w)}, [f"--target={target}"])


def test_running_maximum(tmp_path):
    """A serial loop within a parallel one whose iterations read what the ones before have stored."""
    body = """with T.Kernel(1) as b:
    x = T.alloc_shared((40, 7), "float32")
    T.copy(A, x)
    for i in T.Parallel(40):
        for j in T.serial(1, 7):
            x[i, j] = T.max(x[i, j], x[i, j - 1])
    T.copy(x, C)
"""
    a = tensor((40, 7))
    check(tmp_path, source([("A", a.shape, "float32"), ("C", a.shape, "float32")], body), {"A": a}, {"C": np.maximum.accumulate(a, axis=1)})


def test_blocks_that_store_the_same(tmp_path):
    """Equal values from several cores are no race; tests/emulator/race.py has different ones."""
    a = tensor((40, 64))
    body = """with T.Kernel(2, 2) as (x, y):
    S = T.alloc_shared((20, 32), "float32")
    T.copy(A[x * 20, 0], S)
    T.copy(S, C[x * 20, 0])
"""
    check(tmp_path, source([("A", a.shape, "float32"), ("C", (40, 32), "float32")], body), {"A": a}, {"C": a[:, :32]})


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_loop_beyond_a_block(tmp_path, dtype):
    """The evaluator stops at the first element outside; the passes store what is inside."""
    body = f"""with T.Kernel(1) as b:
    S = T.alloc_shared((32, 32), "{dtype}")
    T.copy(A, S)
    for i, j in T.Parallel(32, 72):
        S[i, j] = S[i, j] + 1
    T.copy(S, C)
"""
    (tmp_path / "kernel.py").write_text(source([("A", (32, 32), dtype), ("C", (32, 32), dtype)], body))
    done = run_tilecc("run", "kernel.py", cwd=tmp_path)
    assert done.returncode == 1 and "S[0, 32] is out of bounds" in done.stderr
    assert run_tilecc("build", "kernel.py", "-o", "out", cwd=tmp_path).returncode == 0
    a = tensor((32, 32)) % 16
    np.save(tmp_path / "a.npy", a)
    np.save(tmp_path / "c.npy", a + 1)
    assert run_tilecc("run", "kernel.py", "--input=A=a.npy", "--expect=C=c.npy", cwd=tmp_path).returncode == 0
