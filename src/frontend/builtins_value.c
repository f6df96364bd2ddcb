// T.* functions that make values: arithmetic, casts, elementary functions, constants. Also dtype objects as functions.
#include "frontend/elaborate.h"

#include <math.h>

// ---- arguments of builtins

bool argument_int(Elaborator *e, const Call *call, unsigned index, int64_t *value) {
  if (value_as_int(call->args[index], value)) return true;
  if (call->args[index].kind == VALUE_OPAQUE)
    arith_unknown(e, call->args[index], call->spans[index]);
  else if (call->args[index].kind != VALUE_ERROR)
    FAIL(e, call->spans[index], "this must be an integer known at compile time, not %s", value_kind_text(call->args[index]));
  return false;
}

// float16x2, custom[...]
bool argument_dtype(Elaborator *e, const Call *call, unsigned index, DType *type) {
  Value value = call->args[index];
  if (value.kind == VALUE_BUILTIN) value = value_string(value.builtin->name);  // Python's float, int, bool
  if (value_as_dtype(value, type)) return true;
  if (value.kind == VALUE_STRING)
    FAIL(e, call->spans[index], "unknown dtype \"%s\"", value.string);
  else if (value.kind == VALUE_OPAQUE)
    arith_unknown(e, value, call->spans[index]);
  else if (value.kind != VALUE_ERROR)
    FAIL(e, call->spans[index], "expected a dtype, found %s", value_kind_text(value));
  return false;
}

const char *argument_string(Elaborator *e, const Call *call, unsigned index) {
  if (call->args[index].kind == VALUE_STRING) return call->args[index].string;
  if (call->args[index].kind != VALUE_ERROR) FAIL(e, call->spans[index], "expected a string, found %s", value_kind_text(call->args[index]));
  return NULL;
}

// ---- constants and dtypes

static Value typed_number(Elaborator *e, DType type, Value value, Span span) {
  if (type_kind(type) == TYPE_KIND_FLOAT && type_lanes(type) == 1 && value_is_number(value)) return value_expr(ir_float(e->c, type, value_as_double(value)));
  return arith_cast(e, type, value, span);
}

// T.handle("float16", "global")
static Value handle_call(Elaborator *e, const ArgumentList *arguments) {
  Handle *handle = arena_new(e->c->arena, Handle);
  for (size_t i = 0; i < arguments->count; i++) {
    const Argument *argument = &arguments->items[i];
    bool is_space = argument->name ? !strcmp(argument->name, "storage_scope") : i == 1;
    if (is_space && argument->value.kind == VALUE_STRING) handle->space = intern(e->c, argument->value.string);
    if (is_space || argument->value.kind == VALUE_NONE) continue;
    if (!value_as_dtype(argument->value, &handle->type)) return FAIL(e, argument->span, "expected a dtype, found %s", value_kind_text(argument->value));
  }
  return (Value){.kind = VALUE_HANDLE, .handle = handle};
}

Value dtype_call(Elaborator *e, DType type, const ArgumentList *arguments, Span span) {
  if (type == TYPE_HANDLE) return handle_call(e, arguments);
  if (arguments->count == 0) return function_symbol(e, NULL, type, span);
  Value value = arguments->items[0].value;
  if (arguments->count > 1 && type_lanes(type) > 1) return vector_of_elements(e, type, arguments, span);
  if (arguments->count > 1) return FAIL(e, span, "T.%s takes one argument", type_text(type));
  if (value.kind == VALUE_STRING && type_kind(type) == TYPE_KIND_FLOAT && type_lanes(type) == 1) {
    if (!strcmp(value.string, "inf")) return value_expr(ir_float(e->c, type, INFINITY));
    if (!strcmp(value.string, "-inf")) return value_expr(ir_float(e->c, type, -INFINITY));
    if (!strcmp(value.string, "nan")) return value_expr(ir_float(e->c, type, NAN));
  }
  return typed_number(e, type, value, arguments->items[0].span);
}

static Value run_dtype(Elaborator *e, Call *call) {
  DType type;
  return argument_dtype(e, call, 0, &type) ? value_dtype(type) : VALUE_FAILED;
}

