// What only GPUs have ends here: called before the first pass. In: tile IR as it was read; out: the same, or a report for each function of
// GPUs, each buffer in their memory and each vector, with its place, the reason and the nearest form.
#include "passes/pass.h"

typedef struct Reason {
  const char *prefix;  // of the function's name
  const char *reason, *nearest;
} Reason;

#define SIMT "it works on the threads of a GPU block, and a Tensix core runs one program per block", "T.Parallel for loops over elements"
#define SYNC "it is a GPU synchronisation or copy engine primitive", "T.copy inside T.Pipelined, whose transfers are pipelined for you"
#define MATH "it is a GPU tensor-core instruction", "T.gemm"
static const Reason REASONS[] = {
    {"call_extern", "device functions in CUDA C have no meaning on a Tensix core", "the computation in TileLang"},
    {"rng_", "it has no lowering yet", "random numbers as an input tensor"},
    {"ptx_mma", MATH}, {"ptx_ldmatrix", MATH}, {"ptx_stmatrix", MATH}, {"ptx_wgmma", MATH}, {"wgmma_", MATH}, {"tcgen05_", MATH},
    {"ptx_tcgen05", MATH}, {"gemm_", MATH}, {"tvm_mfma", MATH}, {"tvm_rdna", MATH}, {"wait_wgmma", MATH}, {"warpgroup_", MATH},
    {"initialize_", MATH}, {"ptx_", SYNC}, {"mbarrier_", SYNC}, {"tma_", SYNC}, {"cluster_", SYNC}, {"fence_", SYNC}, {"pdl_", SYNC},
    {"create_tma", SYNC}, {"set_max_nreg", SYNC}, {"named_barrier", SYNC}, {"clc_", SYNC}, {"", SIMT},
};

static void refuse_call(void *state, const Expr *expr) {
  Compilation *c = state;
  if (expr->kind != EXPR_CALL) return;
  if (expr->op == OP_CAST && expr->keywords.count)
    diag_unsupported(c, expr->span, "T.cast with a rounding mode: the chip rounds to the nearest; leave the mode out");
  if (expr->op != OP_INTRINSIC) return;
  const char *name = expr->args[0]->string;
  static const char *const parts[] = {"tvm_access_ptr", "type_annotation", "address_of", "comm_reducer"};  // operands of the others
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
    if (!strcmp(parts[i], name)) return;
  const Reason *reason = REASONS;
  while (strncmp(reason->prefix, name, strlen(reason->prefix))) reason++;
  diag_unsupported(c, expr->span, "T.%s: %s; the nearest form that works is %s", name, reason->reason, reason->nearest);
}

#define VECTORS "vectors of a GPU's registers have no form on a Tensix core; write the loop over the elements with T.Parallel"

static void refuse_statement(void *state, Stmt *stmt) {
  Compilation *c = state;
  Span span;
  ir_visit_stmt(stmt, refuse_call, c);
  if (ir_vector_in_stmt(stmt, &span)) diag_unsupported(c, span, "a vector: " VECTORS);
  if (stmt->kind == STMT_ALLOC && scope_is_gpu(stmt->alloc->scope))
    diag_unsupported(c, stmt->alloc->span, "memory scope \"%s\": it exists on GPUs only; use shared.dyn or local.fragment", scope_text(stmt->alloc->scope));
}

void refuse_gpu(Compilation *c, PrimFunc *func) {
  Span span;
  if (ir_vector_in_params(func, &span)) diag_unsupported(c, span, "a vector: " VECTORS);
  visit_block(&func->body, refuse_statement, c);
}
