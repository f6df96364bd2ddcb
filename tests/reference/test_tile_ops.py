"""Tile ops in every dtype that they are stated for, against NumPy: reductions, scans, reducers, atomics, im2col, products."""
import functools

import numpy as np
import pytest
from numbers_of import FLOATS, INTEGERS, limits, random_values, round_to, stored, wrapped
from test_op_table import run
from test_reference import error, kernel

RNG = np.random.default_rng(12)
NUMBERS = [*FLOATS, *INTEGERS]


def region(name, access, *extents, at=None):
    return f"T.region({name}[{', '.join(map(str, at or [0] * len(extents)))}], {access}, {', '.join(map(str, extents))})"


# ---- reduce

def fold(kind, values, dtype):
    """Along the first axis, in ascending order: floats in float32 (float64), unrounded; integers wrap at the end."""
    if dtype in INTEGERS:
        values = values.astype(object)
        step = {"sum": lambda a, b: a + b, "max": np.maximum, "min": np.minimum, "bitand": lambda a, b: a & b, "bitor": lambda a, b: a | b,
                "bitxor": lambda a, b: a ^ b}[kind.removeprefix("abs")]
        if kind.startswith("abs"):
            low = limits(dtype)[0]
            values = np.vectorize(lambda v: v if v == low or v >= 0 else -v, otypes=[object])(values)
    else:
        values = values.astype(np.float64 if dtype == "float64" else np.float32)
        step = {"sum": np.add, "max": np.fmax, "min": np.fmin}[kind.removeprefix("abs")]
        values = np.abs(values) if kind.startswith("abs") else values
    result = functools.reduce(step, values)
    return np.maximum(result, 0) if kind == "absmax" else result


def rounded(values, dtype):
    return wrapped(values, dtype) if dtype in INTEGERS else stored(round_to(values, dtype), dtype)


KINDS = ["sum", "abssum", "max", "absmax", "min"]
BITS = ["bitand", "bitor", "bitxor"]


@pytest.mark.parametrize("dtype", NUMBERS)
def test_reduce(tmp_path, dtype):
    kinds = KINDS + (BITS if dtype in INTEGERS else [])
    a, old = random_values(RNG, (9, 21, 5), dtype), random_values(RNG, (len(kinds), 21, 5), dtype)
    tensors = {"A": (a.shape, dtype), "C": (old.shape, dtype), "D": ((len(kinds), 9, 5), dtype), "E": ((len(kinds), 9, 1, 5), dtype),
               "F": ((len(kinds), 9, 21), dtype)}
    shapes = {"s": (9, 21, 5), "c": (21, 5), "d": (9, 5), "e": (9, 1, 5), "f": (9, 21)}
    body = "".join(f'{name} = T.sblock_alloc_buffer({shape}, "{dtype}", scope="local.fragment")\n' for name, shape in shapes.items())
    body += f"T.copy({region('A', 1, 9, 21, 5)}, {region('s', 2, 9, 21, 5)})\n"
    source = region("s", 1, 9, 21, 5)
    for n, kind in enumerate(kinds):
        body += f"T.copy({region('C', 1, 1, 21, 5, at=[n, 0, 0])}, {region('c', 2, 21, 5)})\n"
        body += f'T.reduce({source}, {region("c", 2, 21, 5)}, "{kind}", 0, T.bool(False))\n'
        body += f'T.reduce({source}, {region("d", 2, 9, 5)}, "{kind}", 1, T.bool(True))\n'
        body += f'T.reduce({source}, {region("e", 2, 9, 1, 5)}, "{kind}", 1, T.bool(True))\n'
        body += f'T.reduce({source}, {region("f", 2, 9, 21)}, "{kind}", 2, T.bool(True))\n'
        for name in "cdef":
            shape = shapes[name]
            body += f"T.copy({region(name, 1, *shape)}, {region(name.upper(), 2, 1, *shape, at=[n] + [0] * len(shape))})\n"
    found = run(tmp_path, tensors, body, {"A": a, "C": old})
    for n, kind in enumerate(kinds):
        join = {"abssum": "sum", "absmax": "max"}.get(kind, kind)
        both = [old[n].astype(object) if dtype in INTEGERS else old[n], fold(kind, a, dtype)]
        both = np.array([np.asarray(wrapped(both[1], dtype)).astype(object), both[0]], object) if dtype in INTEGERS else np.array([both[1], both[0]])
        np.testing.assert_array_equal(found["C"][n], rounded(fold(join, both, dtype), dtype), err_msg=kind)
        middle = rounded(fold(kind, a.transpose(1, 0, 2), dtype), dtype)
        np.testing.assert_array_equal(found["D"][n], middle, err_msg=kind)
        np.testing.assert_array_equal(found["E"][n, :, 0], middle, err_msg=kind)
        np.testing.assert_array_equal(found["F"][n], rounded(fold(kind, a.transpose(2, 0, 1), dtype), dtype), err_msg=kind)


