// Python's arithmetic on trace-time values, and the choice between it and IR for every operator.
#include "frontend/elaborate.h"

#include <math.h>

static bool is_ir(Value value) { return value.kind == VALUE_EXPR || value.kind == VALUE_BUFFER; }

static const char *operator_text(unsigned op) { return token_text((TokenKind)op); }

static Value overflow(Elaborator *e, Span span) { return FAIL(e, span, "this integer does not fit 64 bits"); }

static Value power_of_ints(Elaborator *e, int64_t base, int64_t exponent, Span span) {
  if (exponent < 0) return base ? value_float(pow((double)base, (double)exponent)) : FAIL(e, span, "division by zero");
  int64_t result = 1;
  if (base == 0 || base == 1) return value_int(exponent ? base : 1);
  if (base == -1) return value_int(exponent % 2 ? -1 : 1);
  for (int64_t i = 0; i < exponent; i++)
    if (__builtin_mul_overflow(result, base, &result)) return overflow(e, span);
  return value_int(result);
}

static int64_t floor_divide(int64_t a, int64_t b) { return a / b - (a % b != 0 && (a < 0) != (b < 0)); }

static Value shift(Elaborator *e, int64_t a, int64_t b, bool left, Span span) {
  if (b < 0) return FAIL(e, span, "negative shift count");
  if (!left) return value_int(a >> (b < 63 ? b : 63));
  if (a != 0 && (b > 62 || a > (INT64_MAX >> b) || a < (INT64_MIN >> b))) return overflow(e, span);
  return value_int(a ? a * (INT64_C(1) << b) : 0);
}

static Value integer_binary(Elaborator *e, unsigned op, int64_t a, int64_t b, Span span) {
  int64_t result;
  bool divides = op == TOKEN_FLOORDIV || op == TOKEN_MODULO || op == TOKEN_DIVIDE;
  if (divides && b == 0) return FAIL(e, span, "division by zero");
  if (divides && a == INT64_MIN && b == -1) return overflow(e, span);
  switch (op) {
    case TOKEN_PLUS: return __builtin_add_overflow(a, b, &result) ? overflow(e, span) : value_int(result);
    case TOKEN_MINUS: return __builtin_sub_overflow(a, b, &result) ? overflow(e, span) : value_int(result);
    case TOKEN_TIMES: return __builtin_mul_overflow(a, b, &result) ? overflow(e, span) : value_int(result);
    case TOKEN_DIVIDE: return value_float((double)a / (double)b);
    case TOKEN_FLOORDIV: return value_int(floor_divide(a, b));
    case TOKEN_MODULO: return value_int(a - floor_divide(a, b) * b);
    case TOKEN_POWER: return power_of_ints(e, a, b, span);
    case TOKEN_AMPERSAND: return value_int(a & b);
    case TOKEN_BAR: return value_int(a | b);
    case TOKEN_CARET: return value_int(a ^ b);
    case TOKEN_LEFT_SHIFT: return shift(e, a, b, true, span);
    case TOKEN_RIGHT_SHIFT: return shift(e, a, b, false, span);
  }
  return FAIL(e, span, "%s is not defined for integers", operator_text(op));
}

static Value float_binary(Elaborator *e, unsigned op, double a, double b, Span span) {
  bool divides = op == TOKEN_FLOORDIV || op == TOKEN_MODULO || op == TOKEN_DIVIDE;
  if (divides && b == 0) return FAIL(e, span, "division by zero");
  switch (op) {
    case TOKEN_PLUS: return value_float(a + b);
    case TOKEN_MINUS: return value_float(a - b);
    case TOKEN_TIMES: return value_float(a * b);
    case TOKEN_DIVIDE: return value_float(a / b);
    case TOKEN_FLOORDIV: return value_float(floor(a / b));
    case TOKEN_MODULO: return value_float(a - floor(a / b) * b);
    case TOKEN_POWER:
      if (a < 0 && b != floor(b)) return FAIL(e, span, "a power of a negative number with a fraction as exponent is complex");
      return value_float(pow(a, b));
  }
  return FAIL(e, span, "%s is not defined for floats", operator_text(op));
}

