"""Tensors of 1 to 5 dims, boxes that begin and end anywhere: copies are exact, so results equal NumPy's in every bit."""
import numpy as np
import pytest
from helpers import KERNEL_HEAD, check_exact as check, kernel_source as source, run_kernel


def tensor(shape, seed=0):
    """Whole numbers: exact in every float type."""
    return np.random.default_rng(seed).integers(-100, 101, shape).astype(np.float32)


def padded(array, begin, extent):
    """The box of an array, 0 outside."""
    out = np.zeros(extent, array.dtype)
    box = tuple(slice(max(b, 0), max(min(b + e, n), 0)) for b, e, n in zip(begin, extent, array.shape))
    place = tuple(slice(s.start - b, s.start - b + max(s.stop - s.start, 0)) for s, b in zip(box, begin))
    out[place] = array[box]
    return out


COPY = """with T.Kernel({grid}) as ({names}):
    S = T.alloc_shared({block}, "{dtype}")
    T.copy(A[{index}], S)
    T.copy(S, C[{index}])
"""


def blocks_of(shape, block):
    return [-(-n // b) for n, b in zip(shape, block)]


# Blocks that cut a tensor regularly, some at its edge.
@pytest.mark.parametrize("target", ["wormhole", "blackhole"])
@pytest.mark.parametrize("dtype", ["bfloat16", "float32"])
@pytest.mark.parametrize("shape, block", [
    ((64, 40), (16, 8)), ((50, 70), (8, 32)), ((100, 100), (48, 48)), ((33, 65), (32, 64)), ((5, 7), (5, 7)), ((64, 64), (1, 64)),
    ((70, 33), (64, 1)), ((1, 1), (1, 1)), ((40, 96), (64, 128))])
def test_blocks(tmp_path, shape, block, dtype, target):
    body = COPY.format(grid=", ".join(map(str, blocks_of(shape, block))), names="x, y", block=block, dtype=dtype, index=f"x * {block[0]}, y * {block[1]}")
    a = tensor(shape)
    check(tmp_path, source([("A", shape, dtype), ("C", shape, dtype)], body), {"A": a}, {"C": a}, [f"--target={target}"])


@pytest.mark.parametrize("dtype", ["bfloat16", "float32"])
@pytest.mark.parametrize("size, block", [(128, 32), (100, 32), (100, 8), (1, 1), (37, 64), (300, 100)])
def test_vectors(tmp_path, size, block, dtype):
    body = COPY.format(grid=-(-size // block), names="x", block=f"({block},)", dtype=dtype, index=f"x * {block}")
    a = tensor((size,))
    check(tmp_path, source([("A", (size,), dtype), ("C", (size,), dtype)], body), {"A": a}, {"C": a})


# Slices of tensors with more dims; what stands in the plane follows from the slices.
SLICES = {
    "bshd": ((2, 40, 3, 48), "A[z, x * 32:x * 32 + 32, y, 0:48]", "(2, 3, 2)", "x, y, z", (32, 48)),
    "bhsd": ((2, 3, 40, 33), "A[z, y, x * 32:x * 32 + 32, 0:64]", "(2, 3, 2)", "x, y, z", (32, 64)),
    "first_dims": ((40, 50, 3), "A[x * 32:x * 32 + 32, y * 32:y * 32 + 32, z]", "(2, 2, 3)", "x, y, z", (32, 32)),
    "lines": ((2, 100, 3), "A[z, x * 32:x * 32 + 32, y]", "(4, 3, 2)", "x, y, z", (32,)),
    "five": ((2, 2, 35, 2, 40), "A[z, y, x * 16:x * 16 + 16, 1, 0:40]", "(3, 2, 2)", "x, y, z", (16, 40)),
    "planes": ((6, 40, 70), "A[z * 2:z * 2 + 2, x * 32:x * 32 + 32, y * 32:y * 32 + 32]", "(2, 3, 3)", "x, y, z", (2, 32, 32)),
    "single": ((3, 4, 5), "A[z, y, x]", "(5, 4, 3)", "x, y, z", (1, 1)),
}


@pytest.mark.parametrize("via", ["ir", "cpp"])
@pytest.mark.parametrize("name", SLICES)
def test_slices(tmp_path, name, via):
    shape, box, grid, names, block = SLICES[name]
    if name == "single":
        box = box.replace("x]", "x:x + 1]").replace("z, y", "z:z + 1, y:y + 1")
    body = f"""with T.Kernel{grid} as ({names}):
    S = T.alloc_shared({block}, "bfloat16")
    T.copy({box}, S)
    T.copy(S, {box.replace("A[", "C[")})
"""
    a = tensor(shape)
    expected = np.zeros_like(a)
    expected[..., :] = a
    if name == "five":
        expected[:, :, :, 0] = 0
    check(tmp_path, source([("A", shape, "bfloat16"), ("C", shape, "bfloat16")], body), {"A": a}, {"C": expected}, [f"--via={via}"])


# Reads of boxes that begin anywhere, also before and behind the tensor.
@pytest.mark.parametrize("target", ["wormhole", "blackhole"])
@pytest.mark.parametrize("dtype", ["bfloat16", "float32"])
@pytest.mark.parametrize("begin, block", [((5, 3), (32, 32)), ((-3, 0), (32, 64)), ((-40, -7), (48, 16)), ((60, 1), (32, 32)), ((0, 33), (1, 40)), ((7, 0), (64, 64))])
def test_shifted_reads(tmp_path, begin, block, dtype, target):
    shape = (70, 75)
    body = f"""with T.Kernel(2) as x:
    S = T.alloc_shared({block}, "{dtype}")
    T.copy(A[x * 8 + {begin[0]}, x * 3 + {begin[1]}], S)
    T.copy(S, C[x, 0, 0])
"""
    a = tensor(shape)
    expected = np.stack([padded(a, (x * 8 + begin[0], x * 3 + begin[1]), block) for x in range(2)])
    check(tmp_path, source([("A", shape, dtype), ("C", (2, *block), dtype)], body), {"A": a}, {"C": expected}, [f"--target={target}"])


# Stores that cover a part of the tiles they touch leave the rest as it is.
@pytest.mark.parametrize("dtype", ["bfloat16", "float32"])
@pytest.mark.parametrize("begin, step, block", [((0, 0), (32, 32), (24, 20)), ((3, 16), (10, 16), (7, 16)), ((5, 0), (0, 0), (60, 64)), ((1, 32), (30, 8 * 16), (30, 70))])
def test_partial_writes(tmp_path, begin, step, block, dtype):
    shape = (70, 100)
    body = f"""with T.Kernel(2) as x:
    S = T.alloc_shared({block}, "{dtype}")
    T.copy(A[x, 0, 0], S)
    T.copy(S, C[x * {step[0]} + {begin[0]}, x * {step[1]} + {begin[1]}])
"""
    a, c = tensor((2, *block)), tensor(shape, 1)
    expected = c.copy()
    if step == (0, 0):
        a[1] = a[0]
    for x in range(2):
        at = [x * s + b for s, b in zip(step, begin)]
        box = tuple(slice(b, min(b + e, n)) for b, e, n in zip(at, block, shape))
        expected[box] = a[x][tuple(slice(s.stop - s.start) for s in box)] if all(s.stop > s.start for s in box) else expected[box]
    run = run_kernel(tmp_path, source([("A", (2, *block), dtype), ("C", shape, dtype)], body), {"A": a, "C": c}, ["C"])
    assert run.code == 0, run.stderr
    np.testing.assert_array_equal(run.outputs["C"], expected)


# A tensor that is read and written: what lies beyond its edge stays 0 and is read as 0.
@pytest.mark.parametrize("shape, block", [((40, 40), (32, 32)), ((45, 20), (15, 20)), ((33, 1), (32, 1))])
def test_padding_stays_zero(tmp_path, shape, block):
    body = f"""with T.Kernel(1) as x:
    S = T.alloc_shared({block}, "float32")
    for k in T.serial({-(-shape[0] // block[0])}):
        for l in T.serial({-(-shape[1] // block[1])}):
            T.copy(C[k * {block[0]}, l * {block[1]}], S)
            for i, j in T.Parallel({block[0]}, {block[1]}):
                S[i, j] = S[i, j] + 1.0
            T.copy(S, C[k * {block[0]}, l * {block[1]}])
with T.Kernel(1) as x:
    S = T.alloc_shared({block}, "float32")
    T.copy(C[0, 0], S)
""".split("with T.Kernel(1) as x:\n    S = T.alloc_shared", 2)[1]
    body = "with T.Kernel(1) as x:\n    S = T.alloc_shared" + body
    c = tensor(shape)
    check(tmp_path, source([("C", shape, "float32")], body), {"C": c}, {"C": c + 1})


def test_different_planes(tmp_path):
    body = """with T.Kernel(2, 2) as (x, y):
    S = T.alloc_shared((32, 32), "float32")
    R = T.alloc_shared((32, 32), "float32")
    T.copy(A[x * 32:x * 32 + 32, 1, y * 32:y * 32 + 32], S)
    T.copy(A[2, x * 32:x * 32 + 32, y * 32:y * 32 + 32], R)
    for i, j in T.Parallel(32, 32):
        S[i, j] = S[i, j] + R[i, j]
    T.copy(S, C[x * 32, y * 32])
"""
    a = tensor((40, 50, 60))
    expected = padded(a[:, 1], (0, 0), (64, 64)) + padded(a[2], (0, 0), (64, 64))
    check(tmp_path, source([("A", a.shape, "float32"), ("C", (64, 64), "float32")], body), {"A": a}, {"C": expected})


def test_tensor_to_tensor(tmp_path):
    body = """with T.Kernel(3) as x:
    T.copy(A[x * 20:x * 20 + 20, 0:30], C[x, 0:20, 0:30])
"""
    a = tensor((60, 30))
    check(tmp_path, source([("A", a.shape, "float32"), ("C", (3, 20, 30), "bfloat16")], body), {"A": a}, {"C": a.reshape(3, 20, 30)})


def test_direct_accesses(tmp_path):
    """Loads and stores of tensors in element loops."""
    body = """with T.Kernel(3, 2) as (x, y):
    for i, j in T.Parallel(16, 40):
        C[y, x * 16 + i, j] = A[x * 16 + i, y, j] * 2.0
"""
    a = tensor((45, 2, 37))
    expected = np.zeros((2, 48, 40), np.float32)
    expected[:, :45, :37] = a.transpose(1, 0, 2) * 2
    check(tmp_path, source([("A", a.shape, "float32"), ("C", (2, 48, 40), "float32")], body), {"A": a}, {"C": expected})


def test_strided(tmp_path):
    text = KERNEL_HEAD.format(params='A: T.StridedTensor((50, 40), (100, 2), "float32"), C: T.Tensor((50, 40), "float32")') + \
        "    " + COPY.format(grid="2, 2", names="x, y", block=(32, 32), dtype="float32", index="x * 32, y * 32").replace("\n", "\n    ")
    a = tensor((50, 40))
    check(tmp_path, text, {"A": a}, {"C": a})


@pytest.mark.parametrize("via", ["ir", "cpp"])
def test_blocks_under_conditions(tmp_path, via):
    """Reads, products and stores that happen in some iterations only: all kernels take the same ways."""
    body = """with T.Kernel(2, 2) as (x, y):
    S = T.alloc_shared((32, 32), "bfloat16")
    R = T.alloc_shared((32, 32), "bfloat16")
    O = T.alloc_fragment((32, 32), "float32")
    T.clear(O)
    for k in T.serial(4):
        if k >= x + y:
            T.copy(A[y * 32, k * 32], S)
            T.copy(B[k * 32, x * 32], R)
            T.gemm(S, R, O)
    if x == y:
        T.copy(O, C[y * 32, x * 32])
"""
    a, b = tensor((64, 128)) / 4, tensor((128, 64), 1) / 4
    a, b = np.round(a), np.round(b)
    expected = np.zeros((64, 64), np.float32)
    for i in range(2):
        expected[i * 32:i * 32 + 32, i * 32:i * 32 + 32] = a[i * 32:i * 32 + 32, 64 * i:] @ b[64 * i:, i * 32:i * 32 + 32]
    check(tmp_path, source([("A", a.shape, "bfloat16"), ("B", b.shape, "bfloat16"), ("C", (64, 64), "float32")], body), {"A": a, "B": b}, {"C": expected},
          [f"--via={via}"])


# A vector that is stored along one dim and read along others: what is stored decides the layout.
def test_stored_vectors_read_as_planes(tmp_path):
    body = """W = T.alloc_global((2, 3, 64), "float32")
with T.Kernel(3, 2) as (y, z):
    S = T.alloc_shared((32, 40), "float32")
    s = T.alloc_fragment((32,), "float32")
    for k in T.serial(2):
        T.copy(A[k * 32, 0], S)
        T.reduce_max(S, s, dim=1)
        T.copy(s, W[z, y, k * 32])
with T.Kernel(2) as z:
    R = T.alloc_shared((3, 64), "float32")
    T.copy(W[z, 0:3, 0:64], R)
    T.copy(R, C[z, 0:3, 0:64])
"""
    a = tensor((64, 40))
    expected = np.broadcast_to(a.max(axis=1), (2, 3, 64))
    check(tmp_path, source([("A", a.shape, "float32"), ("C", (2, 3, 64), "float32")], body), {"A": a}, {"C": expected})


def test_lets_in_loops_over_elements(tmp_path):
    """A let that is the same for all elements addresses a block and decides an if."""
    a = tensor((128,))
    body = """with T.Kernel(4) as bx:
    for i in T.Parallel(32):
        v = bx * 32
        if v < 64:
            C[v + i] = A[v + i] + 1.0
        else:
            C[v + i] = A[v + i]"""
    check(tmp_path, source([("A", (128,), "float32"), ("C", (128,), "float32")], body), {"A": a}, {"C": a + (np.arange(128) < 64)})


def test_loop_of_one_element_with_guard(tmp_path):
    a = tensor((96,))
    body = """with T.Kernel(96) as bx:
    for i in T.Parallel(1):
        if bx + i < 96:
            C[bx + i] = A[bx + i] * 2"""
    check(tmp_path, source([("A", (96,), "float32"), ("C", (96,), "float32")], body), {"A": a}, {"C": a * 2})
