// tensor_accesses: every box of a tensor that the function reads or writes. In: tile IR; out: mins and extents in each dim.
//   T.copy(A[by * 64, 0:32], S)                          -> mins (by * 64, 0), extents (64, 32)
//   for i, j in T.Parallel(8, 32): C[by * 8 + i, j] = .. -> mins (by * 8, 0), extents (8, 32)
#include "passes/tensor_access.h"
#include "passes/tensorize.h"

typedef struct Walk {
  Compilation *c;
  PrimFunc *func;
  const Bounds *bounds;
  const Orienter *orienter;
  TensorAccessList list;
  Nest nest;        // the loops over elements around the statement
  const Stmt *outer;  // the outermost of them
  Span span;
} Walk;

// ---- which way a vector lies in the blocks around it

typedef struct Lines {
  const Walk *w;
  const Var *var;
  int rows, columns;  // how many blocks have it as an index of rows, of columns
  int vectors;        // the same of vectors on the chip: columns less rows
} Lines;

static void note_index(Lines *lines, const Buffer *buffer, const Expr *const *indices) {
  if (buffer->scope == SCOPE_GLOBAL) return;
  if (buffer->rank == 1 && ir_uses_var(indices[0], lines->var)) lines->vectors += orient_lines(lines->w->orienter, buffer);
  if (buffer->rank < 2) return;
  lines->columns += ir_uses_var(indices[buffer->rank - 1], lines->var);
  lines->rows += ir_uses_var(indices[buffer->rank - 2], lines->var);
}

static void note_load(void *state, const Expr *expr) {
  if (expr->kind == EXPR_LOAD) note_index(state, expr->buffer, expr->indices);
}

static void note_stmt(void *state, Stmt *stmt) {
  Lines *lines = state;
  if (stmt->kind == STMT_STORE) note_index(lines, stmt->store.buffer, (const Expr *const *)stmt->store.indices);
  ir_visit_stmt(stmt, note_load, lines);
}

static int lines_of(const Walk *w, const Var *var) {
  Lines lines = {w, var, 0, 0, 0};
  ir_visit_block(&w->outer->loop.body, note_stmt, &lines);
  return lines.rows != lines.columns ? lines.rows - lines.columns : lines.vectors;
}

// ---- boxes

// base + sum of coefficient * loop: false if it is not of that form.
static bool box_of_index(const Walk *w, const Expr *index, const Expr **min, int64_t *extent, const Var **wide) {
  *extent = 1;
  *min = index;
  for (unsigned i = 0; i < w->nest.depth; i++) {
    const Var *var = w->nest.loops[i]->loop.var;
    int64_t coefficient, trips = nest_extent(&w->nest, (int)i);
    const Expr *rest;
    if (!ir_linear_in(w->c, w->bounds, *min, var, &coefficient, &rest)) return false;
    if (!coefficient) continue;
    if (trips < 1 || coefficient < -INT32_MAX || coefficient > INT32_MAX) return false;
    int64_t steps = coefficient * (trips - 1);
    *extent += steps < 0 ? -steps : steps;
    *min = steps < 0 ? ir_op(w->c, OP_ADD, rest, ir_int_typed(w->c, rest->type, steps)) : rest;
    *wide = var;
  }
  *min = ir_simplify(w->c, w->bounds, *min);
  return true;
}

static TensorAccess new_access(const Walk *w, const Buffer *buffer, Span span, bool writes) {
  return (TensorAccess){.param = pass_param(w->func, buffer), .span = span.file == NO_FILE ? w->span : span, .writes = writes};
}

static void add_access(Walk *w, TensorAccess *access) {
  for (unsigned d = 0; access->param && d < access->param->buffer->rank; d++)
    if (access->mins[d]) access->divisors[d] = ir_divisor(w->c, w->bounds, access->mins[d]);
  if (access->param) vector_push(w->c->arena, &w->list, *access);
}

