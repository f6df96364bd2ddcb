// Launches whose body asks for the index of a GPU thread. In: the body as one thread sees it; out: the same for all threads, as loops over
// them. Threads go through it statement by statement: each finishes a statement before any begins the next, which is one of the orders that
// synchronisation leaves open. Under a condition that differs, and in a loop that threads leave apart, a mask says which take part. Tile ops and
// parallel loops that no thread sees differently run once. Local buffers, variables and lets that differ get a leading dimension: the thread.
#include "reference/compile.h"

enum { DEFAULT_THREADS = 128, MOST_THREADS = 1024 };  // of T.Kernel without threads=, as in tilelang; of a block

typedef struct Private {  // a buffer that every thread has for itself
  const Buffer *old;
  Buffer *now;
} Private;

typedef struct VaryingLet {  // a let whose value differs between threads
  const Var *let;
  Buffer *slot;  // its values by thread
  Var *copy;     // instead of a slot, within the code of one thread
} VaryingLet;

typedef struct Threads {
  Compiler *k;
  Compilation *c;
  const Stmt *launch;
  Var *thread;
  const Expr *indices[3];  // of the thread, by dimension
  int64_t count;
  const Expr *guard;  // which threads take part; NULL: all
  Buffer *alive, *going;  // of the loop around, if threads leave it apart: who has not broken out, who goes on in this turn; else NULL
  VECTOR(Private) privates;
  VECTOR(VaryingLet) lets;
} Threads;

// ---- what differs between threads

static const Buffer *root(const Buffer *buffer) {
  while (buffer->storage) buffer = buffer->storage;
  return buffer;
}

static Buffer *private_of(const Threads *t, const Buffer *buffer) {
  for (size_t i = t->privates.count; i-- > 0;)
    if (t->privates.items[i].old == buffer) return t->privates.items[i].now;
  return NULL;
}

static const VaryingLet *varying_let(const Threads *t, const Var *var) {
  for (size_t i = t->lets.count; i-- > 0;)
    if (t->lets.items[i].let == var) return &t->lets.items[i];
  return NULL;
}

static int thread_dim(const Threads *t, const Var *var) {
  for (int i = 0; i < 3; i++)
    if (t->launch->launch.thread_vars[i] == var) return i;
  return -1;
}

typedef struct Search {
  const Threads *t;
  bool found;
} Search;

static bool is_element_op(Op op) { return is_atomic(op) || op == OP_REDUCER_UPDATE; }

static void find_varying(void *state, const Expr *expr) {
  Search *search = state;
  if (expr->kind == EXPR_VAR) search->found |= thread_dim(search->t, expr->var) >= 0 || varying_let(search->t, expr->var);
  if (expr->kind == EXPR_LOAD || expr->kind == EXPR_REGION) search->found |= private_of(search->t, expr->buffer) != NULL;
  if (expr->kind == EXPR_CALL) search->found |= is_element_op(expr->op);  // each thread does it
}

static bool is_tile_op(const Stmt *stmt) {
  return stmt->kind == STMT_EVAL && stmt->call->kind == EXPR_CALL && op_info(stmt->call->op)->engine == ENGINE_TILE;
}

static bool varies(const Threads *t, const Expr *expr) {
  Search search = {t, false};
  ir_visit(expr, find_varying, &search);
  return search.found;
}

static bool stmt_varies(const Threads *t, const Stmt *stmt) {
  Search search = {t, false};
  ir_visit_stmt(stmt, find_varying, &search);
  return search.found || (stmt->kind == STMT_STORE && private_of(t, stmt->store.buffer));
}

static bool any_varies(const Threads *t, const Stmt *stmt);

static bool block_varies(const Threads *t, const Block *block) {
  for (size_t i = 0; i < block->count; i++)
    if (any_varies(t, block->items[i])) return true;
  return false;
}

static bool any_varies(const Threads *t, const Stmt *stmt) {
  if (stmt_varies(t, stmt)) return true;
  if (stmt->kind == STMT_FOR) return block_varies(t, &stmt->loop.body);
  if (stmt->kind != STMT_IF && stmt->kind != STMT_WHILE) return false;
  return block_varies(t, &stmt->branch.then) || block_varies(t, &stmt->branch.orelse);
}