static bool float_dtype(Elaborator *e, const Call *call, DType *type) {
  if (!argument_dtype(e, call, 0, type)) return false;
  if (type_kind(*type) == TYPE_KIND_FLOAT) return true;
  FAIL(e, call->spans[0], "%s is not a float type", type_text(*type));
  return false;
}

static Value run_infinity(Elaborator *e, Call *call) {
  DType type;
  return float_dtype(e, call, &type) ? value_expr(ir_float(e->c, type, INFINITY)) : VALUE_FAILED;
}

static double largest_float(DType type) {
  switch ((unsigned)type) {
    case TYPE_FLOAT16: return 65504.0;
    case TYPE_BFLOAT16: return 0x1.fep127;
    case TYPE_FLOAT8_E4M3:
    case TYPE_FLOAT8_E4M3FN: return 448.0;
    case TYPE_FLOAT8_E5M2: return 57344.0;
    case TYPE_FLOAT4_E2M1FN: return 6.0;
    case TYPE_FLOAT64: return 0x1.fffffffffffffp1023;
  }
  return 0x1.fffffep127;
}

static Value limit(Elaborator *e, Call *call, bool highest) {
  DType type;
  if (!argument_dtype(e, call, 0, &type)) return VALUE_FAILED;
  if (type_kind(type) == TYPE_KIND_FLOAT) return value_expr(ir_float(e->c, type, highest ? largest_float(type) : -largest_float(type)));
  bool is_signed = type_kind(type) == TYPE_KIND_SIGNED;
  unsigned bits = type == TYPE_BOOL ? 1 : type_bits(type) - is_signed;
  int64_t top = bits >= 64 ? -1 : (int64_t)((UINT64_C(1) << bits) - 1);
  return value_expr(ir_int_typed(e->c, type, highest ? top : is_signed ? -top - 1 : 0));
}

static Value run_max_value(Elaborator *e, Call *call) { return limit(e, call, true); }
static Value run_min_value(Elaborator *e, Call *call) { return limit(e, call, false); }

// T.cast(value, dtype), T.Cast(dtype, value); how GPUs are to round stays an annotation.
static Value annotated_cast(Elaborator *e, DType type, Value value, const KeywordList *annotations, Span span) {
  Value result = arith_cast(e, type, value, span);
  if (annotations->count == 0 || result.kind != VALUE_EXPR || result.expr->kind != EXPR_CALL) return result;
  Expr *call = arena_new(e->c->arena, Expr);
  *call = *result.expr;
  vector_push(e->c->arena, &call->keywords, ((Keyword){intern(e->c, "annotations"), ir_dict(e->c, annotations)}));
  result.expr = call;
  return result;
}

static Value run_cast(Elaborator *e, Call *call) {
  DType type;
  KeywordList annotations = {0};
  if (!argument_dtype(e, call, 1, &type)) return VALUE_FAILED;
  for (size_t i = 0; i <= call->keywords.count; i++) {
    const Argument round = {"round", call->args[2], call->spans[2]}, *argument = i ? &call->keywords.items[i - 1] : &round;
    if (argument->value.kind == VALUE_NONE || argument->value.kind == VALUE_ABSENT) continue;
    const Expr *value = value_to_attribute(e, argument->value, argument->span);
    if (!value) return VALUE_FAILED;
    vector_push(e->c->arena, &annotations, ((Keyword){intern(e->c, argument->name), value}));
  }
  return annotated_cast(e, type, call->args[0], &annotations, call->span);
}

static Value run_cast_node(Elaborator *e, Call *call) {
  DType type;
  KeywordList annotations = {0};
  if (!argument_dtype(e, call, 0, &type)) return VALUE_FAILED;
  if (argument_given(call, 2) && !value_to_keywords(e, call->args[2], call->spans[2], &annotations)) return VALUE_FAILED;
  if (call->args[1].kind != VALUE_EXPR) {  // T.Cast("float32", 2) is not folded
    const Expr *expr = arith_expr(e, call->args[1], call->span);
    if (!expr || !type_is_int(expr->type) || type_kind(type) == TYPE_KIND_OTHER) return arith_cast(e, type, call->args[1], call->span);
    return value_expr(ir_with_span(e->c, ir_cast(e->c, type, expr), call->span));
  }
  return annotated_cast(e, type, call->args[1], &annotations, call->span);
}

