// Rows that a tensor of indices names, gathered element by element: part of tensorize_tt. One copy for every index; where the element is
// part of an expression, into a block of its own before the nest.
//   before: for i, j in T.Parallel(32, 64): S[i, j] = A[Rows[bx * 32 + i], j]
//   after:  for i in range(32): T.copy(A[Rows[bx * 32 + i], 0:64], S[i, 0:64])
//   before: for i, j in T.Parallel(32, 64): S[i, j] = A[Rows[bx * 32 + i], j] * x[i]
//   after:  for i in range(32): T.copy(A[Rows[bx * 32 + i], 0:64], A_rows[i, 0:64]); for i, j in ...: S[i, j] = A_rows[i, j] * x[i]
#include "passes/tensorize.h"

enum { LOOP_LIMIT = 4 };

typedef struct Gather {
  Compilation *c;
  Stmt *loops[LOOP_LIMIT];
  bool picks[LOOP_LIMIT];  // the loop picks an index; the others walk elements
  unsigned depth;
  const Stmt *store;
} Gather;

static int loop_of(const Gather *g, const Expr *expr) {
  for (unsigned i = 0; expr->kind == EXPR_VAR && i < g->depth; i++)
    if (g->loops[i]->loop.var == expr->var) return (int)i;
  return -1;
}

static void find_load(void *state, const Expr *expr) {
  if (expr->kind == EXPR_LOAD) *(const Expr **)state = expr;
}

// Nested loops from 0 around lets and one store of an element that is loaded as it is.
static const Expr *loaded_element(Gather *g, Stmt *stmt) {
  while (stmt->kind == STMT_FOR && g->depth < LOOP_LIMIT) {
    int64_t begin = 1, extent;
    if (!ir_is_int(stmt->loop.begin, &begin) || begin || !ir_is_int(stmt->loop.extent, &extent)) return NULL;
    g->loops[g->depth++] = stmt;
    const Block *body = &stmt->loop.body;
    for (size_t i = 0; i + 1 < body->count; i++)
      if (body->items[i]->kind != STMT_LET) return NULL;
    if (!body->count) return NULL;
    stmt = body->items[body->count - 1];
  }
  if (stmt->kind != STMT_STORE || stmt->store.buffer->scope == SCOPE_GLOBAL) return NULL;
  g->store = stmt;
  const Expr *value = stmt->store.value;
  while (value->kind == EXPR_CALL && value->op == OP_CAST) value = value->args[0];
  return value->kind == EXPR_LOAD && value->buffer->scope == SCOPE_GLOBAL ? value : NULL;
}

// Without the lets of the loops.
static const Expr *opened(const Gather *g, const Expr *expr) {
  for (unsigned i = g->depth; i-- > 0;) {
    const Block *body = &g->loops[i]->loop.body;
    for (size_t k = body->count; k-- > 0;)
      if (body->items[k]->kind == STMT_LET) expr = substitute_var(g->c, expr, body->items[k]->let, body->items[k]->let->value);
  }
  return expr;
}

static bool note_picks(Gather *g, const Expr *index) {
  const Expr *load = NULL;
  ir_visit(index, find_load, &load);
  if (!load || load->buffer->scope != SCOPE_GLOBAL || !type_is_int(load->type)) return false;
  bool any = false;
  for (unsigned i = 0; i < g->depth; i++) {
    if (!ir_uses_var(index, g->loops[i]->loop.var)) continue;
    g->picks[i] = any = true;
  }
  return any;
}

