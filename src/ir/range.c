// What is known of the value of an integer expression: its range and its greatest known divisor. In: expressions and the
// bounds of their variables; out: facts that hold for every execution.
#include "ir/simplify_internal.h"

static const Range UNKNOWN = {INT64_MIN, INT64_MAX};

typedef struct Bound {
  const Var *var;
  Range range;
} Bound;

struct Bounds {
  Compilation *c;
  VECTOR(Bound) bounds;  // the newest of a variable counts
};

Bounds *bounds_open(Compilation *compilation) {
  Bounds *bounds = arena_new(compilation->arena, Bounds);
  bounds->c = compilation;
  return bounds;
}

void bounds_set(Bounds *bounds, const Var *var, int64_t low, int64_t high) {
  vector_push(bounds->c->arena, &bounds->bounds, ((Bound){var, {low, high}}));
}

// ---- ranges: the ends saturate, and an unknown end stays unknown

static int64_t add_low(int64_t a, int64_t b) {
  int64_t sum;
  if (a == INT64_MIN || b == INT64_MIN) return INT64_MIN;
  return __builtin_add_overflow(a, b, &sum) ? (a < 0 ? INT64_MIN : INT64_MAX - 1) : sum;
}

static int64_t add_high(int64_t a, int64_t b) {
  int64_t sum;
  if (a == INT64_MAX || b == INT64_MAX) return INT64_MAX;
  return __builtin_add_overflow(a, b, &sum) ? (a > 0 ? INT64_MAX : INT64_MIN + 1) : sum;
}

static Range range_add(Range a, Range b) { return (Range){add_low(a.low, b.low), add_high(a.high, b.high)}; }

static int64_t scale_end(int64_t end, int64_t factor) {
  int64_t product;
  bool unknown = end == INT64_MIN || end == INT64_MAX;
  if (!unknown && !__builtin_mul_overflow(end, factor, &product)) return product;
  return (end < 0) == (factor < 0) ? INT64_MAX : INT64_MIN;
}

static Range range_scale(Range range, int64_t factor) {
  if (factor == 0) return (Range){0, 0};
  int64_t a = scale_end(range.low, factor), b = scale_end(range.high, factor);
  return factor > 0 ? (Range){a, b} : (Range){b, a};
}

static Range range_multiply(Range a, Range b) {
  if (a.low >= 0 && b.low >= 0) {
    int64_t high;
    bool unknown = a.high == INT64_MAX || b.high == INT64_MAX || __builtin_mul_overflow(a.high, b.high, &high);
    int64_t low;
    if (__builtin_mul_overflow(a.low, b.low, &low)) low = INT64_MAX - 1;
    return (Range){low, unknown ? INT64_MAX : high};
  }
  if (a.low == a.high) return range_scale(b, a.low);
  if (b.low == b.high) return range_scale(a, b.low);
  int64_t limit = INT32_MAX;  // no product of two such ends overflows
  if (a.low < -limit || a.high > limit || b.low < -limit || b.high > limit) return UNKNOWN;
  int64_t ends[4] = {a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high};
  Range range = {ends[0], ends[0]};
  for (unsigned i = 1; i < 4; i++) {
    if (ends[i] < range.low) range.low = ends[i];
    if (ends[i] > range.high) range.high = ends[i];
  }
  return range;
}

static Range range_intersect(Range a, Range b) {
  Range both = {a.low > b.low ? a.low : b.low, a.high < b.high ? a.high : b.high};
  return both.low <= both.high ? both : a;  // contradictory bounds: the code is never reached
}

static Range range_union(Range a, Range b) { return (Range){a.low < b.low ? a.low : b.low, a.high > b.high ? a.high : b.high}; }

// What any value of the type satisfies. Nothing for the wide signed types: overflow is not reasoned about.
static Range type_range(DType type) {
  unsigned bits = type_bits(type);
  if (type == TYPE_BOOL) return (Range){0, 1};
  if (is_wide_signed(type)) return UNKNOWN;
  if (type_kind(type) == TYPE_KIND_UNSIGNED) return (Range){0, bits >= 63 ? INT64_MAX : (1ll << bits) - 1};
  return (Range){-(1ll << (bits - 1)), (1ll << (bits - 1)) - 1};
}

