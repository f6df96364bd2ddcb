"""Each device op has a program whose result or check depends on it. `make mutation` makes the op do nothing: its test must fail."""
import numpy as np
import pytest
from helpers import run_kernel
from programs import in_registers, pop, program, reader, rows_of, through_rows, tiles_of, to_output, wait
from sfpu_cases import sfpu_cases

STARTUP = ["T.compute_kernel_hw_startup(0, 1, 2)"]
EXACT = {"to_dst": (0, 1)}  # float32 all the way


def inputs(tiles_a=1, tiles_b=1):
    """Quarters from -8 to 8: exact in bfloat16, and so are their sums and products in float32."""
    generator = np.random.default_rng(1)
    return {name: generator.integers(-32, 33, (32 * tiles, 32)).astype(np.float32) / 4 for name, tiles in (("A", tiles_a), ("B", tiles_b))}


def sfpu(lines, destination=0):
    """DST[0] = A, DST[1] = B, both exact; then the lines; DST[destination] is packed."""
    return [*STARTUP, *wait(0, 1),
            *to_output(["T.copy_init(0)", "T.copy_tile(0, 0, 0)", "T.copy_tile(1, 0, 1)", *lines], destination), *pop(0, 1)]


def fpu(init, op, startup=STARTUP[0]):
    return [startup, *wait(0, 1), init, *to_output([op]), *pop(0, 1)]



MATMUL = fpu("T.matmul_init(0, 1, 0)", "T.matmul_tiles(0, 1, 0, 0, 0)", "T.compute_kernel_hw_startup_reverse(0, 1, 2)")
COPY = [*STARTUP, *wait(0, 1), "T.copy_init(0)", *to_output(["T.copy_tile(0, 0, 0)"]), *pop(0, 1)]

# Three tiles through buffers of one page: without reserve, wait, push and pop somebody overwrites, starves or reads the old page.
LAPS = [*STARTUP, "T.copy_init(0)", "for i in range(3):",
        *("    " + line for line in [*wait(0, 1), *to_output(["T.copy_tile(0, 0, 0)"]), *pop(0, 1)])]

# B in another format than A: the sources must be reconfigured in between. C = A op A first (kept in 3), then with B.
MIXED = {"formats": {"A": "Float16_b", "B": "Float32", "C": "Float32"}}


def two_tiles_out(first, change, second):
    return [*wait(0, 1), *first, *change, *second, *pop(0, 1)]


ZERO_FILL = [*reader({"A": 1, "B": 0}, {"A": "Float32", "B": "Float32"})[:4],
             "T.cb_reserve_back(cb_A, 1)", "A_ptr: T.uint32 = T.get_write_ptr(cb_A)", "T.noc_async_read_page(0, A, A_ptr)",
             "T.noc_async_read_barrier()",
             "for i in range(4):", "    T.noc_async_read(T.get_noc_addr(T.mem_zeros_base()), A_ptr + i * 512, 512)",
             "T.noc_async_read_barrier()", "T.cb_push_back(cb_A, 1)",
             "T.cb_reserve_back(cb_B, 1)", "B_ptr: T.uint32 = T.get_write_ptr(cb_B)", "T.noc_async_read_page(0, B, B_ptr)",
             "T.noc_async_read_barrier()", "T.cb_push_back(cb_B, 1)"]


# The page of A goes through L1 once more before it is pushed: written by the core to itself, from a scratch page of buffer 3.
LOCAL_WRITE = [*reader({"A": 1, "B": 0}, {"A": "Float32", "B": "Float32"})[:4],
               "T.cb_reserve_back(3, 1)", "scratch: T.uint32 = T.get_write_ptr(3)", "T.noc_async_read_page(0, A, scratch)",
               "T.noc_async_read_barrier()",
               "T.cb_reserve_back(cb_A, 1)", "A_ptr: T.uint32 = T.get_write_ptr(cb_A)",
               "T.noc_async_write(scratch, T.get_noc_addr(A_ptr), 4096)", "T.noc_async_write_barrier()", "T.cb_push_back(cb_A, 1)",
               "T.cb_reserve_back(cb_B, 1)", "B_ptr: T.uint32 = T.get_write_ptr(cb_B)", "T.noc_async_read_page(0, B, B_ptr)",
               "T.noc_async_read_barrier()", "T.cb_push_back(cb_B, 1)"]


