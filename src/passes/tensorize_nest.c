// Element nests: loops whose bodies store elements, as block ops. The nest is split by statement (legal because every buffer
// it writes is touched only at its own element), each statement then is a matmul accumulation or an element-wise tree.
//   before: for i, j in T.Parallel(64, 64): C[i, j] = C[i, j] * T.float32(2) + D[i, j]
//   after:  T.tt_eltwise(C, T.region(C, ...) * T.float32(2) + T.region(D, ...))
#include <math.h>

#include "ir/print.h"
#include "passes/element.h"

// A loop over elements has its variable as an index of its own: x[i, j], t[by * 32 + i, k]. A loop over blocks (x[i, ko * 32 + k], or not
// in any index) stays a loop around the block ops.
typedef struct NestScan {
  const Stmt *loop;
  const Stmt *inner[NEST_LIMIT];  // loops below it
  unsigned inner_count;
  bool stores, tile_ops, indexes;
} NestScan;

static void scan_index(NestScan *scan, const Expr *index) {
  if (!ir_uses_var(index, scan->loop->loop.var)) return;
  bool alone = true;
  for (unsigned i = 0; i < scan->inner_count; i++) alone = alone && !ir_uses_var(index, scan->inner[i]->loop.var);
  if (alone) scan->indexes = true;
}

static void scan_expr(void *state, const Expr *expr) {
  if (expr->kind != EXPR_LOAD) return;
  for (unsigned d = 0; d < expr->buffer->rank; d++) scan_index(state, expr->indices[d]);
}

static void scan_visit(void *state, Stmt *stmt) {
  NestScan *scan = state;
  if (stmt->kind == STMT_FOR && scan->inner_count < NEST_LIMIT) scan->inner[scan->inner_count++] = stmt;
  if (stmt->kind == STMT_EVAL && stmt->call->kind == EXPR_CALL && op_info(stmt->call->op)->engine != ENGINE_VALUE) scan->tile_ops = true;
  if (stmt->kind == STMT_STORE && stmt->store.buffer->scope != SCOPE_VAR) {
    scan->stores = true;
    for (unsigned d = 0; d < stmt->store.buffer->rank; d++) scan_index(scan, stmt->store.indices[d]);
  }
  ir_visit_stmt(stmt, scan_expr, scan);
}

bool tensorize_is_nest(const Stmt *loop) {
  if (ir_attribute_int(&loop->loop.annotations, LOOP_OF_BLOCKS, 0)) return false;
  NestScan scan = {.loop = loop};
  ir_visit_block(&loop->loop.body, scan_visit, &scan);
  return scan.stores && !scan.tile_ops && (scan.indexes || loop->loop.loop != LOOP_SERIAL);
}

int nest_find(const Nest *nest, const Var *var) {
  for (unsigned i = 0; i < nest->depth; i++)
    if (nest->loops[i]->loop.var == var) return (int)i;
  return -1;
}

int64_t nest_extent(const Nest *nest, int loop) { return loop_extent(nest->loops[loop]); }

typedef struct NestUse {
  const Nest *nest;
  bool found;
} NestUse;

static void find_loop_var(void *state, const Expr *expr) {
  NestUse *use = state;
  if (expr->kind != EXPR_VAR) return;
  if (nest_find(use->nest, expr->var) >= 0) use->found = true;
  if (expr->var->value) ir_visit(expr->var->value, find_loop_var, use);
}

static const Expr *open_let(void *state, Compilation *c, const Expr *expr) {
  if (expr->kind != EXPR_VAR || !expr->var->value) return expr;
  NestUse use = {state, false};
  ir_visit(expr->var->value, find_loop_var, &use);
  return use.found || expr->var->value->kind == EXPR_INT ? ir_map(c, expr->var->value, open_let, state) : expr;
}

const Expr *nest_open_lets(Compilation *c, const Nest *nest, const Expr *expr) {
  Nest copy = *nest;
  return ir_map(c, expr, open_let, &copy);
}

bool nest_access(Tensorizer *t, const Nest *nest, Buffer *buffer, const Expr *const *indices, NestAccess *access) {
  ElementAccess all;
  int found[2];
  unsigned count = 0;
  if (buffer->rank < 2 || !element_access(t, nest, buffer, indices, &all)) return false;
  for (unsigned d = 0; d < buffer->rank; d++) {
    if (all.loops[d] == NO_LOOP) continue;
    if (count == 2) return false;
    found[count++] = all.loops[d];
  }
  if (count != 2) return false;
  *access = (NestAccess){found[0], found[1], all.region};
  return buffer->scope == SCOPE_GLOBAL || is_whole_region(access->region);
}

// ---- one store

// A nest that is being split by statement.
typedef struct Walk {
  Tensorizer *t;
  Nest nest;
  const Expr *conditions[NEST_LIMIT];
  unsigned condition_count;
} Walk;

