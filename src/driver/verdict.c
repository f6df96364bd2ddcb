// The verdict: RMS of the error at most 4 eps times the RMS of the reference, each element's error at most 64 eps times that
// RMS plus 8 eps times its own size; NaN and infinities agree.
#include "driver/verdict.h"

#include <math.h>

#define FLOAT16_ROUNDOFF 0x1p-11
#define FLOAT16_MAX 65504.0

// ---- eps
static void widen(Roundoff *roundoff, double eps, const char *where) {
  if (eps > roundoff->eps) *roundoff = (Roundoff){eps, where};
}

static const PlanCircularBuffer *find_circular_buffer(const PlanLaunch *launch, const Expr *id) {
  int64_t value;
  if (!ir_is_int(id, &value)) return NULL;
  for (size_t i = 0; i < launch->circular_buffers.count; i++)
    if (launch->circular_buffers.items[i].id == (uint64_t)value) return &launch->circular_buffers.items[i];
  return NULL;
}

typedef struct RoundoffWalk {
  Compilation *compilation;
  const PlanLaunch *launch;
  const PlanKernel *kernel;
  Roundoff *roundoff;
} RoundoffWalk;

// What a matmul keeps of its operands (docs/architecture.md): LoFi multiplies 5 bits of one source, HiFi2 7 of the other.
// From HiFi3 on products are aligned to 11 bits below the largest, which is the roundoff of a TF32.
static void widen_by_product(RoundoffWalk *walk) {
  switch (walk->kernel->fidelity) {
    case FIDELITY_LOFI: widen(walk->roundoff, 0x1p-5, "math fidelity LoFi"); return;
    case FIDELITY_HIFI2: widen(walk->roundoff, 0x1p-7, "math fidelity HiFi2"); return;
    case FIDELITY_HIFI3:
    case FIDELITY_HIFI4: widen(walk->roundoff, TF32_ROUNDOFF, "11-bit products of the matrix engine"); return;
  }
}

static void widen_by_call(RoundoffWalk *walk, const Expr *call) {
  const char *operands = op_info(call->op)->operands;
  Engine engine = op_info(call->op)->engine;
  if (call->op == OP_MATMUL_TILES || call->op == OP_MUL_TILES) widen_by_product(walk);
  unsigned at = 0;
  for (const char *operand = operands; *operand && at < call->arg_count; operand++) {
    if (*operand == '?' || *operand == '*') continue;
    const Expr *arg = call->args[at++];
    const PlanCircularBuffer *buffer = *operand == 'c' ? find_circular_buffer(walk->launch, arg) : NULL;
    if (!buffer) continue;
    if (engine == ENGINE_PACK)
      widen(walk->roundoff, format_roundoff(buffer->format),
            arena_format(walk->compilation->arena, "%s circular buffer %s", format_text(buffer->format), buffer->name));
    if (engine == ENGINE_UM && buffer->format == FORMAT_FLOAT32 && !buffer->unpack_to_dest_fp32)
      widen(walk->roundoff, TF32_ROUNDOFF,
            arena_format(walk->compilation->arena, "TF32 source register from %s", buffer->name));
  }
}

static void walk_block(RoundoffWalk *walk, const Block *block) {
  for (size_t i = 0; i < block->count; i++) {
    const Stmt *stmt = block->items[i];
    if (stmt->kind == STMT_EVAL && stmt->call->kind == EXPR_CALL) widen_by_call(walk, stmt->call);
    if (stmt->kind == STMT_FOR) walk_block(walk, &stmt->loop.body);
    if (stmt->kind == STMT_IF || stmt->kind == STMT_WHILE) {
      walk_block(walk, &stmt->branch.then);
      walk_block(walk, &stmt->branch.orelse);
    }
  }
}

Roundoff roundoff_of_plan(Compilation *compilation, const Plan *plan) {
  Roundoff roundoff = {0, "no rounding"};
  for (size_t i = 0; i < plan->launches.count; i++) {
    const PlanLaunch *launch = &plan->launches.items[i];
    for (size_t k = 0; k < launch->kernels.count; k++) {
      const PlanKernel *kernel = &launch->kernels.items[k];
      if (kernel->role != ROLE_COMPUTE) continue;
      if (!kernel->fp32_dest_acc) widen(&roundoff, format_roundoff(FORMAT_FLOAT16_B), "16-bit DST");
      RoundoffWalk walk = {compilation, launch, kernel, &roundoff};
      walk_block(&walk, &kernel->func->body);
    }
  }
  return roundoff;
}

Roundoff roundoff_wider(Roundoff a, Roundoff b) { return b.eps > a.eps ? b : a; }

