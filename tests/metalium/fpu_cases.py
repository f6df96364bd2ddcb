"""Programs of kernel IR for the FPU's ops on the real runtime: broadcasts, reductions, transposes, moves, each program with several results."""
import numpy as np
from helpers import round_bf16
from real_chip import ProgramCase, programs

SIDE = 32
BROADCAST = {"rows": lambda b: b[:1], "cols": lambda b: b[:, :1], "scalar": lambda b: b[:1, :1]}
ARITHMETIC = {"add": np.add, "sub": np.subtract, "mul": np.multiply}
KEPT = {"row": np.s_[:, :1], "col": np.s_[:1, :], "scalar": np.s_[:1, :1]}
AXIS = {"row": 1, "col": 0, "scalar": (0, 1)}


def random(seed, tiles, form):
    """Normal values with a wide spread, as the format stores them."""
    generator = np.random.default_rng(seed)
    values = generator.standard_normal((SIDE * tiles, SIDE)) * 2.0 ** generator.integers(-3, 4, (SIDE * tiles, SIDE))
    return round_bf16(values) if form == "Float16_b" else values.astype(np.float32)


def face_rows(row):
    """A scaler tile: `row` (16 values) in row 0 of each face."""
    scaler = np.zeros((SIDE, SIDE), np.float32)
    scaler[::16] = np.tile(row, 2)
    return scaler


def form_of(formats, name):
    return formats if isinstance(formats, str) else formats[name]