static bool uses_loop(const Walk *w, const Expr *expr, int loop) {
  return ir_uses_var(nest_open_lets(w->t->c, &w->nest, expr), w->nest.loops[loop]->loop.var);
}

static bool in_frame(const Frame *frame, int loop) {
  for (unsigned d = 0; d < frame->rank; d++)
    if (frame->loops[d] == loop) return true;
  return false;
}

// All conditions around the statement, or NULL.
static const Expr *predicate(const Walk *w) {
  const Expr *all = NULL;
  for (unsigned i = 0; i < w->condition_count; i++) all = all ? ir_op(w->t->c, OP_AND, all, w->conditions[i]) : w->conditions[i];
  return all;
}

// The region of a block that the tree's target may be updated through: read as it is and as a whole.
typedef struct SelfCheck {
  const Buffer *buffer;
  bool differs;
} SelfCheck;

static void check_self(void *state, const Expr *expr) {
  SelfCheck *check = state;
  if (expr->kind == EXPR_REGION && expr->buffer == check->buffer && !is_whole_region(expr)) check->differs = true;
}

static const Expr *store_region(const Walk *w, const ElementAccess *access, const Element *e, Access mode) {
  const Expr *shape[PLAN_RANK_LIMIT];
  for (unsigned d = 0; d < e->frame.rank; d++) shape[d] = ir_int(w->t->c, frame_extent(e, d));
  Buffer *block = ir_new_buffer(w->t->c, "block", access->region->type, SCOPE_SHARED, e->frame.rank, shape);
  return tensorize_tensor_region(w->t, access->region, mode, block, e->span);
}

// The old value of the target, for elements that the statement leaves alone.
static const Expr *old_value(const Walk *w, const Element *e, Buffer *buffer, const ElementAccess *access) {
  Compilation *c = w->t->c;
  if (buffer->scope != SCOPE_GLOBAL) return whole_region(c, buffer, ACCESS_READ);
  // The whole box is read and written back: nobody else may write in it meanwhile.
  if (!disjoint_blocks(w->t, access->region)) {
    diag_unsupported(c, e->span, "a store to %s under a condition, through boxes that may overlap between blocks of the grid: let the blocks be disjoint, "
                                 "or store all elements of the box", buffer->name);
    return NULL;
  }
  Buffer *stage = frame_block(e, arena_format(c->arena, "%s_old", buffer->name), buffer->type, NULL);
  const Expr *block = store_region(w, access, e, ACCESS_READ);
  if (!block) return NULL;
  tensorize_op(w->t, e->out, OP_TT_READ, e->span, whole_region(c, stage, ACCESS_WRITE), block);
  return whole_region(c, stage, ACCESS_READ);
}

// The tree where the condition holds, the old value elsewhere; NULL after a diagnostic.
static const Expr *chosen_tree(const Walk *w, const Element *e, Buffer *buffer, const ElementAccess *access, const Expr *condition, const Expr *tree) {
  Compilation *c = w->t->c;
  int64_t constant;
  const Expr *chosen = element_condition(e, condition), *old = chosen ? old_value(w, e, buffer, access) : NULL;
  if (!old) return NULL;
  if (ir_is_int(chosen, &constant)) return constant ? tree : old;
  return ir_call_typed(c, OP_SELECT, buffer->type, (const Expr *const[]){chosen, ir_cast(c, buffer->type, tree), old}, 3);
}

static bool store_in_block(const Walk *w, const Element *e, Buffer *buffer, const ElementAccess *access, const Expr *tree) {
  Tensorizer *t = w->t;
  Compilation *c = t->c;
  const Expr *condition = predicate(w);
  if (condition) tensorize_note_part(t, buffer);
  if (condition) tree = chosen_tree(w, e, buffer, access, condition, tree);
  if (!tree) return false;
  tree = ir_cast(c, buffer->type, tree);
  const Expr *touched = element_touched(e);
  if (touched) tensorize_note_part(t, buffer);
  if (touched) tree = ir_call_typed(c, OP_SELECT, buffer->type, (const Expr *const[]){touched, tree, whole_region(c, buffer, ACCESS_READ)}, 3);
  SelfCheck check = {buffer, false};
  ir_visit(tree, check_self, &check);
  if (check.differs) {
    Buffer *whole = frame_block(e, arena_format(c->arena, "%s_next", buffer->name), buffer->type, NULL);
    tensorize_op(t, e->out, OP_TT_ELTWISE, e->span, whole_region(c, whole, ACCESS_WRITE), tree);
    tree = whole_region(c, whole, ACCESS_READ);
  }
  tensorize_op(t, e->out, OP_TT_ELTWISE, e->span, whole_region(c, buffer, ACCESS_WRITE), tree);
  return true;
}

