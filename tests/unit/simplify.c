// ir/simplify.h: known results by their text, and random expressions whose value, range and divisors must hold at every point.
#include "ir/print.h"
#include "ir/simplify.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
// cmocka needs the headers above first
#include <cmocka.h>

enum { VARS = 5, LETS = 3 };

typedef struct Fixture {
  Compilation *c;
  Bounds *bounds;
  Var *vars[VARS];  // x in [0, 31], y in [0, 7], n in [1, 100], z in [-20, 20], u unknown
  Var *lets[LETS];
  DType type;  // of the variables
} Fixture;

static const int64_t LOW[VARS] = {0, 0, 1, -20, -1000}, HIGH[VARS] = {31, 7, 100, 20, 1000};
static const DType TYPES[] = {TYPE_INT32, TYPE_INT64, TYPE_UINT8, TYPE_INT8, TYPE_UINT32};
static Fixture f;

// What a variable of the type holds of a number.
static int64_t wrap(DType type, int64_t value) {
  unsigned shift = 64 - type_bits(type);
  if (type == TYPE_BOOL || type == TYPE_INT64) return value;
  return type_kind(type) == TYPE_KIND_SIGNED ? (int64_t)((uint64_t)value << shift) >> shift : (int64_t)((uint64_t)value << shift >> shift);
}

static const Expr *var(unsigned i) { return ir_var(f.c, f.vars[i]); }
static const Expr *number(int64_t value) { return ir_int_typed(f.c, f.type, wrap(f.type, value)); }
static const Expr *binary(Op op, const Expr *a, const Expr *b) { return ir_op(f.c, op, a, b); }

static int set_up(void **state) {
  static const char *const NAMES[VARS] = {"x", "y", "n", "z", "u"};
  f.type = state ? TYPE_INT32 : f.type;
  f.c = compilation_open();
  f.bounds = bounds_open(f.c);
  for (unsigned i = 0; i < VARS; i++) {
    f.vars[i] = ir_new_var(f.c, NAMES[i], f.type);
    // z is a number around 0 only where the type has negative ones
    if (i < 3 || (i == 3 && type_kind(f.type) == TYPE_KIND_SIGNED)) bounds_set(f.bounds, f.vars[i], LOW[i], HIGH[i]);
  }
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  compilation_close(f.c);
  return 0;
}

static void check(const Expr *expr, const char *text) {
  assert_string_equal(ir_print_expr(f.c, ir_simplify(f.c, f.bounds, expr)), text);
}

#define ADD(a, b) binary(OP_ADD, a, b)
#define SUB(a, b) binary(OP_SUB, a, b)
#define MUL(a, b) binary(OP_MUL, a, b)
#define DIV(a, b) binary(OP_FLOORDIV, a, b)
#define MOD(a, b) binary(OP_FLOORMOD, a, b)

static void test_sums(void **state) {
  (void)state;
  const Expr *x = var(0), *y = var(1), *n = var(2), *u = var(4);
  check(SUB(MUL(ADD(u, number(1)), number(64)), MUL(u, number(64))), "64");
  check(ADD(MUL(u, number(8)), ADD(x, number(0))), "u * 8 + x");
  check(SUB(number(5), u), "5 - u");
  check(SUB(SUB(number(0), u), x), "u * -1 - x");
  check(SUB(MUL(ADD(u, number(1)), n), MUL(n, u)), "n");
  check(MUL(ADD(u, number(1)), n), "(u + 1) * n");
  check(SUB(ADD(x, y), y), "x");
  check(MUL(number(65536), number(65536)), "65536 * 65536");  // leaves int32: not folded
  check(ir_op(f.c, OP_SUB, ir_int_typed(f.c, TYPE_UINT32, 3), ir_int_typed(f.c, TYPE_UINT32, 5)), "T.uint32(4294967294)");
  check(ir_op(f.c, OP_MUL, ir_int_typed(f.c, TYPE_UINT8, 16), ir_int_typed(f.c, TYPE_UINT8, 17)), "T.uint8(16)");
}

