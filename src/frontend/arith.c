// Operators on IR values: promotion and constant folding exactly as tilelang (TVM) does them when a kernel is traced. Python's
// own arithmetic is in arith_python.c. In TVMScript nothing is folded: what was printed is read back as it stands.
#include "frontend/elaborate.h"

#include <math.h>

static bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c >= '0' && c <= '9'); }

static const char *last_part(Elaborator *e, const char *begin, size_t length) {
  size_t last = length;
  while (last && begin[last - 1] != '.') last--;
  return intern_range(e->c, begin + last, length - last);
}

// The unknown in a piece of source such as "(rows // factor)": the first name whose value is not known; "" if there is none.
static const char *unknown_in(Elaborator *e, const char *text) {
  static const char *const words[] = {"not", "and", "or", "in", "is", "if", "else", "for", "None", "True", "False"};
  for (const char *at = text; *at;) {
    size_t length = 0;
    while (is_word(at[length]) || (length && at[length] == '.' && is_word(at[length + 1]))) length++;
    const char *name = length ? intern_range(e->c, at, strcspn(at, ".") < length ? strcspn(at, ".") : length) : "";
    bool word = !length || (*at >= '0' && *at <= '9');
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) word |= !strcmp(words[i], name);
    const Binding *binding = word ? NULL : bind_find(e, name, NULL);
    if (!word && (!binding || binding->value.kind == VALUE_OPAQUE)) return last_part(e, at, length);
    at += length ? length : 1;
  }
  return "";
}

// The name by which -D gives the value of Python that is not executed: "torch.cuda.device_count(...)" is device_count.
const char *opaque_name(Elaborator *e, const char *path) {
  if (*path == '(') return unknown_in(e, path);
  const char *begin = path, *end = path;
  for (const char *at = path; *at; at++) {
    if (*at == '.' && at[1] != '.' && at[1] != ')') begin = at + 1;
    if (*at == '(' && strncmp(at, "(...)", 5)) break;
  }
  end = begin + strcspn(begin, "(.");
  return intern_range(e->c, begin, (size_t)(end - begin));
}

Value arith_unknown(Elaborator *e, Value value, Span span) {
  const char *name = opaque_name(e, value.string);
  size_t before = e->c->diagnostics.count;
  for (size_t i = 0; i < e->unknown.count && diag_failed(e->c); i++)
    if (e->unknown.items[i] == name) return VALUE_FAILED;  // one report a name
  vector_push(e->c->arena, &e->unknown, name);
  bind_want(e, name);
  if (!*name)
    FAIL(e, span, "`%s` is Python that is not executed; its value is not known at compile time", value.string);
  else if (strpbrk(value.string, ".("))
    FAIL(e, span, "`%s` is Python that is not executed; give its value with -D %s=...", value.string, name);
  else
    FAIL(e, span, "the value of `%s` is not known at compile time; give it with -D %s=...", value.string, name);
  const Binding *binding = bind_find(e, name, NULL);
  if (e->c->diagnostics.count > before && binding && binding->span.file != NO_FILE && binding->span.begin != span.begin)
    diag_note(e->c, binding->span, "`%s` is set here, by Python that is not executed", name);
  return VALUE_FAILED;
}

static Value made(Elaborator *e, const Expr *expr, uint32_t depth, Span span) {
  if (depth > MOST_EXPR_DEPTH)
    return FAIL(e, span, "this expression is nested more than %d deep; bind parts of it to variables", MOST_EXPR_DEPTH);
  if (expr->size > MOST_EXPR_SIZE) return FAIL(e, span, "this expression has more than %d parts; bind parts of it to variables", MOST_EXPR_SIZE);
  return (Value){.kind = VALUE_EXPR, .depth = depth, .expr = expr->span.file == NO_FILE ? ir_with_span(e->c, expr, span) : expr};
}

