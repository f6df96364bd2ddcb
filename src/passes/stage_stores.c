// stage_stores: part of tensorize_tt. A parallel nest that stores to a buffer at several elements of an iteration, or at every other one,
// stores to blocks of its own; they go to the buffer after it.
//   before: for i, j in T.Parallel(32, 16): y[i, 2 * j] = x[i, j]; y[i, 2 * j + 1] = -x[i, j]
//   after:  for i, j in T.Parallel(32, 16): y_part[i, j] = x[i, j]; y_part_1[i, j] = -x[i, j]
//           for i, j in T.Parallel(32, 32): y[i, j] = T.Select(j % 2 == 0, y_part[i, j // 2], y_part_1[i, j // 2])
// Legal when every element that the nest loads from the buffer is either one that the same iteration stores or one that none stores.
// What does not fulfil that stays as it is, for tensorize_nest to judge.
#include "passes/element.h"

enum { STORE_LIMIT = 16 };

// A store: index d is strides[d] * (the variable of loops[d]) + bases[d]; loops[d] is NULL where no loop of the nest is in the index.
typedef struct StagedStore {
  Stmt *stmt;
  Buffer *buffer, *part;
  const Stmt *loops[PLAN_RANK_LIMIT];
  int64_t strides[PLAN_RANK_LIMIT];
  const Expr *bases[PLAN_RANK_LIMIT], *indices[PLAN_RANK_LIMIT];
  unsigned strided;  // dims with a stride above 1
  const Expr *condition;  // around it, of loop variables and scalars; NULL: none
  bool done;      // its statement is behind
  bool written;   // to the buffer, after the nest
} StagedStore;

typedef struct Stager {
  Compilation *c;
  const Bounds *bounds;
  Nest nest;
  StagedStore stores[STORE_LIMIT];
  unsigned count;
  const Expr *condition;  // around the statement
  const Buffer *buffer;  // that is looked at
  bool fits;             // all of its accesses so far
} Stager;

// ---- which stores

// Splits an index into a multiple of one loop variable and the rest; false if it is anything else.
static bool split_index(Stager *s, const Expr *index, StagedStore *store, unsigned d) {
  const Expr *rest = nest_open_lets(s->c, &s->nest, index);
  store->loops[d] = NULL;
  store->strides[d] = 0;
  for (unsigned i = 0; i < s->nest.depth; i++) {
    const Var *var = s->nest.loops[i]->loop.var;
    int64_t stride;
    if (!ir_uses_var(rest, var)) continue;
    const Expr *other;
    if (store->loops[d] || !ir_linear_in(s->c, s->bounds, rest, var, &stride, &other) || stride < 1) return false;
    store->loops[d] = s->nest.loops[i];
    store->strides[d] = stride;
    rest = other;
  }
  store->bases[d] = ir_simplify(s->c, s->bounds, rest);
  return true;
}

static void find_load(void *state, const Expr *expr) {
  bool *found = state;
  if (expr->kind == EXPR_LOAD || expr->kind == EXPR_REGION) *found = true;
}

static bool has_load(const Expr *expr) {
  bool found = false;
  if (expr) ir_visit(expr, find_load, &found);
  return found;
}

// True if each loop of the nest walks one dim of its own.
static bool read_store(Stager *s, Stmt *stmt, StagedStore *store) {
  Buffer *buffer = stmt->store.buffer;
  *store = (StagedStore){.stmt = stmt, .buffer = buffer, .condition = s->condition ? nest_open_lets(s->c, &s->nest, s->condition) : NULL};
  unsigned used = 0;
  if (buffer->rank > PLAN_RANK_LIMIT || buffer->scope == SCOPE_VAR || has_load(store->condition)) return false;
  for (unsigned d = 0; d < buffer->rank; d++) {
    store->indices[d] = stmt->store.indices[d];
    if (!split_index(s, stmt->store.indices[d], store, d)) return false;
    if (!store->loops[d]) continue;
    if (loop_extent(store->loops[d]) < 1) return false;
    for (unsigned other = 0; other < d; other++)
      if (store->loops[other] == store->loops[d]) return false;
    store->strided += store->strides[d] > 1;
    used++;
  }
  return used == s->nest.depth;
}