// ---- two operands

static bool both_python(const Elaborator *e, const Call *call) {
  return !e->script && value_is_number(call->args[0]) && value_is_number(call->args[1]);
}

// An integer that needs 64 bits stays one of 64 bits, also where what is computed with it would fit 32.
static void keep_wide(Elaborator *e, Value *value) {
  if (value->kind == VALUE_INT && value->integer != (int32_t)value->integer) *value = value_expr(ir_int_typed(e->c, TYPE_INT64, value->integer));
}

static Value run_ceildiv(Elaborator *e, Call *call) {
  keep_wide(e, &call->args[0]);
  Value sum = arith_binary(e, TOKEN_PLUS, call->args[0], call->args[1], call->span);
  sum = arith_binary(e, TOKEN_MINUS, sum, value_int(1), call->span);
  return arith_binary(e, TOKEN_FLOORDIV, sum, call->args[1], call->span);
}

static Value run_align_up(Elaborator *e, Call *call) {
  return arith_binary(e, TOKEN_TIMES, run_ceildiv(e, call), call->args[1], call->span);
}

static Value extreme(Elaborator *e, Call *call, bool highest) {
  if (!both_python(e, call)) return arith_op(e, highest ? OP_MAX : OP_MIN, call->args[0], call->args[1], call->span);
  bool left = highest ? value_as_double(call->args[0]) >= value_as_double(call->args[1])
                      : value_as_double(call->args[0]) <= value_as_double(call->args[1]);
  return call->args[left ? 0 : 1];
}

static Value run_min(Elaborator *e, Call *call) { return extreme(e, call, false); }
static Value run_max(Elaborator *e, Call *call) { return extreme(e, call, true); }
static Value run_floordiv(Elaborator *e, Call *call) { return arith_binary(e, TOKEN_FLOORDIV, call->args[0], call->args[1], call->span); }
static Value run_floormod(Elaborator *e, Call *call) { return arith_binary(e, TOKEN_MODULO, call->args[0], call->args[1], call->span); }
static Value run_bitwise_and(Elaborator *e, Call *call) { return arith_binary(e, TOKEN_AMPERSAND, call->args[0], call->args[1], call->span); }
static Value run_bitwise_or(Elaborator *e, Call *call) { return arith_binary(e, TOKEN_BAR, call->args[0], call->args[1], call->span); }
static Value run_bitwise_xor(Elaborator *e, Call *call) { return arith_binary(e, TOKEN_CARET, call->args[0], call->args[1], call->span); }
static Value run_bitwise_not(Elaborator *e, Call *call) { return arith_unary(e, TOKEN_TILDE, call->args[0], call->span); }
static Value run_shift_left(Elaborator *e, Call *call) { return arith_binary(e, TOKEN_LEFT_SHIFT, call->args[0], call->args[1], call->span); }
static Value run_shift_right(Elaborator *e, Call *call) { return arith_binary(e, TOKEN_RIGHT_SHIFT, call->args[0], call->args[1], call->span); }
static Value run_truncdiv(Elaborator *e, Call *call) { return arith_op(e, OP_TRUNCDIV, call->args[0], call->args[1], call->span); }
static Value run_truncmod(Elaborator *e, Call *call) { return arith_op(e, OP_TRUNCMOD, call->args[0], call->args[1], call->span); }
static Value run_and(Elaborator *e, Call *call) { return arith_logic(e, OP_AND, call->args[0], call->args[1], call->span); }
static Value run_or(Elaborator *e, Call *call) { return arith_logic(e, OP_OR, call->args[0], call->args[1], call->span); }
static Value run_not(Elaborator *e, Call *call) { return arith_logic(e, OP_NOT, call->args[0], call->args[0], call->span); }

// ---- choices

static Value choice(Elaborator *e, Call *call, Op op) {
  Value then = call->args[1], orelse = call->args[2], condition = call->args[0];
  const Expr *test = arith_expr(e, condition, call->spans[0]);
  if (!test || !arith_match(e, &then, &orelse, call->span)) return VALUE_FAILED;
  if (test->type != TYPE_BOOL) test = arith_cast_expr(e, TYPE_BOOL, test);
  const Value args[] = {(Value){.kind = VALUE_EXPR, .depth = condition.kind == VALUE_EXPR ? condition.depth : 1, .expr = test}, then, orelse};
  return arith_call(e, op, then.expr->type, args, 3, call->span);
}