const Expr *arith_expr(Elaborator *e, Value value, Span span) {
  value = eval_unwrap(e, value);
  switch ((ValueKind)value.kind) {
    case VALUE_EXPR: {
      const Expr *vector = value.slice ? vector_value(e, value.expr) : NULL;
      return vector ? vector : value.expr;
    }
    case VALUE_BOOL: return ir_bool(e->c, value.boolean);
    case VALUE_INT:
      return ir_int_typed(e->c, value.integer == (int32_t)value.integer ? TYPE_INT32 : TYPE_INT64, value.integer);
    case VALUE_FLOAT: return ir_float(e->c, TYPE_FLOAT32, value.number);
    case VALUE_ERROR: return NULL;
    case VALUE_OPAQUE: arith_unknown(e, value, span); return NULL;
    case VALUE_BUFFER:
      FAIL(e, span, "the buffer `%s` is used as a number; index it, as in `%s[i]`", value.buffer->name, value.buffer->name);
      return NULL;
    case VALUE_ABSENT: case VALUE_NONE: case VALUE_ELLIPSIS: case VALUE_STRING: case VALUE_DTYPE: case VALUE_TUPLE:
    case VALUE_LIST: case VALUE_DICT: case VALUE_RANGE: case VALUE_SLICE: case VALUE_FUNCTION: case VALUE_BUILTIN:
    case VALUE_METHOD: case VALUE_MODULE: case VALUE_TENSOR: case VALUE_FRAME: case VALUE_HANDLE: case VALUE_CLASS:
    case VALUE_OBJECT:
      FAIL(e, span, "expected a number, found %s", value_kind_text(value));
      return NULL;
  }
  return NULL;
}

// ---- casts

static int64_t wrap(DType type, int64_t value) {
  unsigned bits = type == TYPE_BOOL ? 1 : type_bits(type);
  if (bits >= 64) return value;
  uint64_t mask = (UINT64_C(1) << bits) - 1, low = (uint64_t)value & mask;
  if (type_kind(type) == TYPE_KIND_SIGNED && (low >> (bits - 1))) low |= ~mask;
  return (int64_t)low;
}

static const Expr *fold_cast(Elaborator *e, DType type, const Expr *expr) {
  bool to_float = type_kind(type) == TYPE_KIND_FLOAT, to_int = type_is_int(type);
  if (expr->kind == EXPR_INT && to_float) return ir_float(e->c, type, (double)expr->integer);
  if (expr->kind == EXPR_INT && to_int)
    return ir_int_typed(e->c, type, type == TYPE_BOOL ? expr->integer != 0 : wrap(type, expr->integer));
  if (expr->kind == EXPR_FLOAT && to_float) return ir_float(e->c, type, expr->number);
  if (expr->kind == EXPR_FLOAT && to_int && fabs(expr->number) < 9e18)
    return ir_int_typed(e->c, type, type == TYPE_BOOL ? expr->number != 0 : wrap(type, (int64_t)expr->number));
  return NULL;
}

const Expr *arith_cast_expr(Elaborator *e, DType type, const Expr *expr) {
  expr = gpu_as_type(e, expr, type);
  unsigned lanes = type_lanes(expr->type);
  if (lanes == 1 && type_lanes(type) > 1) return vector_broadcast(e, arith_cast_expr(e, type_element(type), expr), type_lanes(type));
  if (lanes > 1) type_vector(type_element(type), lanes, &type);  // a vector stays one
  if (expr->type == type) return expr;
  const Expr *folded = fold_cast(e, type, expr);
  return folded ? folded : ir_cast(e->c, type, expr);
}

static bool is_number(DType type) { return type_is_int(type) || type_kind(type) == TYPE_KIND_FLOAT; }

Value arith_cast(Elaborator *e, DType type, Value value, Span span) {
  const Expr *expr = arith_expr(e, value, span);
  if (!expr) return VALUE_FAILED;
  if (gpu_is_intrinsic(expr) && expr->type == TYPE_HANDLE) return made(e, ir_cast(e->c, type, expr), 1, span);
  if (!is_number(expr->type) || !is_number(type))
    return FAIL(e, span, "%s can't be converted to %s", type_text(expr->type), type_text(type));
  bool literal = value.kind != VALUE_EXPR, same_lanes = type_lanes(type) == type_lanes(expr->type);
  if (!same_lanes && type_lanes(expr->type) > 1) return FAIL(e, span, "%s can't be converted to %s", type_text(expr->type), type_text(type));
  const Expr *cast = e->script && !literal && same_lanes ? ir_cast(e->c, type, expr) : arith_cast_expr(e, type, expr);
  return made(e, cast, value.kind == VALUE_EXPR ? value.depth + 1 : 1, span);
}