static const Expr *and_also(Compilation *c, const Expr *a, const Expr *b) { return a && b ? ir_op(c, OP_AND, a, b) : a ? a : b; }

static void collect(Stager *s, Block *block) {
  for (size_t i = 0; i < block->count; i++) {
    Stmt *stmt = block->items[i];
    const Expr *outer = s->condition;
    if (stmt->kind == STMT_FOR && s->nest.depth < NEST_LIMIT) {
      s->nest.loops[s->nest.depth++] = stmt;
      collect(s, &stmt->loop.body);
      s->nest.depth--;
    } else if (stmt->kind == STMT_IF) {
      s->condition = and_also(s->c, outer, stmt->branch.condition);
      collect(s, &stmt->branch.then);
      s->condition = and_also(s->c, outer, ir_op(s->c, OP_NOT, stmt->branch.condition));
      collect(s, &stmt->branch.orelse);
      s->condition = outer;
    } else if (stmt->kind == STMT_STORE && stmt->store.buffer == s->buffer) {
      s->fits = s->fits && s->count < STORE_LIMIT && read_store(s, stmt, &s->stores[s->count]);
      if (s->fits) s->count++;
    }
  }
}

// ---- whether they may wait

typedef struct Reach {
  int64_t low, high, divisor;  // of an index without its base
} Reach;

static Reach reach_of(const StagedStore *access, unsigned d) {
  int64_t count = access->loops[d] ? loop_extent(access->loops[d]) : 1;
  return (Reach){0, (count - 1) * access->strides[d], count > 1 ? access->strides[d] : 0};
}

// True if no iteration of the one touches the element of any iteration of the other.
static bool apart(const Stager *s, const StagedStore *a, const StagedStore *b) {
  for (unsigned d = 0; d < a->buffer->rank; d++) {
    int64_t distance;
    if (!ir_is_int(ir_simplify(s->c, s->bounds, ir_op(s->c, OP_SUB, a->bases[d], b->bases[d])), &distance)) continue;
    Reach of_a = reach_of(a, d), of_b = reach_of(b, d);
    if (distance + of_a.low > of_b.high || distance + of_a.high < of_b.low) return true;
    int64_t divisor = ir_greatest_divisor(of_a.divisor, of_b.divisor);
    if (divisor > 1 && distance % divisor) return true;
  }
  return false;
}

static bool same_element(const StagedStore *a, const Expr *const *indices) {
  for (unsigned d = 0; d < a->buffer->rank; d++)
    if (!ir_same(a->indices[d], indices[d])) return false;
  return true;
}

static void check_load(void *state, const Expr *expr) {
  Stager *s = state;
  if (expr->kind == EXPR_REGION && expr->buffer == s->buffer) s->fits = false;
  if (expr->kind != EXPR_LOAD || expr->buffer != s->buffer) return;
  StagedStore load = {.buffer = expr->buffer};
  bool known = true;
  for (unsigned d = 0; d < expr->buffer->rank; d++) known = known && split_index(s, expr->indices[d], &load, d);
  for (unsigned i = 0; i < s->count; i++)
    if (!same_element(&s->stores[i], expr->indices) && (!known || !apart(s, &load, &s->stores[i]))) s->fits = false;
}

// Loads see the loops around them: all of the nest's, which only makes more iterations than there are.
static void check_loads(Stager *s, const Block *block) {
  for (size_t i = 0; i < block->count; i++) {
    Stmt *stmt = block->items[i];
    if (stmt->kind == STMT_FOR && s->nest.depth < NEST_LIMIT) {
      s->nest.loops[s->nest.depth++] = stmt;
      check_loads(s, &stmt->loop.body);
      s->nest.depth--;
    } else if (stmt->kind == STMT_IF) {
      ir_visit(stmt->branch.condition, check_load, s);
      check_loads(s, &stmt->branch.then);
      check_loads(s, &stmt->branch.orelse);
    } else {
      ir_visit_stmt(stmt, check_load, s);
    }
  }
}