// A break or continue of the loop around the block, under a condition that differs.
static bool leaves_apart(const Threads *t, const Block *block, bool apart) {
  for (size_t i = 0; i < block->count; i++) {
    const Stmt *stmt = block->items[i];
    if (stmt->kind == STMT_BREAK || stmt->kind == STMT_CONTINUE) return apart;
    bool inner = apart || (stmt->kind == STMT_IF && varies(t, stmt->branch.condition));
    if (stmt->kind == STMT_IF && (leaves_apart(t, &stmt->branch.then, inner) || leaves_apart(t, &stmt->branch.orelse, inner))) return true;
  }
  return false;
}

// ---- expressions of one thread

static const Expr **with_thread(const Threads *t, const Expr *first, const Expr *const *rest, unsigned count) {
  const Expr **list = arena_array(t->c->arena, const Expr *, count + 1);
  list[0] = first;
  for (unsigned i = 0; i < count; i++) list[i + 1] = rest[i];
  return list;
}

static const Expr *map_node(void *state, Compilation *c, const Expr *expr) {
  const Threads *t = state;
  const Expr *mapped = expr;
  if (expr->kind == EXPR_VAR) {
    const VaryingLet *let = varying_let(t, expr->var);
    int dim = thread_dim(t, expr->var);
    if (dim >= 0) mapped = t->indices[dim];
    if (let && let->copy) mapped = ir_var(c, let->copy);
    if (let && !let->copy) mapped = ir_load(c, let->slot, (const Expr *[]){ir_var(c, t->thread)});
  } else if (expr->kind == EXPR_LOAD || expr->kind == EXPR_REGION) {
    Buffer *now = private_of(t, expr->buffer);
    if (!now) return expr;
    const Expr **indices = with_thread(t, ir_var(c, t->thread), expr->indices, expr->buffer->rank);
    mapped = expr->kind == EXPR_LOAD
                 ? ir_load(c, now, indices)
                 : ir_region(c, now, indices, with_thread(t, ir_int(c, 1), expr->extents, expr->buffer->rank), expr->access);
  }
  return mapped == expr ? expr : ir_with_span(c, mapped, expr->span);
}

static const Expr *map_expr(Threads *t, const Expr *expr) { return ir_map(t->c, expr, map_node, t); }

// ---- statements of one thread

static Stmt *copy_stmt(const Threads *t, const Stmt *stmt) {
  Stmt *copy = arena_new(t->c->arena, Stmt);
  *copy = *stmt;
  return copy;
}

static void one_thread(Threads *t, const Stmt *stmt, Block *out);

static Block one_thread_block(Threads *t, const Block *block) {
  Block out = {0};
  size_t scope = t->lets.count;
  for (size_t i = 0; i < block->count; i++) one_thread(t, block->items[i], &out);
  t->lets.count = scope;
  return out;
}

static Stmt *map_store(Threads *t, const Stmt *stmt) {
  Stmt *copy = copy_stmt(t, stmt);
  unsigned rank = stmt->store.buffer->rank;
  const Expr **indices = arena_array(t->c->arena, const Expr *, rank + 1);
  for (unsigned i = 0; i < rank; i++) indices[i] = map_expr(t, stmt->store.indices[i]);
  Buffer *now = private_of(t, stmt->store.buffer);
  copy->store.buffer = now ? now : stmt->store.buffer;
  copy->store.indices = now ? with_thread(t, ir_var(t->c, t->thread), indices, rank) : indices;
  copy->store.value = map_expr(t, stmt->store.value);
  return copy;
}

static Stmt *map_let(Threads *t, const Stmt *stmt) {
  Stmt *copy = copy_stmt(t, stmt);
  copy->let = ir_new_var(t->c, stmt->let->name, stmt->let->type);
  copy->let->span = stmt->let->span;
  copy->let->value = map_expr(t, stmt->let->value);
  vector_push(t->c->arena, &t->lets, ((VaryingLet){.let = stmt->let, .copy = copy->let}));
  return copy;
}