# The first row of the first face of A alone, into a page of zeros.
PART_OF_PAGE = [*ZERO_FILL[:6], "for i in range(8):", "    T.noc_async_read(T.get_noc_addr(T.mem_zeros_base()), A_ptr + i * 512, 512)",
                "T.noc_async_read_barrier()", "T.noc_async_read(T.get_page_noc_addr(0, A, 64), A_ptr + 64, 64)", "T.noc_async_read_barrier()",
                *ZERO_FILL[11:]]


def second_row(a, b):
    out = np.zeros_like(a)
    out[1, :16] = a[1, :16]
    return out


# C is written row by row of its faces, the last one first.
BY_ROWS = ["cb_C: T.int32 = 2", "C: T.handle = T.tensor_accessor(0, C_addr, 4096)", "T.cb_wait_front(cb_C, 1)", "C_ptr: T.uint32 = T.get_read_ptr(cb_C)",
           "for i in range(64):", "    offset: T.int32 = (63 - i) * 64",
           "    T.noc_async_write(C_ptr + T.Cast('uint32', offset), T.get_page_noc_addr(0, C, offset), 64)",
           "T.noc_async_write_barrier()", "T.cb_pop_front(cb_C, 1)"]


# The page of A goes through L1 once more, element by element, by the RISC core; `value` is what becomes of {load}.
def by_risc(bits, value="{load}"):
    step = bits // 8
    load = f"T.l1_load_uint{bits}(scratch + T.Cast('uint32', i * {step}))"
    return [*LOCAL_WRITE[:8], "T.cb_reserve_back(cb_A, 1)", "A_ptr: T.uint32 = T.get_write_ptr(cb_A)",
            f"for i in range({4096 // step}):",
            f"    T.l1_store_uint{bits}(A_ptr + T.Cast('uint32', i * {step}), {value.format(load=load)})",
            "T.cb_push_back(cb_A, 1)", *LOCAL_WRITE[-5:]]


def zero_filled(a, b):
    """512 bytes are 128 floats of a tile: 4 of them are half a tile, the upper two faces."""
    a = a.copy()
    a[:16] = 0
    return a


def binary(op, init=None):
    return sfpu([init or f"T.{op}_init()", f"T.{op}(0, 1, 2)"], 2)


def unary(op, constant, init="T.binop_with_scalar_tile_init()"):
    return sfpu([init, f"T.{op}(0, T.float32({constant}))"])


# The packer keeps the result only. B's first tile is the scaler: 1 everywhere (for maxima), or 0.5 in row 0 of each face (for sums).
def reduce(kind, dim, tile=1):
    operands = "1, 0" if (kind, dim) == ("sum", "row") else "0, 1"
    return [f"T.compute_kernel_hw_startup({operands}, 2)", *wait(0, 1), f"T.reduce_init_{kind}_{dim}(0, 1, 2)",
            *to_output([f"T.reduce_tile_{kind}_{dim}(0, 1, {i}, 0, 0)" for i in range(tile)]), "T.reduce_uninit()", *pop(0, 1, pages=1)]


def face_rows(value):
    scaler = np.zeros((32, 32), np.float32)
    scaler[::16] = value
    return scaler


HALF, ONE = face_rows(0.5), np.ones((32, 32), np.float32)
KEPT = {"row": np.s_[:, :1], "col": np.s_[:1, :], "scalar": np.s_[:1, :1]}
AXIS = {"row": 1, "col": 0, "scalar": (0, 1)}


def reduced(kind, dim):
    def expected(a, b):
        result = np.zeros_like(a)
        scale = 1 if kind == "max" else 0.25 if dim == "scalar" else 0.5
        result[KEPT[dim]] = {"max": np.max, "sum": np.sum}[kind](a, axis=AXIS[dim], keepdims=True) * scale
        return result
    return expected


BROADCAST = {"rows": lambda b: b[:1], "cols": lambda b: b[:, :1], "scalar": lambda b: b[:1, :1]}
ARITHMETIC = {"add": np.add, "sub": np.subtract, "mul": np.multiply}