static bool may_wait(Stager *s, Stmt *loop) {
  bool several = s->count > 1, strided = false;
  for (unsigned i = 0; i < s->count; i++) {
    strided |= s->stores[i].strided > 0;
    for (unsigned j = 0; j < i; j++)
      if (!apart(s, &s->stores[i], &s->stores[j])) return false;
  }
  Block one = {.items = &loop, .count = 1};
  if (several || strided) check_loads(s, &one);
  return s->fits && (several || strided);
}

// ---- rewriting the nest

static Buffer *part_of(Stager *s, const StagedStore *store, Block *out) {
  const Expr *shape[PLAN_RANK_LIMIT];
  unsigned rank = 0;
  for (unsigned d = 0; d < store->buffer->rank; d++)
    if (store->loops[d]) shape[rank++] = store->loops[d]->loop.extent;
  const char *name = arena_format(s->c->arena, "%s_part", store->buffer->name);
  Buffer *part = ir_new_buffer(s->c, name, store->buffer->type, SCOPE_FRAGMENT, rank, shape);
  part->span = store->stmt->span;
  ir_append(s->c, out, ir_alloc(s->c, part));
  if (!store->condition) return part;
  // A store under a condition keeps what was there.
  const Expr *zeros[PLAN_RANK_LIMIT], *zero = type_is_int(part->type) ? ir_int_typed(s->c, part->type, 0) : ir_float(s->c, part->type, 0);
  for (unsigned d = 0; d < rank; d++) zeros[d] = ir_int(s->c, 0);
  Stmt *clear = ir_eval(s->c, ir_with_span(s->c, ir_op(s->c, OP_FILL, ir_region(s->c, part, zeros, shape, ACCESS_WRITE), zero), part->span));
  clear->span = part->span;
  ir_append(s->c, out, clear);
  return part;
}

static unsigned part_indices(Stager *s, const StagedStore *store, const Expr **indices) {
  unsigned rank = 0;
  for (unsigned d = 0; d < store->buffer->rank; d++)
    if (store->loops[d]) indices[rank++] = ir_var(s->c, store->loops[d]->loop.var);
  return rank;
}

// A load of an element that the iteration has stored.
static const Expr *redirect(void *state, Compilation *c, const Expr *expr) {
  Stager *s = state;
  if (expr->kind != EXPR_LOAD || expr->buffer != s->buffer) return expr;
  for (unsigned i = 0; i < s->count; i++) {
    const Expr *indices[PLAN_RANK_LIMIT];
    if (!s->stores[i].done || !same_element(&s->stores[i], expr->indices)) continue;
    part_indices(s, &s->stores[i], indices);
    return ir_with_span(c, ir_load(c, s->stores[i].part, indices), expr->span);
  }
  return expr;
}

static StagedStore *staged(Stager *s, const Stmt *stmt) {
  for (unsigned i = 0; i < s->count; i++)
    if (s->stores[i].stmt == stmt) return &s->stores[i];
  return NULL;
}

static void rewrite_store(Stager *s, Stmt *stmt) {
  StagedStore *store = staged(s, stmt);
  stmt->store.value = ir_map(s->c, stmt->store.value, redirect, s);
  if (!store) return;
  const Expr *indices[PLAN_RANK_LIMIT];
  part_indices(s, store, indices);
  Span span = stmt->span;
  *stmt = *ir_store(s->c, store->part, indices, stmt->store.value);
  stmt->span = span;
  store->done = true;
}

static void rewrite(Stager *s, Block *block) {
  for (size_t i = 0; i < block->count; i++) {
    Stmt *stmt = block->items[i];
    if (stmt->kind == STMT_FOR) rewrite(s, &stmt->loop.body);
    if (stmt->kind == STMT_LET) stmt->let->value = ir_map(s->c, stmt->let->value, redirect, s);
    if (stmt->kind == STMT_STORE) rewrite_store(s, stmt);
    if (stmt->kind != STMT_IF) continue;
    stmt->branch.condition = ir_map(s->c, stmt->branch.condition, redirect, s);
    rewrite(s, &stmt->branch.then);
    rewrite(s, &stmt->branch.orelse);
  }
}

