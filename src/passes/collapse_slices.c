// collapse_slices: first part of tensorize_tt. An on-chip buffer of which every access takes the same slice is that slice.
//   before: A_shared = alloc((4, 64, 32)); for b in range(4): T.copy(A[b, ...], T.region(A_shared[b, 0, 0], 2, 1, 64, 32)); ... A_shared[b, i, j]
//   after:  A_shared = alloc((64, 32));    for b in range(4): T.copy(A[b, ...], T.region(A_shared[0, 0], 2, 64, 32)); ... A_shared[i, j]
// The leading indices must be the same expressions everywhere, so all accesses stand in one iteration of the loops that bind them; a
// slice that is read before it is stored in that iteration is found by insert_cb_protocol.
#include "passes/tensorize.h"

typedef struct SliceCheck {
  Compilation *c;
  const Buffer *buffer;
  const Expr *const *first;  // indices of the first access
  bool same;
} SliceCheck;

static unsigned leading(const Buffer *buffer) { return buffer->rank - 2; }

static void check_indices(SliceCheck *check, const Expr *const *indices, const Expr *const *extents) {
  if (!check->first) check->first = indices;
  for (unsigned d = 0; d < leading(check->buffer); d++) {
    int64_t extent = 1;
    if (extents && (!ir_is_int(extents[d], &extent) || extent != 1)) check->same = false;
    if (!ir_same(check->first[d], indices[d])) check->same = false;
  }
}

static void check_expr(void *state, const Expr *expr) {
  SliceCheck *check = state;
  if (expr->kind == EXPR_LOAD && expr->buffer == check->buffer) check_indices(check, expr->indices, NULL);
  if (expr->kind == EXPR_REGION && expr->buffer == check->buffer) check_indices(check, expr->indices, expr->extents);
}

static void check_stmt(void *state, Stmt *stmt) {
  SliceCheck *check = state;
  if (stmt->kind == STMT_STORE && stmt->store.buffer == check->buffer)
    check_indices(check, (const Expr *const *)stmt->store.indices, NULL);
  ir_visit_stmt(stmt, check_expr, check);
}

static const Expr *collapse_expr(void *state, Compilation *c, const Expr *expr) {
  const SliceCheck *check = state;
  bool access = expr->kind == EXPR_LOAD || expr->kind == EXPR_REGION;
  if (!access || expr->buffer != check->buffer) return expr;
  Expr *copy = arena_new(c->arena, Expr);
  *copy = *expr;
  copy->indices += leading(check->buffer);
  if (expr->kind == EXPR_REGION) copy->extents += leading(check->buffer);
  return copy;
}

static void collapse_stmt(void *state, Stmt *stmt) {
  SliceCheck *check = state;
  if (stmt->kind == STMT_EVAL) stmt->call = ir_map(check->c, stmt->call, collapse_expr, check);
  if (stmt->kind == STMT_LET) stmt->let->value = ir_map(check->c, stmt->let->value, collapse_expr, check);
  if (stmt->kind == STMT_IF) stmt->branch.condition = ir_map(check->c, stmt->branch.condition, collapse_expr, check);
  if (stmt->kind != STMT_STORE) return;
  for (unsigned d = 0; d < stmt->store.buffer->rank; d++)
    stmt->store.indices[d] = ir_map(check->c, stmt->store.indices[d], collapse_expr, check);
  stmt->store.value = ir_map(check->c, stmt->store.value, collapse_expr, check);
  if (stmt->store.buffer == check->buffer) stmt->store.indices += leading(check->buffer);
}

typedef struct Collapser {
  Compilation *c;
  PrimFunc *func;
} Collapser;

// ir_map walks `rank` indices, so the buffer shrinks only after all its accesses have.
static void collapse_alloc(void *state, Stmt *stmt) {
  Collapser *collapser = state;
  if (stmt->kind != STMT_ALLOC || stmt->alloc->rank <= 2 || stmt->alloc->scope == SCOPE_GLOBAL || stmt->alloc->storage) return;
  Buffer *buffer = stmt->alloc;
  SliceCheck check = {.c = collapser->c, .buffer = buffer, .same = true};
  ir_visit_block(&collapser->func->body, check_stmt, &check);
  if (!check.same || !check.first) return;
  ir_visit_block(&collapser->func->body, collapse_stmt, &check);
  buffer->shape += leading(buffer);
  buffer->strides = NULL;
  buffer->rank = 2;
}

void collapse_slices(Compilation *c, PrimFunc *func) {
  Collapser collapser = {c, func};
  ir_visit_block(&func->body, collapse_alloc, &collapser);
}