# After reduce_uninit the packer packs whole tiles again: A, the sums of its rows, A once more.
UNINIT = ["T.compute_kernel_hw_startup(1, 0, 2)", *wait(0, 1), "T.reduce_init_sum_row(0, 1, 2)", *to_output(["T.reduce_tile_sum_row(0, 1, 0, 0, 0)"]),
          "T.reduce_uninit()", "T.copy_init(0)", *to_output(["T.copy_tile(0, 0, 0)"]), *pop(0, 1)]

# SrcB must follow from A's format to B's.
SRCB = ["T.compute_kernel_hw_startup(0, 0, 2)", *two_tiles_out(
    ["T.unary_bcast_scalar_init(0)", *to_output(["T.unary_bcast_scalar(0, 0, 0)"])],
    ["T.reconfig_data_format_srcb(1)", "T.unary_bcast_cols_init(1)"], to_output(["T.unary_bcast_cols(1, 0, 0)"]))]

DOUBLE = ["T.cb_reserve_back(2, 2)", *in_registers(["T.copy_tile(0, 0, 0)"], ["T.pack_tile_at(0, 2, 0)"]),
          "T.pack_reconfig_l1_acc(1)", *in_registers(["T.copy_tile(1, 0, 0)"], ["T.pack_tile_at(0, 2, 0)"]),
          "T.pack_reconfig_l1_acc(0)", *in_registers(["T.copy_tile(0, 0, 0)"], ["T.pack_tile_at(0, 2, 1)"]), "T.cb_push_back(2, 2)"]