// ---- from the parts to the buffer

// The loops over the elements that the stores of a group touch, with variables of their own.
typedef struct Target {
  const StagedStore *first;
  Var *vars[PLAN_RANK_LIMIT];
  const Expr *indices[PLAN_RANK_LIMIT];
  int64_t extents[PLAN_RANK_LIMIT];
  bool whole[PLAN_RANK_LIMIT];  // the dim is walked from its begin to its end, not from the first element stored
} Target;

static Stmt *open_loops(Stager *s, Target *target, Block **body) {
  Stmt *outermost = NULL;
  for (unsigned d = 0; d < target->first->buffer->rank; d++) {
    const Stmt *loop = target->first->loops[d];
    target->indices[d] = target->first->bases[d];
    if (!loop) continue;
    target->vars[d] = ir_new_var(s->c, loop->loop.var->name, loop->loop.var->type);
    const Expr *var = ir_var(s->c, target->vars[d]);
    target->indices[d] = target->whole[d] ? var : ir_simplify(s->c, s->bounds, ir_op(s->c, OP_ADD, target->first->bases[d], var));
    Stmt *inner = ir_for(s->c, target->vars[d], ir_int(s->c, 0), ir_int(s->c, target->extents[d]), LOOP_PARALLEL);
    inner->span = loop->span;
    if (outermost) ir_append(s->c, *body, inner);
    else outermost = inner;
    *body = &inner->loop.body;
  }
  return outermost;
}

// How far the loop of dim `d` is behind the first element that the store has there.
static const Expr *distance_of(Stager *s, const Target *target, const StagedStore *store, unsigned d) {
  const Expr *var = ir_var(s->c, target->vars[d]);
  return target->whole[d] ? ir_simplify(s->c, NULL, ir_op(s->c, OP_SUB, var, store->bases[d])) : var;
}

// The iteration of a store's loop in dim `d` that belongs to the place of the target's.
static const Expr *iteration_of(Stager *s, const Target *target, const StagedStore *store, unsigned d) {
  const Expr *place = distance_of(s, target, store, d);
  return store->strides[d] == 1 ? place : ir_op(s->c, OP_FLOORDIV, place, ir_int(s->c, store->strides[d]));
}

// The element of a store's part that belongs to the place of the target's loops.
static const Expr *part_element(Stager *s, const Target *target, const StagedStore *store) {
  const Expr *indices[PLAN_RANK_LIMIT];
  unsigned rank = 0;
  for (unsigned d = 0; d < store->buffer->rank; d++)
    if (store->loops[d]) indices[rank++] = iteration_of(s, target, store, d);
  return ir_load(s->c, store->part, indices);
}

// The condition around the store in terms of the target's loops; NULL: none.
static const Expr *moved_condition(Stager *s, const Target *target, const StagedStore *store) {
  const Expr *condition = store->condition;
  for (unsigned d = 0; d < store->buffer->rank && condition; d++)
    if (store->loops[d]) condition = substitute_var(s->c, condition, store->loops[d]->loop.var, iteration_of(s, target, store, d));
  return condition;
}

static void append_store(Stager *s, const Target *target, const Expr *condition, const Expr *value, Block *body) {
  if (condition) {
    Stmt *branch = ir_if(s->c, ir_simplify(s->c, NULL, condition));
    branch->span = target->first->stmt->span;
    ir_append(s->c, body, branch);
    body = &branch->branch.then;
  }
  Stmt *store = ir_store(s->c, target->first->buffer, target->indices, value);
  store->span = target->first->stmt->span;
  ir_append(s->c, body, store);
}

static bool conditions_agree(const StagedStore *a, const StagedStore *b) {
  return a->condition && b->condition ? ir_same(a->condition, b->condition) : a->condition == b->condition;
}

static bool bases_agree(const StagedStore *a, const StagedStore *b, unsigned except) {
  for (unsigned d = 0; d < a->buffer->rank; d++)
    if (d != except && (a->loops[d] != b->loops[d] || !ir_same(a->bases[d], b->bases[d]))) return false;
  return true;
}