static bool range_fits(Range range, DType type) {
  if (is_wide_signed(type)) return true;
  Range all = type_range(type);
  return range.low >= all.low && range.high <= all.high && range.high != INT64_MAX;
}

static Range var_range(Simplifier *s, const Var *var) {
  Range range = type_range(var->type);
  if (s->bounds)
    for (size_t i = s->bounds->bounds.count; i-- > 0;)
      if (s->bounds->bounds.items[i].var == var) {
        range = range_intersect(range, s->bounds->bounds.items[i].range);
        break;
      }
  if (!is_pure_let(var) || s->budget == 0) return range;
  s->budget--;
  return range_intersect(range, range_of(s, var->value));
}

static Range divide_range(Simplifier *s, const Expr *expr) {
  Range range = range_of(s, expr->args[0]), divisor = range_of(s, expr->args[1]);
  if (divisor.low <= 0) return UNKNOWN;
  // The quotient moves toward zero as the divisor grows.
  int64_t low_by = range.low < 0 ? divisor.low : divisor.high, high_by = range.high < 0 ? divisor.high : divisor.low;
  Range quotient = range;
  if (range.low != INT64_MIN) quotient.low = low_by == INT64_MAX ? 0 : floor_divide(range.low, low_by);
  if (range.high != INT64_MAX) quotient.high = high_by == INT64_MAX ? -1 : floor_divide(range.high, high_by);
  return quotient;
}

static Range modulo_range(Simplifier *s, const Expr *expr) {
  Range range = range_of(s, expr->args[0]), divisor = range_of(s, expr->args[1]);
  if (divisor.low <= 0) return UNKNOWN;
  if (range.low >= 0 && range.high < divisor.low) return range;
  int64_t high = divisor.high == INT64_MAX ? INT64_MAX : divisor.high - 1;
  if (range.low >= 0 && range.high < high) high = range.high;
  return (Range){0, high};
}

static Range min_max_range(Simplifier *s, const Expr *expr) {
  Range a = range_of(s, expr->args[0]), b = range_of(s, expr->args[1]);
  bool low_a = a.low < b.low, high_a = a.high < b.high;
  if (expr->op == OP_MIN) return (Range){low_a ? a.low : b.low, high_a ? a.high : b.high};
  return (Range){low_a ? b.low : a.low, high_a ? b.high : a.high};
}

static Range bits_range(Simplifier *s, const Expr *expr) {
  Range a = range_of(s, expr->args[0]), b = range_of(s, expr->args[1]);
  if (expr->op == OP_BITWISE_AND && (a.low >= 0 || b.low >= 0)) {
    int64_t high_a = a.low >= 0 ? a.high : INT64_MAX, high_b = b.low >= 0 ? b.high : INT64_MAX;
    return (Range){0, high_a < high_b ? high_a : high_b};
  }
  if (expr->op == OP_SHIFT_RIGHT && a.low >= 0) return (Range){0, a.high};
  return type_range(expr->type);
}

static Range sum_range(Simplifier *s, const Expr *expr) {
  Range a = range_of(s, expr->args[0]), b = range_of(s, expr->args[1]);
  if (expr->op == OP_MUL) return range_multiply(a, b);
  return range_add(a, expr->op == OP_SUB ? range_scale(b, -1) : b);
}

// As integers: the caller finds out whether it fits the type.
static Range call_range(Simplifier *s, const Expr *expr) {
  Op op = expr->op;
  if (op == OP_ADD || op == OP_SUB || op == OP_MUL) return sum_range(s, expr);
  if (op == OP_FLOORDIV) return divide_range(s, expr);
  if (op == OP_FLOORMOD) return modulo_range(s, expr);
  if (op == OP_MIN || op == OP_MAX) return min_max_range(s, expr);
  if (op == OP_SELECT || op == OP_IF_THEN_ELSE) return range_union(range_of(s, expr->args[1]), range_of(s, expr->args[2]));
  if (op == OP_BITWISE_AND || op == OP_SHIFT_RIGHT) return bits_range(s, expr);
  if (op == OP_CAST && type_is_int(expr->args[0]->type)) {
    DType from = expr->args[0]->type;
    Range range = range_of(s, expr->args[0]);
    // A large unsigned number is a negative one of a signed type of its width.
    if (type_kind(from) == TYPE_KIND_UNSIGNED && expr->type == TYPE_INT32 && range.high > INT32_MAX) return UNKNOWN;
    if (type_kind(from) == TYPE_KIND_UNSIGNED && range.high == INT64_MAX) return type_range(expr->type);
    return range_fits(range, expr->type) ? range : type_range(expr->type);
  }
  return type_range(expr->type);
}

