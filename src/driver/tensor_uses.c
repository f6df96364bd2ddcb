// Walks tile IR: which tensors are read and written, and which values of an integer tensor keep the indices made of them in bounds.
#include "driver/tensor_uses.h"

#include "ir/simplify.h"

typedef struct Alias {  // an on-chip buffer that holds elements of a tensor, and nothing else
  const Buffer *copy, *tensor;
} Alias;

typedef struct Walk {
  Compilation *c;
  const PrimFunc *func;
  TensorUse *uses;
  bool *spoiled;  // used where no dimension bounds the value: in extents, loop bounds, sizes, or not linearly
  Bounds *bounds;
  VECTOR(Alias) aliases;
} Walk;

static const Buffer *root(const Buffer *buffer) {
  while (buffer->storage) buffer = buffer->storage;
  return buffer;
}

static int param_of(const Walk *walk, const Buffer *buffer) {
  buffer = root(buffer);
  for (size_t i = 0; i < walk->aliases.count; i++)
    if (walk->aliases.items[i].copy == buffer) buffer = walk->aliases.items[i].tensor;
  for (size_t i = 0; i < walk->func->params.count; i++)
    if (walk->func->params.items[i].buffer == buffer) return (int)i;
  return -1;
}

static void note(Walk *walk, const Buffer *buffer, bool read, bool written) {
  int param = param_of(walk, buffer);
  if (param < 0) return;
  bool alias = walk->func->params.items[param].buffer != root(buffer);
  walk->uses[param].read |= read;
  walk->uses[param].written |= written && !alias;
}

// ---- indices

// An integer load of a parameter, or of a copy of one.
static bool is_index_load(const Walk *walk, const Expr *expr) {
  return expr->kind == EXPR_LOAD && type_is_int(expr->type) && param_of(walk, expr->buffer) >= 0;
}

static void find_index_load(void *state, const Expr *expr) {
  const Expr **found = ((void **)state)[1];
  if (!*found && is_index_load(((void **)state)[0], expr)) *found = expr;
}

static const Expr *first_index_load(Walk *walk, const Expr *expr) {
  const Expr *found = NULL;
  ir_visit(expr, find_index_load, (void *[]){walk, (void *)&found});
  return found;
}

static void spoil_load(void *state, const Expr *expr) {
  Walk *walk = state;
  if (is_index_load(walk, expr)) walk->spoiled[param_of(walk, expr->buffer)] = true;
}

// Lets whose value holds an index load are looked through.
static const Expr *expand_let(void *state, Compilation *c, const Expr *expr) {
  if (expr->kind != EXPR_VAR || !expr->var->value) return expr;
  const Expr *value = ir_map(c, expr->var->value, expand_let, state);
  return first_index_load(state, value) ? value : expr;
}

typedef struct Replacement {
  const Expr *load, *by;
} Replacement;

static const Expr *replace_load(void *state, Compilation *c, const Expr *expr) {
  const Replacement *replacement = state;
  (void)c;
  return expr->kind == EXPR_LOAD && ir_same(expr, replacement->load) ? replacement->by : expr;
}

static int64_t floor_quotient(int64_t a, int64_t b) { return a / b - (a % b < 0); }  // b > 0

static void narrow(IndexRange *range, int64_t low, int64_t high) {
  if (!range->known) *range = (IndexRange){true, low, high};
  if (low > range->low) range->low = low;
  if (high < range->high) range->high = high;
}

// The index and the `extent` - 1 elements after it stay in [0, size) for which values of the load in it?
static bool bound_index(Walk *walk, const Expr *index, const Expr *extent, const Expr *size) {
  int64_t step, low, high, most, elements;
  const Expr *rest, *load = first_index_load(walk, index);
  Var *value = ir_new_var(walk->c, "value", load->type);
  Replacement replacement = {load, ir_var(walk->c, value)};
  const Expr *replaced = ir_map(walk->c, index, replace_load, &replacement);
  if (first_index_load(walk, replaced) || !ir_is_int(size, &elements)) return false;
  if (!ir_linear_in(walk->c, walk->bounds, replaced, value, &step, &rest) || step <= 0) return false;
  if (!ir_range(walk->c, walk->bounds, rest, &low, &high)) return false;
  int64_t unused;
  if (!ir_range(walk->c, walk->bounds, extent, &unused, &most)) return false;
  const int64_t far = 1ll << 40;
  if (low < -far || high > far || most > far || most < 1) return false;
  narrow(&walk->uses[param_of(walk, load->buffer)].indices, -floor_quotient(low, step), floor_quotient(elements - most - high, step));
  return true;
}

static void visit_index(Walk *walk, const Expr *index, const Expr *extent, const Expr *size) {
  const Expr *expanded = ir_map(walk->c, index, expand_let, walk);
  if (first_index_load(walk, expanded) && !bound_index(walk, expanded, extent, size)) ir_visit(expanded, spoil_load, walk);
}

static void spoil(Walk *walk, const Expr *expr) { ir_visit(ir_map(walk->c, expr, expand_let, walk), spoil_load, walk); }