def test_reduce_of_parts_and_infinities(tmp_path):
    """A sub-box; -inf rows; NaN loses unless nan_propagate says otherwise for the 16-bit floats; a conversion; one element."""
    a = RNG.standard_normal((8, 12)).astype(np.float16)
    a[2], a[3, 4], a[4] = -np.inf, np.nan, np.nan
    tensors = {"A": (a.shape, "float16"), "C": ((8,), "float16"), "D": ((8,), "float16"), "E": ((4,), "float32"), "F": ((1,), "float32"), "G": ((8,), "float32")}
    body = f"""
s = T.sblock_alloc_buffer((8, 12), "float16", scope="local.fragment")
T.copy({region("A", 1, 8, 12)}, {region("s", 2, 8, 12)})
T.reduce({region("s", 1, 8, 12)}, {region("c", 2, 8)}, "max", 1, T.bool(True))
T.reduce({region("s", 1, 8, 12)}, {region("d", 2, 8)}, "min", 1, T.bool(True), nan_propagate=T.bool(True))
T.reduce({region("s", 1, 2, 4, at=[0, 3])}, {region("e", 2, 4)}, "sum", 0, T.bool(True))
T.reduce({region("e", 1, 4)}, {region("f", 2, 1)}, "absmax", 0, T.bool(True))
T.reduce({region("s", 1, 8, 12)}, {region("g", 2, 8)}, "max", 1, T.bool(True), nan_propagate=T.bool(True))
"""
    results = {name: tensors[name] for name in "CDEFG"}
    head = "".join(f'{name.lower()} = T.sblock_alloc_buffer({shape}, "{dtype}", scope="local.fragment")\n' for name, (shape, dtype) in results.items())
    tail = "".join(f"T.copy({region(name.lower(), 1, *shape)}, {region(name, 2, *shape)})\n" for name, (shape, _) in results.items())
    found = run(tmp_path, tensors, head + body + tail, {"A": a})
    np.testing.assert_array_equal(found["C"], np.fmax.reduce(np.concatenate([a, np.full((8, 1), -np.inf, np.float16)], 1), 1))
    np.testing.assert_array_equal(found["D"], np.minimum.reduce(a, 1))
    np.testing.assert_array_equal(found["E"], a[0, 3:7].astype(np.float32) + a[1, 3:7])
    np.testing.assert_array_equal(found["F"], np.abs(found["E"]).max())
    np.testing.assert_array_equal(found["G"], found["C"].astype(np.float32))


# ---- scans

@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("dtype", NUMBERS)
def test_scans(tmp_path, dtype, reverse):
    """T.cumsum and T.cummax along either dim, in place too."""
    a = random_values(RNG, (6, 19), dtype)
    tensors = {"A": (a.shape, dtype), "S0": (a.shape, dtype), "S1": (a.shape, dtype), "M0": (a.shape, dtype), "M1": (a.shape, dtype)}
    body = "".join(f'{name} = T.sblock_alloc_buffer((6, 19), "{dtype}", scope="shared.dyn")\n' for name in ("s", "t"))
    body += f"T.copy({region('A', 1, 6, 19)}, {region('s', 2, 6, 19)})\n"
    for to, op, dim in (("S0", "cumsum", 0), ("M0", "cummax", 0), ("M1", "cummax", 1)):
        body += f"T.{op}({region('s', 1, 6, 19)}, {region('t', 2, 6, 19)}, {dim}, T.bool({reverse}))\nT.copy({region('t', 1, 6, 19)}, {region(to, 2, 6, 19)})\n"
    body += f"T.cumsum({region('s', 1, 6, 19)}, {region('s', 2, 6, 19)}, 1, T.bool({reverse}))\nT.copy({region('s', 1, 6, 19)}, {region('S1', 2, 6, 19)})\n"
    found = run(tmp_path, tensors, body, {"A": a})
    for name in ("S0", "S1", "M0", "M1"):
        axis = int(name[1])
        lines = np.moveaxis(a, axis, 0)[::-1] if reverse else np.moveaxis(a, axis, 0)
        kind = "sum" if name[0] == "S" else "max"
        expected = np.array([rounded(fold(kind, lines[:n + 1], dtype), dtype) for n in range(len(lines))])
        expected = np.moveaxis(expected[::-1] if reverse else expected, 0, axis)
        np.testing.assert_array_equal(found[name], expected, err_msg=name)


