"""Programs for the ops of the SFPU: each packs one tile of C for each of its ops, so a few programs test them all."""
import math

import numpy as np
from programs import pop, to_output, wait

STARTUP = "T.compute_kernel_hw_startup(0, 1, 2)"


def in_domain(function):
    def quiet(*arrays):
        with np.errstate(all="ignore"):
            return function(*arrays)
    return quiet


def remainder(a, b):
    return np.fmod(a, b) + np.where((np.fmod(a, b) != 0) & ((np.fmod(a, b) < 0) != (b < 0)), b, 0)


def nan_as(value, function):
    """A positive NaN compares as beyond infinity."""
    return lambda a: np.where(np.isnan(a), value, function(a))


# op -> (init, operands after the DST index of A, expected of A in float64)
UNARY = {
    "exp_tile": ("exp_tile_init", (), np.exp),
    "exp2_tile": ("exp2_tile_init", (), np.exp2),
    "expm1_tile": ("expm1_tile_init", (), np.expm1),
    "log_tile": ("log_tile_init", (), np.log),
    "log_with_base_tile": ("log_with_base_tile_init", (0.43429448190325182,), np.log10),
    "log_with_base_tile_2": ("log_with_base_tile_init", (1.4426950408889634,), np.log2),
    "log1p_tile": ("log1p_tile_init", (), np.log1p),
    "sqrt_tile": ("sqrt_tile_init", (), np.sqrt),
    "rsqrt_tile": ("rsqrt_tile_init", (), lambda a: 1 / np.sqrt(a)),
    "sin_tile": ("sin_tile_init", (), np.sin),
    "cos_tile": ("cos_tile_init", (), np.cos),
    "tan_tile": ("tan_tile_init", (), np.tan),
    "tanh_tile": ("tanh_tile_init", (), np.tanh),
    "sigmoid_tile": ("sigmoid_tile_init", (), lambda a: 1 / (1 + np.exp(-a))),
    "erf_tile": ("erf_tile_init", (), np.vectorize(math.erf)),
    "gelu_tile": ("gelu_tile_init", (), lambda a: np.where(a == -np.inf, 0, a / 2 * np.vectorize(math.erfc)(-a / np.sqrt(2)))),
    "silu_tile": ("silu_tile_init", (), lambda a: a / (1 + np.exp(-a))),
    "relu_tile": ("relu_tile_init", (), lambda a: np.maximum(a, 0)),
    "abs_tile": ("abs_tile_init", (), np.abs),
    "negative_tile": ("negative_tile_init", (), np.negative),
    "sign_tile": ("sign_tile_init", (), nan_as(1, np.sign)),
    "square_tile": ("square_tile_init", (), np.square),
    "floor_tile": ("rounding_op_tile_init", (), np.floor),
    "ceil_tile": ("rounding_op_tile_init", (), np.ceil),
    "trunc_tile": ("rounding_op_tile_init", (), np.trunc),
    "round_tile": ("rounding_op_tile_init", (0,), np.round),
    "power_tile": ("power_tile_init", (2.5,), lambda a: np.power(a, 2.5)),
    "rpow_tile": ("rpow_tile_init", (2.5,), lambda a: np.power(2.5, a)),
    "clamp_tile": ("clamp_tile_init", (-1.5, 2.25), nan_as(2.25, lambda a: np.clip(a, -1.5, 2.25))),
    "isinf_tile": ("isinf_tile_init", (), np.isinf),
    "isnan_tile": ("isnan_tile_init", (), np.isnan),
    "isfinite_tile": ("isfinite_tile_init", (), np.isfinite),
    "unary_eq_tile": ("unary_eq_tile_init", (1.25,), lambda a: a == 1.25),
    "unary_ne_tile": ("unary_ne_tile_init", (1.25,), lambda a: a != 1.25),
    "unary_lt_tile": ("unary_lt_tile_init", (1.25,), lambda a: a < 1.25),
    "unary_le_tile": ("unary_le_tile_init", (1.25,), lambda a: a <= 1.25),
    "unary_gt_tile": ("unary_gt_tile_init", (1.25,), lambda a: a > 1.25),
    "unary_ge_tile": ("unary_ge_tile_init", (1.25,), lambda a: a >= 1.25),
    "eqz_tile": ("eqz_tile_init", (), lambda a: a == 0),
    "nez_tile": ("nez_tile_init", (), lambda a: a != 0),
    "ltz_tile": ("ltz_tile_init", (), lambda a: a < 0),
    "lez_tile": ("lez_tile_init", (), lambda a: a <= 0),
    "gtz_tile": ("gtz_tile_init", (), lambda a: a > 0),
    "gez_tile": ("gez_tile_init", (), lambda a: a >= 0),
}
BINARY = {
    "power_binary_tile": ("power_binary_tile_init", np.power),
    "fmod_binary_tile": ("fmod_binary_tile_init", np.fmod),
    "remainder_binary_tile": ("remainder_binary_tile_init", remainder),
    "eq_binary_tile": ("eq_binary_tile_init", np.equal),
    "ne_binary_tile": ("ne_binary_tile_init", np.not_equal),
    "lt_binary_tile": ("lt_binary_tile_init", np.less),
    "le_binary_tile": ("le_binary_tile_init", np.less_equal),
    "gt_binary_tile": ("gt_binary_tile_init", np.greater),
    "ge_binary_tile": ("ge_binary_tile_init", np.greater_equal),
}


