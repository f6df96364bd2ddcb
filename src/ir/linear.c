// Sums of products for the simplifier. In: linear forms; out: their sums, products, and the expression with the fewest nodes.
#include "ir/simplify_internal.h"

int64_t floor_divide(int64_t a, int64_t b) { return a / b - (a % b < 0); }
int64_t floor_modulo(int64_t a, int64_t b) { return a % b < 0 ? a % b + b : a % b; }

int64_t ir_greatest_divisor(int64_t a, int64_t b) {
  if (a == INT64_MIN || b == INT64_MIN) return 1;
  a = a < 0 ? -a : a;
  b = b < 0 ? -b : b;
  while (b) {
    int64_t rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

bool is_wide_signed(DType type) { return type == TYPE_INT32 || type == TYPE_INT64; }

// A number of the type from the 64-bit result of an operation; false if a wide signed type cannot hold it.
static bool reduce(DType type, bool overflow, uint64_t wrapped, int64_t *value) {
  if (is_wide_signed(type)) {
    *value = (int64_t)wrapped;
    return !overflow && (type == TYPE_INT64 || *value == (int32_t)*value);
  }
  unsigned shift = 64 - type_bits(type);
  *value = (int64_t)(wrapped << shift) >> shift;
  return true;
}

static bool add_numbers(DType type, int64_t a, int64_t b, int64_t *sum) {
  int64_t exact;
  bool overflow = __builtin_add_overflow(a, b, &exact);
  return reduce(type, overflow, (uint64_t)a + (uint64_t)b, sum);
}

static bool multiply_numbers(DType type, int64_t a, int64_t b, int64_t *product) {
  int64_t exact;
  bool overflow = __builtin_mul_overflow(a, b, &exact);
  return reduce(type, overflow, (uint64_t)a * (uint64_t)b, product);
}

int64_t literal_value(DType type, int64_t value) {
  unsigned bits = type_bits(type);
  if (type_kind(type) != TYPE_KIND_UNSIGNED || bits >= 64) return value;
  return (int64_t)((uint64_t)value & ((1ull << bits) - 1));
}

Linear linear_constant(DType type, int64_t value) {
  Linear linear = {.type = type};
  if (!reduce(type, false, (uint64_t)value, &linear.constant)) linear.constant = value;
  return linear;
}

Linear linear_opaque(Simplifier *s, DType type, const Expr *factor) {
  Linear linear = {.type = type};
  Term term = {.coefficient = 1, .degree = 1, .factors = {factor}};
  vector_push(s->c->arena, &linear.terms, term);
  return linear;
}

bool linear_is_constant(const Linear *linear, int64_t *value) {
  *value = linear->constant;
  return linear->terms.count == 0;
}

// ---- equality of factors

static bool same_operands(Simplifier *s, const Expr *a, const Expr *b, bool swapped) {
  for (unsigned i = 0; i < a->arg_count; i++)
    if (!same_factor(s, a->args[i], b->args[swapped ? 1 - i : i])) return false;
  return true;
}

enum { MAX_SUMMANDS = 16 };

typedef struct Summands {
  unsigned count;
  const Expr *items[MAX_SUMMANDS];
  bool negative[MAX_SUMMANDS];
} Summands;

static bool collect_summands(Summands *sum, const Expr *expr, bool negative) {
  if (expr->kind == EXPR_CALL && (expr->op == OP_ADD || expr->op == OP_SUB))
    return collect_summands(sum, expr->args[0], negative) &&
           collect_summands(sum, expr->args[1], negative ^ (expr->op == OP_SUB));
  if (sum->count == MAX_SUMMANDS) return false;
  sum->negative[sum->count] = negative;
  sum->items[sum->count++] = expr;
  return true;
}

static bool same_sum(Simplifier *s, const Expr *a, const Expr *b) {
  Summands sum_a = {0}, sum_b = {0};
  if (!collect_summands(&sum_a, a, false) || !collect_summands(&sum_b, b, false) || sum_a.count != sum_b.count) return false;
  bool used[MAX_SUMMANDS] = {false};
  for (unsigned i = 0; i < sum_a.count; i++) {
    unsigned j = 0;
    while (j < sum_b.count &&
           (used[j] || sum_a.negative[i] != sum_b.negative[j] || !same_factor(s, sum_a.items[i], sum_b.items[j])))
      j++;
    if (j == sum_b.count) return false;
    used[j] = true;
  }
  return true;
}

// Equal values: the same tree, up to the order of the operands of sums, products, min and max.
bool same_factor(Simplifier *s, const Expr *a, const Expr *b) {
  if (a == b) return true;
  if (a->kind != EXPR_CALL) return ir_same(a, b);
  if (b->kind != EXPR_CALL || a->type != b->type || s->budget == 0) return false;
  s->budget--;
  bool sum_a = a->op == OP_ADD || a->op == OP_SUB, sum_b = b->op == OP_ADD || b->op == OP_SUB;
  if (sum_a && sum_b && type_is_int(a->type)) return same_sum(s, a, b);
  if (a->op != b->op || a->arg_count != b->arg_count || op_info(a->op)->engine != ENGINE_VALUE) return ir_same(a, b);
  bool commutes = a->op == OP_MIN || a->op == OP_MAX || (a->op == OP_MUL && type_is_int(a->type));
  return same_operands(s, a, b, false) || (commutes && same_operands(s, a, b, true));
}

// Equal as multisets of factors.
static bool same_product(Simplifier *s, const Term *a, const Term *b) {
  if (a->degree != b->degree) return false;
  bool used[MAX_DEGREE] = {false};
  for (unsigned i = 0; i < a->degree; i++) {
    unsigned j = 0;
    while (j < b->degree && (used[j] || !same_factor(s, a->factors[i], b->factors[j]))) j++;
    if (j == b->degree) return false;
    used[j] = true;
  }
  return true;
}

// ---- arithmetic

static void remove_term(Linear *linear, size_t index) {
  for (size_t i = index + 1; i < linear->terms.count; i++) linear->terms.items[i - 1] = linear->terms.items[i];
  linear->terms.count--;
}

static bool add_term(Simplifier *s, Linear *sum, Term term) {
  for (size_t i = 0; i < sum->terms.count; i++) {
    Term *mine = &sum->terms.items[i];
    if (!same_product(s, mine, &term)) continue;
    if (!add_numbers(sum->type, mine->coefficient, term.coefficient, &mine->coefficient)) return false;
    if (mine->coefficient == 0) remove_term(sum, i);
    return true;
  }
  if (sum->terms.count == MAX_TERMS) return false;
  vector_push(s->c->arena, &sum->terms, term);
  return true;
}

bool linear_add(Simplifier *s, Linear *sum, const Linear *other, int64_t scale) {
  int64_t number;
  if (!multiply_numbers(sum->type, other->constant, scale, &number)) return false;
  if (!add_numbers(sum->type, sum->constant, number, &sum->constant)) return false;
  // The storage of a sum may be shared with the form it was copied from.
  Linear copy = {.type = sum->type, .constant = sum->constant};
  for (size_t i = 0; i < sum->terms.count; i++) vector_push(s->c->arena, &copy.terms, sum->terms.items[i]);
  for (size_t i = 0; i < other->terms.count; i++) {
    Term term = other->terms.items[i];
    if (!multiply_numbers(sum->type, term.coefficient, scale, &term.coefficient)) return false;
    if (term.coefficient && !add_term(s, &copy, term)) return false;
  }
  *sum = copy;
  return true;
}

// product += term * (every term of b)
static bool add_products(Simplifier *s, Linear *product, const Term *term, const Linear *b) {
  for (size_t j = 0; j < b->terms.count; j++) {
    Term both = *term;
    const Term *other = &b->terms.items[j];
    if (both.degree + other->degree > MAX_DEGREE) return false;
    for (unsigned k = 0; k < other->degree; k++) both.factors[both.degree++] = other->factors[k];
    if (!multiply_numbers(product->type, both.coefficient, other->coefficient, &both.coefficient)) return false;
    if (both.coefficient && !add_term(s, product, both)) return false;
  }
  return true;
}

bool linear_multiply(Simplifier *s, const Linear *a, const Linear *b, Linear *product) {
  *product = (Linear){.type = a->type};
  for (size_t i = 0; i < a->terms.count; i++)
    if (!add_products(s, product, &a->terms.items[i], b)) return false;
  if (!linear_add(s, product, a, b->constant)) return false;
  Linear rest = *b;
  rest.constant = 0;  // constant * constant is in the line above
  return linear_add(s, product, &rest, a->constant);
}

// ---- from and to expressions

Linear linear_reread(Simplifier *s, const Expr *expr) {
  if (expr->kind == EXPR_INT) return linear_constant(expr->type, expr->integer);
  bool sum = expr->kind == EXPR_CALL && (expr->op == OP_ADD || expr->op == OP_SUB),
       product = expr->kind == EXPR_CALL && expr->op == OP_MUL;
  if (!sum && !product) return linear_opaque(s, expr->type, expr);
  Linear a = linear_reread(s, expr->args[0]), b = linear_reread(s, expr->args[1]), result = a;
  bool factors = a.terms.count <= 1 && b.terms.count <= 1 && !(a.terms.count && a.constant) && !(b.terms.count && b.constant);
  if (sum && linear_add(s, &result, &b, expr->op == OP_SUB ? -1 : 1)) return result;
  if (product && (factors || b.terms.count == 0) && linear_multiply(s, &a, &b, &result)) return result;
  return linear_opaque(s, expr->type, expr);
}

static const Expr *build_product(Simplifier *s, DType type, const Term *term, int64_t coefficient) {
  const Expr *product = term->factors[0];
  for (unsigned i = 1; i < term->degree; i++) product = ir_op(s->c, OP_MUL, product, term->factors[i]);
  if (coefficient == 1) return product;
  return ir_op(s->c, OP_MUL, product, ir_int_typed(s->c, type, literal_value(type, coefficient)));
}

static const Expr *add_number(Simplifier *s, DType type, const Expr *sum, int64_t number) {
  if (number == 0) return sum;
  bool subtract = number < 0 && number != INT64_MIN;
  const Expr *literal = ir_int_typed(s->c, type, literal_value(type, subtract ? -number : number));
  return ir_op(s->c, subtract ? OP_SUB : OP_ADD, sum, literal);
}

// sum + product * coefficient, where there is a sum
static const Expr *add_product(Simplifier *s, DType type, const Expr *sum, const Term *term) {
  if (!sum) return build_product(s, type, term, term->coefficient);
  bool subtract = term->coefficient < 0 && term->coefficient != INT64_MIN;
  const Expr *product = build_product(s, type, term, subtract ? -term->coefficient : term->coefficient);
  return ir_op(s->c, subtract ? OP_SUB : OP_ADD, sum, product);
}

// What is added comes before what is subtracted: `a + 1 - b`.
static const Expr *build_as_tvm(Simplifier *s, const Linear *linear) {
  DType type = linear->type;
  const Expr *sum = NULL, *number = ir_int_typed(s->c, type, literal_value(type, linear->constant));
  for (size_t i = 0; i < linear->terms.count; i++)
    if (linear->terms.items[i].coefficient > 0) sum = add_product(s, type, sum, &linear->terms.items[i]);
  bool number_first = linear->constant > 0 || linear->terms.count == 0;
  if (number_first) sum = sum ? add_number(s, type, sum, linear->constant) : number;
  for (size_t i = 0; i < linear->terms.count; i++)
    if (linear->terms.items[i].coefficient < 0) sum = add_product(s, type, sum, &linear->terms.items[i]);
  return number_first ? sum : add_number(s, type, sum, linear->constant);
}

// Starts with the first positive term, so that nothing needs a leading minus sign: `a - b`, `5 - b`, and only else `b * -1`.
const Expr *linear_build(Simplifier *s, const Linear *linear) {
  if (s->as_tvm) return build_as_tvm(s, linear);
  DType type = linear->type;
  size_t count = linear->terms.count, first = 0;
  while (first < count && linear->terms.items[first].coefficient < 0) first++;
  bool number_first = first == count && (linear->constant > 0 || count == 0);
  if (first == count) first = 0;
  const Expr *sum = number_first ? ir_int_typed(s->c, type, literal_value(type, linear->constant))
                                 : build_product(s, type, &linear->terms.items[first], linear->terms.items[first].coefficient);
  for (size_t i = 0; i < count; i++)
    if (i != first || number_first) sum = add_product(s, type, sum, &linear->terms.items[i]);
  return number_first ? sum : add_number(s, type, sum, linear->constant);
}