static void add_element(Walk *w, Buffer *buffer, const Expr *const *indices, Span span, bool writes) {
  if (buffer->scope != SCOPE_GLOBAL || buffer->rank > PLAN_RANK_LIMIT) return;
  TensorAccess access = new_access(w, buffer, span, writes);
  unsigned wide_dims = 0;
  const Var *wide = NULL;
  for (unsigned d = 0; d < buffer->rank; d++) {
    bool affine = box_of_index(w, indices[d], &access.mins[d], &access.extents[d], &wide);
    if (!affine) {
      access.mins[d] = NULL;
      access.extents[d] = -1;
    }
    wide_dims += access_is_wide(&access, d);
  }
  if (wide_dims == 1 && wide) access.lines = lines_of(w, wide);
  add_access(w, &access);
}

// ---- tile ops

// The dim of a region that is wide; -1: none or several.
static int only_wide_dim(Compilation *c, const Expr *region) {
  int wide = -1;
  for (unsigned d = 0; d < region->buffer->rank; d++) {
    int64_t extent = 0;
    if (ir_is_int(ir_simplify(c, NULL, region->extents[d]), &extent) && extent == 1) continue;
    if (wide >= 0) return -1;
    wide = (int)d;
  }
  return wide;
}

static int lines_of_block(const Walk *w, const Expr *region) {
  const Buffer *buffer = region->buffer;
  if (buffer->scope == SCOPE_GLOBAL) return 0;
  int wide = only_wide_dim(w->c, region);
  if (buffer->rank >= 2) return wide == (int)buffer->rank - 2 ? 1 : wide == (int)buffer->rank - 1 ? -1 : 0;
  return orient_lines(w->orienter, buffer);
}

static void add_region(Walk *w, const Expr *region, bool writes, const Expr *other) {
  if (region->buffer->scope != SCOPE_GLOBAL || region->buffer->rank > PLAN_RANK_LIMIT) return;
  TensorAccess access = new_access(w, region->buffer, region->span, writes);
  for (unsigned d = 0; d < region->buffer->rank; d++) {
    access.mins[d] = ir_simplify(w->c, w->bounds, region->indices[d]);
    if (!ir_is_int(ir_simplify(w->c, w->bounds, region->extents[d]), &access.extents[d])) access.extents[d] = -1;
  }
  if (other && only_wide_dim(w->c, region) >= 0) access.lines = lines_of_block(w, other);
  add_access(w, &access);
}

static void add_tile_op(Walk *w, const Expr *call) {
  const Expr *regions[2] = {NULL, NULL};
  unsigned count = 0;
  for (unsigned i = 0; i < call->arg_count; i++)
    if (call->args[i]->kind == EXPR_REGION && count < 2) regions[count++] = call->args[i];
  for (unsigned i = 0; i < count; i++) add_region(w, regions[i], regions[i]->access != ACCESS_READ, count == 2 ? regions[1 - i] : NULL);
}

// ---- walking

static void visit_load(void *state, const Expr *expr) {
  if (expr->kind == EXPR_LOAD) add_element(state, expr->buffer, expr->indices, expr->span, false);
}

static void walk_block(Walk *w, const Block *block) {
  for (size_t i = 0; i < block->count; i++) {
    Stmt *stmt = block->items[i];
    w->span = stmt->span;
    ir_visit_stmt(stmt, visit_load, w);
    if (stmt->kind == STMT_EVAL && stmt->call->kind == EXPR_CALL) add_tile_op(w, stmt->call);
    if (stmt->kind == STMT_STORE) add_element(w, stmt->store.buffer, (const Expr *const *)stmt->store.indices, stmt->span, true);
    if (stmt->kind == STMT_LAUNCH) walk_block(w, &stmt->launch.body);
    if (stmt->kind == STMT_IF || stmt->kind == STMT_WHILE) {
      walk_block(w, &stmt->branch.then);
      walk_block(w, &stmt->branch.orelse);
    }
    if (stmt->kind != STMT_FOR) continue;
    bool element = (w->outer || tensorize_is_nest(stmt)) && w->nest.depth < NEST_LIMIT;
    const Stmt *outer = w->outer;
    if (element) {
      w->nest.loops[w->nest.depth++] = stmt;
      if (!outer) w->outer = stmt;
    }
    walk_block(w, &stmt->loop.body);
    w->nest.depth -= element;
    w->outer = outer;
  }
}

TensorAccessList tensor_accesses(Compilation *c, PrimFunc *func, const Bounds *bounds) {
  Walk walk = {.c = c, .func = func, .bounds = bounds, .orienter = orient_votes(c, func)};
  walk_block(&walk, &func->body);
  return walk.list;
}