static bool store_in_tensor(const Walk *w, const Element *e, Buffer *buffer, const ElementAccess *access, const Expr *tree) {
  Tensorizer *t = w->t;
  Compilation *c = t->c;
  const Expr *mins[PLAN_RANK_LIMIT], *extents[PLAN_RANK_LIMIT], *condition = element_limits(e, predicate(w), mins, extents);
  if (condition) tree = chosen_tree(w, e, buffer, access, condition, tree);
  if (!tree) return false;
  const Expr *block = store_region(w, access, e, ACCESS_WRITE);
  if (!block) return false;
  Buffer *stage = frame_block(e, arena_format(c->arena, "%s_out", buffer->name), buffer->type, NULL);
  tensorize_op(t, e->out, OP_TT_ELTWISE, e->span, whole_region(c, stage, ACCESS_WRITE), ir_cast(c, buffer->type, tree));
  tensorize_op(t, e->out, OP_TT_WRITE, e->span, block, ir_region(c, stage, mins, extents, ACCESS_READ));
  return true;
}

// Stores a tree over the frame.
static bool store_tree(const Walk *w, const Element *e, Buffer *buffer, const ElementAccess *access, const Expr *tree) {
  return buffer->scope == SCOPE_GLOBAL ? store_in_tensor(w, e, buffer, access, tree) : store_in_block(w, e, buffer, access, tree);
}

// ---- loops that do not index the result

typedef struct Combination {
  Op combine;         // target = target combine term
  const Expr *term;
  bool negative;      // target - term
} Combination;

static bool is_target_load(const Expr *expr, const Stmt *store) {
  while (expr->kind == EXPR_CALL && expr->op == OP_CAST) expr = expr->args[0];
  if (expr->kind != EXPR_LOAD || expr->buffer != store->store.buffer) return false;
  for (unsigned d = 0; d < expr->buffer->rank; d++)
    if (!ir_same(expr->indices[d], store->store.indices[d])) return false;
  return true;
}

static bool is_combination(Op op) {
  return op == OP_ADD || op == OP_SUB || op == OP_MAX || op == OP_MIN || op == OP_BITWISE_AND || op == OP_BITWISE_OR || op == OP_BITWISE_XOR;
}

// target = target op term.
static bool match_combination(const Stmt *store, Combination *match) {
  const Expr *value = store->store.value;
  while (value->kind == EXPR_CALL && value->op == OP_CAST && type_kind(value->args[0]->type) == TYPE_KIND_FLOAT) value = value->args[0];
  if (value->kind != EXPR_CALL || !is_combination(value->op)) return false;
  *match = (Combination){value->op == OP_SUB ? OP_ADD : value->op, value->args[1], value->op == OP_SUB};
  if (!is_target_load(value->args[0], store)) {
    if (value->op == OP_SUB || !is_target_load(value->args[1], store)) return false;
    match->term = value->args[0];
  }
  return mentions_in(match->term, store->store.buffer) == 0;
}

typedef struct RoleSearch {
  const Walk *w;
  int loop;
  bool column, row;
} RoleSearch;

static void note_role(void *state, const Expr *expr) {
  RoleSearch *search = state;
  if (expr->kind == EXPR_VAR && expr->var->value) ir_visit(expr->var->value, note_role, search);
  if (expr->kind != EXPR_LOAD || expr->buffer->rank < 2) return;
  search->column |= uses_loop(search->w, expr->indices[expr->buffer->rank - 1], search->loop);
  search->row |= uses_loop(search->w, expr->indices[expr->buffer->rank - 2], search->loop);
}

// Puts a loop into a dim of the frame that has none: where the operands have it. False if all are taken.
static bool place_loop(const Walk *w, Frame *frame, int loop, const Expr *term, bool dims[2]) {
  RoleSearch search = {w, loop, false, false};
  ir_visit(term, note_role, &search);
  unsigned row = frame->rank - 2, column = frame->rank - 1;
  bool to_column = frame->loops[column] == NO_LOOP && (search.column || !search.row || frame->loops[row] != NO_LOOP);
  if (!to_column && frame->loops[row] != NO_LOOP) return false;
  frame->loops[to_column ? column : row] = loop;
  dims[to_column] = true;
  return true;
}

static bool element_store(Walk *w, const Stmt *store, Block *out);

