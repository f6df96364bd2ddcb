// The simplifier's rules for integers. In: an integer expression; out: its linear form, e.g.
//   (bx * 64 + y) // 32  ->  bx * 2 + y // 32            n // 8 * 8 + n % 8  ->  n
//   T.min(k * 32 + 32, 256) with k in [0, 7]  ->  k * 32 + 32
#include "ir/simplify_internal.h"

static Linear floor_quotient(Simplifier *s, const Linear *numerator, int64_t by);
static Linear floor_remainder(Simplifier *s, const Linear *numerator, int64_t by);

// ---- let-bound variables

static void find_impure(void *state, const Expr *expr) {
  bool *impure = state;
  if (expr->kind == EXPR_LOAD || expr->kind == EXPR_REGION) *impure = true;
  if (expr->kind == EXPR_CALL && op_info(expr->op)->engine != ENGINE_VALUE) *impure = true;
}

bool is_pure_let(const Var *var) {
  bool impure = false;
  if (!var->value) return false;
  ir_visit(var->value, find_impure, &impure);
  return !impure;
}

static bool is_affine(const Linear *linear) {
  for (size_t i = 0; i < linear->terms.count; i++)
    if (linear->terms.items[i].degree > 1 || linear->terms.items[i].factors[0]->kind != EXPR_VAR) return false;
  return true;
}

static Linear linear_of_var(Simplifier *s, const Expr *expr) {
  const Var *var = expr->var;
  if (var->value && var->value->kind == EXPR_INT) return linear_constant(expr->type, var->value->integer);
  if (s->lets != LET_KEEP && s->budget && is_pure_let(var)) {
    s->budget--;
    Linear value = linear_of(s, var->value);
    if (s->lets == LET_EXPAND || is_affine(&value)) return value;
  }
  if (is_wide_signed(expr->type)) {
    Range range = range_of(s, expr);
    if (range.low == range.high) return linear_constant(expr->type, range.low);
  }
  return linear_opaque(s, expr->type, expr);
}

// ---- quotient and remainder by a positive number: numerator = by * quotient + rest

static const Expr *call_by(Simplifier *s, Op op, const Linear *numerator, int64_t by) {
  return ir_op(s->c, op, linear_build(s, numerator), ir_int_typed(s->c, numerator->type, by));
}

// Moves the terms whose coefficients are multiples of `by`, and the multiple in the constant, from rest to quotient.
static Linear split_multiples(Simplifier *s, const Linear *numerator, int64_t by, Linear *rest) {
  bool whole = s->as_tvm && numerator->constant % by;  // (a + 200) // 123 stays
  Linear quotient = linear_constant(numerator->type, whole ? 0 : floor_divide(numerator->constant, by));
  *rest = linear_constant(numerator->type, whole ? numerator->constant : floor_modulo(numerator->constant, by));
  for (size_t i = 0; i < numerator->terms.count; i++) {
    Term term = numerator->terms.items[i];
    if (term.coefficient % by) {
      vector_push(s->c->arena, &rest->terms, term);
      continue;
    }
    term.coefficient /= by;
    vector_push(s->c->arena, &quotient.terms, term);
  }
  return quotient;
}

// The term is, times its coefficient, `e // a` or `e % a` with a positive literal a.
static bool is_divided(const Term *term, Op op, const Expr **numerator, int64_t *by) {
  const Expr *factor = term->factors[0];
  if (term->degree != 1 || factor->kind != EXPR_CALL || factor->op != op || factor->args[1]->kind != EXPR_INT) return false;
  *numerator = factor->args[0];
  *by = factor->args[1]->integer;
  return *by > 0;
}

// Finds g, 1 < g < by, such that rest = g * high + low with low in [0, g) and g dividing `by`: the largest first.
static bool split_by_divisor(Simplifier *s, const Linear *rest, int64_t by, int64_t *g, Linear *high, Linear *low) {
  int64_t limit = by;
  for (;;) {
    *g = 1;
    for (size_t i = 0; i < rest->terms.count; i++) {
      int64_t divisor = ir_greatest_divisor(rest->terms.items[i].coefficient, by);
      if (divisor > *g && divisor < limit) *g = divisor;
    }
    if (*g == 1) return false;
    *high = split_multiples(s, rest, *g, low);
    Range range = linear_range(s, low);
    if (range.low >= 0 && range.high < *g) return true;
    limit = *g;
  }
}

