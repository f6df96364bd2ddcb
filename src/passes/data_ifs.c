// Ifs that values on the chip decide: part of tensorize_tt. All three kernels would have to know the value; so both ways are taken, and each element that
// is stored chooses.
//   before: if found[0] and m[0] > x: found[0] = False; T.copy(S, R); for i in T.Parallel(64): v[i] = v[i] * m[0]
//   after:  taken[0] = found[0] and m[0] > x; if taken[0]: found[0] = False; for i, j in ...: if taken[0]: R[i, j] = S[i, j]; for i in ...: if taken[0]: ...
// Only where all statements store elements: loops over elements, T.copy, T.fill. Integers of tensors decide for themselves (tensorize_scalars.c).
#include "passes/tensorize.h"

typedef struct DataIfs {
  Compilation *c;
  Tensorizer t;
} DataIfs;

static bool is_elements(DataIfs *d, Stmt *loop) { return tensorize_is_nest(loop) && !tensorize_is_recurrence(&d->t, loop); }

static void find_data(void *state, const Expr *expr) {
  bool *found = state;
  if (expr->kind == EXPR_VAR && expr->var->value) ir_visit(expr->var->value, find_data, state);
  if (expr->kind != EXPR_LOAD) return;
  bool scalar = expr->buffer->scope == SCOPE_GLOBAL && type_is_int(expr->type) && type_bits(expr->type) <= 32;
  if (!scalar) *found = true;
}

static bool is_data(const Expr *condition) {
  bool found = false;
  ir_visit(condition, find_data, &found);
  return found;
}

// ---- copies and fills as loops over elements

static bool is_wide(Compilation *c, const Expr *region, unsigned d) {
  int64_t extent = 0;
  return !ir_is_int(ir_simplify(c, NULL, region->extents[d]), &extent) || extent != 1;
}

// The indices of a box in a loop nest over its wide dims.
static const Expr **box_indices(Compilation *c, const Bounds *bounds, const Expr *region, Stmt *const *loops, unsigned count) {
  const Expr **indices = arena_array(c->arena, const Expr *, region->buffer->rank);
  unsigned used = 0;
  for (unsigned d = 0; d < region->buffer->rank; d++) {
    indices[d] = region->indices[d];
    if (!is_wide(c, region, d) || used == count) continue;
    indices[d] = ir_simplify(c, bounds, ir_op(c, OP_ADD, region->indices[d], ir_var(c, loops[used++]->loop.var)));
  }
  return indices;
}

Stmt *loops_of_copy(Compilation *c, const Bounds *bounds, const Expr *source, const Expr *target, Span span) {
  Stmt *loops[PLAN_RANK_LIMIT] = {NULL};
  unsigned count = 0;
  for (unsigned d = 0; d < target->buffer->rank && count < PLAN_RANK_LIMIT; d++) {
    if (!is_wide(c, target, d)) continue;
    const Expr *extent = ir_simplify(c, bounds, target->extents[d]);
    loops[count++] = ir_for(c, ir_new_var(c, "e", TYPE_INT32), ir_int(c, 0), extent, LOOP_PARALLEL);
  }
  const Expr *value = source->kind == EXPR_REGION ? ir_load(c, source->buffer, box_indices(c, bounds, source, loops, count)) : source;
  Stmt *store = ir_store(c, target->buffer, box_indices(c, bounds, target, loops, count), ir_cast(c, target->type, value));
  store->span = span;
  for (unsigned i = count; i-- > 0;) {
    loops[i]->span = span;
    ir_append(c, &loops[i]->loop.body, i + 1 < count ? loops[i + 1] : store);
  }
  return count ? loops[0] : store;
}

// ---- which ifs

static bool stores_elements(const Block *block) {
  for (size_t i = 0; i < block->count; i++) {
    const Stmt *stmt = block->items[i];
    switch (stmt->kind) {
      case STMT_STORE:
      case STMT_LET:
      case STMT_ALLOC:
      case STMT_ATTR: break;
      case STMT_EVAL:
        if (!is_call(stmt, OP_COPY) && !is_call(stmt, OP_FILL) && (stmt->call->kind != EXPR_CALL || op_info(stmt->call->op)->engine != ENGINE_VALUE)) return false;
        break;
      case STMT_FOR:
        if (!stores_elements(&stmt->loop.body)) return false;
        break;
      case STMT_IF:
        if (!stores_elements(&stmt->branch.then) || !stores_elements(&stmt->branch.orelse)) return false;
        break;
      case STMT_WHILE:
      case STMT_LAUNCH:
      case STMT_BREAK:
      case STMT_CONTINUE: return false;
    }
  }
  return true;
}