static Value run_if_then_else(Elaborator *e, Call *call) { return choice(e, call, OP_IF_THEN_ELSE); }
static Value run_select(Elaborator *e, Call *call) { return choice(e, call, OP_SELECT); }

// ---- one operand

static Value elementary(Elaborator *e, Call *call, Op op) {
  Value value = call->args[0];
  const Expr *expr = arith_expr(e, value, call->spans[0]);
  if (!expr) return VALUE_FAILED;
  if (value.kind != VALUE_EXPR) value = value_expr(expr = arith_cast_expr(e, TYPE_FLOAT32, expr));
  if (type_kind(expr->type) != TYPE_KIND_FLOAT)
    return FAIL(e, call->spans[0], "T.%s needs a float, not %s; cast it, as in T.%s(T.cast(x, \"float32\"))", call->builtin->name,
                type_text(expr->type), call->builtin->name);
  return arith_call(e, op, op_info(op)->same_type ? expr->type : op_info(op)->type, &value, 1, call->span);
}

// The name of the function is that of the op.
static Value run_elementary(Elaborator *e, Call *call) {
  Op op = OP_EXP;
  const char *name = call->builtin->name;
  if (!strncmp(name, "__", 2)) name += 2;  // T.__exp: the fast form
  if (!op_from_text(name, &op)) internal_error(e->c, "no op of T.%s", name);
  return elementary(e, call, op);
}

// |x| == inf, as TVM spells it.
static Value run_isinf(Elaborator *e, Call *call) {
  Value magnitude = elementary(e, call, OP_ABS);
  if (magnitude.kind == VALUE_ERROR) return magnitude;
  Value infinity = value_expr(ir_float(e->c, magnitude.expr->type, INFINITY));
  Value equal = arith_op(e, OP_EQ, magnitude, infinity, call->span), is_nan = elementary(e, call, OP_ISNAN);
  return arith_logic(e, OP_AND, equal, arith_logic(e, OP_NOT, is_nan, is_nan, call->span), call->span);
}

// Float functions of two operands of one type.
static Value run_float_pair(Elaborator *e, Call *call) {
  Op op = OP_POW;
  Value args[] = {call->args[0], call->args[1]};
  const char *name = call->builtin->name;
  if (!op_from_text(name, &op) || !arith_match(e, &args[0], &args[1], call->span)) return VALUE_FAILED;
  if (type_kind(args[0].expr->type) != TYPE_KIND_FLOAT)
    return FAIL(e, call->span, "T.%s needs floats, not %s; cast them", name, type_text(args[0].expr->type));
  return arith_call(e, op, args[0].expr->type, args, 2, call->span);
}

static Value run_ldexp(Elaborator *e, Call *call) {
  const Expr *value = arith_expr(e, call->args[0], call->spans[0]), *exponent = arith_expr(e, call->args[1], call->spans[1]);
  if (!value || !exponent) return VALUE_FAILED;
  if (type_kind(value->type) != TYPE_KIND_FLOAT || !type_is_int(exponent->type))
    return FAIL(e, call->span, "T.ldexp takes a float and an integer, not %s and %s", type_text(value->type), type_text(exponent->type));
  return arith_call(e, OP_LDEXP, value->type, call->args, 2, call->span);
}

static Value run_round(Elaborator *e, Call *call) {
  if (argument_given(call, 1)) {
    const char *mode = argument_string(e, call, 1);
    if (!mode) return VALUE_FAILED;
    if (!strcmp(mode, "ties-away-from-zero")) return elementary(e, call, OP_ROUND_AWAY);
    if (strcmp(mode, "ties-to-even")) return FAIL(e, call->spans[1], "T.round has the modes \"ties-to-even\" and \"ties-away-from-zero\", not \"%s\"", mode);
  }
  return run_elementary(e, call);
}