// All of the statement, in the code of one thread.
static void one_thread(Threads *t, const Stmt *stmt, Block *out) {
  Stmt *copy = NULL;
  switch (stmt->kind) {
    case STMT_EVAL:
      copy = copy_stmt(t, stmt);
      copy->call = map_expr(t, stmt->call);
      break;
    case STMT_STORE: copy = map_store(t, stmt); break;
    case STMT_LET: copy = map_let(t, stmt); break;
    case STMT_FOR:
      copy = copy_stmt(t, stmt);
      copy->loop.begin = map_expr(t, stmt->loop.begin);
      copy->loop.extent = map_expr(t, stmt->loop.extent);
      copy->loop.body = one_thread_block(t, &stmt->loop.body);
      break;
    case STMT_IF:
    case STMT_WHILE:
      copy = copy_stmt(t, stmt);
      copy->branch.condition = map_expr(t, stmt->branch.condition);
      copy->branch.then = one_thread_block(t, &stmt->branch.then);
      copy->branch.orelse = one_thread_block(t, &stmt->branch.orelse);
      break;
    case STMT_ALLOC:
    case STMT_BREAK:
    case STMT_CONTINUE:
    case STMT_LAUNCH:
    case STMT_ATTR: copy = copy_stmt(t, stmt); break;
  }
  ir_append(t->c, out, copy);
}

// The block of a loop over the threads that take part.
static Block *open_threads(const Threads *t, Span span, Block *out) {
  Stmt *loop = ir_for(t->c, t->thread, ir_int(t->c, 0), ir_int(t->c, t->count), LOOP_SERIAL);
  loop->span = span;
  ir_append(t->c, out, loop);
  if (!t->guard) return &loop->loop.body;
  Stmt *branch = ir_if(t->c, t->guard);
  branch->span = span;
  ir_append(t->c, &loop->loop.body, branch);
  return &branch->branch.then;
}

static void thread_loop(Threads *t, const Stmt *stmt, Block *out) {
  size_t scope = t->lets.count;
  one_thread(t, stmt, open_threads(t, stmt->span, out));
  t->lets.count = scope;
}

// ---- private buffers and lets

static bool is_private(const Threads *t, const Buffer *buffer) {
  Scope scope = root(buffer)->scope;
  return scope == SCOPE_LOCAL || scope == SCOPE_VAR || private_of(t, root(buffer));
}

// Elements of a buffer of constant shape, times their bits.
static bool constant_bits(const Buffer *buffer, int64_t *bits) {
  *bits = type_bits(buffer->type);
  for (unsigned i = 0; i < buffer->rank; i++) {
    int64_t extent;
    if (!ir_is_int(buffer->shape[i], &extent) || __builtin_mul_overflow(*bits, extent, bits)) return false;
  }
  return true;
}

// A view of a private buffer: its own strides, and from thread to thread those of the storage.
static void set_view(Threads *t, const Buffer *old, Buffer *now, Span span) {
  int64_t bits, compact = 1;
  now->storage = private_of(t, old->storage);
  if (!constant_bits(root(old), &bits) || !constant_bits(old, &(int64_t){0})) {
    diag_unsupported(t->c, span, "the view %s of a buffer of one GPU thread needs constant sizes", old->name);
    t->k->failed = true;
    return;
  }
  now->strides = arena_array(t->c->arena, const Expr *, now->rank);
  for (unsigned i = old->rank; i-- > 0;) {
    int64_t extent = 1;
    now->strides[i + 1] = old->strides ? old->strides[i] : ir_int(t->c, compact);
    if (ir_is_int(old->shape[i], &extent)) compact *= extent;
  }
  now->strides[0] = ir_int(t->c, bits / (int64_t)type_bits(old->type));
}

static void rewrite_alloc(Threads *t, const Stmt *stmt, Block *out) {
  Stmt *copy = copy_stmt(t, stmt);
  const Buffer *old = stmt->alloc;
  if (is_private(t, old)) {
    Buffer *now = arena_new(t->c->arena, Buffer);
    *now = *old;
    now->rank = old->rank + 1;
    now->shape = with_thread(t, ir_int(t->c, t->count), old->shape, old->rank);
    if (old->storage) set_view(t, old, now, stmt->span);
    vector_push(t->c->arena, &t->privates, ((Private){old, now}));
    copy->alloc = now;
  }
  ir_append(t->c, out, copy);
}

static const Expr *thread_load(const Threads *t, Buffer *slot) { return ir_load(t->c, slot, (const Expr *[]){ir_var(t->c, t->thread)}); }

static void append_store(const Threads *t, Buffer *buffer, const Expr *index, const Expr *value, Span span, Block *out) {
  Stmt *store = ir_store(t->c, buffer, &index, value);
  store->span = span;
  ir_append(t->c, out, store);
}