// ---- rewriting

static Stmt *guarded(Compilation *c, const Expr *condition, const Block *body, Span span) {
  Stmt *branch = ir_if(c, condition);
  branch->span = span;
  branch->branch.then = *body;
  return branch;
}

static void guard_block(DataIfs *d, const Block *block, const Expr *condition, Block *out);

static void guard_if(DataIfs *d, Stmt *stmt, const Expr *condition, Block *out) {
  Compilation *c = d->c;
  const Expr *own = stmt->branch.condition;
  if (is_data(own)) {
    // One store, made by an inner if: it chose as well.
    guard_block(d, &stmt->branch.then, ir_op(c, OP_AND, condition, own), out);
    return;
  }
  Stmt *branch = guarded(c, own, &(Block){0}, stmt->span);
  guard_block(d, &stmt->branch.then, condition, &branch->branch.then);
  guard_block(d, &stmt->branch.orelse, condition, &branch->branch.orelse);
  ir_append(c, out, branch);
}

static void guard_stmt(DataIfs *d, Stmt *stmt, const Expr *condition, Block *out) {
  Compilation *c = d->c;
  if (is_call(stmt, OP_COPY)) stmt = loops_of_copy(c, NULL, stmt->call->args[0], stmt->call->args[1], stmt->span);
  if (is_call(stmt, OP_FILL)) stmt = loops_of_copy(c, NULL, stmt->call->args[1], stmt->call->args[0], stmt->span);
  Block body = {0};
  if (stmt->kind == STMT_STORE) {
    ir_append(c, &body, stmt);
    stmt = guarded(c, condition, &body, stmt->span);
  } else if (stmt->kind == STMT_IF) {
    guard_if(d, stmt, condition, out);
    return;
  } else if (stmt->kind == STMT_FOR && is_elements(d, stmt)) {
    ir_append(c, &body, guarded(c, condition, &stmt->loop.body, stmt->span));
    stmt->loop.body = body;
  } else if (stmt->kind == STMT_FOR) {
    guard_block(d, &stmt->loop.body, condition, &body);
    stmt->loop.body = body;
  }
  ir_append(c, out, stmt);
}

static void guard_block(DataIfs *d, const Block *block, const Expr *condition, Block *out) {
  for (size_t i = 0; i < block->count; i++) guard_stmt(d, block->items[i], condition, out);
}

// The condition as it is now, kept in a variable.
static const Expr *kept_condition(DataIfs *d, const Stmt *stmt, Block *out) {
  Compilation *c = d->c;
  const Expr *one = ir_int(c, 1), *zero = ir_int(c, 0);
  Buffer *taken = ir_new_buffer(c, "taken", TYPE_BOOL, SCOPE_VAR, 1, &one);
  taken->span = stmt->span;
  ir_append(c, out, ir_alloc(c, taken));
  Stmt *store = ir_store(c, taken, &zero, stmt->branch.condition);
  store->span = stmt->span;
  ir_append(c, out, store);
  return ir_load(c, taken, &zero);
}

// A store with its condition, as this pass leaves it.
bool is_guarded_store(const Stmt *stmt) {
  return stmt->kind == STMT_IF && stmt->branch.then.count == 1 && stmt->branch.then.items[0]->kind == STMT_STORE && !stmt->branch.orelse.count &&
         is_data(stmt->branch.condition);
}

static void rewrite_block(DataIfs *d, Block *block) {
  Block out = {0};
  for (size_t i = 0; i < block->count; i++) {
    Stmt *stmt = block->items[i];
    if (stmt->kind == STMT_FOR && !is_elements(d, stmt)) rewrite_block(d, &stmt->loop.body);
    if (stmt->kind == STMT_IF) {
      rewrite_block(d, &stmt->branch.then);
      rewrite_block(d, &stmt->branch.orelse);
    }
    if (stmt->kind == STMT_IF && is_data(stmt->branch.condition) && !is_guarded_store(stmt) && stores_elements(&stmt->branch.then) && stores_elements(&stmt->branch.orelse)) {
      const Expr *condition = kept_condition(d, stmt, &out);
      guard_block(d, &stmt->branch.then, condition, &out);
      if (stmt->branch.orelse.count) guard_block(d, &stmt->branch.orelse, ir_op(d->c, OP_NOT, condition), &out);
    } else {
      ir_append(d->c, &out, stmt);
    }
  }
  *block = out;
}

void data_ifs(Compilation *c, PrimFunc *func) {
  DataIfs d = {c, {.c = c, .func = func}};
  rewrite_block(&d, &func->body);
}