static void test_division(void **state) {
  (void)state;
  const Expr *x = var(0), *y = var(1), *n = var(2), *u = var(4);
  check(DIV(ADD(MUL(u, number(64)), x), number(32)), "u * 2");
  check(DIV(ADD(MUL(u, number(64)), x), number(128)), "u // 2");
  check(MOD(ADD(MUL(u, number(64)), x), number(32)), "x");
  check(MOD(ADD(MUL(u, number(64)), x), number(64)), "x");
  check(DIV(SUB(ADD(n, number(64)), number(1)), number(64)), "(n + 63) // 64");
  check(DIV(DIV(u, number(4)), number(8)), "u // 32");
  check(MOD(MOD(u, number(64)), number(16)), "u % 16");
  check(ADD(MUL(DIV(u, number(8)), number(8)), MOD(u, number(8))), "u");
  check(ADD(MOD(u, n), MUL(DIV(u, n), n)), "u");
  check(DIV(MUL(u, n), n), "u");
  check(MOD(MUL(u, n), n), "0");
  check(DIV(y, number(8)), "0");
  check(MOD(y, number(8)), "y");
  check(MOD(u, number(1)), "0");
  check(DIV(number(-7), number(2)), "-4");
  check(binary(OP_TRUNCDIV, x, number(4)), "x // 4");
  check(binary(OP_TRUNCDIV, u, number(4)), "T.Div(u, 4)");
  check(DIV(u, number(0)), "u // 0");
}

static void test_ranges(void **state) {
  (void)state;
  const Expr *x = var(0), *y = var(1), *u = var(4);
  check(binary(OP_MIN, ADD(MUL(y, number(32)), number(32)), number(256)), "y * 32 + 32");
  check(binary(OP_MAX, x, number(0)), "x");
  check(binary(OP_MIN, u, ADD(u, number(1))), "u");
  check(binary(OP_LT, ADD(MUL(y, number(32)), x), number(256)), "T.bool(True)");
  check(binary(OP_LT, ADD(MUL(u, number(32)), x), ADD(MUL(u, number(32)), y)), "x < y");
  check(binary(OP_EQ, MUL(u, number(2)), number(7)), "T.bool(False)");
  check(binary(OP_AND, binary(OP_LT, x, number(32)), binary(OP_LT, u, number(3))), "u < 3");
  check(ir_op(f.c, OP_NOT, binary(OP_LT, u, number(3))), "u >= 3");
  check(ir_op(f.c, OP_SELECT, binary(OP_GE, x, number(0)), u, y), "u");
  assert_true(ir_is_multiple(f.c, f.bounds, ADD(MUL(u, number(64)), number(96)), 32));
  assert_false(ir_is_multiple(f.c, f.bounds, ADD(MUL(u, number(64)), number(96)), 64));
  assert_true(ir_is_multiple(f.c, f.bounds, binary(OP_MIN, MUL(u, number(64)), number(96)), 32));
  int64_t low, high;
  assert_true(ir_range(f.c, f.bounds, SUB(MUL(x, number(2)), y), &low, &high));
  assert_int_equal(low, -7);
  assert_int_equal(high, 62);
  assert_false(ir_range(f.c, f.bounds, u, &low, &high));
}

static void test_lets(void **state) {
  (void)state;
  Var *k2 = ir_new_var(f.c, "k2", TYPE_INT32), *bx = ir_new_var(f.c, "bx", TYPE_INT32), *by = ir_new_var(f.c, "by", TYPE_INT32);
  const Expr *u = var(4), *n = var(2), *k2_use = ir_var(f.c, k2), *bx_use = ir_var(f.c, bx), *by_use = ir_var(f.c, by);
  ir_let(f.c, k2, MUL(u, number(2)));
  ir_let(f.c, bx, MOD(u, n));
  ir_let(f.c, by, DIV(u, n));
  check(ADD(k2_use, number(1)), "k2 + 1");
  check(SUB(k2_use, u), "u");
  check(ADD(MUL(by_use, number(8)), bx_use), "by * 8 + bx");
  check(ADD(MUL(by_use, n), bx_use), "u");
  assert_true(ir_provably_equal(f.c, f.bounds, k2_use, ADD(u, u)));
  assert_true(ir_provably_equal(f.c, f.bounds, ADD(bx_use, MUL(n, by_use)), u));
  assert_false(ir_provably_equal(f.c, f.bounds, bx_use, by_use));
  assert_true(ir_is_multiple(f.c, f.bounds, MUL(k2_use, number(16)), 32));
  int64_t low, high, coefficient;
  assert_true(ir_range(f.c, f.bounds, bx_use, &low, &high));
  assert_int_equal(low, 0);
  assert_int_equal(high, 99);
  const Expr *rest;
  assert_true(ir_linear_in(f.c, f.bounds, ADD(MUL(k2_use, number(4)), bx_use), f.vars[0], &coefficient, &rest));
  assert_int_equal(coefficient, 0);
  assert_true(ir_linear_in(f.c, f.bounds, ADD(MUL(k2_use, number(4)), var(0)), f.vars[4], &coefficient, &rest));
  assert_int_equal(coefficient, 8);
  assert_string_equal(ir_print_expr(f.c, rest), "x");
  assert_false(ir_linear_in(f.c, f.bounds, bx_use, f.vars[4], &coefficient, &rest));
  // A let that reads memory is never read again.
  Buffer *buffer = ir_new_buffer(f.c, "table", TYPE_INT32, SCOPE_GLOBAL, 1, &n);
  Var *loaded = ir_new_var(f.c, "loaded", TYPE_INT32);
  ir_let(f.c, loaded, ir_load(f.c, buffer, &u));
  check(SUB(ir_var(f.c, loaded), ir_load(f.c, buffer, &u)), "loaded - table[u]");
}