static Buffer *new_slot(const Threads *t, const char *name, DType type, int64_t count, Block *out) {
  const Expr *extent = ir_int(t->c, count);
  Buffer *slot = ir_new_buffer(t->c, name, type, SCOPE_LOCAL, 1, &extent);
  ir_append(t->c, out, ir_alloc(t->c, slot));
  return slot;
}

// A buffer with the value of an expression for each thread that takes part.
static Buffer *make_slot(Threads *t, const char *name, const Expr *value, Span span, Block *out) {
  Buffer *slot = new_slot(t, name, value->type, t->count, out);
  append_store(t, slot, ir_var(t->c, t->thread), map_expr(t, value), span, open_threads(t, span, out));
  return slot;
}

// Which of the threads that take part the condition holds for; false for all others.
static void set_mask(Threads *t, Buffer *mask, const Expr *condition, Span span, Block *out) {
  const Expr *guard = t->guard, *value = map_expr(t, condition);
  t->guard = NULL;
  append_store(t, mask, ir_var(t->c, t->thread), guard ? ir_op(t->c, OP_AND, guard, value) : value, span, open_threads(t, span, out));
  t->guard = guard;
}

static Buffer *make_mask(Threads *t, const Expr *condition, Span span, Block *out) {
  Buffer *mask = new_slot(t, "threads", TYPE_BOOL, t->count, out);
  set_mask(t, mask, condition, span, out);
  return mask;
}

// Does some thread take part?
static const Expr *any_thread(Threads *t, Span span, Block *out) {
  Buffer *any = new_slot(t, "any", TYPE_BOOL, 1, out);
  const Expr *zero = ir_int(t->c, 0);
  append_store(t, any, zero, ir_bool(t->c, false), span, out);
  append_store(t, any, zero, ir_bool(t->c, true), span, open_threads(t, span, out));
  return ir_load(t->c, any, &zero);
}

static void rewrite_let(Threads *t, const Stmt *stmt, Block *out) {
  Buffer *slot = make_slot(t, stmt->let->name, stmt->let->value, stmt->span, out);
  vector_push(t->c->arena, &t->lets, ((VaryingLet){.let = stmt->let, .slot = slot}));
}

// ---- statements of all threads

static Block rewrite_block(Threads *t, const Block *block);

static void append_all(const Threads *t, Block *out, const Block *block) {
  for (size_t i = 0; i < block->count; i++) ir_append(t->c, out, block->items[i]);
}

// What all threads do together: once, if any takes part.
static void together(Threads *t, const Stmt *stmt, Block *out) {
  if (t->guard) {
    Stmt *branch = ir_if(t->c, any_thread(t, stmt->span, out));
    branch->span = stmt->span;
    ir_append(t->c, out, branch);
    out = &branch->branch.then;
  }
  ir_append(t->c, out, copy_stmt(t, stmt));
}

typedef struct Loop {  // what a loop replaces for its body
  const Expr *guard;
  Buffer *alive, *going;
} Loop;

static Loop enter_loop(Threads *t, Buffer *alive, Buffer *going) {
  Loop outer = {t->guard, t->alive, t->going};
  t->alive = alive;
  t->going = going;
  if (going) t->guard = thread_load(t, going);
  return outer;
}

static void leave_loop(Threads *t, Loop outer) {
  t->guard = outer.guard;
  t->alive = outer.alive;
  t->going = outer.going;
}