// Stores whose elements lie between each other's: residues 0 to stride - 1 from the first on, in one strided dim.
static bool find_residues(Stager *s, const StagedStore *first, unsigned d, StagedStore **residues) {
  int64_t stride = first->strides[d], found = 0;
  if (first->strided != 1 || stride > STORE_LIMIT) return false;
  for (unsigned i = 0; i < s->count; i++) {
    StagedStore *store = &s->stores[i];
    int64_t distance;
    if (store->strided != 1 || store->strides[d] != stride || store->loops[d] != first->loops[d] || !bases_agree(store, first, d) ||
        !conditions_agree(store, first))
      continue;
    if (!ir_is_int(ir_simplify(s->c, s->bounds, ir_op(s->c, OP_SUB, store->bases[d], first->bases[d])), &distance)) continue;
    if (distance < 0 || distance >= stride || residues[distance]) continue;
    residues[distance] = store;
    found++;
  }
  return found == stride;
}

// All residues: every element is stored.
static void write_residues(Stager *s, const StagedStore *first, unsigned dim, StagedStore **residues, Block *out) {
  int64_t stride = first->strides[dim];
  Target target = {.first = first};
  for (unsigned d = 0; d < first->buffer->rank; d++)
    if (first->loops[d]) target.extents[d] = first->strides[d] * loop_extent(first->loops[d]);
  Block *body = NULL;
  Stmt *loops = open_loops(s, &target, &body);
  const Expr *residue = ir_op(s->c, OP_FLOORMOD, ir_var(s->c, target.vars[dim]), ir_int(s->c, stride));
  const Expr *value = part_element(s, &target, residues[stride - 1]);
  for (int64_t r = stride - 1; r-- > 0;)
    value = ir_op(s->c, OP_SELECT, ir_op(s->c, OP_EQ, residue, ir_int(s->c, r)), part_element(s, &target, residues[r]), value);
  for (int64_t r = 0; r < stride; r++) residues[r]->written = true;
  append_store(s, &target, moved_condition(s, &target, first), value, body);
  ir_append(s->c, out, loops);
}

// A block on the chip is walked as a whole: its elements then keep their places in their tiles.
static bool walks_whole(const Stager *s, const StagedStore *store, unsigned d, int64_t last, int64_t *extent) {
  int64_t base, dim;
  if (store->buffer->scope == SCOPE_GLOBAL || !ir_is_int(ir_simplify(s->c, s->bounds, store->buffer->shape[d]), &dim)) return false;
  if (!ir_is_int(store->bases[d], &base) || base < 0 || base + last >= dim) return false;
  *extent = dim;
  return true;
}

// True for the places of a strided dim that the store has.
static const Expr *is_stored(Stager *s, const Target *target, unsigned d, int64_t last, const Expr *condition) {
  const StagedStore *store = target->first;
  const Expr *distance = distance_of(s, target, store, d), *residue = ir_op(s->c, OP_FLOORMOD, distance, ir_int(s->c, store->strides[d]));
  condition = and_also(s->c, condition, ir_op(s->c, OP_EQ, residue, ir_int(s->c, 0)));
  if (!target->whole[d]) return condition;
  condition = ir_op(s->c, OP_AND, condition, ir_op(s->c, OP_GE, distance, ir_int(s->c, 0)));
  return ir_op(s->c, OP_AND, condition, ir_op(s->c, OP_LE, distance, ir_int(s->c, last)));
}

// A box of neighbours is copied.
static void copy_part(Stager *s, const StagedStore *store, Block *out) {
  const Expr *extents[PLAN_RANK_LIMIT], *zeros[PLAN_RANK_LIMIT];
  for (unsigned d = 0; d < store->buffer->rank; d++) {
    extents[d] = store->loops[d] ? store->loops[d]->loop.extent : ir_int(s->c, 1);
    zeros[d] = ir_int(s->c, 0);
  }
  const Expr *part = ir_region(s->c, store->part, zeros, (const Expr *const *)store->part->shape, ACCESS_READ);
  const Expr *box = ir_region(s->c, store->buffer, store->bases, extents, ACCESS_WRITE);
  Stmt *copy = ir_eval(s->c, ir_with_span(s->c, ir_op(s->c, OP_COPY, part, box), store->stmt->span));
  copy->span = store->stmt->span;
  ir_append(s->c, out, copy);
}