// floor(rest / by) where nothing of rest is a multiple of `by`.
static Linear quotient_of_rest(Simplifier *s, const Linear *rest, int64_t by) {
  Range range = linear_range(s, rest);
  if (range.low != INT64_MIN && range.high != INT64_MAX && floor_divide(range.low, by) == floor_divide(range.high, by))
    return linear_constant(rest->type, floor_divide(range.low, by));
  int64_t g, inner;
  const Expr *numerator;
  Linear high, low;
  if (split_by_divisor(s, rest, by, &g, &high, &low)) return floor_quotient(s, &high, by / g);
  // (e // a + n) // by  ->  (e + n * a) // (a * by)
  if (rest->terms.count == 1 && rest->terms.items[0].coefficient == 1 &&
      is_divided(&rest->terms.items[0], OP_FLOORDIV, &numerator, &inner)) {
    int64_t product;
    Linear sum = linear_reread(s, numerator), shift = linear_constant(rest->type, rest->constant);
    bool fits = !__builtin_mul_overflow(inner, by, &product) && (rest->type == TYPE_INT64 || product <= INT32_MAX);
    if (fits && is_wide_signed(rest->type) && linear_add(s, &sum, &shift, inner)) return floor_quotient(s, &sum, product);
  }
  return linear_opaque(s, rest->type, call_by(s, OP_FLOORDIV, rest, by));
}

static Linear floor_quotient(Simplifier *s, const Linear *numerator, int64_t by) {
  Linear rest;
  if (by == 1) return *numerator;
  if (!linear_is_exact(s, numerator)) return linear_opaque(s, numerator->type, call_by(s, OP_FLOORDIV, numerator, by));
  Linear quotient = split_multiples(s, numerator, by, &rest);
  // What is left of an unsigned number may be negative: 64 - y is 3 * 21 + (1 - y).
  bool exact = linear_is_exact(s, &rest);
  Linear of_rest = exact ? quotient_of_rest(s, &rest, by) : rest;
  if (exact && linear_add(s, &quotient, &of_rest, 1)) return quotient;
  return linear_opaque(s, numerator->type, call_by(s, OP_FLOORDIV, numerator, by));
}

// (e % a) counts as e when `by` divides coefficient * a.
static Linear drop_inner_modulo(Simplifier *s, const Linear *numerator, int64_t by) {
  Linear sum = linear_constant(numerator->type, numerator->constant);
  for (size_t i = 0; i < numerator->terms.count; i++) {
    const Term *term = &numerator->terms.items[i];
    const Expr *inner;
    int64_t a, product;
    Linear value = {.type = numerator->type};
    vector_push(s->c->arena, &value.terms, *term);
    bool drop =
        is_divided(term, OP_FLOORMOD, &inner, &a) && !__builtin_mul_overflow(term->coefficient, a, &product) && product % by == 0;
    if (drop) value = linear_reread(s, inner);
    if (!linear_add(s, &sum, &value, drop ? term->coefficient : 1)) return *numerator;
  }
  return sum;
}

static Linear floor_remainder(Simplifier *s, const Linear *numerator, int64_t by) {
  Linear rest, high, low;
  if (by == 1) return linear_constant(numerator->type, 0);
  if (!linear_is_exact(s, numerator)) return linear_opaque(s, numerator->type, call_by(s, OP_FLOORMOD, numerator, by));
  Linear sum = is_wide_signed(numerator->type) ? drop_inner_modulo(s, numerator, by) : *numerator;
  split_multiples(s, &sum, by, &rest);
  if (!linear_is_exact(s, &rest)) return linear_opaque(s, numerator->type, call_by(s, OP_FLOORMOD, numerator, by));
  Range range = linear_range(s, &rest);
  if (range.low != INT64_MIN && range.high != INT64_MAX && floor_divide(range.low, by) == floor_divide(range.high, by)) {
    Linear below = linear_constant(rest.type, floor_divide(range.low, by));
    if (linear_add(s, &rest, &below, -by)) return rest;
  }
  int64_t g;
  if (split_by_divisor(s, &rest, by, &g, &high, &low)) {
    Linear of_high = floor_remainder(s, &high, by / g);
    if (linear_add(s, &low, &of_high, g)) return low;
  }
  return linear_opaque(s, rest.type, call_by(s, OP_FLOORMOD, &rest, by));
}

// ---- e // d * d + e % d  ->  e

// The product is `quotient * d` times the coefficient of the remainder, where the quotient is e // d of the same e and d as the
// remainder's; d may be a literal.
static bool completes(Simplifier *s, const Term *product, const Term *modulo) {
  const Expr *remainder = modulo->factors[0], *by = remainder->args[1];
  int64_t expected;
  for (unsigned i = 0; i < product->degree; i++) {
    const Expr *quotient = product->factors[i];
    if (quotient->kind != EXPR_CALL || quotient->op != OP_FLOORDIV || !same_factor(s, quotient->args[1], by)) continue;
    if (!same_factor(s, quotient->args[0], remainder->args[0])) continue;
    if (by->kind == EXPR_INT)
      return product->degree == 1 && !__builtin_mul_overflow(modulo->coefficient, by->integer, &expected) &&
             expected == product->coefficient;
    return product->degree == 2 && product->coefficient == modulo->coefficient && same_factor(s, product->factors[1 - i], by);
  }
  return false;
}