static Value repeat(Elaborator *e, Value sequence, int64_t times, Span span) {
  Value result = value_list(e->c, (ValueKind)sequence.kind, NULL, 0);
  size_t most = times > MOST_ITEMS ? MOST_ITEMS + 1 : times > 0 ? (size_t)times : 0;
  if (!elab_spend(e, most * sequence.list->count, span)) return VALUE_FAILED;
  for (int64_t i = 0; i < times && sequence.list->count; i++)
    for (size_t k = 0; k < sequence.list->count; k++) vector_push(e->c->arena, result.list, sequence.list->items[k]);
  return result;
}

static Value concatenate(Elaborator *e, Value left, Value right, Span span) {
  if (!elab_spend(e, left.list->count + right.list->count, span)) return VALUE_FAILED;
  Value result = value_list(e->c, (ValueKind)left.kind, left.list->items, left.list->count);
  for (size_t k = 0; k < right.list->count; k++) vector_push(e->c->arena, result.list, right.list->items[k]);
  return result;
}

// Arithmetic on what is not executed is not executed either; in a kernel its value is needed.
static Value unknown_operand(Elaborator *e, Value operand, Span span) {
  if (e->device) return arith_unknown(e, operand, span);
  size_t length = span.end - span.begin;
  const char *text = arena_copy(e->c->arena, e->c->sources.items[span.file].text + span.begin, length < 40 ? length : 40);
  return (Value){.kind = VALUE_OPAQUE, .string = intern(e->c, arena_format(e->c->arena, "(%s)", text))};
}

static Value python_binary(Elaborator *e, unsigned op, Value left, Value right, Span span) {
  int64_t a, b;
  if (left.kind == VALUE_OPAQUE || right.kind == VALUE_OPAQUE) return unknown_operand(e, left.kind == VALUE_OPAQUE ? left : right, span);
  if (value_is_number(left) && value_is_number(right)) {
    if (left.kind == VALUE_FLOAT || right.kind == VALUE_FLOAT)
      return float_binary(e, op, value_as_double(left), value_as_double(right), span);
    value_as_int(left, &a);
    value_as_int(right, &b);
    Value result = integer_binary(e, op, a, b, span);
    bool logical = op == TOKEN_AMPERSAND || op == TOKEN_BAR || op == TOKEN_CARET;
    if (logical && left.kind == VALUE_BOOL && right.kind == VALUE_BOOL) return value_bool(result.integer != 0);
    return result;
  }
  bool strings = op == TOKEN_PLUS && left.kind == VALUE_STRING && right.kind == VALUE_STRING;
  if (strings && !elab_spend(e, strlen(left.string) + strlen(right.string), span)) return VALUE_FAILED;
  if (strings)
    return value_string(intern(e->c, arena_format(e->c->arena, "%s%s", left.string, right.string)));
  if (op == TOKEN_PLUS && value_is_sequence(left) && left.kind == right.kind) return concatenate(e, left, right, span);
  if (op == TOKEN_TIMES && value_is_sequence(left) && value_as_int(right, &b)) return repeat(e, left, b, span);
  if (op == TOKEN_TIMES && value_is_sequence(right) && value_as_int(left, &a)) return repeat(e, right, a, span);
  return FAIL(e, span, "%s is not defined for %s and %s", operator_text(op), value_kind_text(left), value_kind_text(right));
}

static bool ir_operator(unsigned token, Op *op) {
  switch (token) {
    case TOKEN_PLUS: *op = OP_ADD; return true;
    case TOKEN_MINUS: *op = OP_SUB; return true;
    case TOKEN_TIMES: *op = OP_MUL; return true;
    case TOKEN_DIVIDE: *op = OP_DIV; return true;
    case TOKEN_FLOORDIV: *op = OP_FLOORDIV; return true;
    case TOKEN_MODULO: *op = OP_FLOORMOD; return true;
    case TOKEN_AMPERSAND: *op = OP_BITWISE_AND; return true;
    case TOKEN_BAR: *op = OP_BITWISE_OR; return true;
    case TOKEN_CARET: *op = OP_BITWISE_XOR; return true;
    case TOKEN_LEFT_SHIFT: *op = OP_SHIFT_LEFT; return true;
    case TOKEN_RIGHT_SHIFT: *op = OP_SHIFT_RIGHT; return true;
  }
  return false;
}

static bool is_bit_operator(unsigned token) {
  return token == TOKEN_AMPERSAND || token == TOKEN_BAR || token == TOKEN_CARET || token == TOKEN_LEFT_SHIFT || token == TOKEN_RIGHT_SHIFT;
}