# op -> (compute body, settings of program(), expected C of A and B). Ops that several programs need appear with the one that
# shows them best; those of every program (circular buffers, DST, pages) with "laps".
CASES = {
    "copy_tile": (COPY, EXACT, lambda a, b: a),
    "copy_init": (COPY, EXACT, lambda a, b: a),
    "matmul_tiles": (MATMUL, {}, lambda a, b: a @ b),
    "matmul_init": ([MATMUL[0], *wait(0, 1), "T.matmul_init(0, 1, 1)", *MATMUL[4:]], {}, lambda a, b: a @ b.T),
    "transpose_tile": (fpu("T.transpose_init(0)", "T.transpose_tile(0, 0, 0)"), EXACT, lambda a, b: a.T),
    "transpose_init": (fpu("T.transpose_init(0)", "T.transpose_tile(0, 0, 0)"), EXACT, lambda a, b: a.T),
    "reconfig_data_format": (
        ["T.compute_kernel_hw_startup(0, 0, 2)", *two_tiles_out(
            ["T.add_init(0, 0)", *to_output(["T.add_tiles(0, 0, 0, 0, 0)"])],
            ["T.reconfig_data_format(1, 1)", "T.add_init(1, 1)"], to_output(["T.add_tiles(1, 1, 0, 0, 0)"]))],
        {**MIXED, "tiles": {"A": 1, "B": 1, "C": 2}}, lambda a, b: np.concatenate([a + a, b + b])),
    "reconfig_data_format_reverse": (
        ["T.compute_kernel_hw_startup_reverse(0, 0, 2)", *two_tiles_out(
            ["T.matmul_init(0, 0, 0)", *to_output(["T.matmul_tiles(0, 0, 0, 0, 0)"])],
            ["T.reconfig_data_format_reverse(0, 1)", "T.matmul_init(0, 1, 0)"], to_output(["T.matmul_tiles(0, 1, 0, 0, 0)"]))],
        {**MIXED, "tiles": {"A": 1, "B": 1, "C": 2}}, lambda a, b: np.concatenate([a @ a, a @ b])),
    "reconfig_data_format_srca": (
        ["T.compute_kernel_hw_startup(0, 0, 2)", *two_tiles_out(
            ["T.copy_init(0)", *to_output(["T.copy_tile(0, 0, 0)"])],
            ["T.reconfig_data_format_srca(1)", "T.copy_init(1)"], to_output(["T.copy_tile(1, 0, 0)"]))],
        {**MIXED, "tiles": {"A": 1, "B": 1, "C": 2}}, lambda a, b: np.concatenate([a, b])),
    "pack_reconfig_data_format": (
        ["T.compute_kernel_hw_startup(0, 1, 3)", *wait(0, 1), "T.copy_init(0)", "T.cb_reserve_back(3, 1)",
         *in_registers(["T.copy_tile(0, 0, 0)"], ["T.pack_tile(0, 3)"]), "T.cb_push_back(3, 1)", *wait(3), *pop(3),
         "T.pack_reconfig_data_format(2)", *to_output(["T.copy_tile(1, 0, 0)"]), *pop(0, 1)],
        {**EXACT, "extra": [(3, "low", 1, "Float16_b")]}, lambda a, b: b),
    "pack_reconfig_l1_acc": ([*STARTUP, *wait(0, 1), "T.copy_init(0)", *DOUBLE, *pop(0, 1)],
                             {**EXACT, "tiles": {"A": 1, "B": 1, "C": 2}}, lambda a, b: np.concatenate([a + b, a])),
    "pack_tile_at": ([*STARTUP, *wait(0, 1), "T.copy_init(0)", "T.cb_reserve_back(2, 2)",
                      *in_registers(["T.copy_tile(0, 0, 0)", "T.copy_tile(1, 0, 1)"], ["T.pack_tile_at(0, 2, 1)", "T.pack_tile_at(1, 2, 0)"]),
                      "T.cb_push_back(2, 2)", *pop(0, 1)],
                     {**EXACT, "tiles": {"A": 1, "B": 1, "C": 2}}, lambda a, b: np.concatenate([b, a])),
    "fill_tile": (sfpu(["T.fill_tile_init()", "T.fill_tile(0, T.float32(0.75))"]), EXACT, lambda a, b: np.full_like(a, 0.75)),
    "copy_dest_values": (sfpu(["T.copy_dest_values_init()", "T.copy_dest_values(1, 0)"]), EXACT, lambda a, b: b),
    "unary_max_tile": (unary("unary_max_tile", 1.5, "T.unary_max_tile_init()"), EXACT, lambda a, b: np.maximum(a, 1.5)),
    "unary_min_tile": (unary("unary_min_tile", 1.5, "T.unary_min_tile_init()"), EXACT, lambda a, b: np.minimum(a, 1.5)),
    "add_unary_tile": (unary("add_unary_tile", 1.5), EXACT, lambda a, b: a + 1.5),
    "sub_unary_tile": (unary("sub_unary_tile", 1.5), EXACT, lambda a, b: a - 1.5),
    "mul_unary_tile": (unary("mul_unary_tile", 1.5), EXACT, lambda a, b: a * 1.5),
    "div_unary_tile": (unary("div_unary_tile", 0.25), EXACT, lambda a, b: a / 4),
    "rsub_unary_tile": (unary("rsub_unary_tile", 1.5), EXACT, lambda a, b: 1.5 - a),
    "recip_tile": (sfpu(["T.binop_with_scalar_tile_init()", "T.add_unary_tile(0, T.float32(20.0))", "T.recip_tile_init()", "T.recip_tile(0)"]),
                   {**EXACT, "rtol": 2e-7 * 8}, lambda a, b: 1 / (a + 20)),
    "div_binary_tile": (sfpu(["T.binop_with_scalar_tile_init()", "T.add_unary_tile(1, T.float32(20.0))", "T.div_binary_tile_init()",
                              "T.div_binary_tile(0, 1, 2)"], 2), {**EXACT, "rtol": 2e-7 * 8}, lambda a, b: a / (b + 20)),
    "add_binary_tile": (binary("add_binary_tile"), EXACT, lambda a, b: a + b),
    "sub_binary_tile": (binary("sub_binary_tile"), EXACT, lambda a, b: a - b),
    "mul_binary_tile": (binary("mul_binary_tile"), EXACT, lambda a, b: a * b),
    "binary_max_tile": (binary("binary_max_tile"), EXACT, np.maximum),
    "binary_min_tile": (binary("binary_min_tile"), EXACT, np.minimum),
    "add_tiles": (fpu("T.add_init(0, 1)", "T.add_tiles(0, 1, 0, 0, 0)"), {}, lambda a, b: a + b),
    "sub_tiles": (fpu("T.sub_init(0, 1)", "T.sub_tiles(0, 1, 0, 0, 0)"), {}, lambda a, b: a - b),
    "mul_tiles": (fpu("T.mul_init(0, 1)", "T.mul_tiles(0, 1, 0, 0, 0)"), {}, lambda a, b: a * b),
    "laps": (LAPS, {**EXACT, "tiles": 3, "pages": 1}, lambda a, b: a),
    "noc_async_read": (COPY, {**EXACT, "reader_lines": ZERO_FILL}, zero_filled),
    "get_page_noc_addr": (COPY, {**EXACT, "reader_lines": PART_OF_PAGE, "writer_lines": BY_ROWS}, second_row),
    "read_tile_value": ([*STARTUP, *wait(0, 1), "word: T.uint32 = T.read_tile_value(0, 0, 3)",
                         *sfpu(["T.fill_tile_init()", f"if word == T.uint32({inputs()['A'].flat[3].view(np.uint32)}):", "    T.fill_tile(0, T.float32(0.75))"])[3:]],
                        {**EXACT}, lambda a, b: np.full_like(a, 0.75)),
    "l1_store_uint32": (COPY, {**EXACT, "reader_lines": by_risc(32, "T.bitwise_xor({load}, T.uint32(2147483648))"),
                               "extra": [(3, "scratch", 1, "Float32")]}, lambda a, b: -a),
    "l1_store_uint16": (COPY, {**EXACT, "reader_lines": by_risc(16), "extra": [(3, "scratch", 1, "Float32")]}, lambda a, b: a),
    "l1_store_uint8": (COPY, {**EXACT, "reader_lines": by_risc(8), "extra": [(3, "scratch", 1, "Float32")]}, lambda a, b: a),
    "noc_async_write": (COPY, {**EXACT, "reader_lines": LOCAL_WRITE, "extra": [(3, "scratch", 1, "Float32")]}, lambda a, b: a),
}
ARITHMETIC_BROADCASTS = {"add_tiles_bcast_rows": "add_bcast_rows_init", "sub_tiles_bcast_rows": "sub_bcast_rows_init", "mul_tiles_bcast_rows": "mul_bcast_rows_init",
                         "add_tiles_bcast_cols": "add_bcast_cols_init", "sub_tiles_bcast_cols": "sub_bcast_cols_init", "mul_tiles_bcast_cols": "mul_bcast_cols_init",
                         "add_tiles_bcast_scalar": "add_bcast_scalar_init", "sub_tiles_bcast_scalar": "sub_bcast_scalar_init", "mul_tiles_bcast_scalar": "mul_bcast_scalar_init"}