static void visit_access(void *state, const Expr *expr) {
  Walk *walk = state;
  if (expr->kind != EXPR_LOAD && expr->kind != EXPR_REGION) return;
  bool region = expr->kind == EXPR_REGION;
  note(walk, expr->buffer, !region || expr->access & ACCESS_READ, region && expr->access & ACCESS_WRITE);
  for (unsigned i = 0; i < expr->buffer->rank; i++) {
    visit_index(walk, expr->indices[i], region ? expr->extents[i] : ir_int(walk->c, 1), expr->buffer->shape[i]);
    if (region) spoil(walk, expr->extents[i]);
  }
}

// ---- copies of integer tensors on the chip

static void find_aliases(Walk *walk, const Block *block, bool copies) {
  for (size_t i = 0; i < block->count; i++) {
    const Stmt *stmt = block->items[i];
    const Expr *call = stmt->kind == STMT_EVAL ? stmt->call : NULL;
    bool copy = call && call->kind == EXPR_CALL && call->op == OP_COPY;
    const Buffer *to = copy ? call->args[1]->buffer : stmt->kind == STMT_STORE ? stmt->store.buffer : NULL;
    if (copies && copy && type_is_int(to->type) && root(to)->scope != SCOPE_GLOBAL && param_of(walk, call->args[0]->buffer) >= 0)
      vector_push(walk->c->arena, &walk->aliases, ((Alias){root(to), root(call->args[0]->buffer)}));
    for (size_t k = 0; !copies && to && k < walk->aliases.count; k++)  // written by anything else: no copy
      if (walk->aliases.items[k].copy == root(to) && !(copy && root(call->args[0]->buffer) == walk->aliases.items[k].tensor))
        walk->aliases.items[k].copy = NULL;
    if (stmt->kind == STMT_FOR) find_aliases(walk, &stmt->loop.body, copies);
    if (stmt->kind == STMT_LAUNCH) find_aliases(walk, &stmt->launch.body, copies);
    if (stmt->kind == STMT_IF || stmt->kind == STMT_WHILE) {
      find_aliases(walk, &stmt->branch.then, copies);
      find_aliases(walk, &stmt->branch.orelse, copies);
    }
  }
}

// ---- statements

static void set_range(Walk *walk, const Var *var, const Expr *begin, const Expr *extent) {
  int64_t low, high, least, most, last;
  if (!ir_range(walk->c, walk->bounds, begin, &low, &high) || !ir_range(walk->c, walk->bounds, extent, &least, &most)) return;
  if (most < 1 || __builtin_add_overflow(high, most - 1, &last)) return;
  bounds_set(walk->bounds, var, low, last);
}

static void walk_block(Walk *walk, const Block *block);

static void walk_stmt(Walk *walk, const Stmt *stmt) {
  ir_visit_stmt(stmt, visit_access, walk);
  switch (stmt->kind) {
    case STMT_STORE:
      note(walk, stmt->store.buffer, false, true);
      for (unsigned i = 0; i < stmt->store.buffer->rank; i++)
        visit_index(walk, stmt->store.indices[i], ir_int(walk->c, 1), stmt->store.buffer->shape[i]);
      break;
    case STMT_ALLOC:
      for (unsigned i = 0; i < stmt->alloc->rank; i++) spoil(walk, stmt->alloc->shape[i]);
      break;
    case STMT_FOR:
      spoil(walk, stmt->loop.begin);
      spoil(walk, stmt->loop.extent);
      set_range(walk, stmt->loop.var, stmt->loop.begin, stmt->loop.extent);
      walk_block(walk, &stmt->loop.body);
      break;
    case STMT_IF:
    case STMT_WHILE:
      walk_block(walk, &stmt->branch.then);
      walk_block(walk, &stmt->branch.orelse);
      break;
    case STMT_LAUNCH:
      for (unsigned i = 0; i < stmt->launch.dims; i++) {
        spoil(walk, stmt->launch.extents[i]);
        set_range(walk, stmt->launch.grid[i], ir_int(walk->c, 0), stmt->launch.extents[i]);
      }
      walk_block(walk, &stmt->launch.body);
      break;
    case STMT_EVAL:
    case STMT_LET:
    case STMT_BREAK:
    case STMT_CONTINUE:
    case STMT_ATTR: break;
  }
}

static void walk_block(Walk *walk, const Block *block) {
  for (size_t i = 0; i < block->count; i++) walk_stmt(walk, block->items[i]);
}

TensorUse *tensor_uses(Compilation *compilation, const PrimFunc *func) {
  size_t count = func->params.count + 1;
  Walk walk = {.c = compilation, .func = func, .bounds = bounds_open(compilation)};
  walk.uses = arena_array(compilation->arena, TensorUse, count);
  walk.spoiled = arena_array(compilation->arena, bool, count);
  find_aliases(&walk, &func->body, true);
  find_aliases(&walk, &func->body, false);
  walk_block(&walk, &func->body);
  for (size_t i = 0; i + 1 < count; i++) {
    IndexRange *range = &walk.uses[i].indices;
    range->known &= !walk.spoiled[i] && range->low <= range->high;
  }
  return walk.uses;
}