// A loop that finds no place in the frame goes around the element-wise ones: each element meets its terms in the same order.
static bool store_in_loop(const Walk *w, const Stmt *store, int loop, Block *out) {
  Compilation *c = w->t->c;
  Walk inner = *w;
  inner.nest.depth = 0;
  for (unsigned i = 0; i < w->nest.depth; i++)
    if ((int)i != loop) inner.nest.loops[inner.nest.depth++] = w->nest.loops[i];
  for (unsigned i = 0; i < w->condition_count; i++) inner.conditions[i] = nest_open_lets(c, &w->nest, w->conditions[i]);
  const Expr *indices[PLAN_RANK_LIMIT];
  for (unsigned d = 0; d < store->store.buffer->rank; d++) indices[d] = nest_open_lets(c, &w->nest, store->store.indices[d]);
  Stmt *copy = ir_store(c, store->store.buffer, indices, nest_open_lets(c, &w->nest, store->store.value));
  copy->span = store->span;
  const Stmt *around = w->nest.loops[loop];
  Stmt *serial = ir_for(c, around->loop.var, around->loop.begin, around->loop.extent, LOOP_SERIAL);
  serial->span = around->span;
  bool good = element_store(&inner, copy, &serial->loop.body);
  ir_append(c, out, serial);
  return good;
}

// The loop, of those that do not index the result, for which the frame has no dim left; NO_LOOP if all have.
static int loop_without_place(const Walk *w, const Frame *frame, const Combination *match, const int *extra, unsigned extra_count) {
  Frame wide = *frame;
  bool dims[2] = {false, false};
  for (unsigned i = 0; i < extra_count; i++)
    if (!place_loop(w, &wide, extra[i], match->term, dims)) return extra[i];
  return NO_LOOP;
}

// The terms over all loops as a block, reduced to the shape of the target; a tree.
static const Expr *reduced_terms(const Walk *w, const Element *e, const Buffer *target, const Combination *match, const int *extra, unsigned extra_count) {
  Compilation *c = w->t->c;
  LoadCache loads = {0};
  Element wide = *e;
  wide.loads = &loads;
  bool dims[2] = {false, false};
  for (unsigned i = 0; i < extra_count; i++)
    if (!place_loop(w, &wide.frame, extra[i], match->term, dims)) internal_error(c, "a frame without a dim for a loop");
  const Expr *tree = element_tree(&wide, match->term), *condition = predicate(w);
  if (!tree) return NULL;
  if (condition) {
    const Expr *chosen = element_condition(&wide, condition);
    if (!chosen) return NULL;
    const Expr *neutral = tensorize_neutral(c, match->combine, tree->type);
    tree = ir_call_typed(c, OP_SELECT, tree->type, (const Expr *const[]){chosen, tree, neutral}, 3);
  }
  Buffer *terms = frame_block(&wide, arena_format(c->arena, "%s", "terms"), tree->type == TYPE_BOOL ? TYPE_FLOAT32 : tree->type, NULL);
  tensorize_op(w->t, e->out, OP_TT_ELTWISE, e->span, whole_region(c, terms, ACCESS_WRITE), tree);
  ReductionKind kind = {.combine = match->combine, .maximum = match->combine == OP_MAX || match->combine == OP_MIN, .exact = deciding_contains(&w->t->deciding, target)};
  return tensorize_reduction(w->t, whole_region(c, terms, ACCESS_READ), terms, kind, dims, e->span, e->out);
}

static bool store_reduced(Walk *w, const Element *e, const Stmt *store, const ElementAccess *access, const int *extra, unsigned extra_count) {
  Compilation *c = w->t->c;
  Combination match;
  if (!match_combination(store, &match)) {
    if (!is_unordered(w->nest.loops[extra[0]])) return store_in_loop(w, store, extra[0], e->out);
    diag_unsupported(c, e->span, "a store to %s in a parallel loop whose variable does not index it: its iterations would race; the passes lower sums, "
                                 "maxima and minima there, x[i] = x[i] + term", store->store.buffer->name);
    return false;
  }
  int without = loop_without_place(w, &e->frame, &match, extra, extra_count);
  if (without != NO_LOOP) return store_in_loop(w, store, without, e->out);
  const Expr *reduced = reduced_terms(w, e, store->store.buffer, &match, extra, extra_count);
  if (!reduced) return false;
  Buffer *buffer = store->store.buffer;
  const Expr *target = buffer->scope == SCOPE_GLOBAL ? old_value(w, e, buffer, access) : whole_region(c, buffer, ACCESS_READ);
  if (!target) return false;
  Op op = match.negative ? OP_SUB : match.combine;
  DType wide = type_is_int(reduced->type) ? reduced->type : TYPE_FLOAT32;
  const Expr *tree = ir_call_typed(c, op, wide, (const Expr *const[]){ir_cast(c, wide, target), ir_cast(c, wide, reduced)}, 2);
  Walk plain = *w;
  plain.condition_count = 0;  // the conditions are in the terms
  return store_tree(&plain, e, buffer, access, tree);
}

typedef struct OtherElements {
  const Walk *w;
  const Stmt *store;
  bool found;
} OtherElements;

static bool uses_any_loop(const Walk *w, const Expr *expr) {
  for (unsigned i = 0; i < w->nest.depth; i++)
    if (uses_loop(w, expr, (int)i)) return true;
  return false;
}