// ---- promotion

// IEEE floats win over bfloat16, which wins over 8-bit floats, which win over integers.
static unsigned type_class(DType type) {
  if (type == TYPE_FLOAT16 || type == TYPE_FLOAT32 || type == TYPE_FLOAT64) return 3;
  if (type == TYPE_BFLOAT16) return 2;
  return type_kind(type) == TYPE_KIND_FLOAT ? 1 : 0;
}

static bool common_type(DType left, DType right, DType *common) {
  unsigned a = type_class(left), b = type_class(right);
  *common = a > b ? left : right;
  if (a != b) return true;
  unsigned left_bits = left == TYPE_BOOL ? 1 : type_bits(left), right_bits = right == TYPE_BOOL ? 1 : type_bits(right);
  if (left_bits != right_bits)
    *common = left_bits > right_bits ? left : right;
  else
    *common = type_kind(left) == TYPE_KIND_UNSIGNED ? left : right;
  return a == 0 || a == 3;
}

bool arith_match(Elaborator *e, Value *left, Value *right, Span span) {
  const Expr *a = arith_expr(e, *left, span), *b = a ? arith_expr(e, *right, span) : NULL;
  if (!a || !b) return false;
  a = gpu_as_type(e, a, b->type);
  b = gpu_as_type(e, b, a->type);
  a = vector_broadcast(e, a, type_lanes(b->type));
  b = vector_broadcast(e, b, type_lanes(a->type));
  if (a->type != b->type) {
    DType type;
    if (!is_number(a->type) || !is_number(b->type) || type_lanes(a->type) != type_lanes(b->type) ||
        !common_type(type_element(a->type), type_element(b->type), &type) || !type_vector(type, type_lanes(a->type), &type)) {
      FAIL(e, span, "operands of types %s and %s do not go together; cast one of them", type_text(a->type), type_text(b->type));
      return false;
    }
    a = arith_cast_expr(e, type, a);
    b = arith_cast_expr(e, type, b);
  }
  *left = (Value){.kind = VALUE_EXPR, .depth = left->kind == VALUE_EXPR ? left->depth : 1, .expr = a};
  *right = (Value){.kind = VALUE_EXPR, .depth = right->kind == VALUE_EXPR ? right->depth : 1, .expr = b};
  return true;
}

// ---- folding

static bool is_value(const Expr *expr, int number) {
  return expr->kind == EXPR_INT ? expr->integer == number : expr->kind == EXPR_FLOAT && expr->number == number;
}

static int64_t floor_divide(int64_t a, int64_t b) { return a / b - (a % b != 0 && (a < 0) != (b < 0)); }

// Two integer constants of one type; false where TVM leaves the operation alone (division by zero).
static bool fold_integers(Op op, int64_t a, int64_t b, int64_t *result) {
  uint64_t x = (uint64_t)a, y = (uint64_t)b;
  bool divides = b != 0 && !(a == INT64_MIN && b == -1);
  switch ((unsigned)op) {
    case OP_ADD: *result = (int64_t)(x + y); return true;
    case OP_SUB: *result = (int64_t)(x - y); return true;
    case OP_MUL: *result = (int64_t)(x * y); return true;
    case OP_MIN: *result = a < b ? a : b; return true;
    case OP_MAX: *result = a > b ? a : b; return true;
    case OP_BITWISE_AND: *result = a & b; return true;
    case OP_BITWISE_OR: *result = a | b; return true;
    case OP_BITWISE_XOR: *result = a ^ b; return true;
    case OP_SHIFT_LEFT: *result = (int64_t)(x << (y & 63)); return b >= 0 && b < 64;
    case OP_SHIFT_RIGHT: *result = a >> (y & 63); return b >= 0 && b < 64;
    case OP_FLOORDIV: *result = divides ? floor_divide(a, b) : 0; return divides;
    case OP_FLOORMOD: *result = divides ? a - floor_divide(a, b) * b : 0; return divides;
    case OP_TRUNCDIV: *result = divides ? a / b : 0; return divides;
    case OP_TRUNCMOD: *result = divides ? a % b : 0; return divides;
  }
  return false;
}

