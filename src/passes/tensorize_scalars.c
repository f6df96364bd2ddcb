// Scalars that tensors hold: offsets, lengths, block numbers, flags. Part of tensorize_tt: integer elements of tensors that no loop over elements
// walks become variables of the kernels.
//   before: start: T.int32 = Offsets[bz] * 2; if Mask[by, k]: T.copy(A[start, 0], S)
//   after:  Offsets_at: T.int32 = T.tt_load(Offsets[bz]); start: T.int32 = Offsets_at * 2; Mask_at: T.bool = T.tt_load(Mask[by, k]); if Mask_at: ...
#include "passes/tensorize.h"

typedef struct ScalarLoads {
  Tensorizer *t;
  const Stmt *nest;  // a loop over elements: only what none of its variables index
  Block *out;
  Span span;
} ScalarLoads;

typedef struct UsesOf {
  const Stmt *nest;
  bool found;
} UsesOf;

typedef struct BoundIn {
  const Var *var;
  bool found;
} BoundIn;

static void find_binding(void *state, Stmt *stmt) {
  BoundIn *bound = state;
  if (stmt->kind == STMT_FOR && stmt->loop.var == bound->var) bound->found = true;
  if (stmt->kind == STMT_LET && stmt->let == bound->var) bound->found = true;
}

static void find_inner(void *state, const Expr *expr) {
  UsesOf *uses = state;
  if (expr->kind == EXPR_LOAD && expr->buffer->scope != SCOPE_GLOBAL) uses->found = true;
  if (expr->kind != EXPR_VAR) return;
  BoundIn bound = {expr->var, uses->nest->loop.var == expr->var};
  visit_block(&uses->nest->loop.body, find_binding, &bound);
  uses->found |= bound.found;
}

static bool moves_in_nest(const ScalarLoads *s, const Expr *load) {
  UsesOf uses = {s->nest, false};
  for (unsigned d = 0; s->nest && d < load->buffer->rank; d++) ir_visit(load->indices[d], find_inner, &uses);
  return uses.found;
}

static bool reads_block(const Expr *load) {
  for (unsigned d = 0; d < load->buffer->rank; d++) {
    const Expr *index = load->indices[d];
    if (index->kind == EXPR_LOAD) return true;  // of a block on the chip: those of tensors are variables already
  }
  return false;
}

static const Expr *load_scalar(void *state, Compilation *c, const Expr *expr) {
  ScalarLoads *s = state;
  bool scalar = expr->kind == EXPR_LOAD && expr->buffer->scope == SCOPE_GLOBAL && type_is_int(expr->type) && type_bits(expr->type) <= 32;
  if (!scalar || moves_in_nest(s, expr) || reads_block(expr)) return expr;
  Var *var = ir_new_var(c, arena_format(c->arena, "%s_at", expr->buffer->name), expr->type);
  Stmt *let = ir_let(c, var, ir_with_span(c, ir_call_typed(c, OP_TT_LOAD, expr->type, &expr, 1), expr->span));
  let->span = s->span;
  ir_append(c, s->out, let);
  return ir_var(c, var);
}

static void load_in_stmt(void *state, Stmt *stmt) {
  ScalarLoads *s = state;
  Compilation *c = s->t->c;
  if (stmt->kind == STMT_EVAL) stmt->call = ir_map(c, stmt->call, load_scalar, s);
  if (stmt->kind == STMT_LET && !is_tt_load(stmt->let->value)) stmt->let->value = ir_map(c, stmt->let->value, load_scalar, s);
  if (stmt->kind == STMT_IF || stmt->kind == STMT_WHILE) stmt->branch.condition = ir_map(c, stmt->branch.condition, load_scalar, s);
  if (stmt->kind == STMT_FOR) {
    stmt->loop.begin = ir_map(c, stmt->loop.begin, load_scalar, s);
    stmt->loop.extent = ir_map(c, stmt->loop.extent, load_scalar, s);
  }
  if (stmt->kind != STMT_STORE) return;
  for (unsigned d = 0; d < stmt->store.buffer->rank; d++) stmt->store.indices[d] = ir_map(c, stmt->store.indices[d], load_scalar, s);
  stmt->store.value = ir_map(c, stmt->store.value, load_scalar, s);
}

void tensorize_scalars(Tensorizer *t, Stmt *stmt, bool nest, Block *out) {
  ScalarLoads s = {t, nest ? stmt : NULL, out, stmt->span};
  load_in_stmt(&s, stmt);
  if (nest) visit_block(&stmt->loop.body, load_in_stmt, &s);
}
