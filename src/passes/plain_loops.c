// Loops over elements in the form that tensorize_nest wants: constant bounds are literals, loops begin at 0, loops that only stand together in one index
// are one loop; copies that may be finished later are copies. Part of infer_tt_shard, so that all passes see the same accesses.
//   before: for i, j in T.Parallel(16, 8): B[i * 8 + j] = A[i * 8 + j] + s[i]
//   after:  for e in T.Parallel(128): B[e] = A[e] + s[e // 8]
#include "passes/pass.h"

typedef struct Plain {
  Compilation *c;
  Bounds *bounds;
} Plain;

static bool is_literal(const Expr *expr, int64_t *value) { return expr->kind == EXPR_INT && ir_is_int(expr, value); }

// ---- loops that begin elsewhere

typedef struct Replacement {
  const Var *vars[2];
  const Expr *values[2];
} Replacement;

static const Expr *replaced(void *state, Compilation *c, const Expr *expr) {
  (void)c;
  const Replacement *replacement = state;
  for (unsigned i = 0; i < 2 && expr->kind == EXPR_VAR; i++)
    if (replacement->vars[i] == expr->var) return replacement->values[i];
  return expr;
}

static const Expr *simpler(void *state, Compilation *c, const Expr *expr) {
  const Plain *p = state;
  return type_is_int(expr->type) && expr->kind == EXPR_CALL && op_info(expr->op)->engine == ENGINE_VALUE ? ir_simplify(c, p->bounds, expr) : expr;
}

static void begin_at_zero(Plain *p, Stmt *loop) {
  int64_t begin = 0, extent = 0;
  if (!is_literal(loop->loop.begin, &begin) || begin == 0 || !is_literal(loop->loop.extent, &extent)) return;
  Var *var = ir_new_var(p->c, loop->loop.var->name, loop->loop.var->type);
  bounds_set(p->bounds, var, 0, extent - 1);
  Replacement moved = {{loop->loop.var}, {ir_op(p->c, OP_ADD, ir_var(p->c, var), ir_int_typed(p->c, var->type, begin))}};
  map_block(p->c, &loop->loop.body, replaced, &moved);
  loop->loop.var = var;
  loop->loop.begin = ir_int_typed(p->c, var->type, 0);
}

// ---- loops that stand together

typedef struct Pair {
  const Plain *p;
  const Var *outer, *inner;
  int64_t inner_extent;
  bool together, apart;  // in one index of a store as outer * extent + inner; in any other form
} Pair;

static void note_index(Pair *pair, const Expr *index) {
  int64_t a = 0, b = 0;
  const Expr *rest;
  Compilation *c = pair->p->c;
  if (!ir_linear_in(c, pair->p->bounds, index, pair->outer, &a, &rest) || !ir_linear_in(c, pair->p->bounds, index, pair->inner, &b, &rest)) return;
  if (a != 0 && b > 0 && a == b * pair->inner_extent) pair->together = true;
  else if (a != 0 || b != 0) pair->apart = true;
}

static void note_store(void *state, Stmt *stmt) {
  Pair *pair = state;
  if (stmt->kind != STMT_STORE) return;
  for (unsigned d = 0; d < stmt->store.buffer->rank; d++) note_index(pair, stmt->store.indices[d]);
}

// The only loop in the body of a loop.
static Stmt *only_loop(const Stmt *loop) {
  Stmt *found = NULL;
  for (size_t i = 0; i < loop->loop.body.count; i++) {
    Stmt *stmt = loop->loop.body.items[i];
    if (stmt->kind == STMT_ATTR) continue;
    if (found || stmt->kind != STMT_FOR) return NULL;
    found = stmt;
  }
  return found;
}

static void fuse(Plain *p, Stmt *outer) {
  Compilation *c = p->c;
  Stmt *inner = only_loop(outer);
  int64_t zero = 0, extents[2] = {0, 0};
  if (!inner || !is_literal(outer->loop.begin, &zero) || zero || !is_literal(inner->loop.begin, &zero) || zero) return;
  if (!is_literal(outer->loop.extent, &extents[0]) || !is_literal(inner->loop.extent, &extents[1]) || extents[0] < 2 || extents[1] < 2) return;
  if (extents[0] > INT32_MAX / extents[1]) return;
  Pair pair = {p, outer->loop.var, inner->loop.var, extents[1], false, false};
  ir_visit_block(&inner->loop.body, note_store, &pair);
  if (!pair.together || pair.apart) return;
  Var *var = ir_new_var(c, "e", outer->loop.var->type);
  bounds_set(p->bounds, var, 0, extents[0] * extents[1] - 1);
  const Expr *count = ir_int_typed(c, var->type, extents[1]), *e = ir_var(c, var);
  Replacement split = {{outer->loop.var, inner->loop.var}, {ir_op(c, OP_FLOORDIV, e, count), ir_op(c, OP_FLOORMOD, e, count)}};
  map_block(c, &inner->loop.body, replaced, &split);
  map_block(c, &inner->loop.body, simpler, p);
  bool ordered = outer->loop.loop == LOOP_SERIAL || inner->loop.loop == LOOP_SERIAL;
  outer->loop.loop = ordered ? LOOP_SERIAL : LOOP_PARALLEL;
  outer->loop.var = var;
  outer->loop.extent = ir_int_typed(c, var->type, extents[0] * extents[1]);
  outer->loop.body = inner->loop.body;
}

static void plain_loop(Plain *p, Block *block) {
  for (size_t i = 0; i < block->count; i++) {
    Stmt *stmt = block->items[i];
    if (stmt->kind == STMT_LAUNCH) plain_loop(p, &stmt->launch.body);
    if (stmt->kind == STMT_IF || stmt->kind == STMT_WHILE) {
      plain_loop(p, &stmt->branch.then);
      plain_loop(p, &stmt->branch.orelse);
    }
    if (is_call(stmt, OP_ASYNC_COPY)) stmt->call = ir_with_span(p->c, ir_op(p->c, OP_COPY, stmt->call->args[0], stmt->call->args[1]), stmt->call->span);
    if (stmt->kind != STMT_FOR) continue;
    stmt->loop.begin = ir_simplify(p->c, p->bounds, stmt->loop.begin);
    stmt->loop.extent = ir_simplify(p->c, p->bounds, stmt->loop.extent);
    plain_loop(p, &stmt->loop.body);
    if (stmt->loop.annotations.count) continue;
    if (stmt->loop.loop != LOOP_SERIAL) begin_at_zero(p, stmt);
    fuse(p, stmt);
  }
}

void plain_loops(Compilation *c, PrimFunc *func) {
  Plain p = {c, pass_bounds(c, func, func)};
  plain_loop(&p, &func->body);
}
