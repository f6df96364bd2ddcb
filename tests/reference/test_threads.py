"""Kernels that ask for the index of a GPU thread: all threads of a block, statement by statement."""
import numpy as np
import pytest
from test_kernels import evaluate, normal
from test_reference import error

RNG = np.random.default_rng(14)

GEMV = """
@T.prim_func
def main(A: T.Tensor((70, 256), "float16"), x: T.Tensor((256,), "float16"), y: T.Tensor((70,), "float32")):
    with T.Kernel(70, threads=(32, 2)) as row:
        tx = T.get_thread_binding(0)
        ty = T.get_thread_binding(1)
        part = T.alloc_local((4,), "float16")
        total = T.alloc_local((1,), "float32")
        sums = T.alloc_shared((2, 32), "float32")
        T.clear(total)
        for k in T.serial(1):
            for v in T.vectorized(4):
                part[v] = A[row, ty * 128 + tx * 4 + v]
            for v in T.serial(4):
                total[0] += T.Cast("float32", part[v]) * T.Cast("float32", x[ty * 128 + tx * 4 + v])
        sums[ty, tx] = total[0]
        T.sync_threads()
        for i in T.serial(5):
            step = T.shift_right(16, i)
            if tx < step:
                sums[ty, tx] = sums[ty, tx] + sums[ty, tx + step]
            T.sync_threads()
        if tx == 0 and ty == 0:
            y[row] = sums[0, 0] + sums[1, 0]
"""


def test_gemv_with_a_tree(tmp_path):
    a, x = normal(70, 256, dtype=np.float16), normal(256, dtype=np.float16)
    found, = evaluate(tmp_path, GEMV, {"A": a, "x": x}, ["y"])
    np.testing.assert_allclose(found, a.astype(np.float64) @ x.astype(np.float64), rtol=1e-4, atol=1e-4)


HISTOGRAM = """
@T.prim_func
def main(A: T.Tensor((1000,), "int32"), H: T.Tensor((16,), "int32"), P: T.Tensor((1000,), "int32"), N: T.Tensor((1,), "int32")):
    with T.Kernel(1, threads=300) as bx:
        tx = T.get_thread_binding()
        counts = T.alloc_shared((16,), "int32")
        place = T.alloc_var("int32")
        T.clear(counts)
        for s in T.serial(T.ceildiv(1000, 300)):
            if s * 300 + tx < 1000:
                T.atomic_add(counts[A[s * 300 + tx]], 1)
                place = T.atomic_add(counts[A[s * 300 + tx]], 0, return_prev=True)
                P[s * 300 + tx] = place
        T.copy(counts, H)
        T.atomic_add(N[0], 1)
"""


def test_shared_histogram(tmp_path):
    """300 threads in 256 lanes; every thread does an atomic that none sees differently."""
    a = RNG.integers(0, 16, 1000).astype(np.int32)
    counts, places, threads = evaluate(tmp_path, HISTOGRAM, {"A": a, "N": np.zeros(1, np.int32)}, ["H", "P", "N"])
    np.testing.assert_array_equal(counts, np.bincount(a, minlength=16))
    assert threads.tolist() == [300]
    for first in range(0, 1000, 300):  # counts as they stand when all threads have added
        so_far = np.bincount(a[:first + 300], minlength=16)
        np.testing.assert_array_equal(places[first:first + 300], so_far[a[first:first + 300]])


FLOW = """
@T.prim_func
def main(A: T.Tensor((64,), "int32"), B: T.Tensor((64,), "int32"), C: T.Tensor((64,), "int32"), D: T.Tensor((64,), "int32"), E: T.Tensor((64,), "int32")):
    with T.Kernel(1, threads=64) as bx:
        tx = T.get_thread_binding()
        value = T.alloc_var("int32")
        steps = T.alloc_var("int32")
        total = T.alloc_var("int32")
        value = A[tx]
        steps = 0
        while value != 1:
            if value % 2 == 0:
                value = value // 2
            else:
                value = value * 3 + 1
            steps += 1
        B[tx] = steps
        total = 0
        for i in T.serial(tx % 7, tx % 7 + tx % 5):
            if i % 3 == 1:
                continue
            half = i * 2
            total += half
            if total > 12:
                break
        C[tx] = total
        total = 0
        for i in T.serial(20):
            if i > A[tx]:
                break
            total += i
            D[tx] = total
        shared = T.alloc_shared((64,), "int32")
        T.fill(shared, 7)
        if tx < 32:
            if A[tx] > 10:
                shared[tx] = shared[63 - tx] + tx
            else:
                shared[tx] = shared[63 - tx] - tx
            for i in T.serial(2):
                other = shared[T.bitwise_xor(tx, 1)]
                shared[tx] = shared[tx] + other
        E[tx] = shared[tx]
"""