// A load of the stored buffer at an element that another iteration may store.
static void find_other_element(void *state, const Expr *expr) {
  OtherElements *find = state;
  if (expr->kind == EXPR_VAR && expr->var->value) ir_visit(expr->var->value, find_other_element, find);
  if (expr->kind != EXPR_LOAD || expr->buffer != find->store->store.buffer) return;
  for (unsigned d = 0; d < expr->buffer->rank; d++) {
    const Expr *stored = find->store->store.indices[d];
    if (!ir_same(expr->indices[d], stored) && (uses_any_loop(find->w, expr->indices[d]) || uses_any_loop(find->w, stored))) find->found = true;
  }
}

static bool reads_other_elements(const Walk *w, const Stmt *store) {
  OtherElements find = {w, store, false};
  ir_visit(store->store.value, find_other_element, &find);
  for (unsigned i = 0; i < w->condition_count; i++) ir_visit(w->conditions[i], find_other_element, &find);
  return find.found;
}

// The outermost loop of the nest that goes in order; NO_LOOP: none does.
static int first_in_order(const Walk *w) {
  for (unsigned i = 0; i < w->nest.depth; i++)
    if (!is_unordered(w->nest.loops[i])) return (int)i;
  return NO_LOOP;
}

static bool element_store(Walk *w, const Stmt *store, Block *out) {
  Tensorizer *t = w->t;
  Buffer *buffer = store->store.buffer;
  if (!w->condition_count && tensorize_matmul_nest(t, &w->nest, store, out)) return !diag_failed(t->c);
  LoadCache loads = {0};
  Element e = {.t = t, .nest = &w->nest, .span = store->span, .out = out, .loads = &loads};
  ElementAccess access;
  if (reads_other_elements(w, store)) {
    int in_order = first_in_order(w);
    if (in_order != NO_LOOP) return store_in_loop(w, store, in_order, out);
    diag_unsupported(t->c, store->span, "a store to %s that reads elements of it that other iterations store: store into another buffer, or use a serial loop "
                     "around the element-wise one", buffer->name);
    return false;
  }
  if (buffer->scope != SCOPE_GLOBAL && !tensorize_check_onchip(t, buffer, store->span)) return false;
  if (!element_access(t, &w->nest, buffer, (const Expr *const *)store->store.indices, &access) || !element_frame(t, buffer, &access, &e.frame)) {
    diag_unsupported(t->c, store->span, "a store to %s that does not cover the block element by element: index it by the loop variables, from 0 to its shape",
                     buffer->name);
    return false;
  }
  // Some planes of a block are stored one after the other.
  for (unsigned d = 0; d + 2 < e.frame.rank; d++)
    if (e.frame.bases[d] && e.frame.loops[d] != NO_LOOP) return store_in_loop(w, store, e.frame.loops[d], out);
  int apart = element_planes_apart(&e, store->store.value);
  if (apart != NO_LOOP) return store_in_loop(w, store, apart, out);
  int extra[NEST_LIMIT];
  unsigned count = 0;
  bool varies = false;
  for (unsigned i = 0; i < w->nest.depth; i++) {
    if (in_frame(&e.frame, (int)i)) continue;
    varies |= uses_loop(w, store->store.value, (int)i);
    for (unsigned j = 0; j < w->condition_count; j++) varies |= uses_loop(w, w->conditions[j], (int)i);
    extra[count++] = (int)i;
  }
  // Storing the same value again changes nothing.
  if (count && (varies || mentions_in(nest_open_lets(t->c, &w->nest, store->store.value), buffer))) return store_reduced(w, &e, store, &access, extra, count);
  const Expr *tree = element_tree(&e, store->store.value);
  return tree && store_tree(w, &e, buffer, &access, tree);
}

// ---- splitting the nest by statement

typedef struct SplitCheck {
  const Stmt *store;  // first store to the buffer
  const Buffer *buffer;
  bool differs;
  unsigned touches;
} SplitCheck;

static bool same_indices(const SplitCheck *check, const Expr *const *indices) {
  for (unsigned d = 0; d < check->buffer->rank; d++)
    if (!ir_same(check->store->store.indices[d], indices[d])) return false;
  return true;
}

static void check_expr(void *state, const Expr *expr) {
  SplitCheck *check = state;
  if (expr->kind != EXPR_LOAD || expr->buffer != check->buffer) return;
  check->touches++;
  if (!same_indices(check, expr->indices)) check->differs = true;
}

static void check_stmt(void *state, Stmt *stmt) {
  SplitCheck *check = state;
  if (stmt->kind == STMT_STORE && stmt->store.buffer == check->buffer) {
    check->touches++;
    if (!same_indices(check, (const Expr *const *)stmt->store.indices)) check->differs = true;
  }
  ir_visit_stmt(stmt, check_expr, check);
}

