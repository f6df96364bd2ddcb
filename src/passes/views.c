// Views of blocks on the chip that split dims, as accesses of the block; loops that stand together in one index and apart in another, as loops over
// blocks around the loops over elements. Part of infer_tt_shard, before plain_loops.
//   before: V = view of S (64, 128) as (64, 4, 32); for i, q, h in T.Parallel(64, 4, 32): V[i, q, h] = V[i, q, h] * w[q, h]; T.reduce(V, m, "sum", 2)
//   after:  for q in range(4): for i, h in T.Parallel(64, 32): S[i, q * 32 + h] = S[i, q * 32 + h] * w[q, h]
//           for q in range(4): T.reduce(S[0:64, q * 32 : q * 32 + 32], m[0:64, q], "sum", 1)
#include "passes/tensorize.h"

enum { CHAIN_LIMIT = 8 };

typedef struct View {
  const Buffer *buffer;
  Buffer *storage;
  unsigned dim_of[PLAN_RANK_LIMIT];  // of each dim of the view: the dim of the storage that it is a part of
  int64_t step[PLAN_RANK_LIMIT];     // elements of that dim from one index to the next
  bool last[PLAN_RANK_LIMIT];        // the innermost part
} View;

typedef struct Views {
  Compilation *c;
  const Bounds *bounds;
  VECTOR(View) list;
} Views;

// ---- which views

// Each dim of the storage is one dim of the view or several in a row.
static bool split_dims(Compilation *c, View *view) {
  const Buffer *buffer = view->buffer, *storage = view->storage;
  int64_t rest = 1, size;
  unsigned dim = storage->rank;
  for (unsigned d = buffer->rank; d-- > 0;) {
    if (!ir_is_int(ir_simplify(c, NULL, buffer->shape[d]), &size) || size < 1) return false;
    bool begins = rest == 1;
    if (begins) {
      if (!dim) return false;
      if (!ir_is_int(ir_simplify(c, NULL, storage->shape[--dim]), &rest) || rest < 1) return false;
    }
    int64_t whole = 0;
    ir_is_int(ir_simplify(c, NULL, storage->shape[dim]), &whole);
    if (rest % size) return false;
    view->dim_of[d] = dim;
    view->last[d] = begins;
    view->step[d] = whole / rest;
    rest /= size;
  }
  return rest == 1 && dim == 0;
}

static void note_view(void *state, Stmt *stmt) {
  Views *v = state;
  if (stmt->kind != STMT_ALLOC || !stmt->alloc->storage) return;
  View view = {.buffer = stmt->alloc, .storage = stmt->alloc->storage};
  bool onchip = view.storage->scope != SCOPE_GLOBAL && !view.storage->storage && view.buffer->type == view.storage->type;
  bool fits = view.buffer->rank <= PLAN_RANK_LIMIT && view.storage->rank <= PLAN_RANK_LIMIT;
  if (onchip && fits && split_dims(v->c, &view)) vector_push(v->c->arena, &v->list, view);
}

static const View *view_of(const Views *v, const Buffer *buffer) {
  for (size_t i = 0; i < v->list.count; i++)
    if (v->list.items[i].buffer == buffer) return &v->list.items[i];
  return NULL;
}

// ---- accesses

static const Expr **storage_indices(const Views *v, const View *view, const Expr *const *indices) {
  Compilation *c = v->c;
  const Expr **made = arena_array(c->arena, const Expr *, view->storage->rank);
  for (unsigned d = 0; d < view->storage->rank; d++) made[d] = ir_int(c, 0);
  for (unsigned d = 0; d < view->buffer->rank; d++) {
    const Expr *part = ir_op(c, OP_MUL, ir_cast(c, TYPE_INT32, indices[d]), ir_int(c, view->step[d]));
    made[view->dim_of[d]] = ir_simplify(c, v->bounds, ir_op(c, OP_ADD, made[view->dim_of[d]], part));
  }
  return made;
}

static const Expr *through_view(void *state, Compilation *c, const Expr *expr) {
  const Views *v = state;
  const View *view = expr->kind == EXPR_LOAD ? view_of(v, expr->buffer) : NULL;
  return view ? ir_with_span(c, ir_load(c, view->storage, storage_indices(v, view, expr->indices)), expr->span) : expr;
}

static void access_stmt(void *state, Stmt *stmt) {
  Views *v = state;
  if (stmt->kind != STMT_STORE) return;
  const View *view = view_of(v, stmt->store.buffer);
  if (!view) return;
  stmt->store.indices = storage_indices(v, view, (const Expr *const *)stmt->store.indices);
  stmt->store.buffer = view->storage;
}

// ---- tile operations

static bool reads_view(const Views *v, const Expr *region) { return region->kind == EXPR_REGION && view_of(v, region->buffer); }