def operand(value):
    return f"T.float32({value})" if isinstance(value, float) else f"{value}"


def copies(*indices):
    return ["T.copy_init(0)", *[f"T.copy_tile({index}, 0, {index})" for index in indices]]


def floats():
    """Quarters from -8 to 8, some of them beyond, infinities and NaNs among A."""
    generator = np.random.default_rng(7)
    a, b = (generator.integers(-32, 33, (32, 32)).astype(np.float32) / 4 for _ in range(2))
    a[0, :6] = [np.inf, -np.inf, np.nan, 20.5, -20.5, 80.25]
    b[b == 0] = 0.75
    b[:, 5] = a[:, 5]
    return {"A": a, "B": b}


def integers():
    """Of all sizes; B has no zeros."""
    generator = np.random.default_rng(8)
    a, b = ((generator.integers(-2**31, 2**31, (32, 32)) >> generator.integers(0, 31, (32, 32))).astype(np.int32) for _ in range(2))
    a[0, :8] = [0, 1, -1, 2**31 - 1, -2**31, -2**31, 7, -7]
    b[b == 0] = 3
    b[0, :8] = [1, -2**31, 2**31 - 1, -1, -1, 2, -2, 2]
    b[:, 5] = a[:, 5] | 1
    return {"A": a, "B": b}


def shifts():
    given = integers()
    given["B"] = np.random.default_rng(9).integers(0, 32, (32, 32)).astype(np.int32)
    given["B"][0, :3] = [32, 33, -1]
    return given


def program_of(steps):
    """The body that packs a tile for each step: the lines, and the DST index of the result."""
    lines = [STARTUP, *wait(0, 1)]
    for math_lines, result in steps:
        lines += to_output(math_lines, result)
    return [*lines, *pop(0, 1)]


def group(steps, expected, **settings):
    """A case of test_ops.CASES: expected gives the tiles of C."""
    settings = {"tiles": {"A": 1, "B": 1, "C": len(steps)}, **settings}
    return (program_of(steps), settings, in_domain(lambda a, b: np.concatenate([np.asarray(tile(a, b)) for tile in expected])))


# ---- floats: to float64, so that the reference rounds once
def float_groups():
    single = {op: ([*copies(0), f"T.{init}()", f"T.{op}({', '.join(['0', *map(operand, operands)])})"], 0) for op, (init, operands, _) in UNARY.items()}
    double = {op: ([*copies(0, 1), f"T.{init}()", f"T.{op}(0, 1, 2)"], 2) for op, (init, _) in BINARY.items()}
    double["where_tile"] = ([*copies(0, 1), "T.gtz_tile_init()", "T.gtz_tile(1)", "T.fill_tile_init()", "T.fill_tile(2, T.float32(-2.5))",
                             "T.where_tile_init()", "T.where_tile(1, 0, 2, 3)"], 3)
    wide = {"to_dst": (0, 1), "rtol": 2.0**-22, "given": floats}
    yield single, group(list(single.values()), [lambda a, b, f=f: f(a.astype(np.float64)).astype(np.float32) for _, _, f in UNARY.values()], **wide)
    expected = [lambda a, b, f=f: f(a.astype(np.float64), b.astype(np.float64)).astype(np.float32) for _, f in BINARY.values()] + [lambda a, b: np.where(b > 0, a, -2.5)]
    yield double, group(list(double.values()), expected, **wide)


# ---- integers
def unsigned(function):
    return lambda a, b: function(a.view(np.uint32), b.view(np.uint32)).astype(np.uint32).view(np.int32)


def wide_integers(function):
    """In 64 bits, then the low 32."""
    return lambda a, b: function(a.astype(np.int64), b.astype(np.int64)).astype(np.uint64).astype(np.uint32).view(np.int32)