UNARY_BROADCASTS = {"unary_bcast_rows": "unary_bcast_rows_init", "unary_bcast_cols": "unary_bcast_cols_init", "unary_bcast_scalar": "unary_bcast_scalar_init"}
REDUCTIONS = {"reduce_tile_sum_row": "reduce_init_sum_row", "reduce_tile_sum_col": "reduce_init_sum_col", "reduce_tile_sum_scalar": "reduce_init_sum_scalar",
              "reduce_tile_max_row": "reduce_init_max_row", "reduce_tile_max_col": "reduce_init_max_col", "reduce_tile_max_scalar": "reduce_init_max_scalar"}
for op, init in ARITHMETIC_BROADCASTS.items():
    name, how = op.split("_tiles_bcast_")
    CASES[op] = (fpu(f"T.{init}(0, 1)", f"T.{op}(0, 1, 0, 0, 0)"), {}, lambda a, b, name=name, how=how: ARITHMETIC[name](a, BROADCAST[how](b)))
for op, init in UNARY_BROADCASTS.items():
    how = op.split("_")[-1]
    CASES[op] = ([*STARTUP, *wait(0, 1), f"T.{init}(1)", *to_output([f"T.{op}(1, 0, 0)"]), *pop(0, 1)],
                 {}, lambda a, b, how=how: np.broadcast_to(BROADCAST[how](b), b.shape))
for op in REDUCTIONS:
    kind, dim = op.split("_")[-2:]
    CASES[op] = (reduce(kind, dim), {"b": ONE if kind == "max" else HALF}, reduced(kind, dim))
REUSE = {"add_reuse_dest_srca": lambda a, b: a + b, "add_reuse_dest_srcb": lambda a, b: b + a, "sub_reuse_dest_srca": lambda a, b: a - b,
         "sub_reuse_dest_srcb": lambda a, b: b - a, "mul_reuse_dest_srca": lambda a, b: a * b, "mul_reuse_dest_srcb": lambda a, b: b * a}