def test_flow_that_differs(tmp_path):
    """while, for with own bounds, break and continue, nested conditions; a neighbour's value from before the statement is not what is read."""
    a = RNG.integers(1, 30, 64).astype(np.int32)
    outputs = evaluate(tmp_path, FLOW, {"A": a}, ["B", "C", "D", "E"])

    def collatz(value):
        steps = 0
        while value != 1:
            value, steps = value // 2 if value % 2 == 0 else value * 3 + 1, steps + 1
        return steps

    def bounded(tx):
        total = 0
        for i in range(tx % 7, tx % 7 + tx % 5):
            if i % 3 == 1:
                continue
            total += i * 2
            if total > 12:
                break
        return total
    shared = [7 + t if a[t] > 10 else 7 - t for t in range(32)] + [7] * 32
    for _ in range(2):
        others = [shared[t ^ 1] for t in range(32)]
        shared[:32] = [shared[t] + others[t] for t in range(32)]
    expected = [[collatz(int(v)) for v in a], [bounded(t) for t in range(64)], [sum(range(min(int(v), 19) + 1)) for v in a], shared]
    for name, found, right in zip("BCDE", outputs, expected):
        assert found.tolist() == right, name


COLLECTIVE = """
@T.prim_func
def main(A: T.Tensor((64, 64), "float32"), C: T.Tensor((64, 64), "float32"), W: T.Tensor((128,), "uint8"), V: T.Tensor((128,), "int32")):
    with T.Kernel(1, threads=128) as bx:
        tx = T.get_thread_binding()
        s = T.alloc_shared((64, 64), "float32")
        c = T.alloc_fragment((64, 64), "float32")
        left = T.alloc_var("int32")
        words = T.alloc_local((2,), "int32")
        octets = T.view(words, (8,), "uint8")
        left = 3
        T.copy(A, s)
        T.clear(c)
        while left > 0:
            T.gemm(s, s, c)
            left -= 1
        for i, j in T.Parallel(64, 64):
            c[i, j] = c[i, j] * 2
        T.copy(c, C)
        words[0] = tx * 65793
        words[1] = -1
        W[tx] = octets[2]
        octets[1] = T.uint8(9)
        V[tx] = words[0]
"""


def test_tile_ops_run_once(tmp_path):
    """A loop that every thread counts for itself, products in it; a view of a local buffer."""
    a = RNG.integers(-3, 4, (64, 64)).astype(np.float32)
    c, w, v = evaluate(tmp_path, COLLECTIVE, {"A": a}, ["C", "W", "V"])
    np.testing.assert_array_equal(c, 6 * (a @ a))
    values = np.arange(128, dtype=np.int32) * 65793
    np.testing.assert_array_equal(w, values >> 16 & 255)
    np.testing.assert_array_equal(v, (values & ~0xFF00) | 9 << 8)


def test_no_threads_given_means_128(tmp_path):
    text = """
@T.prim_func
def main(C: T.Tensor((200,), "int32")):
    with T.Kernel(1) as bx:
        tx = T.get_thread_binding()
        C[tx] = tx + 1
"""
    found, = evaluate(tmp_path, text, {}, ["C"])
    assert found.tolist() == [*range(1, 129)] + [0] * 72


@pytest.mark.parametrize("threads", [1025, (64, 64), (1 << 20, 1 << 20, 1 << 20)])
def test_too_many_threads(tmp_path, threads):
    text = f"""# from tvm.script import tirx as T

@T.prim_func
def main(C_handle: T.handle):
    C = T.match_buffer(C_handle, (64,), "int32", strides=(1,))
    for bx in T.thread_binding(1, thread="blockIdx.x"):
        tx: T.int32 = T.launch_thread_idx(0)
        with T.sblock("tilelang_root"):
            T.sblock_attr({{"tl.launch_threads": {[threads, 1, 1] if isinstance(threads, int) else [*threads, *[1] * (3 - len(threads))]}}})
            C[tx] = 1
"""
    assert "a GPU block has at most 1024 threads" in error(tmp_path, text)


def test_views_of_unknown_size(tmp_path):
    text = """# from tvm.script import tirx as T

@T.prim_func
def main(C_handle: T.handle):
    C = T.match_buffer(C_handle, (64,), "int32", strides=(1,))
    for bx in T.thread_binding(1, thread="blockIdx.x"):
        tx: T.int32 = T.launch_thread_idx(0)
        with T.sblock("tilelang_root"):
            T.sblock_attr({"tl.launch_threads": [64, 1, 1]})
            a = T.sblock_alloc_buffer((C[0] + 4,), "int32", scope="local")
            v = T.Buffer((4,), "int32", data=a.data, strides=(1,), scope="local")
            v[0] = tx
"""
    assert "the view v of a buffer of one GPU thread needs constant sizes" in error(tmp_path, text, code=3)