// A Python int beside an integer takes its type in bit operations (in sums it is an int32). False after a report.
static bool match_bits(Elaborator *e, Value *number, Value other, Span span) {
  int64_t value;
  if (other.kind != VALUE_EXPR || number->kind == VALUE_EXPR || !value_as_int(*number, &value)) return true;
  DType type = other.expr->type;
  unsigned bits = type_bits(type);
  if (!type_is_int(type) || type == TYPE_BOOL) return true;
  bool is_signed = type_kind(type) == TYPE_KIND_SIGNED;
  int64_t most = bits == 64 ? INT64_MAX : (INT64_C(1) << (bits - is_signed)) - 1, least = is_signed ? -most - 1 : 0;
  if (value < least || value > most) {
    FAIL(e, span, "%lld is no value of the other operand's type %s; cast that first", (long long)value, type_text(type));
    return false;
  }
  *number = value_expr(ir_int_typed(e->c, type, value));
  return true;
}

Value arith_binary(Elaborator *e, unsigned token, Value left, Value right, Span span) {
  if (left.kind == VALUE_ERROR || right.kind == VALUE_ERROR) return VALUE_FAILED;
  bool script_numbers = e->script && value_is_number(left) && value_is_number(right);
  if (!is_ir(left) && !is_ir(right) && !script_numbers) return python_binary(e, token, left, right, span);
  Op op;
  if (token == TOKEN_POWER)
    return UNSUPPORTED(e, span, "`**` of a device expression: tilelang has no such operator; write x * x, or T.exp2(y * T.log2(x))");
  if (!ir_operator(token, &op)) return FAIL(e, span, "%s is not defined for device expressions", operator_text(token));
  if (is_bit_operator(token) && !e->script && (!match_bits(e, &left, right, span) || !match_bits(e, &right, left, span))) return VALUE_FAILED;
  return arith_op(e, op, left, right, span);
}

static Value bitwise_not(Elaborator *e, Value operand, Span span) {
  const Expr *expr = arith_expr(e, operand, span);
  if (!expr) return VALUE_FAILED;
  if (!type_is_int(expr->type)) return FAIL(e, span, "`~` needs an integer, not %s", type_text(expr->type));
  if (expr->type == TYPE_BOOL) return arith_logic(e, OP_NOT, operand, operand, span);
  return arith_call(e, OP_BITWISE_NOT, expr->type, &operand, 1, span);
}

Value arith_unary(Elaborator *e, unsigned op, Value operand, Span span) {
  if (operand.kind == VALUE_ERROR) return operand;
  if (operand.kind == VALUE_OPAQUE) return unknown_operand(e, operand, span);
  int64_t integer;
  bool python_int = operand.kind != VALUE_EXPR && value_as_int(operand, &integer);
  if (op == TOKEN_NOT) {
    bool truth;
    if (is_ir(operand)) return arith_logic(e, OP_NOT, operand, operand, span);
    if (value_truth(operand, &truth)) return value_bool(!truth);
    return FAIL(e, span, "%s has no truth value at compile time", value_kind_text(operand));
  }
  if (op == TOKEN_PLUS && (python_int || operand.kind == VALUE_FLOAT || is_ir(operand))) return operand;
  if (op == TOKEN_MINUS && python_int) return integer == INT64_MIN ? overflow(e, span) : value_int(-integer);
  if (op == TOKEN_MINUS && operand.kind == VALUE_FLOAT) return value_float(-operand.number);
  if (op == TOKEN_MINUS && is_ir(operand)) return arith_op(e, OP_MUL, operand, value_int(-1), span);
  if (op == TOKEN_TILDE && python_int) return value_int(~integer);
  if (op == TOKEN_TILDE && is_ir(operand)) return bitwise_not(e, operand, span);
  return FAIL(e, span, "unary %s is not defined for %s", operator_text(op), value_kind_text(operand));
}

// ---- comparisons

static bool contains(Elaborator *e, Value container, Value item, Span span, bool *result) {
  ValueList items = {0};
  if (container.kind == VALUE_DTYPE) container = value_string(type_text(container.dtype));
  if (container.kind == VALUE_STRING && item.kind == VALUE_STRING) {
    *result = strstr(container.string, item.string) != NULL;
    return true;
  }
  if (!eval_iterate(e, container, span, &items)) return false;
  *result = false;
  for (size_t i = 0; i < items.count; i++) *result |= value_equal(items.items[i], item);
  return true;
}

