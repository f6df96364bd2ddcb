// The simplifier's rules for comparisons and logic. In: a bool expression; out: a literal where the bounds decide it, else the
// expression with what stands on both sides taken away.
#include "ir/simplify_internal.h"

// Bounds of left - right decide a comparison.
static bool decide(Op op, Range difference, bool *value) {
  if (op == OP_EQ || op == OP_NE) {
    bool equal = difference.low == 0 && difference.high == 0, differ = difference.low > 0 || difference.high < 0;
    *value = equal == (op == OP_EQ);
    return equal || differ;
  }
  // The rest is `difference < limit` or its opposite.
  int64_t limit = op == OP_LT || op == OP_GE ? 0 : 1;
  bool below = difference.high < limit, above = difference.low >= limit;
  *value = below == (op == OP_LT || op == OP_LE);
  return below || above;
}

// `constant + terms` can't be 0: all terms are multiples of a number that the constant is no multiple of.
static bool never_zero(Simplifier *s, const Linear *difference) {
  Linear terms = *difference;
  terms.constant = 0;
  int64_t divisor = linear_divisor(s, &terms);
  return terms.terms.count && divisor > 1 && difference->constant % divisor;
}

// positive terms OP negative terms, the constant on the side where it is positive.
static const Expr *build_comparison(Simplifier *s, Op op, const Linear *difference) {
  Linear sides[2] = {linear_constant(difference->type, 0), linear_constant(difference->type, 0)};
  for (size_t i = 0; i < difference->terms.count; i++) {
    Term term = difference->terms.items[i];
    bool negative = term.coefficient < 0;
    if (term.coefficient == INT64_MIN) return NULL;
    if (negative) term.coefficient = -term.coefficient;
    vector_push(s->c->arena, &sides[negative].terms, term);
  }
  if (difference->constant == INT64_MIN) return NULL;
  // A side without terms takes the constant whatever its sign.
  bool right = sides[1].terms.count == 0 || (difference->constant < 0 && sides[0].terms.count);
  sides[right].constant = right ? -difference->constant : difference->constant;
  return ir_op(s->c, op, linear_build(s, &sides[0]), linear_build(s, &sides[1]));
}

// For the wide signed types.
static const Expr *compare_wide(Simplifier *s, const Expr *expr) {
  Linear a = linear_of(s, expr->args[0]), b = linear_of(s, expr->args[1]), difference = a;
  const Expr *cancelled = NULL;
  bool value;
  if (linear_add(s, &difference, &b, -1)) {
    if (decide(expr->op, linear_range(s, &difference), &value)) return ir_bool(s->c, value);
    if ((expr->op == OP_EQ || expr->op == OP_NE) && never_zero(s, &difference)) return ir_bool(s->c, expr->op == OP_NE);
    // Terms on both sides cancel: bx * 32 + i < bx * 32 + j  ->  i < j
    if (difference.terms.count < a.terms.count + b.terms.count) cancelled = build_comparison(s, expr->op, &difference);
  }
  return cancelled ? cancelled : ir_op(s->c, expr->op, linear_build(s, &a), linear_build(s, &b));
}

static const Expr *simplify_comparison(Simplifier *s, const Expr *expr) {
  DType type = expr->args[0]->type;
  if (is_wide_signed(type)) return compare_wide(s, expr);
  const Expr *call = with_simplified_args(s, expr);
  if (!type_is_int(type)) return call;
  // A type that wraps: only the ranges of the two sides count.
  Range a = range_of(s, call->args[0]), b = range_of(s, call->args[1]);
  bool value, known = a.low != INT64_MIN && b.low != INT64_MIN && a.high != INT64_MAX && b.high != INT64_MAX;
  Range difference = {0, 0};
  known = known && !__builtin_sub_overflow(a.low, b.high, &difference.low) &&
          !__builtin_sub_overflow(a.high, b.low, &difference.high);
  return known && decide(expr->op, difference, &value) ? ir_bool(s->c, value) : call;
}

static const Expr *simplify_and_or(Simplifier *s, const Expr *expr) {
  const Expr *call = with_simplified_args(s, expr);
  bool neutral = expr->op == OP_AND;
  for (unsigned i = 0; i < 2; i++) {
    const Expr *side = call->args[i], *other = call->args[1 - i];
    if (side->kind == EXPR_INT) return (side->integer != 0) == neutral ? other : side;
  }
  return ir_same(call->args[0], call->args[1]) ? call->args[0] : call;
}

static const Expr *simplify_not(Simplifier *s, const Expr *expr) {
  static const Op OPPOSITE[][2] = {{OP_LT, OP_GE}, {OP_GE, OP_LT}, {OP_LE, OP_GT},
                                   {OP_GT, OP_LE}, {OP_EQ, OP_NE}, {OP_NE, OP_EQ}};
  const Expr *call = with_simplified_args(s, expr), *value = call->args[0];
  if (value->kind == EXPR_INT) return ir_bool(s->c, !value->integer);
  if (value->kind != EXPR_CALL) return call;
  if (value->op == OP_NOT) return value->args[0];
  for (size_t i = 0; i < sizeof OPPOSITE / sizeof *OPPOSITE; i++)  // not for floats: every comparison with a NaN is false
    if (value->op == OPPOSITE[i][0] && type_is_int(value->args[0]->type))
      return ir_op(s->c, OPPOSITE[i][1], value->args[0], value->args[1]);
  return call;
}

const Expr *simplify_bool(Simplifier *s, const Expr *expr) {
  if (expr->kind == EXPR_VAR && expr->var->value && expr->var->value->kind == EXPR_INT) return expr->var->value;
  if (expr->kind == EXPR_VAR && s->lets == LET_EXPAND && s->budget && is_pure_let(expr->var)) {
    s->budget--;
    return simplify_expr(s, expr->var->value);
  }
  if (expr->kind != EXPR_CALL) return expr;
  Op op = expr->op;
  if (op == OP_EQ || op == OP_NE || op == OP_LT || op == OP_LE || op == OP_GT || op == OP_GE) return simplify_comparison(s, expr);
  if (op == OP_BITWISE_AND || op == OP_BITWISE_OR) {  // no operand of these is lazy, so they may as well be
    const Expr *logic = ir_op(s->c, op == OP_BITWISE_AND ? OP_AND : OP_OR, expr->args[0], expr->args[1]);
    return s->as_tvm ? with_simplified_args(s, expr) : simplify_and_or(s, logic);
  }
  if (op == OP_AND || op == OP_OR) return simplify_and_or(s, expr);
  if (op == OP_NOT) return simplify_not(s, expr);
  return with_simplified_args(s, expr);
}
