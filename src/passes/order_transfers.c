// order_transfers: part of memory_space_lower_tt. Reader and writer run on their own; where a launch reads what it has written before, the
// reader waits for the writer: the write gets a token, a circular buffer of one page that the writer pushes when the write is done.
//   before: tt_write(W[0, 0], S); tt_read(R, W[0, 0])
//   after:  W_order = alloc((32, 32)); tt_write(W[0, 0], S, W_order); tt_read(R, W[0, 0])
// Iterations of the grid do not depend on each other. A block that is read, changed and written back needs no token where every iteration of the loops
// around it has a block of its own.
#include "passes/memory_space.h"

enum { PERSISTENT_LEVEL = 1 };  // of a Path: the body of the loop over the core's blocks

typedef struct TensorUseAt {
  Stmt *stmt;
  const Expr *region;  // NULL: single elements
  Path path;
} TensorUseAt;

typedef struct Orderer {
  Compilation *c;
  PrimFunc *func;
  const Bounds *bounds;
  const Buffer *tensor;
  VECTOR(TensorUseAt) reads, writes;
  const Stmt *loaded;  // a scalar of it
} Orderer;

static void note_use(void *state, Stmt *stmt) {
  Orderer *o = state;
  if (stmt->kind == STMT_LET && is_tt_load(stmt->let->value) && stmt->let->value->args[0]->buffer == o->tensor) o->loaded = stmt;
  bool writes = is_call(stmt, OP_TT_WRITE) && stmt->call->args[0]->buffer == o->tensor;
  bool reads = is_call(stmt, OP_TT_READ) && stmt->call->args[1]->buffer == o->tensor;
  TensorUseAt use = {.stmt = stmt, .region = writes ? stmt->call->args[0] : reads ? stmt->call->args[1] : NULL};
  if (!find_path(o->func, stmt, &use.path)) return;
  if (writes) vector_push(o->c->arena, &o->writes, use);
  if (reads) vector_push(o->c->arena, &o->reads, use);
}

// Levels that both paths have in common: blocks 0 .. n - 1 are the same.
static unsigned common_levels(const Path *a, const Path *b) {
  unsigned n = 0;
  while (n < a->depth && n < b->depth && a->blocks[n] == b->blocks[n]) {
    n++;
    if (a->indices[n - 1] != b->indices[n - 1]) break;
  }
  return n;
}

static bool is_before(const Path *a, const Path *b, unsigned common) { return a->indices[common - 1] < b->indices[common - 1]; }

static bool same_box(const Expr *a, const Expr *b) {
  for (unsigned d = 0; d < a->buffer->rank; d++)
    if (!ir_same(a->indices[d], b->indices[d]) || !ir_same(a->extents[d], b->extents[d])) return false;
  return true;
}

// Iterations of the loop have disjoint boxes: in some dim, in which no other of the loops moves the box, it moves by at least its extent.
static bool loop_moves_box(const Orderer *o, const Path *path, unsigned common, unsigned level, const Expr *box) {
  const Var *var = path->owners[level]->loop.var;
  for (unsigned d = 0; d < box->buffer->rank; d++) {
    int64_t step, extent, other;
    const Expr *rest, *remaining;
    if (!ir_is_int(box->extents[d], &extent) || !ir_linear_in(o->c, o->bounds, box->indices[d], var, &step, &rest)) continue;
    bool alone = step >= extent || -step >= extent;
    for (unsigned l = PERSISTENT_LEVEL + 1; l < common && alone; l++)
      if (l != level && path->owners[l] && path->owners[l]->kind == STMT_FOR)
        alone = ir_linear_in(o->c, o->bounds, rest, path->owners[l]->loop.var, &other, &remaining) && other == 0;
    if (alone) return true;
  }
  return false;
}

static bool has_own_boxes(const Orderer *o, const TensorUseAt *read, unsigned common) {
  for (unsigned l = PERSISTENT_LEVEL + 1; l < common; l++) {
    const Stmt *owner = read->path.owners[l];
    if (owner && owner->kind == STMT_FOR && !loop_moves_box(o, &read->path, common, l, read->region)) return false;
  }
  return true;
}

static bool read_may_see_write(const Orderer *o, const TensorUseAt *read, const TensorUseAt *write) {
  unsigned common = common_levels(&read->path, &write->path), loops = 0;
  if (is_before(&write->path, &read->path, common)) return true;
  for (unsigned l = PERSISTENT_LEVEL + 1; l < common; l++) loops += read->path.owners[l] && read->path.owners[l]->kind == STMT_FOR;
  return loops && !(same_box(read->region, write->region) && has_own_boxes(o, read, common));
}