typedef struct StoreList {
  Compilation *c;
  VECTOR(Stmt *) stores;
} StoreList;

static void list_stores(void *state, Stmt *stmt) {
  StoreList *list = state;
  if (stmt->kind == STMT_STORE) vector_push(list->c->arena, &list->stores, stmt);
}

static StoreList stores_of(Compilation *c, const Block *body) {
  StoreList list = {.c = c};
  ir_visit_block(body, list_stores, &list);
  return list;
}

// How many of the body's statements touch the buffer.
static unsigned statements_touching(const Block *body, const SplitCheck *buffer) {
  unsigned count = 0;
  for (size_t i = 0; i < body->count; i++) {
    SplitCheck check = {buffer->store, buffer->buffer, false, 0};
    Block one = {.items = body->items + i, .count = 1};
    ir_visit_block(&one, check_stmt, &check);
    count += check.touches > 0;
  }
  return count;
}

// Splitting a body of several statements is legal when every buffer it writes is touched at one element only, and that element
// differs in every iteration of the loops shared so far, or only one statement touches it.
static bool may_split(const Walk *w, const Block *body) {
  StoreList list = stores_of(w->t->c, body);
  for (size_t i = 0; i < list.stores.count; i++) {
    const Stmt *store = list.stores.items[i];
    SplitCheck check = {store, store->store.buffer, false, 0};
    ir_visit_block(body, check_stmt, &check);
    if (check.differs) return false;
    bool all = true;
    for (unsigned l = 0; l < w->nest.depth; l++) {
      bool used = false;
      for (unsigned d = 0; d < store->store.buffer->rank; d++) used |= uses_loop(w, store->store.indices[d], (int)l);
      all &= used;
    }
    if (!all && statements_touching(body, &check) > 1) return false;
  }
  return true;
}

// ---- lets and conditions that read what the body stores

typedef struct StoredLoad {
  const StoreList *list;
  bool found;
} StoredLoad;

static void find_stored_load(void *state, const Expr *expr) {
  StoredLoad *find = state;
  if (expr->kind == EXPR_VAR && expr->var->value) ir_visit(expr->var->value, find_stored_load, find);
  if (expr->kind != EXPR_LOAD) return;
  for (size_t i = 0; i < find->list->stores.count; i++)
    if (find->list->stores.items[i]->store.buffer == expr->buffer) find->found = true;
}

static bool reads_stored(Compilation *c, const Expr *expr, const Block *body) {
  StoreList list = stores_of(c, body);
  StoredLoad find = {&list, false};
  ir_visit(expr, find_stored_load, &find);
  return find.found;
}

// The frame of the first store of the body, for values that are kept for all of its statements.
static bool body_frame(Walk *w, const Block *body, Frame *frame) {
  StoreList list = stores_of(w->t->c, body);
  for (size_t i = 0; i < list.stores.count; i++) {
    Buffer *buffer = list.stores.items[i]->store.buffer;
    ElementAccess access;
    if (element_access(w->t, &w->nest, buffer, (const Expr *const *)list.stores.items[i]->store.indices, &access) &&
        element_frame(w->t, buffer, &access, frame))
      return true;
  }
  return false;
}

// A value as it is now, kept in a block: an expression that loads from it.
static const Expr *keep_value(Walk *w, const Expr *value, const Block *body, const char *name, Span span, Block *out) {
  Compilation *c = w->t->c;
  Element e = {.t = w->t, .nest = &w->nest, .span = span, .out = out};
  if (!body_frame(w, body, &e.frame)) {
    diag_unsupported(c, span, "%s reads what its loop stores: compute it in a loop of its own", name);
    return NULL;
  }
  const Expr *tree = element_tree(&e, value);
  if (!tree) return NULL;
  bool condition = value->type == TYPE_BOOL;
  Buffer *kept = frame_block(&e, name, condition ? TYPE_BFLOAT16 : value->type, NULL);
  tensorize_op(w->t, out, OP_TT_ELTWISE, span, whole_region(c, kept, ACCESS_WRITE), ir_cast(c, kept->type, tree));
  const Expr *indices[PLAN_RANK_LIMIT];
  for (unsigned d = 0; d < e.frame.rank; d++) {
    const Expr *base = e.frame.bases[d] ? e.frame.bases[d] : ir_int(c, 0);
    bool loop = e.frame.loops[d] != NO_LOOP;
    indices[d] = loop ? ir_simplify(c, NULL, ir_op(c, OP_ADD, base, ir_var(c, w->nest.loops[e.frame.loops[d]]->loop.var))) : base;
  }
  const Expr *load = ir_load(c, kept, indices);
  return condition ? ir_op(c, OP_NE, load, ir_float(c, TYPE_BFLOAT16, 0)) : load;
}

