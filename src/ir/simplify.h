// The affine simplifier: folds constants, collects like terms of sums of products with constants, and simplifies //, %, min,
// max and comparisons from known bounds of variables. Integers only (floats: folding of literals is left to the front end).
// Let-bound variables are looked through only where the result becomes simpler.
#pragma once
#include "ir/ir.h"

// What is known of the free variables: loop variables with their ranges, parameters.
typedef struct Bounds Bounds;
Bounds *bounds_open(Compilation *compilation);
// var is in [low, high] (inclusive); INT64_MIN / INT64_MAX for unknown.
void bounds_set(Bounds *bounds, const Var *var, int64_t low, int64_t high);

const Expr *ir_simplify(Compilation *compilation, const Bounds *bounds, const Expr *expr);  // bounds may be NULL
// As tilelang's front end simplifies what it traces: lets stay variables, terms stand in TVM's order.
const Expr *ir_simplify_as_tvm(Compilation *compilation, const Expr *expr);
// True if a - b simplifies to 0.
bool ir_provably_equal(Compilation *compilation, const Bounds *bounds, const Expr *a, const Expr *b);
// True if expr is provably a multiple of factor.
bool ir_is_multiple(Compilation *compilation, const Bounds *bounds, const Expr *expr, int64_t factor);
// The greatest known divisor of expr: 1 if none is known, 0 if expr is 0.
int64_t ir_divisor(Compilation *compilation, const Bounds *bounds, const Expr *expr);
// Inclusive range of an integer expression; false if nothing is known.
bool ir_range(Compilation *compilation, const Bounds *bounds, const Expr *expr, int64_t *low, int64_t *high);
// Writes expr as coefficient * var + rest, where rest does not depend on var, looking through lets. False if it is not of that form.
bool ir_linear_in(Compilation *compilation, const Bounds *bounds, const Expr *expr, const Var *var, int64_t *coefficient, const Expr **rest);
int64_t ir_greatest_divisor(int64_t a, int64_t b);  // 0 for two zeros
