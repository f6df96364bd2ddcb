// The verdict: RMS of the error at most 4 eps times the RMS of the reference, each element's error at most 64 eps times that
// RMS plus 8 eps times its own size; NaN and infinities agree.
#include "driver/verdict.h"

#include <math.h>

#define FLOAT16_MAX 65504.0

const char *verdict_text(Verdict verdict) {
  switch (verdict) {
    case VERDICT_PASS: return "pass";
    case VERDICT_FAIL: return "fail";
    case VERDICT_NONE: return "no reference";
  }
  return "?";
}

// ---- eps
static void widen(Roundoff *roundoff, double eps, const char *where) {
  if (eps > roundoff->eps) *roundoff = (Roundoff){eps, where};
}

typedef struct ProgramWalk {
  Compilation *compilation;
  Roundoff roundoff;
} ProgramWalk;

static bool rounds(Op op) { return op != OP_MIN && op != OP_MAX && op != OP_SELECT && op != OP_IF_THEN_ELSE; }

static void widen_by_type(ProgramWalk *walk, DType type) {
  widen(&walk->roundoff, type_roundoff(type), arena_format(walk->compilation->arena, "%s arithmetic of the program", type_text(type)));
}

// Where the destination of a tile op stands, and whether the op does more than move.
static bool tile_result(const Expr *call, unsigned *operand, bool *computes) {
  *operand = 1;
  *computes = true;
  switch ((unsigned)call->op) {
    case OP_COPY:
    case OP_ASYNC_COPY:
    case OP_TRANSPOSE:
    case OP_IM2COL:
    case OP_FINALIZE_REDUCER_V2: *computes = false; return true;
    case OP_REDUCE:
    case OP_CUMSUM:
    case OP_ATOMICADD: return true;
    case OP_GEMM: *operand = 2; return true;
    case OP_REDUCER_UPDATE: *operand = 0; return true;
  }
  return false;
}

static void walk_expr(void *state, const Expr *expr) {
  ProgramWalk *walk = state;
  unsigned operand;
  bool computes;
  if (expr->kind != EXPR_CALL) return;
  if (op_info(expr->op)->engine == ENGINE_VALUE && rounds(expr->op)) widen_by_type(walk, expr->type);
  if (expr->op == OP_ATOMIC_ADD_ELEM_OP || expr->op == OP_ATOMIC_ADD_RET_ELEM_OP) widen_by_type(walk, expr->args[1]->type);
  if (!tile_result(expr, &operand, &computes)) return;
  DType type = expr->args[operand]->type;
  if (computes || expr->args[0]->type != type) widen_by_type(walk, type);
}

static void walk_stmt(void *state, Stmt *stmt) { ir_visit_stmt(stmt, walk_expr, state); }

Roundoff roundoff_of_program(Compilation *compilation, const PrimFunc *func) {
  ProgramWalk walk = {compilation, {0, "no rounding"}};
  ir_visit_block(&func->body, walk_stmt, &walk);
  return walk.roundoff;
}

// ---- comparing
typedef struct Sums {
  double error, reference, actual;          // of squares
  double plain_reference, plain_actual;     // of values
  double product;
  size_t count;
} Sums;

static bool range_difference(DType type, double actual, double reference) {
  return type == TYPE_FLOAT16 && isinf(reference) && isfinite(actual) && fabs(actual) > FLOAT16_MAX &&
         signbit(actual) == signbit(reference);
}

bool verdict_same_class(double actual, double reference) {
  if (isnan(actual) || isnan(reference)) return isnan(actual) && isnan(reference);
  return isinf(actual) || isinf(reference) ? actual == reference : true;
}

// Only what is finite on both sides counts in the sums.
static void add_pair(DType type, double actual, double reference, Sums *sums, OutputVerdict *verdict) {
  if (!isfinite(actual) || !isfinite(reference)) {
    if (range_difference(type, actual, reference)) verdict->range_differences++;
    else if (!verdict_same_class(actual, reference)) verdict->special++;
    return;
  }
  double error = actual - reference;
  sums->error += error * error;
  sums->reference += reference * reference;
  sums->actual += actual * actual;
  sums->plain_reference += reference;
  sums->plain_actual += actual;
  sums->product += actual * reference;
  sums->count++;
}

static double correlation(const Sums *sums) {
  double n = (double)sums->count;
  if (sums->count == 0) return 1;
  double covariance = sums->product - sums->plain_actual * sums->plain_reference / n;
  double actual = sums->actual - sums->plain_actual * sums->plain_actual / n;
  double reference = sums->reference - sums->plain_reference * sums->plain_reference / n;
  if (actual <= 0 || reference <= 0) return sums->error == 0 ? 1 : 0;
  return covariance / sqrt(actual * reference);
}

// Error in units in the last place of the reference, in a format with the given roundoff.
static double ulps(double error, double reference, double roundoff) {
  if (error == 0) return 0;
  int exponent;
  frexp(reference, &exponent);
  if (reference == 0) exponent = -126;
  return error / ldexp(2 * roundoff, exponent - 1);
}

static void check_elements(OutputVerdict *verdict, double roundoff, const Array *actual, const Array *reference) {
  double eps = verdict->roundoff.eps, worst = -1;
  for (size_t i = 0; i < actual->count; i++) {
    double a = array_get(actual, i), r = array_get(reference, i);
    if (!isfinite(a) || !isfinite(r)) continue;
    double error = fabs(a - r), bound = 64 * eps * verdict->reference_rms + 8 * eps * fabs(r);
    if (error > bound) verdict->outside++;
    if (error > verdict->max_abs) verdict->max_abs = error;
    double distance = ulps(error, r, roundoff);
    if (distance > verdict->max_ulp) verdict->max_ulp = distance;
    double excess = bound > 0 ? error / bound : error > 0 ? HUGE_VAL : 0;
    if (excess <= worst) continue;
    worst = excess;
    verdict->worst = i;
    verdict->worst_actual = a;
    verdict->worst_reference = r;
  }
}

OutputVerdict verdict_compare(const char *name, double last_place, Roundoff roundoff, const Array *actual, const Array *reference) {
  OutputVerdict verdict = {.name = name, .roundoff = roundoff, .elements = actual->count};
  if (type_is_int(reference->type)) verdict.roundoff = (Roundoff){0, "integers are exact"};
  Sums sums = {0};
  for (size_t i = 0; i < actual->count; i++)
    add_pair(reference->type, array_get(actual, i), array_get(reference, i), &sums, &verdict);
  double n = sums.count ? (double)sums.count : 1;
  verdict.reference_rms = sqrt(sums.reference / n);
  verdict.error_rms = sqrt(sums.error / n);
  verdict.rms_bound = 4 * verdict.roundoff.eps * verdict.reference_rms;
  verdict.pcc = correlation(&sums);
  check_elements(&verdict, last_place > 0 ? last_place : 0.5, actual, reference);
  verdict.pass = verdict.error_rms <= verdict.rms_bound && verdict.outside == 0 && verdict.special == 0;
  return verdict;
}