def quotient(a, b):
    return np.trunc(a.astype(np.longdouble) / b.astype(np.longdouble)).astype(np.int64)


INTEGER_BINARY = {
    "add_int_tile": ("add_int_tile_init", wide_integers(np.add)),
    "sub_int_tile": ("sub_int_tile_init", wide_integers(np.subtract)),
    "mul_int_tile": ("mul_int_tile_init", wide_integers(np.multiply)),
    "div_int32_floor_tile": ("div_int32_floor_tile_init", wide_integers(np.floor_divide)),
    "div_int32_trunc_tile": ("div_int32_trunc_tile_init", wide_integers(quotient)),
    "remainder_int32_tile": ("remainder_int32_tile_init", wide_integers(np.mod)),
    "fmod_int32_tile": ("fmod_int32_tile_init", wide_integers(np.fmod)),
    "remainder_uint32_tile": ("remainder_uint32_tile_init", unsigned(np.mod)),
    "binary_max_int32_tile": ("binary_max_int32_tile_init", np.maximum),
    "binary_min_int32_tile": ("binary_min_int32_tile_init", np.minimum),
    "binary_max_uint32_tile": ("binary_max_uint32_tile_init", unsigned(np.maximum)),
    "binary_min_uint32_tile": ("binary_min_uint32_tile_init", unsigned(np.minimum)),
    "bitwise_and_binary_tile": ("binary_bitwise_tile_init", np.bitwise_and),
    "bitwise_or_binary_tile": ("binary_bitwise_tile_init", np.bitwise_or),
    "bitwise_xor_binary_tile": ("binary_bitwise_tile_init", np.bitwise_xor),
    "eq_int_tile": ("eq_int_tile_init", np.equal),
    "ne_int_tile": ("ne_int_tile_init", np.not_equal),
    "lt_int_tile": ("lt_int_tile_init", np.less),
    "le_int_tile": ("le_int_tile_init", np.less_equal),
    "gt_int_tile": ("gt_int_tile_init", np.greater),
    "ge_int_tile": ("ge_int_tile_init", np.greater_equal),
    "lt_int_tile_uint32": ("lt_int_tile_uint32_init", unsigned(np.less)),
    "le_int_tile_uint32": ("le_int_tile_uint32_init", unsigned(np.less_equal)),
    "gt_int_tile_uint32": ("gt_int_tile_uint32_init", unsigned(np.greater)),
    "ge_int_tile_uint32": ("ge_int_tile_uint32_init", unsigned(np.greater_equal)),
}
K = -123456789
BITS = K & 0xffffffff
INTEGER_UNARY = {
    "add_unary_tile_int32": ("binop_with_scalar_tile_init", (K,), wide_integers(lambda a, b: a + K)),
    "sub_unary_tile_int32": ("binop_with_scalar_tile_init", (K,), wide_integers(lambda a, b: a - K)),
    "abs_tile_int32": ("abs_tile_init", (), wide_integers(lambda a, b: np.abs(a))),
    "unary_max_int32_tile": ("unary_max_int32_tile_init", (K,), lambda a, b: np.maximum(a, np.int32(K))),
    "unary_min_int32_tile": ("unary_min_int32_tile_init", (K,), lambda a, b: np.minimum(a, np.int32(K))),
    "unary_max_uint32_tile": ("unary_max_uint32_tile_init", (K,), unsigned(lambda a, b: np.maximum(a, np.uint32(BITS)))),
    "unary_min_uint32_tile": ("unary_min_uint32_tile_init", (K,), unsigned(lambda a, b: np.minimum(a, np.uint32(BITS)))),
    "bitwise_and_tile": ("bitwise_and_tile_init", (K,), lambda a, b: a & np.int32(K)),
    "bitwise_or_tile": ("bitwise_or_tile_init", (K,), lambda a, b: a | np.int32(K)),
    "bitwise_xor_tile": ("bitwise_xor_tile_init", (K,), lambda a, b: a ^ np.int32(K)),
    "bitwise_not_tile": ("bitwise_not_tile_init", (), lambda a, b: ~a),
    "left_shift_tile": ("left_shift_tile_init", (5,), wide_integers(lambda a, b: a << 5)),
    "right_shift_tile": ("right_shift_tile_init", (5,), lambda a, b: a >> 5),
    "right_shift_tile_uint32": ("right_shift_tile_init", (5,), unsigned(lambda a, b: a >> np.uint32(5))),
}
IN_RANGE = {
    "binary_left_shift_tile": lambda a, b: a << b,
    "binary_right_shift_tile": lambda a, b: a >> b,
    "binary_logical_right_shift_tile": lambda a, b: (a & 0xffffffff) >> b,
}