static bool walk_body(Walk *w, const Block *body, Block *out);

static bool uses_nest(const Walk *w, const Expr *expr) {
  NestUse use = {&w->nest, false};
  ir_visit(expr, find_loop_var, &use);
  return use.found;
}

void tensorize_find_load(void *state, const Expr *expr) {
  bool *found = state;
  if (expr->kind == EXPR_VAR && expr->var->value && !is_tt_load(expr->var->value)) ir_visit(expr->var->value, tensorize_find_load, found);
  if (expr->kind == EXPR_LOAD) *found = true;
}

static bool has_load(const Expr *expr) {
  bool found = false;
  ir_visit(expr, tensorize_find_load, &found);
  return found;
}

static bool are_pairs(const Block *then, const Block *orelse) {
  for (size_t i = 0; i < then->count && then->count == orelse->count; i++) {
    const Stmt *a = then->items[i], *b = orelse->items[i];
    if (a->kind != STMT_STORE || b->kind != STMT_STORE || a->store.buffer != b->store.buffer) return false;
    for (unsigned d = 0; d < a->store.buffer->rank; d++)
      if (!ir_same(a->store.indices[d], b->store.indices[d])) return false;
  }
  return then->count == orelse->count;
}

// Both branches store the same elements in the same order: stores of choices, of which nothing is kept.
static Block merged_branches(const Walk *w, const Stmt *stmt, const Expr *condition) {
  Block merged = {0};
  for (size_t i = 0; i < stmt->branch.then.count; i++) {
    const Stmt *a = stmt->branch.then.items[i], *b = stmt->branch.orelse.items[i];
    const Expr *args[3] = {condition, a->store.value, b->store.value};
    Stmt *store = ir_store(w->t->c, a->store.buffer, a->store.indices, ir_call_typed(w->t->c, OP_IF_THEN_ELSE, a->store.value->type, args, 3));
    store->span = a->span;
    ir_append(w->t->c, &merged, store);
  }
  return merged;
}

// A condition that is the same for all elements stays an if around block ops; others choose element by element.
static bool walk_if(Walk *w, Stmt *stmt, Block *out) {
  Compilation *c = w->t->c;
  const Expr *condition = nest_open_lets(c, &w->nest, stmt->branch.condition);
  if (!w->condition_count && !uses_nest(w, condition) && !has_load(condition)) {
    Stmt *branch = ir_if(c, condition);
    branch->span = stmt->span;
    bool good = walk_body(w, &stmt->branch.then, &branch->branch.then) && walk_body(w, &stmt->branch.orelse, &branch->branch.orelse);
    ir_append(c, out, branch);
    return good;
  }
  if (w->condition_count == NEST_LIMIT) {
    diag_unsupported(c, stmt->span, "ifs nested deeper than %d in an element-wise loop: merge conditions", NEST_LIMIT);
    return false;
  }
  Block one = {.items = &stmt, .count = 1};
  if (reads_stored(c, condition, &one)) condition = keep_value(w, condition, &one, "condition", stmt->span, out);
  if (!condition) return false;
  if (are_pairs(&stmt->branch.then, &stmt->branch.orelse)) {
    Block merged = merged_branches(w, stmt, condition);
    return walk_body(w, &merged, out);
  }
  w->conditions[w->condition_count++] = condition;
  bool good = walk_body(w, &stmt->branch.then, out);
  w->conditions[w->condition_count - 1] = ir_op(c, OP_NOT, condition);
  good = good && walk_body(w, &stmt->branch.orelse, out);
  w->condition_count--;
  return good;
}

// A let that is the same for all elements and that conditions and the addresses of blocks may name.
static void emit_let(Walk *w, Stmt *let, Block *out) {
  Compilation *c = w->t->c;
  const Expr *value = ir_simplify(c, NULL, nest_open_lets(c, &w->nest, let->let->value));
  if (type_kind(let->let->type) == TYPE_KIND_FLOAT || value->kind == EXPR_INT || uses_nest(w, value) || has_load(value)) return;
  let->let->value = value;
  ir_append(c, out, let);
}

static bool walk_loop(Walk *w, Stmt *stmt, Block *out) {
  int64_t extent = 0;
  // A loop of one iteration is a let.
  if (ir_is_int(stmt->loop.extent, &extent) && extent == 1) {
    emit_let(w, ir_let(w->t->c, stmt->loop.var, stmt->loop.begin), out);
    return walk_body(w, &stmt->loop.body, out);
  }
  if (w->nest.depth == NEST_LIMIT) {
    diag_unsupported(w->t->c, stmt->span, "loops over elements nested deeper than %d: merge loops", NEST_LIMIT);
    return false;
  }
  w->nest.loops[w->nest.depth++] = stmt;
  bool good = walk_body(w, &stmt->loop.body, out);
  w->nest.depth--;
  return good;
}