REUSE_INITS = ["add_reuse_dest_srca_init", "add_reuse_dest_srcb_init", "sub_reuse_dest_srca_init", "sub_reuse_dest_srcb_init",
               "mul_reuse_dest_srca_init", "mul_reuse_dest_srcb_init"]
for op, expected in REUSE.items():
    CASES[op] = ([*STARTUP, *wait(0, 1), *to_output(["T.copy_init(0)", "T.copy_tile(0, 0, 0)", f"T.{op}_init(1)", f"T.{op}(1, 0, 0)"]), *pop(0, 1)],
                 {}, expected)
CASES["reduce_uninit"] = (UNINIT, {"tiles": {"A": 1, "B": 1, "C": 2}, "b": HALF},
                          lambda a, b: np.concatenate([reduced("sum", "row")(a, b), a]))
CASES["reconfig_data_format_srcb"] = (SRCB, {**MIXED, "tiles": {"A": 1, "B": 1, "C": 2}},
                                      lambda a, b: np.concatenate([np.broadcast_to(a[:1, :1], a.shape), np.broadcast_to(b[:, :1], b.shape)]))
TILIZE = (through_rows(3), {"tiles": {"A": 3, "B": 1, "C": 7}, "extra": [(3, "tiles", 3, "Float32")], "given": lambda: inputs(3)},
          lambda a, b: np.concatenate([tiles_of(rows_of(a)), a, a[:32]]))
TILIZE_OPS = ["tilize_init", "tilize_block", "tilize_uninit", "untilize_init", "untilize_block", "untilize_uninit"]
CASES.update(dict.fromkeys(TILIZE_OPS, TILIZE))
SAME = {
    "copy_tile": ["compute_kernel_hw_startup"],
    "laps": ["cb_reserve_back", "cb_push_back", "cb_wait_front", "cb_pop_front", "tensor_accessor", "get_write_ptr", "get_read_ptr",
             "noc_async_read_page", "noc_async_write_page", "noc_async_read_barrier", "noc_async_write_barrier", "tile_regs_acquire",
             "tile_regs_commit", "tile_regs_wait", "tile_regs_release", "pack_tile"],
    "matmul_tiles": ["compute_kernel_hw_startup_reverse"],
    "fill_tile": ["fill_tile_init"],
    "copy_dest_values": ["copy_dest_values_init"],
    "unary_max_tile": ["unary_max_tile_init"],
    "unary_min_tile": ["unary_min_tile_init"],
    "add_unary_tile": ["binop_with_scalar_tile_init"],
    "recip_tile": ["recip_tile_init"],
    "noc_async_read": ["mem_zeros_base", "get_noc_addr"],
    "l1_store_uint32": ["l1_load_uint32"],
    "l1_store_uint16": ["l1_load_uint16"],
    "l1_store_uint8": ["l1_load_uint8"],
    "add_binary_tile": ["add_binary_tile_init"],
    "sub_binary_tile": ["sub_binary_tile_init"],
    "mul_binary_tile": ["mul_binary_tile_init"],
    "div_binary_tile": ["div_binary_tile_init"],
    "binary_max_tile": ["binary_max_tile_init"],
    "binary_min_tile": ["binary_min_tile_init"],
    "add_tiles": ["add_init"],
    "sub_tiles": ["sub_init"],
    "mul_tiles": ["mul_init"],
}
SAME.update({op: [init] for table in (ARITHMETIC_BROADCASTS, UNARY_BROADCASTS, REDUCTIONS) for op, init in table.items()})
SAME.update({op: [init] for op, init in zip(REUSE, REUSE_INITS)})
CASES.update({other: CASES[op] for op, others in SAME.items() for other in others})
CASES = {**sfpu_cases(), **CASES}
RUNS = {}  # case -> its run: many ops share one


def given_of(settings):
    """Takes what is not for program() out of the settings of a case: its inputs, and the relative error allowed."""
    settings = dict(settings)
    tiles = settings.get("tiles", 1)
    rtol, given, b = settings.pop("rtol", 0), settings.pop("given", None), settings.pop("b", None)
    arrays = given() if given else inputs(tiles, tiles) if isinstance(tiles, int) else inputs()
    return settings, arrays if b is None else {**arrays, "B": b}, rtol