def shifted(function):
    return wide_integers(lambda a, b: np.where((b < 0) | (b > 31), 0, function(a, np.clip(b, 0, 31))))


def integer_groups():
    steps = {op: ([*copies(0, 1), f"T.{init}()", f"T.{op}(0, 1, 2)"], 2) for op, (init, _) in INTEGER_BINARY.items()}
    steps["where_tile_int32"] = ([*copies(0, 1), "T.gt_int_tile_init()", "T.gt_int_tile(0, 1, 2)", "T.where_tile_init()",
                                  "T.where_tile_int32(2, 0, 1, 3)"], 3)
    steps["copy_dest_values_int32"] = ([*copies(0, 1), "T.copy_dest_values_init()", "T.copy_dest_values_int32(1, 0)"], 0)
    steps["fill_tile_int"] = (["T.fill_tile_init()", f"T.fill_tile_int(0, {K})"], 0)
    expected = [f for _, f in INTEGER_BINARY.values()] + [np.maximum, lambda a, b: b, lambda a, b: np.full_like(a, K)]
    yield steps, group(list(steps.values()), expected, formats="Int32", given=integers)
    steps = {op: ([*copies(0), f"T.{init}()", f"T.{op}({', '.join(['0', *map(str, operands)])})"], 0) for op, (init, operands, _) in INTEGER_UNARY.items()}
    steps.update({op: ([*copies(0, 1), "T.binary_shift_tile_init()", f"T.{op}(0, 1, 2)"], 2) for op in IN_RANGE})
    expected = [f for _, _, f in INTEGER_UNARY.values()] + [shifted(f) for f in IN_RANGE.values()]
    yield steps, group(list(steps.values()), expected, formats="Int32", given=shifts)


# ---- conversions
def cast(name, init):
    return ([*copies(0), f"T.{init}()", f"T.{name}(0)"], 0)


def large_floats():
    a = (np.random.default_rng(10).standard_normal((32, 32)) * 1e6).astype(np.float32)
    a[0, :10] = [0.75, -0.75, 2.5, -2.5, 3e9, -3e9, 5e9, np.inf, -np.inf, 1e-40]
    return {"A": a, "B": a}


def saturated(a, low, high):
    return np.clip(np.trunc(a.astype(np.float64)), low, high)


def to_bfloat16(a):
    bits = a.view(np.uint32).astype(np.uint64)
    return ((bits + 0x7fff + (bits >> 16 & 1)) & 0xffff0000).astype(np.uint32).view(np.float32)


def conversion_groups():
    steps = {"typecast_tile_float32_int32": cast("typecast_tile_float32_int32", "typecast_tile_float32_int32_init"),
             "typecast_tile_float32_uint32": cast("typecast_tile_float32_uint32", "typecast_tile_float32_uint32_init")}
    yield steps, group(list(steps.values()), [lambda a, b: saturated(a, -2**31, 2**31 - 1).astype(np.int32),
                                              lambda a, b: saturated(a, 0, 2**32 - 1).astype(np.uint32).view(np.int32)],
                       formats={"A": "Float32", "B": "Float32", "C": "Int32"}, to_dst=(0, 1), given=large_floats)
    steps = {"typecast_tile_int32_float32": cast("typecast_tile_int32_float32", "typecast_tile_int32_float32_init"),
             "typecast_tile_uint32_float32": cast("typecast_tile_uint32_float32", "typecast_tile_uint32_float32_init")}
    yield steps, group(list(steps.values()), [lambda a, b: a.astype(np.float32), lambda a, b: a.view(np.uint32).astype(np.float32)],
                       formats={"A": "Int32", "B": "Int32", "C": "Float32"}, given=integers)
    steps = {"typecast_tile_float32_bfloat16": cast("typecast_tile_float32_bfloat16", "typecast_tile_float32_bfloat16_init")}
    yield steps, group(list(steps.values()), [lambda a, b: to_bfloat16(a)], to_dst=(0, 1), given=large_floats)


def sfpu_cases():
    """op or init -> case, as in test_ops.CASES."""
    cases = {}
    for groups in (float_groups, integer_groups, conversion_groups):
        for steps, case in groups():
            for op, (lines, _) in steps.items():
                cases[op] = case
                cases.update({line[2:line.index("(")]: case for line in lines if "_init(" in line and "copy_init" not in line and "fill_tile_init" not in line})
    return cases