// The box that the walking loops cover, with the picking ones as they are. NULL: it is none.
static const Expr *box(const Gather *g, Buffer *buffer, const Expr *const *indices, Access access) {
  Compilation *c = g->c;
  const Expr *mins[PLAN_RANK_LIMIT], *extents[PLAN_RANK_LIMIT];
  bool used[LOOP_LIMIT] = {false};
  for (unsigned d = 0; d < buffer->rank; d++) {
    mins[d] = indices[d];
    extents[d] = ir_int(c, 1);
    for (unsigned i = 0; i < g->depth; i++) {
      const Var *var = g->loops[i]->loop.var;
      if (g->picks[i] || !ir_uses_var(mins[d], var)) continue;
      const Expr *begin = ir_simplify(c, NULL, substitute_var(c, mins[d], var, ir_int(c, 0)));
      const Expr *step = ir_simplify(c, NULL, ir_op(c, OP_SUB, mins[d], begin));
      int64_t one;
      if (used[i] || loop_of(g, step) != (int)i || (ir_is_int(extents[d], &one) && one != 1)) return NULL;
      used[i] = true;
      mins[d] = begin;
      extents[d] = g->loops[i]->loop.extent;
    }
  }
  for (unsigned i = 0; i < g->depth; i++)
    if (!g->picks[i] && !used[i]) return NULL;
  return ir_region(c, buffer, mins, extents, access);
}

static void gather_stmt(void *state, Stmt *stmt) {
  Gather g = {.c = state};
  const Expr *load = stmt->kind == STMT_FOR ? loaded_element(&g, stmt) : NULL, *indices[PLAN_RANK_LIMIT];
  if (!load) return;
  bool gathers = false;
  for (unsigned d = 0; d < load->buffer->rank; d++) {
    indices[d] = opened(&g, load->indices[d]);
    gathers |= note_picks(&g, indices[d]);
  }
  if (!gathers) return;
  const Expr *source = box(&g, load->buffer, indices, ACCESS_READ), *target = box(&g, g.store->store.buffer, g.store->store.indices, ACCESS_WRITE);
  if (!source || !target) return;
  Block body = {0};
  ir_append(g.c, &body, ir_eval(g.c, ir_with_span(g.c, ir_op(g.c, OP_COPY, source, target), g.store->span)));
  body.items[0]->span = g.store->span;
  Stmt *outermost = stmt;
  Block *into = NULL;
  for (unsigned i = 0; i < g.depth; i++) {
    if (!g.picks[i]) continue;
    Stmt *loop = g.loops[i];
    loop->loop.loop = LOOP_SERIAL;
    if (into) {
      *into = (Block){0};
      ir_append(g.c, into, loop);
    } else {
      outermost = loop;
    }
    into = &loop->loop.body;
  }
  if (!into) internal_error(g.c, "a gather that no loop picks");
  *into = body;
  if (outermost != stmt) *stmt = *outermost;
}

// ---- elements within expressions

typedef struct Lifter {
  Gather g;
  const Stmt *nest;
  Block *before;  // the nest
} Lifter;

typedef struct FindStore {
  const Buffer *buffer;
  bool found;
} FindStore;

static void find_store(void *state, Stmt *stmt) {
  FindStore *find = state;
  if (stmt->kind == STMT_STORE && stmt->store.buffer == find->buffer) find->found = true;
}

static bool stored_in(const Stmt *nest, const Buffer *buffer) {
  FindStore find = {buffer, false};
  ir_visit_block(&nest->loop.body, find_store, &find);
  return find.found;
}

// The nest that fills `rows`, to be gathered: one loop for each dim.
static void append_fill(Lifter *l, Buffer *rows, const Expr *load, const Expr **indices, const Stmt *const *loops) {
  Compilation *c = l->g.c;
  const Expr *places[PLAN_RANK_LIMIT];
  Block *body = l->before;
  ir_append(c, body, ir_alloc(c, rows));
  for (unsigned i = 0; i < rows->rank; i++) {
    Var *var = ir_new_var(c, loops[i]->loop.var->name, loops[i]->loop.var->type);
    places[i] = ir_var(c, var);
    for (unsigned d = 0; d < load->buffer->rank; d++) indices[d] = substitute_var(c, indices[d], loops[i]->loop.var, places[i]);
    Stmt *loop = ir_for(c, var, ir_int(c, 0), loops[i]->loop.extent, LOOP_PARALLEL);
    loop->span = load->span;
    ir_append(c, body, loop);
    body = &loop->loop.body;
  }
  Stmt *store = ir_store(c, rows, places, ir_with_span(c, ir_load(c, load->buffer, indices), load->span));
  store->span = load->span;
  ir_append(c, body, store);
}

