// Functions without an instruction of the chip, by those that have one. Part of tensorize_nest (element_tree.c). All steps are in float32, which is what DST
// holds; what they are composed of keeps small results small (log1p, odd polynomials), so that relative errors stay those of the chip's own functions.
//   before: T.asinh(x)
//   after:  x < 0 ? -y : y,   y = log1p(|x| + x * x / (1 + sqrt(x * x + 1)))
#include <math.h>

#include "passes/element.h"

static const Expr *number(Compilation *c, double value) { return ir_float(c, TYPE_FLOAT32, value); }
static const Expr *add(Compilation *c, const Expr *a, const Expr *b) { return ir_op(c, OP_ADD, a, b); }
static const Expr *sub(Compilation *c, const Expr *a, const Expr *b) { return ir_op(c, OP_SUB, a, b); }
static const Expr *mul(Compilation *c, const Expr *a, const Expr *b) { return ir_op(c, OP_MUL, a, b); }
static const Expr *quotient(Compilation *c, const Expr *a, const Expr *b) { return ir_op(c, OP_DIV, a, b); }
static const Expr *choice(Compilation *c, const Expr *condition, const Expr *yes, const Expr *no) { return ir_op(c, OP_SELECT, condition, yes, no); }
static const Expr *negative(Compilation *c, const Expr *a) { return mul(c, a, number(c, -1)); }
static const Expr *size(Compilation *c, const Expr *a) { return ir_op(c, OP_ABS, a); }

// c[0] + c[1] x + ...
static const Expr *polynomial(Compilation *c, const Expr *x, const double *coefficients, unsigned count) {
  const Expr *sum = number(c, coefficients[count - 1]);
  for (unsigned i = count - 1; i-- > 0;) sum = add(c, mul(c, sum, x), number(c, coefficients[i]));
  return sum;
}

// The sign of `of`, for a value that is not negative.
static const Expr *with_sign(Compilation *c, const Expr *value, const Expr *of) {
  return choice(c, ir_op(c, OP_LT, of, number(c, 0)), negative(c, value), value);
}

static const Expr *sinh_of(Compilation *c, const Expr *x) {
  static const double ODD[] = {1, 1.0 / 6, 1.0 / 120, 1.0 / 5040, 1.0 / 362880, 1.0 / 39916800};
  const Expr *small = mul(c, x, polynomial(c, mul(c, x, x), ODD, 6));
  const Expr *large = mul(c, sub(c, ir_op(c, OP_EXP, x), ir_op(c, OP_EXP, negative(c, x))), number(c, 0.5));
  return choice(c, ir_op(c, OP_LT, size(c, x), number(c, 1)), small, large);
}

static const Expr *cosh_of(Compilation *c, const Expr *x) {
  return mul(c, add(c, ir_op(c, OP_EXP, x), ir_op(c, OP_EXP, negative(c, x))), number(c, 0.5));
}

// Where squares would overflow: log(2 x).
static const Expr *unless_huge(Compilation *c, const Expr *x, const Expr *value) {
  const Expr *huge = add(c, ir_op(c, OP_LOG, x), number(c, 0.69314718055994531));
  return choice(c, ir_op(c, OP_GT, x, number(c, 0x1p60)), huge, value);
}

static const Expr *asinh_of(Compilation *c, const Expr *x) {
  const Expr *a = size(c, x), *square = mul(c, x, x), *root = ir_op(c, OP_SQRT, add(c, square, number(c, 1)));
  const Expr *value = ir_op(c, OP_LOG1P, add(c, a, quotient(c, square, add(c, root, number(c, 1)))));
  return with_sign(c, unless_huge(c, a, value), x);
}

static const Expr *acosh_of(Compilation *c, const Expr *x) {
  const Expr *above = sub(c, x, number(c, 1));
  const Expr *root = ir_op(c, OP_SQRT, mul(c, above, add(c, above, number(c, 2))));
  return unless_huge(c, x, ir_op(c, OP_LOG1P, add(c, above, root)));
}

