// The widest rounding between the inputs of a program and an output: what the verdict's bound is made of. In: a plan with its
// kernels; out: a unit roundoff and where it comes from.
#include "ir/plan.h"

// The unpacker cuts Float32 off instead of rounding it: twice the roundoff, and all errors point the same way.
#define CUT_TO_TF32 0x1p-10
#define CUT_TO_BF16 0x1p-7

static void widen(Roundoff *roundoff, double eps, const char *where) {
  if (eps > roundoff->eps) *roundoff = (Roundoff){eps, where};
}

Roundoff roundoff_wider(Roundoff a, Roundoff b) { return b.eps > a.eps ? b : a; }

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

static bool multiplies(Op op) {
  static const Op OPS[] = {OP_MATMUL_TILES, OP_MUL_TILES, OP_MUL_TILES_BCAST_ROWS, OP_MUL_TILES_BCAST_COLS, OP_MUL_TILES_BCAST_SCALAR,
                           OP_MUL_REUSE_DEST_SRCA, OP_MUL_REUSE_DEST_SRCB, OP_REDUCE_TILE_SUM_ROW, OP_REDUCE_TILE_SUM_COL, OP_REDUCE_TILE_SUM_SCALAR};
  for (size_t i = 0; i < sizeof OPS / sizeof *OPS; i++)
    if (OPS[i] == op) return true;
  return false;
}

// Results that go through SrcB take the format of the scaler there (some on one chip only).
static void widen_by_scaler(RoundoffWalk *walk, const Expr *call) {
  Op op = call->op;
  if (op != OP_REDUCE_TILE_MAX_ROW && op != OP_REDUCE_TILE_MAX_SCALAR && op != OP_REDUCE_TILE_SUM_SCALAR) return;
  const PlanCircularBuffer *data = find_circular_buffer(walk->launch, call->args[0]), *scaler = find_circular_buffer(walk->launch, call->args[1]);
  if (data && scaler && data->format == FORMAT_FLOAT32 && scaler->format != FORMAT_FLOAT32)
    widen(walk->roundoff, CUT_TO_BF16, arena_format(walk->compilation->arena, "results cut to the format of scaler %s", scaler->name));
}

// Small whole numbers by 0 and 1, or summed.
static bool has_exact_operand(const RoundoffWalk *walk, const Expr *call) {
  for (unsigned i = 0; i < 2; i++) {
    const PlanCircularBuffer *buffer = find_circular_buffer(walk->launch, call->args[i]);
    if (buffer && buffer->exact_values) return true;
  }
  return false;
}

static void widen_by_call(RoundoffWalk *walk, const Expr *call) {
  const char *operands = op_info(call->op)->operands;
  Engine engine = op_info(call->op)->engine;
  if (multiplies(call->op) && !has_exact_operand(walk, call)) widen_by_product(walk);
  widen_by_scaler(walk, call);
  unsigned at = 0;
  for (const char *operand = operands; *operand && at < call->arg_count; operand++) {
    if (*operand == '?' || *operand == '*') continue;
    const Expr *arg = call->args[at++];
    const PlanCircularBuffer *buffer = *operand == 'c' ? find_circular_buffer(walk->launch, arg) : NULL;
    if (!buffer || buffer->exact_values) continue;
    if (engine == ENGINE_PACK)
      widen(walk->roundoff, format_roundoff(buffer->format),
            arena_format(walk->compilation->arena, "%s circular buffer %s", format_text(buffer->format), buffer->name));
    if (engine == ENGINE_UM && buffer->format == FORMAT_FLOAT32 && !buffer->unpack_to_dest_fp32)
      widen(walk->roundoff, walk->kernel->fp32_dest_acc ? CUT_TO_TF32 : CUT_TO_BF16,
            arena_format(walk->compilation->arena, "%s source register from %s", walk->kernel->fp32_dest_acc ? "TF32" : "bfloat16", buffer->name));
  }
}

static void widen_by_stmt(void *state, Stmt *stmt) {
  if (stmt->kind == STMT_EVAL && stmt->call->kind == EXPR_CALL) widen_by_call(state, stmt->call);
}

Roundoff plan_kernels_roundoff(Compilation *compilation, const Plan *plan) {
  Roundoff roundoff = {0, "no rounding"};
  for (size_t i = 0; i < plan->launches.count; i++) {
    const PlanLaunch *launch = &plan->launches.items[i];
    for (size_t k = 0; k < launch->kernels.count; k++) {
      const PlanKernel *kernel = &launch->kernels.items[k];
      if (kernel->role != ROLE_COMPUTE) continue;
      if (!kernel->fp32_dest_acc) widen(&roundoff, format_roundoff(FORMAT_FLOAT16_B), "16-bit DST");
      RoundoffWalk walk = {compilation, launch, kernel, &roundoff};
      ir_visit_block(&kernel->func->body, widen_by_stmt, &walk);
    }
  }
  return roundoff;
}

Roundoff plan_output_roundoff(Compilation *compilation, const Plan *plan, const PlanTensor *tensor) {
  Roundoff roundoff = plan_kernels_roundoff(compilation, plan);
  widen(&roundoff, format_roundoff(tensor->format),
        arena_format(compilation->arena, "%s storage of %s", format_text(tensor->format), tensor->name));
  widen(&roundoff, type_roundoff(tensor->type), arena_format(compilation->arena, "%s of %s", type_text(tensor->type), tensor->name));
  return roundoff;
}