static Stmt *block_loop(Compilation *c, const char *name, const Expr *extent, Span span) {
  Stmt *loop = ir_for(c, ir_new_var(c, name, TYPE_INT32), ir_int(c, 0), extent, LOOP_SERIAL);
  ir_set_attribute(c, &loop->loop.annotations, LOOP_OF_BLOCKS, ir_int(c, 1));
  loop->span = span;
  return loop;
}

// A reduction of a whole view along the innermost part of a dim: one of a part of the storage for each index of the outer parts.
static Stmt *reduced_parts(const Views *v, const View *view, const Expr *call) {
  Compilation *c = v->c;
  const Expr *source = call->args[0], *result = call->args[1];
  int64_t dim = 0;
  bool kept = result->buffer->rank == view->buffer->rank;
  if (!is_whole_region(source) || !is_whole_region(result) || view_of(v, result->buffer) || !ir_is_int(call->args[3], &dim)) return NULL;
  if (dim < 0 || dim >= (int64_t)view->buffer->rank || !view->last[dim] || (!kept && result->buffer->rank + 1 != view->buffer->rank)) return NULL;
  const Expr *mins[PLAN_RANK_LIMIT], *extents[PLAN_RANK_LIMIT], *result_mins[PLAN_RANK_LIMIT], *result_extents[PLAN_RANK_LIMIT];
  Stmt *outermost = NULL, *innermost = NULL;
  for (unsigned d = 0; d < result->buffer->rank; d++) {
    result_mins[d] = ir_int(c, 0);
    result_extents[d] = result->buffer->shape[d];
  }
  for (unsigned d = 0; d < view->storage->rank; d++) mins[d] = ir_int(c, 0);
  for (unsigned d = 0; d < view->buffer->rank; d++) {
    unsigned at = view->dim_of[d], place = d - (!kept && (int64_t)d > dim);
    if (view->last[d]) {
      extents[at] = view->buffer->shape[d];
      continue;
    }
    Stmt *loop = block_loop(c, "part", view->buffer->shape[d], call->span);
    if (innermost) ir_append(c, &innermost->loop.body, loop);
    if (!outermost) outermost = loop;
    innermost = loop;
    const Expr *var = ir_var(c, loop->loop.var);
    mins[at] = ir_simplify(c, NULL, ir_op(c, OP_ADD, mins[at], ir_op(c, OP_MUL, var, ir_int(c, view->step[d]))));
    result_mins[place] = var;
    result_extents[place] = ir_int(c, 1);
  }
  const Expr *args[8];
  for (unsigned i = 0; i < call->arg_count && i < 8; i++) args[i] = call->args[i];
  args[0] = ir_region(c, view->storage, mins, extents, source->access);
  args[1] = ir_region(c, result->buffer, result_mins, result_extents, result->access);
  args[3] = ir_int(c, view->dim_of[dim]);
  Stmt *reduce = ir_eval(c, ir_with_span(c, ir_call(c, call->op, args, call->arg_count), call->span));
  reduce->span = call->span;
  if (!innermost) return reduce;
  ir_append(c, &innermost->loop.body, reduce);
  return outermost;
}

static void open_operation(void *state, Stmt *stmt) {
  Views *v = state;
  if (is_call(stmt, OP_COPY) && (reads_view(v, stmt->call->args[0]) || reads_view(v, stmt->call->args[1])))
    *stmt = *loops_of_copy(v->c, v->bounds, stmt->call->args[0], stmt->call->args[1], stmt->span);
  else if (is_call(stmt, OP_FILL) && reads_view(v, stmt->call->args[0]))
    *stmt = *loops_of_copy(v->c, v->bounds, stmt->call->args[1], stmt->call->args[0], stmt->span);
  const View *reduced = is_call(stmt, OP_REDUCE) && stmt->call->arg_count <= 8 ? view_of(v, stmt->call->args[0]->buffer) : NULL;
  Stmt *parts = reduced ? reduced_parts(v, reduced, stmt->call) : NULL;
  if (parts) *stmt = *parts;
}

// ---- loops that stand together in one index and apart in another

typedef struct Chain {
  Views *v;
  Stmt *loops[CHAIN_LIMIT];  // perfectly nested
  unsigned count;
  bool outer[CHAIN_LIMIT];   // becomes a loop over blocks
  bool together, apart;
} Chain;

static unsigned loops_in(const Chain *chain, const Expr *index, int64_t steps[CHAIN_LIMIT]) {
  unsigned used = 0;
  for (unsigned l = 0; l < chain->count; l++) {
    const Expr *rest;
    if (!ir_linear_in(chain->v->c, chain->v->bounds, index, chain->loops[l]->loop.var, &steps[l], &rest)) steps[l] = 0;
    if (steps[l] < 0) steps[l] = -steps[l];
    used += steps[l] != 0;
  }
  return used;
}