static Value python_compare(Elaborator *e, CompareOp op, Value left, Value right, Span span) {
  bool result = false;
  switch (op) {
    case COMPARE_EQ:
    case COMPARE_NE: return value_bool(value_equal(left, right) == (op == COMPARE_EQ));
    case COMPARE_IS:
    case COMPARE_IS_NOT: return value_bool((left.kind == right.kind && value_equal(left, right)) == (op == COMPARE_IS));
    case COMPARE_IN:
    case COMPARE_NOT_IN:
      if (!contains(e, right, left, span, &result)) return VALUE_FAILED;
      return value_bool(result == (op == COMPARE_IN));
    case COMPARE_LT: case COMPARE_LE: case COMPARE_GT: case COMPARE_GE: break;
  }
  int order;
  if (value_is_number(left) && value_is_number(right)) {
    double a = value_as_double(left), b = value_as_double(right);
    order = a < b ? -1 : a > b ? 1 : 0;
    if (left.kind == VALUE_INT && right.kind == VALUE_INT) order = (left.integer > right.integer) - (left.integer < right.integer);
    if (a != a || b != b) return value_bool(false);
  } else if (left.kind == VALUE_STRING && right.kind == VALUE_STRING) {
    order = strcmp(left.string, right.string);
  } else {
    return FAIL(e, span, "%s and %s can't be ordered", value_kind_text(left), value_kind_text(right));
  }
  result = op == COMPARE_LT ? order < 0 : op == COMPARE_LE ? order <= 0 : op == COMPARE_GT ? order > 0 : order >= 0;
  return value_bool(result);
}

static Op compare_to_op(CompareOp op, bool swapped) {
  switch (op) {
    case COMPARE_EQ:
    case COMPARE_IS: return OP_EQ;
    case COMPARE_NE:
    case COMPARE_IS_NOT: return OP_NE;
    case COMPARE_LT: return swapped ? OP_GT : OP_LT;
    case COMPARE_LE: return swapped ? OP_GE : OP_LE;
    case COMPARE_GT: return swapped ? OP_LT : OP_GT;
    case COMPARE_GE: return swapped ? OP_LE : OP_GE;
    case COMPARE_IN:
    case COMPARE_NOT_IN: break;
  }
  return OP_EQ;
}

// What of the two sides of `==` is not known: a side, or an item of it. NULL: both are known.
static const Value *unknown_side(const Value *left, const Value *right) {
  const Value *sides[] = {left, right};
  for (unsigned i = 0; i < 2; i++) {
    if (sides[i]->kind == VALUE_OPAQUE && sides[1 - i]->kind != VALUE_OPAQUE) return sides[i];
    for (size_t k = 0; value_is_sequence(*sides[i]) && k < sides[i]->list->count; k++)
      if (sides[i]->list->items[k].kind == VALUE_OPAQUE) return &sides[i]->list->items[k];
  }
  return NULL;
}

Value arith_compare(Elaborator *e, CompareOp op, Value left, Value right, Span span) {
  if (left.kind == VALUE_ERROR || right.kind == VALUE_ERROR) return VALUE_FAILED;
  if (left.kind == VALUE_OPAQUE && value_is_number(right)) return unknown_operand(e, left, span);
  if (right.kind == VALUE_OPAQUE && value_is_number(left)) return unknown_operand(e, right, span);
  const Value *unknown = op == COMPARE_EQ || op == COMPARE_NE ? unknown_side(&left, &right) : NULL;
  if (unknown) return unknown_operand(e, *unknown, span);
  bool identity = op == COMPARE_IS || op == COMPARE_IS_NOT, membership = op == COMPARE_IN || op == COMPARE_NOT_IN;
  bool numbers = (is_ir(left) || value_is_number(left)) && (is_ir(right) || value_is_number(right));
  bool device = numbers && (is_ir(left) || is_ir(right) || e->script);
  if (!device || identity || membership) return python_compare(e, op, left, right, span);
  // Python asks the right operand when the left is its own number: 0 < i becomes i > 0.
  bool swap = !is_ir(left) && is_ir(right) && !e->script;
  if (swap) return arith_op(e, compare_to_op(op, true), right, left, span);
  return arith_op(e, compare_to_op(op, false), left, right, span);
}