// 2^1000 paths through the lets.
static void test_let_chain(void **state) {
  (void)state;
  const Expr *last = var(4);
  for (unsigned i = 0; i < 1000; i++) {
    Var *next = ir_new_var(f.c, "t", TYPE_INT32);
    ir_let(f.c, next, ADD(MOD(last, number(7)), DIV(last, number(3))));
    last = ir_var(f.c, next);
  }
  assert_true(ir_same(ir_simplify(f.c, f.bounds, last), last));
  assert_false(ir_provably_equal(f.c, f.bounds, last, number(1)));
}

// ---- random expressions

static uint64_t random_state;

static unsigned pick(unsigned count) {
  random_state = random_state * 6364136223846793005u + 1442695040888963407u;
  return (unsigned)(random_state >> 33) % count;
}

static const Expr *random_bool(unsigned depth);

static const Expr *random_expr(unsigned depth) {
  static const int64_t NUMBERS[] = {0, 1, 2, 3, 7, 8, 16, 31, 32, 33, 64, -1, -5, -32};
  static const int64_t DIVISORS[] = {1, 2, 3, 4, 8, 16, 32, 64, 5};
  if (depth == 0 || pick(8) == 0) {
    unsigned kind = pick(8);
    if (kind == 0) return number(NUMBERS[pick(14)]);
    if (kind == 1 && f.lets[0]) return ir_var(f.c, f.lets[pick(LETS)]);
    return var(pick(VARS));
  }
  const Expr *a = random_expr(depth - 1);
  switch (pick(10)) {
    case 0: return MUL(a, number(NUMBERS[pick(14)]));
    case 1: return MUL(a, random_expr(depth > 2 ? 1 : 0));
    case 2: return DIV(a, number(DIVISORS[pick(9)]));
    case 3: return MOD(a, number(DIVISORS[pick(9)]));
    case 4: return pick(2) ? DIV(a, var(2)) : MOD(a, var(2));
    case 5: return binary(pick(2) ? OP_MIN : OP_MAX, a, random_expr(depth - 1));
    case 6: return ir_op(f.c, OP_SELECT, random_bool(depth - 1), a, random_expr(depth - 1));
    case 7: return SUB(a, random_expr(depth - 1));
    default: return ADD(a, random_expr(depth - 1));
  }
}

static const Expr *random_bool(unsigned depth) {
  if (depth == 0 || pick(3)) return binary((Op)(OP_EQ + pick(6)), random_expr(depth), random_expr(depth));
  if (pick(3) == 0) return ir_op(f.c, OP_NOT, random_bool(depth - 1));
  return binary(pick(2) ? OP_AND : OP_OR, random_bool(depth - 1), random_bool(depth - 1));
}

static int64_t floor_div(int64_t a, int64_t b) { return a / b - (a % b != 0 && (a < 0) != (b < 0)); }

static int64_t evaluate(const Expr *expr, const int64_t *values);