static bool recombine_once(Simplifier *s, Linear *sum) {
  for (size_t i = 0; i < sum->terms.count; i++) {
    Term modulo = sum->terms.items[i];
    const Expr *factor = modulo.factors[0];
    if (modulo.degree != 1 || factor->kind != EXPR_CALL || factor->op != OP_FLOORMOD) continue;
    for (size_t j = 0; j < sum->terms.count; j++) {
      if (j == i || !completes(s, &sum->terms.items[j], &modulo)) continue;
      Linear joined = linear_constant(sum->type, sum->constant), whole = linear_reread(s, factor->args[0]);
      for (size_t k = 0; k < sum->terms.count; k++)
        if (k != i && k != j) vector_push(s->c->arena, &joined.terms, sum->terms.items[k]);
      if (!linear_add(s, &joined, &whole, modulo.coefficient)) return false;
      *sum = joined;
      return true;
    }
  }
  return false;
}

// ---- integer calls. Every operand is simplified once: a second time at each level would cost 2^depth.

static Linear opaque_call(Simplifier *s, const Expr *expr) { return linear_opaque(s, expr->type, with_simplified_args(s, expr)); }

// The call itself over operands that are simplified already.
static Linear opaque_binary(Simplifier *s, const Expr *expr, const Linear *a, const Linear *b) {
  const Expr *call = ir_op(s->c, expr->op, linear_build(s, a), linear_build(s, b));
  return linear_opaque(s, expr->type, call);
}

static Linear linear_of_sum(Simplifier *s, const Expr *expr) {
  Linear a = linear_of(s, expr->args[0]), b = linear_of(s, expr->args[1]), sum = a;
  if (!linear_add(s, &sum, &b, expr->op == OP_SUB ? -1 : 1)) return opaque_binary(s, expr, &a, &b);
  if (is_wide_signed(expr->type))
    while (recombine_once(s, &sum)) continue;
  return sum;
}

// A sum of several terms as one factor, so that nothing is distributed.
static Linear as_one_term(Simplifier *s, const Linear *linear) {
  bool single = linear->terms.count == 0 || (linear->terms.count == 1 && linear->constant == 0);
  return single ? *linear : linear_opaque(s, linear->type, linear_build(s, linear));
}

static Linear linear_of_product(Simplifier *s, const Expr *expr) {
  Linear a = linear_of(s, expr->args[0]), b = linear_of(s, expr->args[1]), product;
  bool variable = a.terms.count && b.terms.count;
  if (variable && !s->distribute) {
    a = as_one_term(s, &a);
    b = as_one_term(s, &b);
  }
  return linear_multiply(s, &a, &b, &product) ? product : opaque_binary(s, expr, &a, &b);
}

// Every term of the numerator has the divisor as a factor: the quotient, with nothing left over.
static bool divides_every_term(Simplifier *s, const Linear *numerator, const Expr *by, Linear *quotient) {
  *quotient = linear_constant(numerator->type, 0);
  if (numerator->constant || !is_wide_signed(numerator->type) || by->kind != EXPR_VAR) return false;
  for (size_t i = 0; i < numerator->terms.count; i++) {
    Term term = numerator->terms.items[i];
    unsigned k = 0;
    while (k < term.degree && !same_factor(s, term.factors[k], by)) k++;
    if (k == term.degree) return false;
    Linear part = linear_constant(numerator->type, term.degree == 1 ? term.coefficient : 0);
    for (; k + 1 < term.degree; k++) term.factors[k] = term.factors[k + 1];
    term.degree--;
    if (term.degree) vector_push(s->c->arena, &part.terms, term);
    if (!linear_add(s, quotient, &part, 1)) return false;
  }
  return true;
}

static Linear linear_of_division(Simplifier *s, const Expr *expr) {
  bool modulo = expr->op == OP_FLOORMOD || expr->op == OP_TRUNCMOD,
       truncates = expr->op == OP_TRUNCDIV || expr->op == OP_TRUNCMOD;
  Linear a = linear_of(s, expr->args[0]), b = linear_of(s, expr->args[1]), quotient;
  Range range = linear_range(s, &a), divisor = linear_range(s, &b);
  int64_t by, value;
  // Toward zero is down when the operands are not negative.
  if (truncates && (range.low < 0 || divisor.low < 0 || !linear_is_exact(s, &a))) return opaque_binary(s, expr, &a, &b);
  if (linear_is_constant(&b, &by)) {
    if (by <= 0) return opaque_binary(s, expr, &a, &b);
    return modulo ? floor_remainder(s, &a, by) : floor_quotient(s, &a, by);
  }
  if (linear_is_constant(&a, &value) && value == 0) return a;
  if (divides_every_term(s, &a, linear_build(s, &b), &quotient)) return modulo ? linear_constant(expr->type, 0) : quotient;
  bool below = is_wide_signed(expr->type) && range.low >= 0 && range.high < divisor.low;
  if (below) return modulo ? a : linear_constant(expr->type, 0);
  Op op = modulo ? OP_FLOORMOD : OP_FLOORDIV;
  return linear_opaque(s, expr->type, ir_op(s->c, op, linear_build(s, &a), linear_build(s, &b)));
}

