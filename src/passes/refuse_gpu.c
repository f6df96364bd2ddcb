// What only GPUs have ends here: called before the first pass. In: tile IR as it was read; out: the same, or a report for each function of
// GPUs, each buffer in their memory and each vector, with its place, the reason and the nearest form.
#include "ir/print.h"
#include "passes/pass.h"

typedef struct Reason {
  const char *prefix;  // of the function's name
  const char *reason, *nearest;
} Reason;

#define SIMT "it works on the threads of a GPU block, and a Tensix core runs one program per block", "T.Parallel for loops over elements"
#define SYNC "it is a GPU synchronisation or copy engine primitive", "T.copy inside T.Pipelined, whose transfers are pipelined for you"
#define PAIR "it is arithmetic on pairs in one register of a GPU", "the same arithmetic element by element"
#define MATH "it is a GPU tensor-core instruction", "T.gemm"
static const Reason REASONS[] = {
    {"call_extern", "device functions in CUDA C have no meaning on a Tensix core", "the computation in TileLang"},
    {"add2", PAIR}, {"sub2", PAIR}, {"mul2", PAIR}, {"fma2", PAIR}, {"fast_rcp", "it is an approximation that a GPU computes", "1 / x"}, {"max2", PAIR}, {"min2", PAIR}, {"abs2", PAIR},
    {"ieee_", "the chip rounds to the nearest", "the rounding mode \"rn\""},
    {"rng_", "it has no lowering yet", "random numbers as an input tensor"},
    {"ptx_mma", MATH}, {"ptx_ldmatrix", MATH}, {"ptx_stmatrix", MATH}, {"ptx_wgmma", MATH}, {"wgmma_", MATH}, {"tcgen05_", MATH},
    {"ptx_tcgen05", MATH}, {"gemm_", MATH}, {"tvm_mfma", MATH}, {"tvm_rdna", MATH}, {"wait_wgmma", MATH}, {"warpgroup_", MATH},
    {"initialize_", MATH}, {"ptx_", SYNC}, {"mbarrier_", SYNC}, {"tma_", SYNC}, {"cluster_", SYNC}, {"fence_", SYNC}, {"pdl_", SYNC},
    {"create_tma", SYNC}, {"set_max_nreg", SYNC}, {"named_barrier", SYNC}, {"clc_", SYNC}, {"", SIMT},
};

typedef struct Refusal {
  Compilation *c;
  VECTOR(const char *) names;  // reported: one report for a function and for a memory scope, at its first place
} Refusal;

static bool is_new(Refusal *refusal, const char *name) {
  for (size_t i = 0; i < refusal->names.count; i++)
    if (!strcmp(refusal->names.items[i], name)) return false;
  vector_push(refusal->c->arena, &refusal->names, name);
  return true;
}

// As the user wrote it: tilelang makes T.ptx_arrive_barrier of T.barrier_arrive(...).
static const char *written(Compilation *c, Span span, const char *name) {
  if (span.file == NO_FILE) return name;
  const char *text = c->sources.items[span.file].text + span.begin;
  if (strncmp(text, "T.", 2)) return name;
  size_t length = strspn(text += 2, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
  if (text[length] != '(' || !length || !strncmp(text, "call_intrin(", 12)) return name;
  return arena_format(c->arena, "%.*s", (int)length, text);
}

static void refuse_intrinsic(Refusal *refusal, const Expr *expr) {
  const char *name = expr->args[0]->string;
  static const char *const parts[] = {"tvm_access_ptr", "type_annotation", "address_of", "comm_reducer"};  // operands of the others
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
    if (!strcmp(parts[i], name)) return;
  const Reason *reason = REASONS;
  while (strncmp(reason->prefix, name, strlen(reason->prefix))) reason++;
  if (is_new(refusal, name))
    diag_unsupported(refusal->c, expr->span, "T.%s: %s; the nearest form that works is %s", written(refusal->c, expr->span, name), reason->reason, reason->nearest);
}

static void refuse_copy(Refusal *refusal, const Expr *copy) {
  const Expr *from = copy->args[0], *to = copy->args[1];
  if (!ir_boxes_match(from, to))
    diag_error(refusal->c, copy->span, "T.copy from a box of %s to a box of %s", ir_print_expr(refusal->c, ir_list(refusal->c, from->extents, from->buffer->rank)),
               ir_print_expr(refusal->c, ir_list(refusal->c, to->extents, to->buffer->rank)));
  const char *option = ir_copy_of_gpu(copy);
  if (option && is_new(refusal, option))
    diag_unsupported(refusal->c, copy->span, "T.copy with %s: it is for a GPU's clusters and copy engines; the nearest form that works is T.copy between a tensor and a buffer", option);
}

static void refuse_call(void *state, const Expr *expr) {
  Refusal *refusal = state;
  if (expr->kind != EXPR_CALL) return;
  if (expr->op == OP_CAST && expr->keywords.count)
    diag_unsupported(refusal->c, expr->span, "T.cast with a rounding mode: the chip rounds to the nearest; leave the mode out");
  if (expr->op == OP_GEMM && expr->args[10]->kind != EXPR_INT && is_new(refusal, "mbar"))
    diag_unsupported(refusal->c, expr->span, "T.gemm with mbar=: there are no GPU barriers; leave it out");
  if (expr->op == OP_COPY || expr->op == OP_ASYNC_COPY) refuse_copy(refusal, expr);
  if (expr->op == OP_INTRINSIC) refuse_intrinsic(refusal, expr);
}

#define VECTORS "vectors of a GPU's registers have no form on a Tensix core; write the loop over the elements with T.Parallel"

#define POINTERS "tensors are parameters on a Tensix core; pass each as a T.Tensor parameter"

static void refuse_statement(void *state, Stmt *stmt) {
  Refusal *refusal = state;
  Span span;
  ir_visit_stmt(stmt, refuse_call, refusal);
  if (stmt->kind == STMT_LET && stmt->let->type == TYPE_HANDLE && is_new(refusal, "pointer")) diag_unsupported(refusal->c, stmt->span, "a pointer: " POINTERS);
  if (ir_vector_in_stmt(stmt, &span) && is_new(refusal, "vector")) diag_unsupported(refusal->c, span, "a vector: " VECTORS);
  if (stmt->kind == STMT_ALLOC && scope_is_gpu(stmt->alloc->scope) && is_new(refusal, scope_text(stmt->alloc->scope)))
    diag_unsupported(refusal->c, stmt->alloc->span, "memory scope \"%s\": it exists on GPUs only; use shared.dyn or local.fragment", scope_text(stmt->alloc->scope));
}

void refuse_gpu(Compilation *c, PrimFunc *func) {
  Refusal refusal = {.c = c};
  Span span;
  if (ir_vector_in_params(func, &span)) diag_unsupported(c, span, "a vector: " VECTORS);
  for (size_t i = 0; i < func->params.count; i++) {
    const Var *var = func->params.items[i].var;
    const Buffer *buffer = func->params.items[i].buffer;
    if (buffer && buffer->scope != SCOPE_GLOBAL)
      diag_unsupported(c, buffer->span, "the parameter %s in memory scope \"%s\": parameters of a kernel are tensors in DRAM; leave the scope out", buffer->name,
                       scope_text(buffer->scope));
    if (var && var->type == TYPE_HANDLE) diag_unsupported(c, var->span, "a pointer: " POINTERS);
  }
  ir_visit_block(&func->body, refuse_statement, &refusal);
}