# ---- reducers

@pytest.mark.parametrize("dtype", ["float32", "float16", "int32", "uint8", "int64"])
def test_reducers(tmp_path, dtype):
    """Version 2: T.reducer_init, T.reducer_update, T.finalize_reducer_v2; updates across iterations, one after the other."""
    kinds = ["sum", "max", "min"] + (BITS if dtype in INTEGERS else [])
    a = random_values(RNG, (10, 40), dtype)
    tensors = {"A": (a.shape, dtype), "C": ((len(kinds), 40), dtype), "D": ((len(kinds), 10), dtype)}
    info = ", ".join(f'r{n}: {{"op": "{kind}"}}, q{n}: {{"op": "{kind}"}}' for n, kind in enumerate(kinds))
    head = "".join(f'r{n} = T.handle("{dtype}", "local.reducer")\nq{n} = T.handle("{dtype}", "local.reducer")\n' for n in range(len(kinds)))
    head += f'T.sblock_attr({{"reducer_info_v2": {{{info}}}}})\n'
    body = ""
    for n in range(len(kinds)):
        head += f'R{n} = T.sblock_alloc_buffer((40,), "{dtype}", data=r{n}, scope="local.reducer")\nQ{n} = T.sblock_alloc_buffer((10,), "{dtype}", data=q{n}, scope="local.reducer")\n'
        body += f"T.reducer_init({region(f'R{n}', 2, 40)})\nT.reducer_init({region(f'Q{n}', 2, 10)}, A[0, 0])\n"
        body += f"for i in T.parallel(10):\n    for j in T.parallel(40):\n        T.reducer_update(R{n}[j], A[i, j])\n        T.reducer_update(Q{n}[i], A[i, j])\n"
        body += f"T.finalize_reducer_v2({region(f'R{n}', 3, 40)}, {region('C', 2, 1, 40, at=[n, 0])})\n"
        body += f"T.finalize_reducer_v2({region(f'Q{n}', 3, 10)}, {region('D', 2, 1, 10, at=[n, 0])})\n"
    indented = "\n".join("        " + line for line in (head + body).strip().split("\n"))
    found = run(tmp_path, tensors, f'for bx in T.thread_binding(1, thread="blockIdx.x"):\n    with T.sblock("tilelang_root"):\n{indented}', {"A": a})
    for n, kind in enumerate(kinds):
        def steps(lines, start):  # every update rounds to the dtype
            for line in lines:
                start = rounded(fold(kind, np.array([start, line], object if dtype in INTEGERS else None), dtype), dtype)
            return start
        identity = {"sum": 0, "max": -np.inf, "min": np.inf, "bitand": -1, "bitor": 0, "bitxor": 0}[kind]
        if dtype in INTEGERS:
            low, high = limits(dtype)
            identity = {"max": low, "min": high, "bitand": high if low == 0 else -1}.get(kind, 0)
        np.testing.assert_array_equal(found["C"][n], steps(a, stored(np.full(40, identity), dtype)), err_msg=kind)
        np.testing.assert_array_equal(found["D"][n], steps(a.T, np.full(10, a[0, 0])), err_msg=kind)