def program(name, results, inputs, formats, before=(), **settings):
    """`results`: (lines, math, expected) each: lines before, math for DST[0], and what its tile of C is."""
    tiles = {key: len(array) // SIDE for key, array in inputs.items()}
    compute = [f"T.compute_kernel_hw_startup(0, 1, 2)", *programs.wait(0, pages=tiles["A"]), *programs.wait(1, pages=tiles["B"]), *before]
    for lines, math, _, *after in results:
        compute += [*lines, *programs.to_output(math), *after]
    compute += [*programs.pop(0, pages=tiles["A"]), *programs.pop(1, pages=tiles["B"])]
    return ProgramCase(name, compute, inputs, lambda a, b: np.concatenate([expected(a, b) for _, _, expected, *_ in results]),
                       formats=formats, tiles={**tiles, "C": len(results)}, **settings)


def unary_broadcasts(operand, buffer, formats, dest32):
    """All but a row of 16-bit values to a 32-bit DST, which the runtime writes to wrong places."""
    hows = [how for how in BROADCAST if how != "rows" or not dest32 or form_of(formats, operand) == "Float32"]
    return [([f"T.unary_bcast_{how}_init({buffer})"], [f"T.unary_bcast_{how}({buffer}, 0, 0)"],
             lambda a, b, how=how: np.broadcast_to(BROADCAST[how](a if operand == "A" else b), (SIDE, SIDE))) for how in hows]


def broadcasts(name, formats, dest32=0, **settings):
    inputs = {"A": random(1, 1, form_of(formats, "A")), "B": random(2, 1, form_of(formats, "B"))}
    results = [([f"T.{op}_bcast_{how}_init(0, 1)"], [f"T.{op}_tiles_bcast_{how}(0, 1, 0, 0, 0)"],
                lambda a, b, op=op, how=how: ARITHMETIC[op](a, BROADCAST[how](b)))
               for op in ARITHMETIC for how in BROADCAST]
    results += unary_broadcasts("B", 1, formats, dest32)
    results += [(["T.copy_init(0)"], ["T.copy_init(0)", "T.copy_tile(0, 0, 0)", f"T.{op}_reuse_dest_{source}_init(1)", f"T.{op}_reuse_dest_{source}(1, 0, 0)"],
                 lambda a, b, op=op, source=source: ARITHMETIC[op](*((a, b) if source == "srca" else (b, a))))
                for op in ARITHMETIC for source in ("srca", "srcb")]
    return program(name, results, inputs, formats, dest32=dest32, **settings)


def reductions(name, formats, **settings):
    """Over two tiles each. B: a tile of scalers, a tile of ones."""
    scalers = round_bf16(np.random.default_rng(3).standard_normal(16).astype(np.float32))
    inputs = {"A": random(4, 2, form_of(formats, "A")), "B": np.concatenate([face_rows(scalers), np.ones((SIDE, SIDE), np.float32)])}
    scale = np.tile(scalers, 2).astype(np.float64)

    def expected(kind, dim):
        def sums(tile):
            if dim == "row":
                return (tile * scale).sum(1, keepdims=True)
            columns = (tile * scale[:, None]).sum(0, keepdims=True)
            return columns if dim == "col" else (columns * scale).sum().reshape(1, 1)

        def result(a, b):
            parts = [a[:SIDE], a[SIDE:]]
            tile = np.zeros((SIDE, SIDE))
            tile[KEPT[dim]] = sum(map(sums, parts)) if kind == "sum" else np.maximum(*(part.max(AXIS[dim], keepdims=True) for part in parts))
            return tile
        return result

    results = []
    mixed = form_of(formats, "A") != form_of(formats, "B")
    for kind in ("sum", "max"):
        for dim in ("row", "col", "scalar"):
            order = "1, 0" if (kind, dim) == ("sum", "row") else "0, 1"
            results.append(([*([f"T.reconfig_data_format({order})"] if mixed else []), f"T.reduce_init_{kind}_{dim}(0, 1, 2)"],
                            [f"T.reduce_tile_{kind}_{dim}(0, 1, {tile}, {int(kind == 'max')}, 0)" for tile in range(2)],
                            expected(kind, dim), "T.reduce_uninit()"))
    return program(name, results, inputs, formats, **settings)


def moves(name, formats, special=False, dest32=0, **settings):
    """Copies, transposes and broadcasts; `special`: with infinities, zeros of both signs and denormals among the values."""
    inputs = {"A": random(5, 1, form_of(formats, "A")), "B": random(6, 1, form_of(formats, "B"))}
    if special:
        words = inputs["A"].view(np.uint32)
        words[0, :10] = [0x80000000, 0, 0x7f800000, 0xff800000, 0x00010000, 0x80010000, 0x7f7f0000, 0x00800000, 0x7fc00000, 0xffc00000]
    results = [(["T.copy_init(0)"], ["T.copy_tile(0, 0, 0)"], lambda a, b: a), (["T.transpose_init(0)"], ["T.transpose_tile(0, 0, 0)"], lambda a, b: a.T)]
    results += unary_broadcasts("A", 0, formats, dest32)
    case = program(name, results, inputs, formats, dest32=dest32, **settings)
    case.bound = not special
    return case


def exact_moves(name, **settings):
    """Float32 through UnpackToDestFp32 keeps all bits."""
    inputs = {"A": random(7, 1, "Float32"), "B": random(8, 1, "Float32")}
    inputs["A"].view(np.uint32)[0, :4] = [0x80000000, 0x00010000, 0x7fc00000, 0x7f800000]
    results = [(["T.copy_init(0)"], ["T.copy_tile(0, 0, 0)"], lambda a, b: a), (["T.transpose_init(0)"], ["T.transpose_tile(0, 0, 0)"], lambda a, b: a.T)]
    results += [([f"T.unary_bcast_{how}_init(1)"], [f"T.unary_bcast_{how}(1, 0, 0)"], lambda a, b, how=how: np.broadcast_to(BROADCAST[how](b), b.shape))
                for how in BROADCAST]
    case = program(name, results, inputs, "Float32", dest32=1, to_dst=(0, 1), **settings)
    case.bound = False  # a NaN among the values
    return case


def block_float(name, formats, **settings):
    """Through bfp8: packed, unpacked, and multiplied by a tile of B. Shared exponents cost up to 7 bits of small values: no bound holds for all."""
    inputs = {"A": random(9, 1, form_of(formats, "A")), "B": random(10, 1, form_of(formats, "B"))}
    to_block = ["T.reconfig_data_format_srca(0)", "T.copy_init(0)", "T.pack_reconfig_data_format(3)", "T.cb_reserve_back(3, 1)",
                *programs.in_registers(["T.copy_tile(0, 0, 0)"], ["T.pack_tile(0, 3)"]), "T.cb_push_back(3, 1)", *programs.wait(3),
                "T.pack_reconfig_data_format(2)"]
    results = [([*to_block, "T.reconfig_data_format_srca(3)", "T.copy_init(3)"], ["T.copy_tile(3, 0, 0)"], lambda a, b: a, *programs.pop(3)),
               ([*to_block, "T.reconfig_data_format_reverse(3, 1)", "T.matmul_init(3, 1, 0)"], ["T.matmul_tiles(3, 1, 0, 0, 0)"], lambda a, b: a @ b,
                *programs.pop(3))]
    case = program(name, results, inputs, formats, extra=[(3, "block", 1, "Bfp8_b")], **settings)
    case.bound = False
    return case


def rows(name, form, to_dst=(), **settings):
    """Rows to tiles and back, three tiles wide; with `to_dst` around SrcA on the way to tiles, through it on the way back."""
    inputs = {"A": random(11, 3, form), "B": random(12, 1, form)}
    return ProgramCase(name, programs.through_rows(3, to_dst=bool(to_dst)), inputs,
                       lambda a, b: np.concatenate([programs.tiles_of(programs.rows_of(a)), a, a[:SIDE]]), formats=form,
                       tiles={"A": 3, "B": 1, "C": 7}, extra=[(3, "tiles", 3, form)], to_dst=to_dst, **settings)


MIXED = {"A": "Float32", "B": "Float16_b", "C": "Float32"}