@pytest.mark.parametrize("op", CASES)
def test_op(tmp_path, op):
    case = CASES[op]
    compute, settings, expected = case
    settings, given, rtol = given_of(settings)
    if id(case) not in RUNS:
        RUNS[id(case)] = run_kernel(tmp_path, program(compute, **settings), given, ["C"], name="kernel.tir")
    run = RUNS[id(case)]
    assert run.code == 0, run.stderr
    assert run.verdict == "no reference"
    np.testing.assert_allclose(run.outputs["C"], expected(given["A"], given["B"]), rtol=rtol, atol=0)


@pytest.mark.parametrize("target", ["wormhole_n150", "blackhole_p150"])
@pytest.mark.parametrize("op", ["exp_tile", "div_binary_tile"])  # with the ops of their programs
def test_sfpu_exact(tmp_path, op, target):
    """The chip's own programs lie within a few units in the last place of the functions; special values are the functions' own."""
    compute, settings, expected = CASES[op]
    settings, given, _ = given_of(settings)
    run = run_kernel(tmp_path, program(compute, target=target, **settings), given, ["C"], ["--numerics=exact"], name="kernel.tir")
    assert run.code == 0, run.stderr
    np.testing.assert_allclose(run.outputs["C"], expected(given["A"], given["B"]), rtol=2.0**-21, atol=0)


WRONG_ROWS = {
    "no uninit": (lambda lines: [line for line in lines if "tilize_uninit(0" not in line], "copy_init before tilize_uninit: the engine still works on row-major blocks"),
    "no init": (lambda lines: [line for line in lines if "T.tilize_init" not in line], "tilize_block without tilize_init"),
    "other width": (lambda lines: [line.replace("tilize_init(0, 3", "tilize_init(0, 2") for line in lines], "tilize_block of 3 tiles, but tilize_init was for blocks of 2"),
    "within DST": (lambda lines: [line for one in lines for line in (["T.tile_regs_acquire()", one] if "T.tilize_block" in one else [one])],
                   "tile_regs_acquire twice without tile_regs_commit"),
    "too few pages": (lambda lines: [line.replace("wait_front(0, 3", "wait_front(0, 2") for line in lines], "tilize_block reads tile 2 of circular buffer 0 (A), but 2 pages are waited for"),
}


@pytest.mark.parametrize("wrong", WRONG_ROWS)
def test_wrong_rows(tmp_path, wrong):
    change, message = WRONG_ROWS[wrong]
    settings, given, _ = given_of(TILIZE[1])
    run = run_kernel(tmp_path, program(change(TILIZE[0]), **settings), given, ["C"], name="kernel.tir")
    assert run.code == 1 and message in run.stderr, run.stderr


def test_rows_formats(tmp_path):
    """Float32 around SrcA keeps all bits on the way to tiles; the way to rows goes through SrcA; bfp8 has no rows."""
    settings, given, _ = given_of(TILIZE[1])
    given["A"] = np.random.default_rng(4).standard_normal((96, 32)).astype(np.float32)
    exact = {**settings, "to_dst": (0, 3)}
    lines = through_rows(3, to_dst=True)
    untilize = next(i for i, line in enumerate(lines) if "T.untilize_init" in line)
    only = [*lines[:untilize], *lines[untilize + 5:]]
    run = run_kernel(tmp_path, program(only, **{**exact, "tiles": {"A": 3, "B": 1, "C": 4}}), given, ["C"], name="kernel.tir")
    assert run.code == 0, run.stderr
    np.testing.assert_array_equal(run.outputs["C"], np.concatenate([tiles_of(rows_of(given["A"])), given["A"][:32]]))
    for changed, message in [(exact, "untilize_block of circular buffer 3 (tiles), which is unpacked to DST: it goes through SrcA only"),
                             ({**settings, "extra": [(3, "tiles", 3, "Bfp8_b")]}, "emulated from Float32 to Float32 and from Float16_b to Float16_b")]:
        run = run_kernel(tmp_path, program(lines, **changed), given, ["C"], name="kernel.tir")
        assert run.code == 1 and message in run.stderr, run.stderr