static void note_together(Chain *chain, const Buffer *buffer, const Expr *const *indices) {
  int64_t steps[CHAIN_LIMIT];
  for (unsigned d = 0; d < buffer->rank; d++) {
    if (loops_in(chain, indices[d], steps) < 2) continue;
    unsigned least = CHAIN_LIMIT;
    for (unsigned l = 0; l < chain->count; l++)
      if (steps[l] && (least == CHAIN_LIMIT || steps[l] < steps[least])) least = l;
    for (unsigned l = 0; l < chain->count; l++)
      if (steps[l] && l != least) chain->outer[l] = chain->together = true;
  }
}

// A loop that is to become one over blocks, in another index than one of the others.
static void note_apart(Chain *chain, const Buffer *buffer, const Expr *const *indices) {
  int64_t steps[CHAIN_LIMIT];
  for (unsigned d = 0; d < buffer->rank && buffer->rank >= 2; d++) {
    if (loops_in(chain, indices[d], steps) != 1) continue;
    for (unsigned l = 0; l < chain->count; l++)
      if (steps[l] && chain->outer[l]) chain->apart = true;
  }
}

static void together_expr(void *state, const Expr *expr) {
  if (expr->kind == EXPR_LOAD) note_together(state, expr->buffer, expr->indices);
}

static void apart_expr(void *state, const Expr *expr) {
  if (expr->kind == EXPR_LOAD) note_apart(state, expr->buffer, expr->indices);
}

static void together_stmt(void *state, Stmt *stmt) {
  if (stmt->kind == STMT_STORE) note_together(state, stmt->store.buffer, (const Expr *const *)stmt->store.indices);
  ir_visit_stmt(stmt, together_expr, state);
}

static void apart_stmt(void *state, Stmt *stmt) {
  if (stmt->kind == STMT_STORE) note_apart(state, stmt->store.buffer, (const Expr *const *)stmt->store.indices);
  ir_visit_stmt(stmt, apart_expr, state);
}

static bool is_parallel(const Stmt *stmt) {
  int64_t begin = 1, extent;
  return stmt->kind == STMT_FOR && stmt->loop.loop == LOOP_PARALLEL && !stmt->loop.annotations.count && ir_is_int(stmt->loop.begin, &begin) && begin == 0 &&
         ir_is_int(stmt->loop.extent, &extent);
}

// Loops without order: the outer ones go around the others.
static void separate(Views *v, Stmt *stmt) {
  Chain chain = {.v = v};
  Stmt *inner = stmt;
  while (is_parallel(inner) && chain.count < CHAIN_LIMIT) {
    chain.loops[chain.count++] = inner;
    if (inner->loop.body.count != 1) break;
    inner = inner->loop.body.items[0];
  }
  if (chain.count < 2) return;
  const Block body = chain.loops[chain.count - 1]->loop.body;
  ir_visit_block(&body, together_stmt, &chain);
  if (chain.together) ir_visit_block(&body, apart_stmt, &chain);
  if (!chain.together || !chain.apart) return;
  Stmt order[CHAIN_LIMIT];
  unsigned count = 0;
  for (unsigned pass = 0; pass < 2; pass++)
    for (unsigned l = 0; l < chain.count; l++)
      if (chain.outer[l] == (pass == 0)) order[count++] = *chain.loops[l];
  for (unsigned l = 0; l < chain.count; l++) {
    Block inside = chain.loops[l]->loop.body;
    *chain.loops[l] = order[l];
    chain.loops[l]->loop.body = inside;
  }
  unsigned blocks = 0;
  for (unsigned l = 0; l < chain.count; l++) blocks += chain.outer[l];
  for (unsigned l = 0; l < blocks; l++) {
    chain.loops[l]->loop.loop = LOOP_SERIAL;
    ir_set_attribute(v->c, &chain.loops[l]->loop.annotations, LOOP_OF_BLOCKS, ir_int(v->c, 1));
  }
}

static void separate_in(Views *v, Block *block) {
  for (size_t i = 0; i < block->count; i++) {
    Stmt *stmt = block->items[i];
    if (stmt->kind == STMT_LAUNCH) separate_in(v, &stmt->launch.body);
    if (stmt->kind == STMT_IF || stmt->kind == STMT_WHILE) {
      separate_in(v, &stmt->branch.then);
      separate_in(v, &stmt->branch.orelse);
    }
    if (stmt->kind != STMT_FOR) continue;
    separate(v, stmt);
    if (!is_parallel(stmt)) separate_in(v, &stmt->loop.body);
  }
}

void open_views(Compilation *c, PrimFunc *func) {
  Views v = {.c = c, .bounds = pass_bounds(c, func, func)};
  ir_visit_block(&func->body, note_view, &v);
  if (v.list.count) {
    ir_visit_block(&func->body, open_operation, &v);
    map_block(c, &func->body, through_view, &v);
    ir_visit_block(&func->body, access_stmt, &v);
  }
  separate_in(&v, &func->body);
}