// A load by indices that a tensor names becomes one of a block that a nest of its own fills.
static const Expr *lift_load(void *state, Compilation *c, const Expr *load) {
  Lifter *l = state;
  Gather *g = &l->g;
  if (load->kind != EXPR_LOAD || load->buffer->scope != SCOPE_GLOBAL || stored_in(l->nest, load->buffer)) return load;
  const Expr *indices[PLAN_RANK_LIMIT], *places[PLAN_RANK_LIMIT], *shape[PLAN_RANK_LIMIT];
  const Stmt *loops[LOOP_LIMIT];
  bool gathers = false;
  unsigned rank = 0;
  for (unsigned d = 0; d < load->buffer->rank; d++) {
    indices[d] = opened(g, load->indices[d]);
    gathers |= note_picks(g, indices[d]);
  }
  if (!gathers) return load;
  for (unsigned i = 0; i < g->depth; i++) {
    bool used = false;
    for (unsigned d = 0; d < load->buffer->rank; d++) used |= ir_uses_var(indices[d], g->loops[i]->loop.var);
    if (!used) continue;
    shape[rank] = g->loops[i]->loop.extent;
    places[rank] = ir_var(c, g->loops[i]->loop.var);
    loops[rank++] = g->loops[i];
  }
  Buffer *rows = ir_new_buffer(c, arena_format(c->arena, "%s_rows", load->buffer->name), load->type, SCOPE_SHARED, rank, shape);
  rows->span = load->span;
  append_fill(l, rows, load, indices, loops);
  return ir_with_span(c, ir_load(c, rows, places), load->span);
}

static void lift_block(Lifter *l, Block *block);

static void lift_stmt(Lifter *l, Stmt *stmt) {
  Gather *g = &l->g;
  int64_t begin = 1, extent;
  bool plain = stmt->kind == STMT_FOR && ir_is_int(stmt->loop.begin, &begin) && !begin && ir_is_int(stmt->loop.extent, &extent);
  if (plain && g->depth < LOOP_LIMIT) {
    g->picks[g->depth] = false;
    g->loops[g->depth++] = stmt;
    lift_block(l, &stmt->loop.body);
    g->depth--;
  }
  if (stmt->kind == STMT_STORE) stmt->store.value = ir_map(g->c, stmt->store.value, lift_load, l);
  if (stmt->kind == STMT_LET && type_kind(stmt->let->type) == TYPE_KIND_FLOAT) stmt->let->value = ir_map(g->c, stmt->let->value, lift_load, l);
  if (stmt->kind != STMT_IF) return;
  stmt->branch.condition = ir_map(g->c, stmt->branch.condition, lift_load, l);
  lift_block(l, &stmt->branch.then);
  lift_block(l, &stmt->branch.orelse);
}

static void lift_block(Lifter *l, Block *block) {
  for (size_t i = 0; i < block->count; i++) lift_stmt(l, block->items[i]);
}

static void lift_from_nests(Compilation *c, Block *block) {
  Block out = {0};
  for (size_t i = 0; i < block->count; i++) {
    Stmt *stmt = block->items[i];
    Gather whole = {.c = c};
    if (is_unordered(stmt) && tensorize_is_nest(stmt) && !loaded_element(&whole, stmt)) {
      Lifter lifter = {{.c = c}, stmt, &out};
      lift_stmt(&lifter, stmt);
    } else if (stmt->kind == STMT_FOR) {
      lift_from_nests(c, &stmt->loop.body);
    } else if (stmt->kind == STMT_IF) {
      lift_from_nests(c, &stmt->branch.then);
      lift_from_nests(c, &stmt->branch.orelse);
    }
    ir_append(c, &out, stmt);
  }
  *block = out;
}

void gather_rows(Compilation *c, PrimFunc *func) {
  lift_from_nests(c, &func->body);
  ir_visit_block(&func->body, gather_stmt, c);
}