static Linear linear_of_min_max(Simplifier *s, const Expr *expr) {
  Linear a = linear_of(s, expr->args[0]), b = linear_of(s, expr->args[1]), difference = a;
  bool smaller = expr->op == OP_MIN;
  if (is_wide_signed(expr->type) && linear_add(s, &difference, &b, -1)) {
    Range range = linear_range(s, &difference);
    if (range.low >= 0) return smaller ? b : a;
    if (range.high <= 0) return smaller ? a : b;
  }
  return opaque_binary(s, expr, &a, &b);
}

static Linear linear_of_choice(Simplifier *s, const Expr *expr) {
  const Expr *condition = simplify_expr(s, expr->args[0]);
  if (condition->kind == EXPR_INT) return linear_of(s, expr->args[condition->integer ? 1 : 2]);
  Linear chosen = linear_of(s, expr->args[1]), other = linear_of(s, expr->args[2]), difference = chosen;
  int64_t value;
  if (linear_add(s, &difference, &other, -1) && linear_is_constant(&difference, &value) && value == 0) return chosen;
  return linear_opaque(s, expr->type, ir_op(s->c, expr->op, condition, linear_build(s, &chosen), linear_build(s, &other)));
}

static Linear linear_of_cast(Simplifier *s, const Expr *expr) {
  const Expr *call = with_simplified_args(s, expr), *value = call->args[0];
  if (value->kind != EXPR_INT) return linear_opaque(s, expr->type, call);
  int64_t number = value->integer;
  unsigned shift = 64 - type_bits(expr->type);
  if (type_kind(expr->type) == TYPE_KIND_SIGNED) number = (int64_t)((uint64_t)number << shift) >> shift;
  return linear_constant(expr->type, number);
}

static bool fold_bits(Op op, int64_t a, int64_t b, int64_t *value) {
  if (op == OP_BITWISE_AND) *value = a & b;
  if (op == OP_BITWISE_OR) *value = a | b;
  if (op == OP_BITWISE_XOR) *value = a ^ b;
  if (op == OP_BITWISE_AND || op == OP_BITWISE_OR || op == OP_BITWISE_XOR) return true;
  if (b < 0 || b > 31 || a < 0 || a > INT32_MAX) return false;
  *value = op == OP_SHIFT_LEFT ? (int64_t)((uint64_t)a << b) : a >> b;
  return true;
}

static Linear linear_of_bits(Simplifier *s, const Expr *expr) {
  const Expr *call = with_simplified_args(s, expr);
  int64_t value;
  bool literals = call->args[0]->kind == EXPR_INT && call->args[1]->kind == EXPR_INT;
  bool folds = literals && fold_bits(expr->op, call->args[0]->integer, call->args[1]->integer, &value);
  if (folds && (expr->type != TYPE_INT32 || value == (int32_t)value)) return linear_constant(expr->type, value);
  return linear_opaque(s, expr->type, call);
}

static Linear linear_of_call(Simplifier *s, const Expr *expr) {
  Op op = expr->op;
  if (op == OP_ADD || op == OP_SUB) return linear_of_sum(s, expr);
  if (op == OP_MUL) return linear_of_product(s, expr);
  if (op == OP_FLOORDIV || op == OP_FLOORMOD || op == OP_TRUNCDIV || op == OP_TRUNCMOD) return linear_of_division(s, expr);
  if (op == OP_MIN || op == OP_MAX) return linear_of_min_max(s, expr);
  if (op == OP_SELECT || op == OP_IF_THEN_ELSE) return linear_of_choice(s, expr);
  if (op == OP_CAST && type_is_int(expr->args[0]->type)) return linear_of_cast(s, expr);
  bool bits = op == OP_BITWISE_AND || op == OP_BITWISE_OR || op == OP_BITWISE_XOR || op == OP_SHIFT_LEFT || op == OP_SHIFT_RIGHT;
  return bits ? linear_of_bits(s, expr) : opaque_call(s, expr);
}

Linear linear_of(Simplifier *s, const Expr *expr) {
  if (expr->kind == EXPR_INT) return linear_constant(expr->type, expr->integer);
  if (expr->kind == EXPR_VAR) return linear_of_var(s, expr);
  if (expr->kind == EXPR_CALL) return linear_of_call(s, expr);
  return linear_opaque(s, expr->type, simplify_expr(s, expr));
}