def test_first_reducers(tmp_path):
    """Version 1: a fragment that iterations add to; T.finalize_reducer joins the sums of the threads, of which there is one here."""
    a = RNG.standard_normal((64, 32)).astype(np.float32)
    text = """
for bx in T.thread_binding(1, thread="blockIdx.x"):
    with T.sblock("tilelang_root"):
        o = T.handle("float32", "local.fragment")
        T.sblock_attr({"reducer_info": {o: {"op": "sum", "rep": "all"}}})
        o_1 = T.sblock_alloc_buffer((32,), data=o, scope="local.fragment")
        T.fill(T.region(o_1[0], 2, 32), 0)
        for i in T.parallel(64):
            for j in T.parallel(32):
                o_1[j] = o_1[j] + A[i, j]
        T.finalize_reducer(T.region(o_1[0], 2, 32))
        T.copy(T.region(o_1[0], 1, 32), T.region(C[0], 2, 32))"""
    found = run(tmp_path, {"A": (a.shape, "float32"), "C": ((32,), "float32")}, text, {"A": a})["C"]
    np.testing.assert_array_equal(found, functools.reduce(np.add, a, np.zeros(32, np.float32)))


# ---- atomics

@pytest.mark.parametrize("dtype", ["float32", "float16", "bfloat16", "float64", "int32", "int64", "uint32", "uint64"])
def test_atomics_of_elements(tmp_path, dtype):
    """T.atomic_add_elem_op, T.atomic_max_elem_op, T.atomic_min_elem_op over distinct elements, over one element, past the edge, and the
    forms that return what was there."""
    a, old = random_values(RNG, (8, 40), dtype), random_values(RNG, (3, 40), dtype)
    tensors = {"A": (a.shape, dtype), "C": ((3, 40), dtype), "D": ((3, 1), dtype), "E": ((3, 8), dtype), "F": ((3, 1), dtype)}
    ops = ("add", "max", "min")
    body = f"T.copy({region('C', 1, 3, 1)}, {region('D', 2, 3, 1)})\nT.copy({region('C', 1, 3, 1)}, {region('F', 2, 3, 1)})\n"
    for n, op in enumerate(ops):
        body += f"""for i in range(8):
    for j in T.parallel(48):
        T.atomic_{op}_elem_op(T.access_ptr(C[{n}, j], 1, 3), A[i, T.min(j, 39)])
    for j in T.parallel(40):
        T.atomic_{op}_elem_op(T.access_ptr(D[{n}, 0], 1, 3), A[i, j], 0)
    E[{n}, i] = T.atomic_{op}_ret_elem_op(T.access_ptr(F[{n}, 0], 1, 3), A[i, 0])
"""
    found = run(tmp_path, tensors, body, {"A": a, "C": old})
    for n, op in enumerate(ops):
        kind = {"add": "sum"}.get(op, op)

        def steps(lines, start):
            states = [start]
            for line in lines:
                states.append(rounded(fold(kind, np.array([states[-1], line], object if dtype in INTEGERS else None), dtype), dtype))
            return states
        np.testing.assert_array_equal(found["C"][n], steps(a, old[n])[-1], err_msg=op)
        np.testing.assert_array_equal(found["D"][n], steps(a.reshape(-1, 1), old[n, :1])[-1], err_msg=op)
        np.testing.assert_array_equal(found["E"][n], np.array(steps(a[:, :1], old[n, :1])[:-1])[:, 0], err_msg=op)


def test_other_atomics(tmp_path):
    """T.atomic_or_elem_op, T.atomic_store_elem_op, T.atomic_load_elem_op, T.atomic_addx2_elem_op, T.atomic_addx4_elem_op."""
    a, b = RNG.integers(0, 1 << 30, 40).astype(np.int32), RNG.standard_normal((4, 8)).astype(np.float32)
    c = RNG.standard_normal((4, 8)).astype(np.float32)
    found = run(tmp_path, {"A": ((40,), "int32"), "N": ((4,), "int32"), "B": ((4, 8), "float32"), "C": ((4, 8), "float32")}, """
for i in T.parallel(40):
    T.atomic_or_elem_op(T.access_ptr(N[0], 1, 3), A[i], 0)
T.atomic_store_elem_op(T.access_ptr(N[1], 1, 2), A[5], 3)
seen: T.int32 = T.atomic_load_elem_op(T.access_ptr(N[1], 1, 1), 5)
N[2] = seen + 1
for i in T.parallel(4):
    for j in range(4):
        T.atomic_addx2_elem_op(T.access_ptr(C[i, j * 2], 1, 3), T.access_ptr(B[i, j * 2], 1, 1))
    T.atomic_addx4_elem_op(T.access_ptr(C[i, 4], 4, 3), T.access_ptr(B[i, 0], 4, 1))""", {"A": a, "B": b, "C": c})
    assert found["N"].tolist() == [int(np.bitwise_or.reduce(a)), a[5], a[5] + 1, 0]
    expected = c + b
    expected[:, 4:] += b[:, :4]
    np.testing.assert_array_equal(found["C"], expected)