// Three operands of one type: fma and clamp.
static Value run_triple(Elaborator *e, Call *call) {
  Value args[] = {call->args[0], call->args[1], call->args[2]};
  if (!arith_match(e, &args[0], &args[1], call->span) || !arith_match(e, &args[0], &args[2], call->span) ||
      !arith_match(e, &args[1], &args[2], call->span))
    return VALUE_FAILED;
  bool is_fma = strcmp(call->builtin->name, "clamp") != 0;
  return arith_call(e, is_fma ? OP_FMA : OP_CLAMP, args[0].expr->type, args, 3, call->span);
}

static Value run_bits(Elaborator *e, Call *call) {
  const Expr *expr = arith_expr(e, call->args[0], call->spans[0]);
  if (!expr) return VALUE_FAILED;
  if (!type_is_int(expr->type)) return FAIL(e, call->spans[0], "T.%s needs an integer, not %s", call->builtin->name, type_text(expr->type));
  bool count = !strcmp(call->builtin->name, "popcount");
  return arith_call(e, count ? OP_POPCOUNT : OP_CLZ, count ? expr->type : TYPE_INT32, call->args, 1, call->span);
}

// T.reinterpret(value, dtype) of the source, T.reinterpret(dtype, value) of printed TVMScript.
static Value run_reinterpret(Elaborator *e, Call *call) {
  DType type;
  unsigned which = call->args[0].kind == VALUE_STRING || call->args[0].kind == VALUE_DTYPE ? 0 : 1;
  if (!argument_dtype(e, call, which, &type)) return VALUE_FAILED;
  const Expr *expr = arith_expr(e, call->args[1 - which], call->spans[1 - which]);
  if (!expr) return VALUE_FAILED;
  expr = gpu_as_type(e, expr, type);
  if (type_bits(type) != type_bits(expr->type))
    return FAIL(e, call->span, "T.reinterpret of %s as %s: they differ in width", type_text(expr->type), type_text(type));
  if (type == expr->type && !gpu_is_intrinsic(expr)) return call->args[1 - which];
  Value operand = call->args[1 - which];
  if (operand.kind == VALUE_EXPR) operand.expr = expr;
  return arith_call(e, OP_REINTERPRET, type, &operand, 1, call->span);
}

// To another direction than the nearest: kept as a function of its name, whose type is that of its operands.
static Value ieee_directed(Elaborator *e, const Call *call, unsigned count, const char *mode) {
  ArgumentList arguments = {0}, keywords = {0};
  Value first = call->args[0];
  for (unsigned i = 0; i < count; i++) {
    Value operand = call->args[i];
    if (i && !arith_match(e, &operand, &first, call->spans[i])) return VALUE_FAILED;
    const Expr *expr = arith_expr(e, operand, call->spans[i]);
    if (!expr) return VALUE_FAILED;
    vector_push(e->c->arena, &arguments, ((Argument){NULL, value_expr(expr), call->spans[i]}));
  }
  vector_push(e->c->arena, &arguments, ((Argument){NULL, value_string(mode), call->span}));
  Value result = gpu_intrinsic(e, call->builtin->name, &arguments, &keywords, call->span);
  if (result.kind != VALUE_ERROR) result.expr = gpu_as_type(e, result.expr, arguments.items[0].value.expr->type);
  return result;
}

// T.ieee_add(x, y, rounding_mode="rn") and its like: to the nearest they are the plain operations.
static Value run_ieee(Elaborator *e, Call *call) {
  static const struct {
    const char *name;
    unsigned operands;
    Op op;
  } rows[] = {{"ieee_add", 2, OP_ADD}, {"ieee_sub", 2, OP_SUB}, {"ieee_mul", 2, OP_MUL},     {"fmul", 2, OP_MUL},      {"ieee_fdiv", 2, OP_DIV},
              {"ieee_fmaf", 3, OP_FMA}, {"ieee_frcp", 1, OP_DIV}, {"ieee_fsqrt", 1, OP_SQRT}, {"ieee_frsqrt", 1, OP_RSQRT}};
  size_t row = 0;
  while (strcmp(rows[row].name, call->builtin->name)) row++;
  unsigned count = rows[row].operands;
  if (call->count > count && argument_given(call, count)) {
    const char *mode = argument_string(e, call, count);
    if (!mode) return VALUE_FAILED;
    if (strcmp(mode, "rz") && strcmp(mode, "ru") && strcmp(mode, "rd") && strcmp(mode, "rn"))
      return FAIL(e, call->spans[count], "T.%s rounds \"rn\", \"rz\", \"ru\" or \"rd\", not \"%s\"", call->builtin->name, mode);
    if (strcmp(mode, "rn")) return ieee_directed(e, call, count, mode);
  }
  if (rows[row].op == OP_FMA) return run_triple(e, call);
  if (count == 2) return arith_op(e, rows[row].op, call->args[0], call->args[1], call->span);
  if (rows[row].op == OP_DIV) return arith_op(e, OP_DIV, value_float(1), call->args[0], call->span);
  return elementary(e, call, rows[row].op);
}