static double type_roundoff(DType type) {
  if (type == TYPE_BFLOAT16) return 0x1p-8;
  if (type == TYPE_FLOAT16) return 0x1p-11;
  return type == TYPE_FLOAT32 ? 0x1p-24 : 0;
}

typedef struct ProgramWalk {
  Compilation *compilation;
  Roundoff roundoff;
} ProgramWalk;

static bool rounds(Op op) { return op != OP_MIN && op != OP_MAX && op != OP_SELECT && op != OP_IF_THEN_ELSE; }

static void widen_by_type(ProgramWalk *walk, DType type) {
  widen(&walk->roundoff, type_roundoff(type), arena_format(walk->compilation->arena, "%s arithmetic of the program", type_text(type)));
}

static void walk_expr(void *state, const Expr *expr) {
  ProgramWalk *walk = state;
  if (expr->kind != EXPR_CALL) return;
  if (op_info(expr->op)->engine == ENGINE_VALUE && rounds(expr->op)) widen_by_type(walk, expr->type);
  if (expr->op == OP_COPY && expr->args[0]->type != expr->args[1]->type) widen_by_type(walk, expr->args[1]->type);
  if (expr->op == OP_GEMM) widen_by_type(walk, expr->args[2]->type);
}

static void walk_program(ProgramWalk *walk, const Block *block) {
  for (size_t i = 0; i < block->count; i++) {
    const Stmt *stmt = block->items[i];
    ir_visit_stmt(stmt, walk_expr, walk);
    if (stmt->kind == STMT_FOR) walk_program(walk, &stmt->loop.body);
    if (stmt->kind == STMT_LAUNCH) walk_program(walk, &stmt->launch.body);
    if (stmt->kind == STMT_IF || stmt->kind == STMT_WHILE) {
      walk_program(walk, &stmt->branch.then);
      walk_program(walk, &stmt->branch.orelse);
    }
  }
}

Roundoff roundoff_of_program(Compilation *compilation, const PrimFunc *func) {
  ProgramWalk walk = {compilation, {0, "no rounding"}};
  walk_program(&walk, &func->body);
  return walk.roundoff;
}

Roundoff roundoff_of_output(Compilation *compilation, Roundoff plan, const PlanTensor *tensor) {
  widen(&plan, format_roundoff(tensor->format),
        arena_format(compilation->arena, "%s storage of %s", format_text(tensor->format), tensor->name));
  if (tensor->type == TYPE_FLOAT16)
    widen(&plan, FLOAT16_ROUNDOFF, arena_format(compilation->arena, "float16 of %s", tensor->name));
  return plan;
}

// ---- comparing
typedef struct Sums {
  double error, reference, actual;          // of squares
  double plain_reference, plain_actual;     // of values
  double product;
  size_t count;
} Sums;

static bool range_difference(const PlanTensor *tensor, double actual, double reference) {
  return tensor->type == TYPE_FLOAT16 && isinf(reference) && isfinite(actual) && fabs(actual) > FLOAT16_MAX &&
         signbit(actual) == signbit(reference);
}

static bool special_agree(double actual, double reference) {
  if (isnan(actual) || isnan(reference)) return isnan(actual) && isnan(reference);
  return actual == reference;
}

// Only what is finite on both sides counts in the sums.
static void add_pair(const PlanTensor *tensor, double actual, double reference, Sums *sums, OutputVerdict *verdict) {
  if (!isfinite(actual) || !isfinite(reference)) {
    if (range_difference(tensor, actual, reference)) verdict->range_differences++;
    else if (!special_agree(actual, reference)) verdict->special++;
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

OutputVerdict verdict_compare(const PlanTensor *tensor, Roundoff roundoff, const Array *actual, const Array *reference) {
  OutputVerdict verdict = {.name = tensor->name, .roundoff = roundoff, .elements = actual->count};
  if (type_is_int(tensor->type)) verdict.roundoff = (Roundoff){0, "integers are exact"};
  Sums sums = {0};
  for (size_t i = 0; i < actual->count; i++)
    add_pair(tensor, array_get(actual, i), array_get(reference, i), &sums, &verdict);
  double n = sums.count ? (double)sums.count : 1;
  verdict.reference_rms = sqrt(sums.reference / n);
  verdict.error_rms = sqrt(sums.error / n);
  verdict.rms_bound = 4 * verdict.roundoff.eps * verdict.reference_rms;
  verdict.pcc = correlation(&sums);
  double last_place = format_roundoff(tensor->format);
  check_elements(&verdict, last_place > 0 ? last_place : 0.5, actual, reference);
  verdict.pass = verdict.error_rms <= verdict.rms_bound && verdict.outside == 0 && verdict.special == 0;
  return verdict;
}