// T.infinity is an op of its own in TVM, which folds no operation on it; only the sign of minus infinity.
static bool fold_floats(Op op, double a, double b, double *result) {
  if ((isinf(a) || isinf(b)) && !(op == OP_MUL && (a == -1 || b == -1))) return false;
  switch ((unsigned)op) {
    case OP_ADD: *result = a + b; return true;
    case OP_SUB: *result = a - b; return true;
    case OP_MUL: *result = a * b; return true;
    case OP_DIV: *result = b != 0 ? a / b : 0; return b != 0;
    case OP_MIN: *result = a < b ? a : b; return true;
    case OP_MAX: *result = a > b ? a : b; return true;
  }
  return false;
}

static bool fold_compare(Op op, double a, double b, bool *result) {
  switch ((unsigned)op) {
    case OP_EQ: *result = a == b; return true;
    case OP_NE: *result = a != b; return true;
    case OP_LT: *result = a < b; return true;
    case OP_LE: *result = a <= b; return true;
    case OP_GT: *result = a > b; return true;
    case OP_GE: *result = a >= b; return true;
  }
  return false;
}

static const Expr *fold_constants(Elaborator *e, Op op, const Expr *a, const Expr *b) {
  bool integers = a->kind == EXPR_INT && b->kind == EXPR_INT, truth;
  if (!integers && !(a->kind == EXPR_FLOAT && b->kind == EXPR_FLOAT)) return NULL;
  double x = integers ? (double)a->integer : a->number, y = integers ? (double)b->integer : b->number, number;
  if (fold_compare(op, x, y, &truth)) return ir_bool(e->c, truth);
  int64_t integer;
  if (integers) return fold_integers(op, a->integer, b->integer, &integer) ? ir_int_typed(e->c, a->type, wrap(a->type, integer)) : NULL;
  return fold_floats(op, x, y, &number) ? ir_float(e->c, a->type, number) : NULL;
}

// x + 0, x * 1, x * 0, ... (TVM drops x * 0.0 too)
static const Expr *fold_identities(Elaborator *e, Op op, const Expr *a, const Expr *b) {
  switch ((unsigned)op) {
    case OP_ADD: return is_value(a, 0) ? b : is_value(b, 0) ? a : NULL;
    case OP_SUB: return is_value(b, 0) ? a : NULL;
    case OP_MUL:
      if (is_value(a, 1)) return b;
      if (is_value(b, 1)) return a;
      return is_value(a, 0) ? a : is_value(b, 0) ? b : NULL;
    case OP_DIV:
    case OP_FLOORDIV:
    case OP_TRUNCDIV: return is_value(b, 1) ? a : is_value(a, 0) && !is_value(b, 0) ? a : NULL;
    case OP_FLOORMOD:
    case OP_TRUNCMOD: return is_value(b, 1) ? ir_int_typed(e->c, a->type, 0) : is_value(a, 0) && !is_value(b, 0) ? a : NULL;
    case OP_MIN:
    case OP_MAX: return a == b ? a : NULL;
  }
  return NULL;
}

// In TVMScript the one thing folded is T.infinity(t) * T.float32(-1.0), which is how minus infinity prints.
static const Expr *fold(Elaborator *e, Op op, const Expr *a, const Expr *b) {
  if (e->script) {
    bool infinite = op == OP_MUL && a->kind == EXPR_FLOAT && isinf(a->number) && is_value(b, -1);
    return infinite ? fold_constants(e, op, a, b) : NULL;
  }
  const Expr *constant = fold_constants(e, op, a, b);
  return constant ? constant : fold_identities(e, op, a, b);
}