@pytest.mark.parametrize("dtype", ["float32", "float16", "bfloat16", "int32"])
def test_atomics_of_boxes(tmp_path, dtype):
    """T.atomicadd, T.atomicmax, T.atomicmin: a block at the edge, units that drop out, a conversion, one number for all."""
    a, old = random_values(RNG, (8, 16), dtype), random_values(RNG, (3, 10, 20), dtype)
    number = 3 if dtype in INTEGERS else 0.5
    literal = f"T.{dtype}({number})"
    body = f's = T.sblock_alloc_buffer((8, 16), "{dtype}", scope="shared.dyn")\nT.copy({region("A", 1, 8, 16)}, {region("s", 2, 8, 16)})\n'
    for n, op in enumerate(("add", "max", "min")):
        body += f"T.atomic{op}({region('s', 1, 8, 16)}, {region('C', 2, 1, 8, 16, at=[n, 5, 8])})\n"
        body += f"T.atomic{op}({literal}, {region('C', 2, 1, 2, 20, at=[n, 0, 0])})\n"
    found = run(tmp_path, {"A": (a.shape, dtype), "C": (old.shape, dtype)}, body, {"A": a, "C": old})["C"]
    expected = old.copy()
    for n, kind in enumerate(("sum", "max", "min")):
        def join(x, y):
            return rounded(fold(kind, np.array([x, np.broadcast_to(y, x.shape)], object if dtype in INTEGERS else None), dtype), dtype)
        expected[n, 5:, 8:] = join(old[n, 5:, 8:], a[:5, :12])
        expected[n, :2] = join(old[n, :2], np.array(number, old.dtype))
    np.testing.assert_array_equal(found, expected)


def test_split_k_across_blocks(tmp_path):
    a = RNG.integers(-9, 9, (16, 64)).astype(np.float32)
    text = """
for bx, by in T.grid(4, 2):
    T.evaluate(0)
for bz in T.thread_binding(4, thread="blockIdx.x"):
    with T.sblock("tilelang_root"):
        r = T.sblock_alloc_buffer((16,), scope="local.fragment")
        f = T.sblock_alloc_buffer((16, 16), scope="local.fragment")
        T.copy(T.region(A[0, bz * 16], 1, 16, 16), T.region(f[0, 0], 2, 16, 16))
        T.reduce(T.region(f[0, 0], 1, 16, 16), T.region(r[0], 2, 16), "sum", 1, T.bool(True))
        T.atomicadd(T.region(r[0], 1, 16), T.region(C[0], 2, 16))"""
    found = run(tmp_path, {"A": (a.shape, "float32"), "C": ((16,), "float32")}, text, {"A": a})["C"]
    np.testing.assert_array_equal(found, a.sum(1))


# ---- quantifiers, safe values

def test_any_of_all_of(tmp_path):
    mask = np.array([[0, 0, 0, 0], [0, 0, 1, 0], [1, 2, 3, -4]], np.int32)
    found = run(tmp_path, {"M": (mask.shape, "int32"), "C": ((3, 2), "int32")}, """
for i in range(3):
    if T.any_of(T.access_ptr(M[i, 0], 4, 1), 4):
        C[i, 0] = 1
    C[i, 1] = T.Cast("int32", T.all_of(T.access_ptr(M[i, 1], 3, 1), 3))""", {"M": mask})["C"]
    assert found.tolist() == [[0, 0], [1, 0], [1, 1]]