static Value run_identity(Elaborator *e, Call *call) {
  (void)e;
  return call->args[0];
}

static Value run_abs(Elaborator *e, Call *call) {
  Value value = call->args[0];
  if (value.kind == VALUE_INT && !e->script) return value_int(value.integer < 0 && value.integer != INT64_MIN ? -value.integer : value.integer);
  const Expr *expr = arith_expr(e, value, call->spans[0]);
  if (!expr) return VALUE_FAILED;
  if (type_kind(expr->type) == TYPE_KIND_FLOAT) return elementary(e, call, OP_ABS);
  Value zero = value_expr(ir_int_typed(e->c, expr->type, 0));
  Value positive = arith_op(e, OP_GE, value, zero, call->span), negated = arith_op(e, OP_SUB, zero, value, call->span);
  if (positive.kind == VALUE_ERROR || negated.kind == VALUE_ERROR) return VALUE_FAILED;
  const Value args[] = {positive, value_expr(expr), negated};
  return arith_call(e, OP_SELECT, expr->type, args, 3, call->span);
}

// tvm.tirx.const(value, dtype)
static Value run_tir_const(Elaborator *e, Call *call) {
  DType type = TYPE_INT32;
  if (call->args[0].kind == VALUE_FLOAT) type = TYPE_FLOAT32;
  if (argument_given(call, 1) && !argument_dtype(e, call, 1, &type)) return VALUE_FAILED;
  return typed_number(e, type, call->args[0], call->spans[0]);
}

// all(a, b, ...), any(a, b, ...) of device conditions.
static Value run_tir_all(Elaborator *e, Call *call) {
  Op op = !strcmp(call->builtin->name, "all") ? OP_AND : OP_OR;
  if (call->rest.count == 0) return FAIL(e, call->span, "%s of nothing", call->builtin->name);
  Value result = call->rest.items[0].value;
  for (size_t i = 1; i < call->rest.count && result.kind != VALUE_ERROR; i++)
    result = arith_logic(e, op, result, call->rest.items[i].value, call->span);
  return result;
}

// tvm.ir.Op.get("tl.name"): the name, for T.call_intrin.
static Value run_op_get(Elaborator *e, Call *call) {
  const char *name = argument_string(e, call, 0);
  return name ? value_string(name) : VALUE_FAILED;
}

const Builtin TIR_BUILTINS[] = {
    {"get", "name", run_op_get},
    {"const", "value dtype?", run_tir_const},
    {"all", "*conditions", run_tir_all},
    {"any", "*conditions", run_tir_all},
    {"var", "name dtype?", builtin_symbols},
    {"size_var", "name dtype?", builtin_symbols},
    {"Var", "name dtype?", builtin_symbols},
    {0},
};