static const Expr *atanh_of(Compilation *c, const Expr *x) {
  const Expr *a = size(c, x);
  return with_sign(c, mul(c, ir_op(c, OP_LOG1P, quotient(c, add(c, a, a), sub(c, number(c, 1), a))), number(c, 0.5)), x);
}

// Of 0 <= x <= 1, to 2e-8: the polynomial 4.4.49 of Abramowitz and Stegun's handbook.
static const Expr *atan_within_one(Compilation *c, const Expr *x) {
  static const double ODD[] = {0.9999993329, -0.3332985605, 0.1994653599, -0.1390853351, 0.0964200441, -0.0559098861, 0.0218612288, -0.0040540580};
  return mul(c, x, polynomial(c, mul(c, x, x), ODD, 8));
}

static const Expr *atan_of(Compilation *c, const Expr *x) {
  const Expr *a = size(c, x), *steep = ir_op(c, OP_GT, a, number(c, 1));
  const Expr *angle = atan_within_one(c, choice(c, steep, quotient(c, number(c, 1), a), a));
  return with_sign(c, choice(c, steep, sub(c, number(c, M_PI / 2), angle), angle), x);
}

static const Expr *asin_of(Compilation *c, const Expr *x) {
  const Expr *a = size(c, x), *root = ir_op(c, OP_SQRT, mul(c, sub(c, number(c, 1), a), add(c, number(c, 1), a)));
  const Expr *half = atan_within_one(c, quotient(c, a, add(c, root, number(c, 1))));
  return with_sign(c, add(c, half, half), x);
}

static const Expr *atan2_of(Compilation *c, const Expr *y, const Expr *x) {
  const Expr *zero = number(c, 0), *slope = choice(c, ir_op(c, OP_EQ, y, zero), zero, quotient(c, y, x));
  const Expr *turn = choice(c, ir_op(c, OP_LT, x, zero), with_sign(c, number(c, M_PI), y), zero);
  return add(c, atan_of(c, slope), turn);
}

static const Expr *hypot_of(Compilation *c, const Expr *a, const Expr *b) {
  const Expr *high = ir_op(c, OP_MAX, size(c, a), size(c, b)), *low = ir_op(c, OP_MIN, size(c, a), size(c, b)), *zero = number(c, 0);
  const Expr *none = ir_op(c, OP_EQ, high, zero), *ratio = quotient(c, low, choice(c, none, number(c, 1), high));
  return mul(c, high, ir_op(c, OP_SQRT, add(c, mul(c, ratio, ratio), number(c, 1))));
}

// ---- bits

static const Expr *bits_of(Compilation *c, const Expr *value) { return ir_call_typed(c, OP_REINTERPRET, TYPE_UINT32, &value, 1); }
static const Expr *float_of(Compilation *c, const Expr *bits) { return ir_call_typed(c, OP_REINTERPRET, TYPE_FLOAT32, &bits, 1); }

static const Expr *with_constant(Compilation *c, Op op, const Expr *a, int64_t b) { return ir_op(c, op, a, ir_int_typed(c, a->type, b)); }

static const Expr *copysign_of(Compilation *c, const Expr *value, const Expr *sign) {
  const Expr *size_bits = with_constant(c, OP_BITWISE_AND, bits_of(c, value), 0x7fffffff);
  return float_of(c, ir_op(c, OP_BITWISE_OR, size_bits, with_constant(c, OP_BITWISE_AND, bits_of(c, sign), 0x80000000)));
}

// 2^n for -126 <= n <= 127.
static const Expr *power_of_two(Compilation *c, const Expr *n) {
  const Expr *kept = with_constant(c, OP_MIN, with_constant(c, OP_MAX, n, -126), 127);
  return float_of(c, with_constant(c, OP_SHIFT_LEFT, with_constant(c, OP_ADD, kept, 127), 23));
}