def test_safe_values(tmp_path):
    """What a read outside of a tensor gives: T.annotate_safe_value, in copies, loads and rows of lanes; without one, 0."""
    a, b = RNG.standard_normal((10, 20)).astype(np.float16), RNG.standard_normal((10, 20)).astype(np.float32)
    text = """
for bx in T.thread_binding(1, thread="blockIdx.x"):
    with T.sblock("tilelang_root"):
        T.sblock_attr({"safe_value_map": {A.data: -1.5}})
        s = T.sblock_alloc_buffer((16, 32), "float16", scope="shared.dyn")
        T.copy(T.region(A[-2, -3], 1, 16, 32), T.region(s[0, 0], 2, 16, 32))
        T.copy(T.region(s[0, 0], 1, 16, 32), T.region(C[0, 0], 2, 16, 32))
        for i in T.parallel(16):
            for j in T.parallel(32):
                D[i, j] = T.Cast("float32", A[i - 2, j - 3]) + B[i - 2, j - 3]
        for i in range(4):
            E[i] = A[9 + i, 0]"""
    found = run(tmp_path, {"A": (a.shape, "float16"), "B": (b.shape, "float32"), "C": ((16, 32), "float16"), "D": ((16, 32), "float32"),
                           "E": ((4,), "float16")}, text, {"A": a, "B": b})
    padded, zeros = np.full((16, 32), -1.5, np.float16), np.zeros((16, 32), np.float32)
    padded[2:12, 3:23], zeros[2:12, 3:23] = a, b
    np.testing.assert_array_equal(found["C"], padded)
    np.testing.assert_array_equal(found["D"], padded.astype(np.float32) + zeros)
    assert found["E"].tolist() == [a[9, 0], -1.5, -1.5, -1.5]


# ---- im2col