// ---- a read that must be over before the write: the written block follows from it

typedef struct Closure {
  Compilation *c;
  VECTOR(const Buffer *) buffers;
  bool grew;
} Closure;

static bool in_closure(const Closure *closure, const Buffer *buffer) {
  for (size_t i = 0; i < closure->buffers.count; i++)
    if (closure->buffers.items[i] == buffer) return true;
  return false;
}

static void add_operand(void *state, const Expr *expr) {
  Closure *closure = state;
  if (expr->kind != EXPR_REGION || expr->buffer->scope == SCOPE_GLOBAL || in_closure(closure, expr->buffer)) return;
  vector_push(closure->c->arena, &closure->buffers, expr->buffer);
  closure->grew = true;
}

static void grow_closure(void *state, Stmt *stmt) {
  Closure *closure = state;
  const Buffer *target = block_target(stmt);
  if (target && !is_load(stmt) && in_closure(closure, target)) ir_visit_stmt(stmt, add_operand, closure);
}

static bool follows_from(const Orderer *o, const Buffer *written, const Buffer *read) {
  Closure closure = {.c = o->c, .grew = true};
  vector_push(o->c->arena, &closure.buffers, written);
  while (closure.grew) {
    closure.grew = false;
    ir_visit_block(&o->func->body, grow_closure, &closure);
  }
  return in_closure(&closure, read);
}

// The writer keeps its order: an earlier write, in the read's own block of statements and around `write`, follows from the read.
static bool waits_in_order(const Orderer *o, const TensorUseAt *read, const TensorUseAt *write) {
  for (size_t i = 0; i < o->writes.count; i++) {
    const TensorUseAt *other = &o->writes.items[i];
    unsigned level = other->path.depth - 1;
    bool between = read->path.depth == other->path.depth && read->path.blocks[level] == other->path.blocks[level] && is_before(&read->path, &other->path, level + 1);
    bool earlier = common_levels(&other->path, &write->path) == other->path.depth && is_before(&other->path, &write->path, level + 1);
    if (between && earlier && follows_from(o, other->stmt->call->args[1]->buffer, block_target(read->stmt))) return true;
  }
  return false;
}

static void check_overwrite(const Orderer *o, const TensorUseAt *read, const TensorUseAt *write) {
  unsigned common = common_levels(&read->path, &write->path);
  if (is_before(&write->path, &read->path, common) || follows_from(o, write->stmt->call->args[1]->buffer, block_target(read->stmt))) return;
  if (waits_in_order(o, read, write)) return;
  diag_unsupported(o->c, write->stmt->span, "%s is read and then overwritten with values that do not follow from what was read: the writer may be earlier than the "
                   "reader; write to another tensor", o->tensor->name);
}

static void give_token(Orderer *o, Stmt *write, Buffer **token, Block *allocs) {
  if (write_operand(write, ACCESS_READ_WRITE)) return;
  if (!*token) {
    const Expr *shape[2] = {ir_int(o->c, TILE), ir_int(o->c, TILE)};
    *token = ir_new_buffer(o->c, arena_format(o->c->arena, "%s_order", o->tensor->name), TYPE_BFLOAT16, SCOPE_SHARED, 2, shape);
    ir_append(o->c, allocs, ir_alloc(o->c, *token));
  }
  const Expr *args[3] = {write->call->args[0], write->call->args[1], whole_region(o->c, *token, ACCESS_READ_WRITE)};
  write->call = ir_with_span(o->c, ir_call(o->c, OP_TT_WRITE, args, 3), write->call->span);
}

void order_transfers(Compilation *c, PrimFunc *func) {
  Block body = {0};
  const Bounds *bounds = pass_bounds(c, func, func);
  for (size_t i = 0; i < func->params.count; i++) {
    Orderer o = {.c = c, .func = func, .bounds = bounds, .tensor = func->params.items[i].buffer};
    Buffer *token = NULL;
    if (!o.tensor) continue;
    ir_visit_block(&func->body, note_use, &o);
    if (o.loaded && o.writes.count)
      diag_unsupported(c, o.loaded->span, "an element of %s, which the same launch stores: load it in another launch", o.tensor->name);
    for (size_t w = 0; w < o.writes.count; w++)
      for (size_t r = 0; r < o.reads.count; r++) {
        check_overwrite(&o, &o.reads.items[r], &o.writes.items[w]);
        if (read_may_see_write(&o, &o.reads.items[r], &o.writes.items[w])) give_token(&o, o.writes.items[w].stmt, &token, &body);
      }
  }
  if (!body.count) return;
  for (size_t i = 0; i < func->body.count; i++) ir_append(c, &body, func->body.items[i]);
  func->body = body;
}