// Of any integer or bool expression. Only its structure counts, nothing is simplified on the way: the cost is that of one walk.
Range range_of(Simplifier *s, const Expr *expr) {
  Range range = type_range(expr->type);
  if (!type_is_int(expr->type)) return range;
  if (expr->kind == EXPR_INT) {
    if (expr->type == TYPE_UINT64 && expr->integer < 0) return range;  // 2^63 and above
    return (Range){expr->integer, expr->integer};
  }
  if (expr->kind == EXPR_VAR) return var_range(s, expr->var);
  if (expr->kind != EXPR_CALL) return range;
  Range result = call_range(s, expr);
  return range_fits(result, expr->type) ? range_intersect(range, result) : range;
}

Range linear_range(Simplifier *s, const Linear *linear) {
  Range sum = {linear->constant, linear->constant};
  for (size_t i = 0; i < linear->terms.count; i++) {
    const Term *term = &linear->terms.items[i];
    Range product = range_of(s, term->factors[0]);
    for (unsigned k = 1; k < term->degree; k++) product = range_multiply(product, range_of(s, term->factors[k]));
    sum = range_add(sum, range_scale(product, term->coefficient));
  }
  return sum;
}

bool linear_is_exact(Simplifier *s, const Linear *linear) {
  return is_wide_signed(linear->type) || range_fits(linear_range(s, linear), linear->type);
}

// ---- divisors

static int64_t saturating_product(int64_t a, int64_t b) {
  int64_t product;
  return __builtin_mul_overflow(a, b, &product) ? a : product;  // a alone divides as well
}

static int64_t call_divisor(Simplifier *s, const Expr *expr) {
  Op op = expr->op;
  if (op == OP_ADD || op == OP_SUB || op == OP_MIN || op == OP_MAX || op == OP_FLOORMOD)
    return ir_greatest_divisor(divisor_of(s, expr->args[0]), divisor_of(s, expr->args[1]));
  if (op == OP_SELECT || op == OP_IF_THEN_ELSE)
    return ir_greatest_divisor(divisor_of(s, expr->args[1]), divisor_of(s, expr->args[2]));
  int64_t by;
  if (op != OP_FLOORDIV || !ir_is_int(expr->args[1], &by) || by <= 0) return 1;
  int64_t divisor = divisor_of(s, expr->args[0]);
  return divisor % by ? 1 : divisor / by;
}

int64_t divisor_of(Simplifier *s, const Expr *expr) {
  if (!is_wide_signed(expr->type)) return 1;
  if (expr->kind == EXPR_INT) return expr->integer == INT64_MIN ? 1 : expr->integer < 0 ? -expr->integer : expr->integer;
  if (expr->kind == EXPR_VAR && is_pure_let(expr->var) && s->budget) {
    s->budget--;
    return divisor_of(s, expr->var->value);
  }
  if (expr->kind != EXPR_CALL) return 1;
  if (expr->op == OP_MUL) return saturating_product(divisor_of(s, expr->args[0]), divisor_of(s, expr->args[1]));
  return call_divisor(s, expr);
}

int64_t linear_divisor(Simplifier *s, const Linear *linear) {
  int64_t divisor = ir_greatest_divisor(linear->constant, 0);
  for (size_t i = 0; i < linear->terms.count && divisor != 1; i++) {
    const Term *term = &linear->terms.items[i];
    int64_t product = ir_greatest_divisor(term->coefficient, 0);
    for (unsigned k = 0; k < term->degree; k++) product = saturating_product(product, divisor_of(s, term->factors[k]));
    divisor = ir_greatest_divisor(divisor, product);
  }
  return divisor;
}