// ---- operators

static bool needs_integers(Op op) {
  return op == OP_FLOORDIV || op == OP_FLOORMOD || op == OP_TRUNCDIV || op == OP_TRUNCMOD || op == OP_BITWISE_AND ||
         op == OP_BITWISE_OR || op == OP_BITWISE_XOR || op == OP_SHIFT_LEFT || op == OP_SHIFT_RIGHT;
}

static bool check_operands(Elaborator *e, Op op, const Expr *a, const Expr *b, Span span) {
  if (op == OP_DIV && type_is_int(a->type)) {
    FAIL(e, span, "`/` of integers is ambiguous; write `//` for the floor, or cast to a float type");
    return false;
  }
  if (needs_integers(op) && !type_is_int(a->type)) {
    FAIL(e, span, "`%s` needs integers, the operands are %s", op_info(op)->text, type_text(a->type));
    return false;
  }
  bool divides = op == OP_FLOORDIV || op == OP_FLOORMOD || op == OP_TRUNCDIV || op == OP_TRUNCMOD;
  if (divides && is_value(b, 0)) {
    FAIL(e, span, "division by zero");
    return false;
  }
  return true;
}

// A Python int beside an integer of another type, in bit operations: takes that type. (Elsewhere it is an int32.)
static void match_bits(Elaborator *e, Op op, Value *left, Value *right) {
  bool bits = op == OP_BITWISE_AND || op == OP_BITWISE_OR || op == OP_BITWISE_XOR || op == OP_SHIFT_LEFT || op == OP_SHIFT_RIGHT;
  if (!bits || e->script || (left->kind == VALUE_INT) == (right->kind == VALUE_INT)) return;
  Value *number = left->kind == VALUE_INT ? left : right, other = eval_unwrap(e, left->kind == VALUE_INT ? *right : *left);
  if (other.kind != VALUE_EXPR || !type_is_int(other.expr->type) || other.expr->type == TYPE_BOOL) return;
  *number = value_expr(ir_int_typed(e->c, other.expr->type, wrap(other.expr->type, number->integer)));
}

Value arith_op(Elaborator *e, Op op, Value left, Value right, Span span) {
  match_bits(e, op, &left, &right);
  if (left.kind == VALUE_ERROR || right.kind == VALUE_ERROR || !arith_match(e, &left, &right, span)) return VALUE_FAILED;
  const Expr *a = left.expr, *b = right.expr;
  if (!check_operands(e, op, a, b, span)) return VALUE_FAILED;
  uint32_t depth = (left.depth > right.depth ? left.depth : right.depth) + 1;
  const Expr *folded = fold(e, op, a, b);
  if (folded) return made(e, folded, depth - 1, span);
  return made(e, ir_op(e->c, op, a, b), depth, span);
}

Value arith_logic(Elaborator *e, Op op, Value left, Value right, Span span) {
  const Expr *a = arith_expr(e, left, span), *b = a && op != OP_NOT ? arith_expr(e, right, span) : a;
  if (!a || !b) return VALUE_FAILED;
  if (a->type != TYPE_BOOL) a = arith_cast_expr(e, TYPE_BOOL, a);
  if (b->type != TYPE_BOOL) b = arith_cast_expr(e, TYPE_BOOL, b);
  uint32_t depth = (left.depth > right.depth ? left.depth : right.depth) + 1;
  return made(e, op == OP_NOT ? ir_op(e->c, OP_NOT, a) : ir_op(e->c, op, a, b), depth, span);
}

Value arith_call(Elaborator *e, Op op, DType type, const Value *args, unsigned count, Span span) {
  const Expr *operands[8] = {0};
  uint32_t depth = 0;
  for (unsigned i = 0; i < count && i < 8; i++) {
    operands[i] = arith_expr(e, args[i], span);
    if (!operands[i]) return VALUE_FAILED;
    if (args[i].kind == VALUE_EXPR && args[i].depth > depth) depth = args[i].depth;
  }
  return made(e, ir_call_typed(e->c, op, type, operands, count), depth + 1, span);
}
