// Shared by the files of the simplifier: linear.c (sums of products), range.c (bounds and divisors), simplify_int.c and
// simplify_bool.c (rules), simplify.c (all expressions, the public functions).
#pragma once
#include "ir/simplify.h"

// What happens to a let-bound variable: it stays a term, it is replaced where its value is a sum of multiples of variables, or
// it is always replaced (unless its value reads memory).
typedef enum LetMode { LET_KEEP, LET_AFFINE, LET_EXPAND } LetMode;

typedef struct Simplifier {
  Compilation *c;
  const Bounds *bounds;  // may be NULL
  LetMode lets;
  bool as_tvm;      // the terms that TVM's simplifier leaves, in its order
  bool distribute;  // (a + b) * c becomes a * c + b * c: proves more, and is mostly longer
  unsigned budget;  // look-throughs and deep comparisons left: chains of lets can be exponentially long
} Simplifier;

enum { MAX_DEGREE = 4, MAX_TERMS = 64 };

// coefficient * product of the factors; factors are opaque: no products, no literals, and no sums where s->distribute is set.
typedef struct Term {
  int64_t coefficient;  // never 0
  unsigned degree;      // 1 .. MAX_DEGREE
  const Expr *factors[MAX_DEGREE];
} Term;

// constant + sum of terms, in order of first appearance. int32 and int64 are taken as exact integers (nothing that overflows them
// is folded); the other integer types are rings modulo 2^bits, their numbers kept sign-extended.
typedef struct Linear {
  DType type;
  int64_t constant;
  VECTOR(Term) terms;
} Linear;

// Inclusive; INT64_MIN and INT64_MAX mean unknown.
typedef struct Range {
  int64_t low, high;
} Range;

int64_t floor_divide(int64_t a, int64_t b);  // b > 0
int64_t floor_modulo(int64_t a, int64_t b);

// ---- linear.c
Linear linear_constant(DType type, int64_t value);
Linear linear_opaque(Simplifier *s, DType type, const Expr *factor);
bool linear_is_constant(const Linear *linear, int64_t *value);
// sum += scale * other. False (and sum is lost) if a number leaves the type or there are too many terms.
bool linear_add(Simplifier *s, Linear *sum, const Linear *other, int64_t scale);
bool linear_multiply(Simplifier *s, const Linear *a, const Linear *b, Linear *product);
// The form of an expression that linear_build made: no rule is applied again.
Linear linear_reread(Simplifier *s, const Expr *expr);
const Expr *linear_build(Simplifier *s, const Linear *linear);
bool same_factor(Simplifier *s, const Expr *a, const Expr *b);
bool is_wide_signed(DType type);
int64_t literal_value(DType type, int64_t value);  // as EXPR_INT holds it

// ---- range.c
Range range_of(Simplifier *s, const Expr *expr);
Range linear_range(Simplifier *s, const Linear *linear);
// The value as an integer is that of the sum: no step wraps around.
bool linear_is_exact(Simplifier *s, const Linear *linear);
// The greatest known divisor of the value; 0 if the value is 0.
int64_t divisor_of(Simplifier *s, const Expr *expr);
int64_t linear_divisor(Simplifier *s, const Linear *linear);

// ---- simplify_int.c
Linear linear_of(Simplifier *s, const Expr *expr);  // of an integer expression
// The let of a variable may be looked through: it has one and reads no memory.
bool is_pure_let(const Var *var);

// ---- simplify_bool.c
const Expr *simplify_bool(Simplifier *s, const Expr *expr);

// ---- simplify.c
const Expr *simplify_expr(Simplifier *s, const Expr *expr);
const Expr *with_simplified_args(Simplifier *s, const Expr *call);