static int64_t evaluate_var(const Var *variable, const int64_t *values) {
  for (unsigned i = 0; i < VARS; i++)
    if (f.vars[i] == variable) return values[i];
  assert_non_null(variable->value);
  return evaluate(variable->value, values);
}

static int64_t evaluate_exactly(const Expr *expr, const int64_t *values);

// int32 and int64 are exact; the others wrap around at every step, so a product may wrap in 64 bits first.
static int64_t evaluate(const Expr *expr, const int64_t *values) {
  int64_t value = evaluate_exactly(expr, values);
  return expr->type == TYPE_INT32 ? value : wrap(expr->type, value);
}

static int64_t evaluate_exactly(const Expr *expr, const int64_t *values) {
  if (expr->kind == EXPR_INT) return expr->integer;
  if (expr->kind == EXPR_VAR) return evaluate_var(expr->var, values);
  assert_int_equal(expr->kind, EXPR_CALL);
  int64_t a = evaluate(expr->args[0], values), b = expr->arg_count > 1 ? evaluate(expr->args[1], values) : 0;
  switch ((int)expr->op) {
    case OP_ADD: return (int64_t)((uint64_t)a + (uint64_t)b);
    case OP_SUB: return (int64_t)((uint64_t)a - (uint64_t)b);
    case OP_MUL: return (int64_t)((uint64_t)a * (uint64_t)b);
    case OP_FLOORDIV: return floor_div(a, b);
    case OP_FLOORMOD: return a - b * floor_div(a, b);
    case OP_MIN: return a < b ? a : b;
    case OP_MAX: return a > b ? a : b;
    case OP_EQ: return a == b;
    case OP_NE: return a != b;
    case OP_LT: return a < b;
    case OP_LE: return a <= b;
    case OP_GT: return a > b;
    case OP_GE: return a >= b;
    case OP_AND: return a && b;
    case OP_OR: return a || b;
    case OP_NOT: return !a;
    case OP_SELECT: return a ? b : evaluate(expr->args[2], values);
    default: fail_msg("unexpected op %d", (int)expr->op);
  }
  return 0;
}

static void check_point(const Expr *expr, const Expr *simple, const int64_t *values) {
  int64_t low = 0, high = 0, value = evaluate(expr, values);
  if (evaluate(simple, values) != value)
    fail_msg("%s\n  became %s\n  at x=%d y=%d n=%d z=%d u=%d", ir_print_expr(f.c, expr), ir_print_expr(f.c, simple),
             (int)values[0], (int)values[1], (int)values[2], (int)values[3], (int)values[4]);
  if (expr->type == TYPE_BOOL) return;
  if (ir_range(f.c, f.bounds, expr, &low, &high) && (value < low || value > high))
    fail_msg("%s is %lld, outside [%lld, %lld]", ir_print_expr(f.c, expr), (long long)value, (long long)low, (long long)high);
  for (int64_t factor = 2; factor <= 32; factor *= 2)
    if (value % factor && ir_is_multiple(f.c, f.bounds, expr, factor))
      fail_msg("%s is %lld, no multiple of %lld", ir_print_expr(f.c, expr), (long long)value, (long long)factor);
}

static void check_random(uint64_t seed) {
  random_state = seed * 2654435761u + 1;
  f.type = TYPES[seed % 5];
  set_up(NULL);
  f.lets[0] = NULL;
  for (unsigned i = 0; i < LETS; i++) {
    Var *let = ir_new_var(f.c, "t", f.type);
    ir_let(f.c, let, random_expr(2));
    f.lets[i] = let;
    if (i == 0) f.lets[1] = f.lets[2] = let;
  }
  const Expr *expr = pick(5) ? random_expr(5) : random_bool(3);
  const Expr *simple = ir_simplify(f.c, f.bounds, expr);
  for (unsigned point = 0; point < 12; point++) {
    int64_t values[VARS];
    for (unsigned i = 0; i < VARS; i++) values[i] = wrap(f.type, LOW[i] + (int64_t)pick((unsigned)(HIGH[i] - LOW[i] + 1)));
    check_point(expr, simple, values);
  }
  tear_down(NULL);
}

static void test_random(void **state) {
  (void)state;
  for (uint64_t seed = 0; seed < 6000; seed++) check_random(seed);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_sums, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_division, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_ranges, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_lets, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_let_chain, set_up, tear_down),
      cmocka_unit_test(test_random),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