@pytest.mark.parametrize("kernel_size, stride, dilation, padding", [(3, 1, 1, 1), (3, 2, 1, 0), (2, 1, 3, 2), (1, 1, 1, 0)])
def test_im2col(tmp_path, kernel_size, stride, dilation, padding):
    """Blocks of the patch matrix, the last rows beyond the image; against padding and slicing."""
    x = RNG.standard_normal((2, 9, 8, 6)).astype(np.float16)
    reach = (kernel_size - 1) * dilation + 1
    height, width = ((extent + 2 * padding - reach) // stride + 1 for extent in (9, 8))
    depth = kernel_size**2 * 6
    rows, columns = -(-2 * height * width // 16), -(-depth // 18)
    body = f"""
s = T.sblock_alloc_buffer((16, 18), "float16", scope="shared.dyn")
for i in range({rows}):
    for j in range({columns}):
        T.im2col({region("X", 1, 2, 9, 8, 6)}, {region("s", 2, 16, 18)}, i, j, {kernel_size}, {stride}, {dilation}, {padding})
        T.copy({region("s", 1, 16, 18)}, T.region(C[i * 16, j * 18], 2, 16, 18))"""
    found = run(tmp_path, {"X": (x.shape, "float16"), "C": ((2 * height * width, depth), "float16")}, body, {"X": x})["C"]
    padded = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    patches = [padded[:, i * dilation:i * dilation + (height - 1) * stride + 1:stride, j * dilation:j * dilation + (width - 1) * stride + 1:stride]
               for i in range(kernel_size) for j in range(kernel_size)]
    np.testing.assert_array_equal(found, np.concatenate(patches, -1).reshape(-1, depth))


# ---- products

GEMMS = [("float16", "float32"), ("bfloat16", "float32"), ("float16", "float16"), ("float32", "float32"), ("custom[tfloat32]", "float32"),
         ("float8_e4m3fn", "float32"), ("float8_e5m2", "float16"), ("float4_e2m1fn", "float32"), ("float64", "float64"), ("float32", "float64"),
         ("int8", "int32"), ("uint8", "int32"), ("int4", "int32"), ("int8", "int8"), ("int32", "int64"), ("uint8", "uint32")]


@pytest.mark.parametrize("source, target", GEMMS)
def test_gemm_dtypes(tmp_path, source, target):
    """Parts of operands in the middle of buffers, all transposes, a product that clears and one that adds by a condition at run time."""
    m, n, k = 7, 9, 22
    a, b = random_values(RNG, (30, 30), source), random_values(RNG, (30, 30), source)
    tensors = {"A": (a.shape, source), "B": (b.shape, source), "C": ((4, 12, 12), target)}
    body = ""
    for case in range(4):
        ta, tb = case & 1, case >> 1
        shapes = ((k, m) if ta else (m, k), (n, k) if tb else (k, n))
        body += f"""for step in range(2):
    T.gemm({region("A", 1, *shapes[0], at=[2, 3])}, {region("B", 1, *shapes[1], at=[1, 4])}, {region("C", 3, 1, m, n, at=[case, 2, 1])}, T.bool({bool(ta)}), T.bool({bool(tb)}), {m}, {n}, {k}, 0, step == 0, 0, 2, 1)
"""
    old = random_values(RNG, (4, 12, 12), target)
    found = run(tmp_path, tensors, body, {"A": a, "B": b, "C": old})["C"]
    expected = old.copy()
    wide = object if target in INTEGERS else np.float64 if target == "float64" else np.float32
    for case in range(4):
        ta, tb = case & 1, case >> 1
        x = (a[2:2 + k, 3:3 + m].T if ta else a[2:2 + m, 3:3 + k]).astype(wide)
        y = (b[1:1 + n, 4:4 + k].T if tb else b[1:1 + k, 4:4 + n]).astype(wide)
        sum_ = np.zeros((m, n), wide)
        for _ in range(2):
            for i in range(k):
                sum_ = sum_ + x[:, i:i + 1] * y[i:i + 1]
            sum_ = rounded(sum_, target).astype(wide)
        expected[case, 2:2 + m, 1:1 + n] = rounded(sum_, target)
    np.testing.assert_array_equal(found, expected)


# ---- errors

ERRORS = [  # extents from a tensor: the front end can't know them
    ("T.reduce from a box of [4, 8] along dimension 1 to a box of [3]", "n: T.int32 = N[0]\nT.reduce(T.region(f[0, 0], 1, 4, 8), T.region(v[0], 2, n + 3), \"sum\", 1, T.bool(True))"),
    ("T.cumsum from a box of [4, 8] along dimension 1 to a box of [4, 4]",
     "n: T.int32 = N[0]\nT.cumsum(T.region(f[0, 0], 1, 4, 8), T.region(g[0, 0], 2, 4, n + 4), 1, T.bool(False))"),
    ("elements 6 to 9 are out of bounds: that dimension of f has 8 elements",
     "n: T.int32 = N[0]\nT.reduce(T.region(f[0, n + 6], 1, 8, 4), T.region(v[0], 2, 8), \"sum\", 1, T.bool(True))"),
    ("f is read before all of the region is written", "T.reduce(T.region(f[0, 0], 1, 8, 8), T.region(v[0], 2, 8), \"sum\", 1, T.bool(True))"),
    ("v is read before all of the region is written",
     "T.fill(T.region(f[0, 0], 2, 8, 8), 1)\nT.reduce(T.region(f[0, 0], 1, 8, 8), T.region(v[0], 2, 8), \"sum\", 1, T.bool(False))"),
    ("v is no reducer: T.alloc_reducer makes one", "T.reducer_update(v[0], T.float32(1.0))"),
    ("v is no reducer: T.alloc_reducer makes one", f"T.reducer_init({region('v', 2, 8)})"),
    ("operand 5 of T.im2col is 0", f"T.im2col({region('X', 1, 1, 4, 4, 2)}, {region('C', 2, 8, 8)}, 0, 0, 3, N[0], 1, 1)"),
    ("T.im2col: the kernel does not fit into the image", f"T.im2col({region('X', 1, 1, 4, 4, 2)}, {region('C', 2, 8, 8)}, 0, 0, 9, 1, 1, 1)"),
]


@pytest.mark.parametrize("message, body", ERRORS, ids=[case[0][:40] for case in ERRORS])
def test_errors(tmp_path, message, body):
    tensors = {"N": ((8,), "int32"), "C": ((8, 8), "float32"), "X": ((1, 4, 4, 2), "float32")}
    head = "".join(f'{name} = T.sblock_alloc_buffer({shape}, "float32", scope="local.fragment")\n' for name, shape in (("f", (8, 8)), ("g", (8, 8)), ("v", (8,))))
    text = error(tmp_path, kernel(tensors, head + body))
    assert message in text and "^" in text, text