// Turns up to the largest number that a thread wants; each thread takes part in its own.
static void masked_for(Threads *t, const Stmt *stmt, Block *out) {
  Span span = stmt->span;
  const Expr *zero = ir_int(t->c, 0);
  DType type = stmt->loop.var->type;
  Buffer *begin = make_slot(t, stmt->loop.var->name, ir_cast(t->c, type, stmt->loop.begin), span, out);
  Buffer *extent = make_slot(t, "turns", ir_cast(t->c, type, stmt->loop.extent), span, out);
  Buffer *most = new_slot(t, "most", type, 1, out);
  append_store(t, most, zero, ir_int_typed(t->c, type, 0), span, out);
  append_store(t, most, zero, ir_op(t->c, OP_MAX, ir_load(t->c, most, &zero), thread_load(t, extent)), span, open_threads(t, span, out));
  Buffer *alive = make_mask(t, ir_bool(t->c, true), span, out);
  Var *turn = ir_new_var(t->c, stmt->loop.var->name, type);
  Stmt *loop = ir_for(t->c, turn, ir_int_typed(t->c, type, 0), ir_load(t->c, most, &zero), LOOP_SERIAL);
  loop->span = span;
  ir_append(t->c, out, loop);
  Block *body = &loop->loop.body;
  const Expr *own = ir_op(t->c, OP_LT, ir_var(t->c, turn), thread_load(t, extent));
  Buffer *going = make_mask(t, ir_op(t->c, OP_AND, thread_load(t, alive), own), span, body);
  Loop outer = enter_loop(t, alive, going);
  size_t scope = t->lets.count;
  Buffer *value = make_slot(t, stmt->loop.var->name, ir_op(t->c, OP_ADD, thread_load(t, begin), ir_var(t->c, turn)), span, body);
  vector_push(t->c->arena, &t->lets, ((VaryingLet){.let = stmt->loop.var, .slot = value}));
  Block rest = rewrite_block(t, &stmt->loop.body);
  append_all(t, body, &rest);
  t->lets.count = scope;
  leave_loop(t, outer);
}

// Turns as long as the condition holds for some thread.
static void masked_while(Threads *t, const Stmt *stmt, Block *out) {
  Span span = stmt->span;
  Buffer *alive = make_mask(t, ir_bool(t->c, true), span, out), *going = new_slot(t, "going", TYPE_BOOL, t->count, out);
  Stmt *loop = copy_stmt(t, stmt), *leave = ir_if(t->c, ir_bool(t->c, false)), *out_of = copy_stmt(t, stmt);
  loop->branch.condition = ir_bool(t->c, true);
  loop->branch.then = (Block){0};
  ir_append(t->c, out, loop);
  Block *body = &loop->branch.then;
  Loop outer = enter_loop(t, alive, alive);
  set_mask(t, going, ir_cast(t->c, TYPE_BOOL, stmt->branch.condition), span, body);
  t->guard = thread_load(t, going);
  t->going = going;
  set_mask(t, alive, ir_bool(t->c, true), span, body);
  leave->branch.condition = ir_op(t->c, OP_NOT, any_thread(t, span, body));
  out_of->kind = STMT_BREAK;
  ir_append(t->c, &leave->branch.then, out_of);
  ir_append(t->c, body, leave);
  Block rest = rewrite_block(t, &stmt->branch.then);
  append_all(t, body, &rest);
  leave_loop(t, outer);
}

static void rewrite_for(Threads *t, const Stmt *stmt, Block *out) {
  if (stmt->loop.loop == LOOP_PARALLEL) {  // the threads share its iterations
    if (any_varies(t, stmt)) thread_loop(t, stmt, out);
    else together(t, stmt, out);
    return;
  }
  if (varies(t, stmt->loop.begin) || varies(t, stmt->loop.extent) || leaves_apart(t, &stmt->loop.body, t->guard)) {
    masked_for(t, stmt, out);
    return;
  }
  Stmt *copy = copy_stmt(t, stmt);
  Loop outer = enter_loop(t, NULL, NULL);
  copy->loop.body = rewrite_block(t, &stmt->loop.body);
  leave_loop(t, outer);
  ir_append(t->c, out, copy);
}

static void rewrite_while(Threads *t, const Stmt *stmt, Block *out) {
  if (t->guard || varies(t, stmt->branch.condition) || leaves_apart(t, &stmt->branch.then, false)) {
    masked_while(t, stmt, out);
    return;
  }
  Stmt *copy = copy_stmt(t, stmt);
  Loop outer = enter_loop(t, NULL, NULL);
  copy->branch.then = rewrite_block(t, &stmt->branch.then);
  leave_loop(t, outer);
  ir_append(t->c, out, copy);
}

// break, continue of a loop that threads leave apart: those that take part are masked from here on.
static void rewrite_leave(Threads *t, const Stmt *stmt, Block *out) {
  if (!t->going) {
    ir_append(t->c, out, copy_stmt(t, stmt));
    return;
  }
  Block *each = open_threads(t, stmt->span, out);
  const Expr *thread = ir_var(t->c, t->thread), *no = ir_bool(t->c, false);
  if (stmt->kind == STMT_BREAK) append_store(t, t->alive, thread, no, stmt->span, each);
  append_store(t, t->going, thread, no, stmt->span, each);
}