static bool walk_let(Walk *w, Stmt *stmt, const Block *body, Block *out) {
  if (!reads_stored(w->t->c, stmt->let->value, body)) {
    emit_let(w, stmt, out);
    return true;  // looked through where it is used
  }
  const Expr *kept = keep_value(w, stmt->let->value, body, stmt->let->name, stmt->span, out);
  if (kept) stmt->let->value = kept;
  return kept != NULL;
}

static bool walk_body(Walk *w, const Block *body, Block *out) {
  size_t statements = 0;
  for (size_t i = 0; i < body->count; i++) statements += body->items[i]->kind != STMT_LET && body->items[i]->kind != STMT_ATTR;
  if (statements > 1 && !may_split(w, body)) {
    diag_unsupported(w->t->c, body->items[0]->span, "statements of an element loop that depend on each other across elements: put each into a loop of its own");
    return false;
  }
  for (size_t i = 0; i < body->count; i++) {
    Stmt *stmt = body->items[i];
    bool good = true;
    bool dropped = stmt->kind == STMT_EVAL && (stmt->call->kind != EXPR_CALL || op_info(stmt->call->op)->engine == ENGINE_VALUE);
    if (stmt->kind == STMT_ATTR || dropped) continue;
    if (stmt->kind == STMT_LET) {
      good = walk_let(w, stmt, body, out);
    } else if (stmt->kind == STMT_STORE) {
      good = element_store(w, stmt, out);
    } else if (stmt->kind == STMT_FOR) {
      good = walk_loop(w, stmt, out);
    } else if (stmt->kind == STMT_IF) {
      good = walk_if(w, stmt, out);
    } else {
      diag_unsupported(w->t->c, stmt->span, "this statement in a loop over elements: the passes lower stores, ifs and loops there");
      good = false;
    }
    if (!good) return false;
  }
  return true;
}

bool tensorize_nest(Tensorizer *t, Stmt *loop, Block *out) {
  Walk walk = {.t = t};
  return walk_loop(&walk, loop, out);
}

// A serial loop whose statements depend on each other from element to element: it stays a loop around them.
bool tensorize_is_recurrence(Tensorizer *t, Stmt *loop) {
  if (loop->loop.loop != LOOP_SERIAL) return false;
  Walk walk = {.t = t};
  walk.nest.loops[walk.nest.depth++] = loop;
  size_t statements = 0;
  StoreList list = stores_of(t->c, &loop->loop.body);
  for (size_t i = 0; i < list.stores.count; i++) {
    SplitCheck check = {list.stores.items[i], list.stores.items[i]->store.buffer, false, 0};
    ir_visit_block(&loop->loop.body, check_stmt, &check);
    if (check.differs) return true;
  }
  for (size_t i = 0; i < loop->loop.body.count; i++) {
    const Stmt *stmt = loop->loop.body.items[i];
    Combination match;
    statements += stmt->kind != STMT_LET && stmt->kind != STMT_ATTR;
    if (stmt->kind != STMT_STORE) continue;
    bool indexed = false;
    for (unsigned d = 0; d < stmt->store.buffer->rank; d++) indexed |= uses_loop(&walk, stmt->store.indices[d], 0);
    if (!indexed && !match_combination(stmt, &match)) return true;
  }
  return statements > 1 && !may_split(&walk, &loop->loop.body);
}

const Expr *tensorize_scalar(Tensorizer *t, const Expr *value, Span span, Block *out) {
  Nest nest = {0};
  Element e = {.t = t, .nest = &nest, .frame = {2, {NO_LOOP, NO_LOOP}, {NULL}, {0}}, .span = span, .out = out};
  return element_tree(&e, value);
}

bool tensorize_scalar_let(Tensorizer *t, Stmt *let, Block *out) {
  Compilation *c = t->c;
  Nest nest = {0};
  Element e = {.t = t, .nest = &nest, .frame = {2, {NO_LOOP, NO_LOOP}, {NULL}, {0}}, .span = let->span, .out = out};
  const Expr *tree = element_tree(&e, let->let->value);
  if (!tree) return false;
  Buffer *kept = frame_block(&e, let->let->name, let->let->type, NULL);
  tensorize_op(t, out, OP_TT_ELTWISE, let->span, whole_region(c, kept, ACCESS_WRITE), ir_cast(c, kept->type, tree));
  let->let->value = ir_load(c, kept, (const Expr *const[]){ir_int(c, 0), ir_int(c, 0)});
  return true;
}

bool tensorize_element_store(Tensorizer *t, Stmt *store, Block *out) {
  Walk walk = {.t = t};
  return element_store(&walk, store, out);
}

bool tensorize_guarded_store(Tensorizer *t, Stmt *branch, Block *out) {
  Walk walk = {.t = t};
  return walk_if(&walk, branch, out);
}