static void write_alone(Stager *s, StagedStore *store, Block *out) {
  store->written = true;
  if (!store->strided && !store->condition) {
    copy_part(s, store, out);
    return;
  }
  Target target = {.first = store};
  int64_t last[PLAN_RANK_LIMIT];
  for (unsigned d = 0; d < store->buffer->rank; d++) {
    if (!store->loops[d]) continue;
    last[d] = store->strides[d] * (loop_extent(store->loops[d]) - 1);
    target.extents[d] = last[d] + 1;
    target.whole[d] = store->strides[d] > 1 && walks_whole(s, store, d, last[d], &target.extents[d]);
  }
  Block *body = NULL;
  Stmt *loops = open_loops(s, &target, &body);
  const Expr *condition = NULL;
  for (unsigned d = 0; d < store->buffer->rank; d++)
    if (store->strides[d] > 1) condition = is_stored(s, &target, d, last[d], condition);
  append_store(s, &target, and_also(s->c, condition, moved_condition(s, &target, store)), part_element(s, &target, store), body);
  ir_append(s->c, out, loops);
}

static void write_parts(Stager *s, Block *out) {
  for (unsigned i = 0; i < s->count; i++)
    for (unsigned d = 0; d < s->buffer->rank; d++) {
      StagedStore *residues[STORE_LIMIT] = {NULL};
      if (s->stores[i].strides[d] > 1 && !s->stores[i].written && find_residues(s, &s->stores[i], d, residues))
        write_residues(s, &s->stores[i], d, residues, out);
    }
  for (unsigned i = 0; i < s->count; i++)
    if (!s->stores[i].written) write_alone(s, &s->stores[i], out);
}

// ---- nests

typedef struct StoredBuffers {
  Compilation *c;
  VECTOR(Buffer *) buffers;
} StoredBuffers;

static void note_stored(void *state, Stmt *stmt) {
  StoredBuffers *stored = state;
  if (stmt->kind != STMT_STORE) return;
  for (size_t i = 0; i < stored->buffers.count; i++)
    if (stored->buffers.items[i] == stmt->store.buffer) return;
  vector_push(stored->c->arena, &stored->buffers, stmt->store.buffer);
}

static void stage_nest(Compilation *c, const Bounds *bounds, Stmt *loop, Block *out) {
  StoredBuffers stored = {.c = c};
  Block one = {.items = &loop, .count = 1}, after = {0};
  ir_visit_block(&one, note_stored, &stored);
  for (size_t i = 0; i < stored.buffers.count; i++) {
    Stager s = {.c = c, .bounds = bounds, .buffer = stored.buffers.items[i], .fits = true};
    collect(&s, &one);
    if (!s.fits || !may_wait(&s, loop)) continue;
    for (unsigned k = 0; k < s.count; k++) s.stores[k].part = part_of(&s, &s.stores[k], out);
    rewrite(&s, &one);
    write_parts(&s, &after);
  }
  ir_append(c, out, loop);
  for (size_t i = 0; i < after.count; i++) ir_append(c, out, after.items[i]);
}

static void stage_block(Compilation *c, const Bounds *bounds, Block *block) {
  Block out = {0};
  for (size_t i = 0; i < block->count; i++) {
    Stmt *stmt = block->items[i];
    if (is_unordered(stmt) && tensorize_is_nest(stmt)) {
      stage_nest(c, bounds, stmt, &out);
      continue;
    }
    if (stmt->kind == STMT_FOR) stage_block(c, bounds, &stmt->loop.body);
    if (stmt->kind == STMT_IF) {
      stage_block(c, bounds, &stmt->branch.then);
      stage_block(c, bounds, &stmt->branch.orelse);
    }
    ir_append(c, &out, stmt);
  }
  *block = out;
}

void stage_stores(Compilation *c, PrimFunc *func) {
  Bounds *bounds = pass_bounds(c, func, func);
  stage_block(c, bounds, &func->body);
}