static void rewrite_if(Threads *t, const Stmt *stmt, Block *out) {
  const Expr *condition = stmt->branch.condition, *outer = t->guard;
  if (!varies(t, condition) && !outer) {
    Stmt *copy = copy_stmt(t, stmt);
    copy->branch.then = rewrite_block(t, &stmt->branch.then);
    copy->branch.orelse = rewrite_block(t, &stmt->branch.orelse);
    ir_append(t->c, out, copy);
    return;
  }
  const Expr *holds = thread_load(t, make_mask(t, ir_cast(t->c, TYPE_BOOL, condition), condition->span, out));
  t->guard = outer ? ir_op(t->c, OP_AND, outer, holds) : holds;  // a break may have masked threads since
  Block then = rewrite_block(t, &stmt->branch.then);
  const Expr *fails = ir_op(t->c, OP_NOT, holds);
  t->guard = outer ? ir_op(t->c, OP_AND, outer, fails) : fails;
  Block orelse = rewrite_block(t, &stmt->branch.orelse);
  t->guard = outer;
  append_all(t, out, &then);
  append_all(t, out, &orelse);
}

static void rewrite_stmt(Threads *t, const Stmt *stmt, Block *out) {
  switch (stmt->kind) {
    case STMT_ALLOC: rewrite_alloc(t, stmt, out); return;
    case STMT_FOR: rewrite_for(t, stmt, out); return;
    case STMT_WHILE: rewrite_while(t, stmt, out); return;
    case STMT_IF: rewrite_if(t, stmt, out); return;
    case STMT_BREAK:
    case STMT_CONTINUE: rewrite_leave(t, stmt, out); return;
    case STMT_LET:
      if (!t->guard && !varies(t, stmt->let->value)) break;
      rewrite_let(t, stmt, out);
      return;
    case STMT_EVAL:
    case STMT_STORE:
      if (is_tile_op(stmt) && !stmt_varies(t, stmt)) together(t, stmt, out);
      else if (t->guard || stmt_varies(t, stmt)) thread_loop(t, stmt, out);
      else break;
      return;
    case STMT_LAUNCH:
    case STMT_ATTR: break;
  }
  ir_append(t->c, out, copy_stmt(t, stmt));
}

static Block rewrite_block(Threads *t, const Block *block) {
  Block out = {0};
  size_t scope = t->lets.count;
  for (size_t i = 0; i < block->count; i++) rewrite_stmt(t, block->items[i], &out);
  t->lets.count = scope;
  return out;
}

bool uses_threads(const Stmt *launch) {
  for (unsigned i = 0; i < 3; i++)
    if (launch->launch.thread_vars[i] && ir_find_var(&launch->launch.body, launch->launch.thread_vars[i])) return true;
  return false;
}

Block threads_expand(Compiler *k, const Stmt *launch) {
  Threads t = {.k = k, .c = k->c, .launch = launch, .thread = ir_new_var(k->c, "thread", TYPE_INT32), .count = 1};
  const Expr *rest = ir_var(k->c, t.thread);
  int64_t extents[3], after = 1;
  for (unsigned i = 0; i < 3; i++) {
    extents[i] = launch->launch.thread_dims ? launch->launch.threads[i] : i == 0 ? DEFAULT_THREADS : 1;
    if (extents[i] < 1) extents[i] = 1;
    if (!__builtin_mul_overflow(after, extents[i], &after) && after <= MOST_THREADS) continue;
    diag_error(k->c, launch->span, "a GPU block has at most %d threads", MOST_THREADS);
    k->failed = true;
    return (Block){0};
  }
  t.count = after;
  for (unsigned i = 0; i < 3; i++) {
    bool last = after == extents[i];
    after /= extents[i];
    t.indices[i] = extents[i] == 1 ? ir_int(k->c, 0) : last ? rest : ir_op(k->c, OP_FLOORMOD, rest, ir_int(k->c, extents[i]));
    if (extents[i] > 1 && !last) rest = ir_op(k->c, OP_FLOORDIV, rest, ir_int(k->c, extents[i]));
  }
  return rewrite_block(&t, &launch->launch.body);
}