const Builtin VALUE_BUILTINS[] = {
    {"ceildiv", "lhs rhs", run_ceildiv},
    {"align_up", "x y", run_align_up},
    {"cdiv", "lhs rhs", run_ceildiv},
    {"min", "a b", run_min},
    {"max", "a b", run_max},
    {"if_then_else", "cond t f | dtype?", run_if_then_else},
    {"Select", "condition true_value false_value", run_select},
    {"clamp", "dst min_val max_val", run_triple},
    {"cast", "value dtype | round? **", run_cast},
    {"Cast", "dtype value | annotations?", run_cast_node},
    {"dtype", "value", run_dtype},
    {"infinity", "dtype", run_infinity},
    {"max_value", "dtype", run_max_value},
    {"min_value", "dtype", run_min_value},
    {"abs", "x", run_abs},
    {"fabs", "x", run_abs},
    {"exp", "x | dtype?", run_elementary},
    {"exp2", "x | dtype?", run_elementary},
    {"exp10", "x | dtype?", run_elementary},
    {"log", "x | dtype?", run_elementary},
    {"log2", "x | dtype?", run_elementary},
    {"log10", "x | dtype?", run_elementary},
    {"log1p", "x | dtype?", run_elementary},
    {"sqrt", "x | dtype?", run_elementary},
    {"rsqrt", "x | dtype?", run_elementary},
    {"sin", "x | dtype?", run_elementary},
    {"cos", "x | dtype?", run_elementary},
    {"tan", "x | dtype?", run_elementary},
    {"asin", "x | dtype?", run_elementary},
    {"acos", "x | dtype?", run_elementary},
    {"atan", "x | dtype?", run_elementary},
    {"sinh", "x | dtype?", run_elementary},
    {"cosh", "x | dtype?", run_elementary},
    {"tanh", "x | dtype?", run_elementary},
    {"asinh", "x | dtype?", run_elementary},
    {"acosh", "x | dtype?", run_elementary},
    {"atanh", "x | dtype?", run_elementary},
    {"sigmoid", "x | dtype?", run_elementary},
    {"erf", "x | dtype?", run_elementary},
    {"floor", "x | dtype?", run_elementary},
    {"ceil", "x | dtype?", run_elementary},
    {"trunc", "x | dtype?", run_elementary},
    {"round", "x rounding_mode? | dtype?", run_round},
    {"nearbyint", "x | dtype?", run_elementary},
    {"isnan", "x | dtype?", run_elementary},
    {"isfinite", "x | dtype?", run_elementary},
    {"__exp", "x | dtype?", run_elementary},
    {"__exp10", "x | dtype?", run_elementary},
    {"__log", "x | dtype?", run_elementary},
    {"__log2", "x | dtype?", run_elementary},
    {"__log10", "x | dtype?", run_elementary},
    {"__sin", "x | dtype?", run_elementary},
    {"__cos", "x | dtype?", run_elementary},
    {"__tan", "x | dtype?", run_elementary},
    {"round_ties_away_from_zero", "x | dtype?", run_elementary},
    {"isinf", "x", run_isinf},
    {"pow", "x y", run_float_pair},
    {"fmod", "x y", run_float_pair},
    {"atan2", "x y", run_float_pair},
    {"hypot", "x y", run_float_pair},
    {"copysign", "x y", run_float_pair},
    {"nextafter", "x y", run_float_pair},
    {"ldexp", "x y", run_ldexp},
    {"fma", "x y z", run_triple},
    {"popcount", "x", run_bits},
    {"clz", "x", run_bits},
    {"reinterpret", "value dtype", run_reinterpret},
    {"fmul", "x y", run_ieee},
    {"ieee_add", "x y rounding_mode?", run_ieee},
    {"ieee_sub", "x y rounding_mode?", run_ieee},
    {"ieee_mul", "x y rounding_mode?", run_ieee},
    {"ieee_fdiv", "x y rounding_mode?", run_ieee},
    {"ieee_fmaf", "x y z rounding_mode?", run_ieee},
    {"ieee_frcp", "x rounding_mode?", run_ieee},
    {"ieee_fsqrt", "x rounding_mode?", run_ieee},
    {"ieee_frsqrt", "x", run_ieee},
    {"likely", "cond", run_identity},
    {"floordiv", "a b", run_floordiv},
    {"floormod", "a b", run_floormod},
    {"indexdiv", "a b", run_floordiv},
    {"indexmod", "a b", run_floormod},
    {"truncdiv", "a b", run_truncdiv},
    {"truncmod", "a b", run_truncmod},
    {"div", "a b", run_truncdiv},
    {"Div", "a b", run_truncdiv},
    {"bitwise_and", "x y | dtype?", run_bitwise_and},
    {"bitwise_or", "x y | dtype?", run_bitwise_or},
    {"bitwise_xor", "x y | dtype?", run_bitwise_xor},
    {"bitwise_not", "x", run_bitwise_not},
    {"shift_left", "x y | dtype?", run_shift_left},
    {"shift_right", "x y | dtype?", run_shift_right},
    {"And", "a b", run_and},
    {"Or", "a b", run_or},
    {"Not", "a", run_not},
    {0},
};