// In two steps, since a power alone may overflow where the result does not.
static const Expr *ldexp_of(Compilation *c, const Expr *x, const Expr *n) {
  const Expr *wide = ir_cast(c, TYPE_INT32, n), *half = with_constant(c, OP_SHIFT_RIGHT, wide, 1);
  return mul(c, mul(c, x, power_of_two(c, half)), power_of_two(c, ir_op(c, OP_SUB, wide, half)));
}

static const Expr *popcount_of(Compilation *c, const Expr *value, unsigned bits) {
  const Expr *v = ir_cast(c, TYPE_UINT32, value);
  if (bits < 32) v = with_constant(c, OP_BITWISE_AND, v, (INT64_C(1) << bits) - 1);
  v = ir_op(c, OP_SUB, v, with_constant(c, OP_BITWISE_AND, with_constant(c, OP_SHIFT_RIGHT, v, 1), 0x55555555));
  v = ir_op(c, OP_ADD, with_constant(c, OP_BITWISE_AND, v, 0x33333333), with_constant(c, OP_BITWISE_AND, with_constant(c, OP_SHIFT_RIGHT, v, 2), 0x33333333));
  v = with_constant(c, OP_BITWISE_AND, ir_op(c, OP_ADD, v, with_constant(c, OP_SHIFT_RIGHT, v, 4)), 0x0f0f0f0f);
  v = ir_op(c, OP_ADD, v, with_constant(c, OP_SHIFT_RIGHT, v, 8));
  v = ir_op(c, OP_ADD, v, with_constant(c, OP_SHIFT_RIGHT, v, 16));
  return with_constant(c, OP_BITWISE_AND, v, 0x3f);
}

// Zeros above the highest one: ones spread downward, then counted.
static const Expr *clz_of(Compilation *c, const Expr *value) {
  const Expr *v = ir_cast(c, TYPE_UINT32, value);
  for (int64_t step = 1; step < 32; step *= 2) v = ir_op(c, OP_BITWISE_OR, v, with_constant(c, OP_SHIFT_RIGHT, v, step));
  return ir_op(c, OP_SUB, ir_int(c, 32), ir_cast(c, TYPE_INT32, popcount_of(c, v, 32)));
}

static const Expr *of_float(Compilation *c, Op op, const Expr *x, const Expr *y) {
  switch ((int)op) {
    case OP_SINH: return sinh_of(c, x);
    case OP_COSH: return cosh_of(c, x);
    case OP_ASINH: return asinh_of(c, x);
    case OP_ACOSH: return acosh_of(c, x);
    case OP_ATANH: return atanh_of(c, x);
    case OP_ASIN: return asin_of(c, x);
    case OP_ACOS: return sub(c, number(c, M_PI / 2), asin_of(c, x));
    case OP_ATAN: return atan_of(c, x);
    case OP_ATAN2: return atan2_of(c, x, y);
    case OP_HYPOT: return hypot_of(c, x, y);
    case OP_COPYSIGN: return copysign_of(c, x, y);
    case OP_LDEXP: return ldexp_of(c, x, y);
    default: return NULL;
  }
}

const Expr *element_function(Compilation *c, const Expr *call) {
  const Expr *const *args = call->args;
  unsigned bits = call->arg_count ? type_bits(args[0]->type) : 64;
  if (bits > 32) return NULL;
  if (call->op == OP_POPCOUNT) return ir_cast(c, call->type, popcount_of(c, args[0], bits));
  if (call->op == OP_CLZ) return bits == 32 ? clz_of(c, args[0]) : NULL;
  if (type_kind(call->type) != TYPE_KIND_FLOAT) return NULL;
  const Expr *x = ir_cast(c, TYPE_FLOAT32, args[0]), *y = call->arg_count > 1 ? args[1] : NULL;
  if (y && type_kind(y->type) == TYPE_KIND_FLOAT) y = ir_cast(c, TYPE_FLOAT32, y);
  const Expr *value = of_float(c, call->op, x, y);
  return value ? ir_cast(c, call->type, value) : NULL;
}
