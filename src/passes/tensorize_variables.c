// Integer variables (T.alloc_var) that are set in straight lines, in ifs and in short loops around nothing but such sets: part of tensorize_tt. They
// become lets, so that all three kernels know them.
//   before: cur[0] = 0; for i in range(2): cur[0] = if_then_else(bx >= off[i], i, cur[0]); T.copy(A[cur[0], 0], S)
//   after:  cur_1: T.int32 = if_then_else(bx >= off[0], 0, 0); cur_2: T.int32 = if_then_else(bx >= off[1], 1, cur_1); T.copy(A[cur_2, 0], S)
#include <string.h>

#include "passes/tensorize.h"

enum { VARIABLE_LIMIT = 32, UNROLL_LIMIT = 64, LET_LIMIT = 256 };

typedef struct Variables {
  Compilation *c;
  Buffer *buffers[VARIABLE_LIMIT];
  const Expr *values[VARIABLE_LIMIT];  // NULL: none yet
  bool changes[VARIABLE_LIMIT];        // set in a place that has no straight line
  const Block *homes[VARIABLE_LIMIT];  // where it is allocated
  unsigned count;
  // Variables of the loops being unrolled, and their lets.
  const Var *vars[LET_LIMIT];
  const Expr *var_values[LET_LIMIT];
  unsigned var_count;
} Variables;

static int find_variable(const Variables *v, const Buffer *buffer) {
  for (unsigned i = 0; i < v->count; i++)
    if (v->buffers[i] == buffer) return (int)i;
  return -1;
}

static void note_variable(void *state, Stmt *stmt) {
  Variables *v = state;
  if (stmt->kind != STMT_ALLOC || v->count == VARIABLE_LIMIT) return;
  Buffer *buffer = stmt->alloc;
  bool one = buffer->scope == SCOPE_VAR || buffer->scope == SCOPE_LOCAL;
  for (unsigned d = 0; d < buffer->rank && one; d++) one = pass_dim(v->c, buffer, d) == 1;
  if (one && type_is_int(buffer->type)) v->buffers[v->count++] = buffer;
}

// ---- which variables become lets

static void note_region(void *state, const Expr *expr) {
  Variables *v = state;
  int i = expr->kind == EXPR_REGION ? find_variable(v, expr->buffer) : -1;
  if (i >= 0) v->changes[i] = true;
}

static void note_regions(void *state, Stmt *stmt) {
  if (stmt->kind == STMT_EVAL) ir_visit(stmt->call, note_region, state);
}

typedef struct FindBlock {
  const Variables *v;
  bool found;
} FindBlock;

static void find_block_load(void *state, const Expr *expr) {
  FindBlock *find = state;
  if (expr->kind == EXPR_VAR && expr->var->value) ir_visit(expr->var->value, find_block_load, find);
  if (expr->kind != EXPR_LOAD) return;
  int i = find_variable(find->v, expr->buffer);
  find->found |= i >= 0 ? find->v->changes[i] : expr->buffer->scope != SCOPE_GLOBAL || !type_is_int(expr->type);
}

static bool is_scalar(const Variables *v, const Expr *expr) {
  FindBlock find = {v, false};
  ir_visit(expr, find_block_load, &find);
  return !find.found;
}

static bool only_sets(const Variables *v, const Block *block);

static bool is_set(const Variables *v, const Stmt *stmt) {
  int64_t begin, extent;
  switch (stmt->kind) {
    case STMT_STORE: {
      int i = find_variable(v, stmt->store.buffer);
      return i >= 0 && !v->changes[i];
    }
    case STMT_LET: return is_scalar(v, stmt->let->value);
    case STMT_IF: return is_scalar(v, stmt->branch.condition) && only_sets(v, &stmt->branch.then) && only_sets(v, &stmt->branch.orelse);
    case STMT_FOR:
      if (is_unordered(stmt)) return false;
      return ir_is_int(stmt->loop.begin, &begin) && ir_is_int(stmt->loop.extent, &extent) && extent <= UNROLL_LIMIT && only_sets(v, &stmt->loop.body);
    case STMT_ATTR: return true;
    case STMT_EVAL:
    case STMT_ALLOC:
    case STMT_WHILE:
    case STMT_BREAK:
    case STMT_CONTINUE:
    case STMT_LAUNCH: return false;
  }
  return false;
}

static bool only_sets(const Variables *v, const Block *block) {
  for (size_t i = 0; i < block->count; i++)
    if (!is_set(v, block->items[i])) return false;
  return true;
}

// `line` is the block whose straight line the statements are part of: lets that it does not hold are unknown in it.
static void scan_block(Variables *v, const Block *block, const Block *line) {
  for (size_t i = 0; i < block->count; i++) {
    const Stmt *stmt = block->items[i];
    int at = stmt->kind == STMT_STORE ? find_variable(v, stmt->store.buffer) : stmt->kind == STMT_ALLOC ? find_variable(v, stmt->alloc) : -1;
    if (at >= 0 && stmt->kind == STMT_ALLOC) v->homes[at] = line;
    if (at >= 0 && stmt->kind == STMT_STORE && (v->homes[at] != line || !is_scalar(v, stmt->store.value))) v->changes[at] = true;
    bool inside = is_set(v, stmt);
    if (stmt->kind == STMT_FOR) scan_block(v, &stmt->loop.body, inside ? line : &stmt->loop.body);
    if (stmt->kind == STMT_IF || stmt->kind == STMT_WHILE) {
      scan_block(v, &stmt->branch.then, inside ? line : &stmt->branch.then);
      scan_block(v, &stmt->branch.orelse, inside ? line : &stmt->branch.orelse);
    }
  }
}

static unsigned changing(const Variables *v) {
  unsigned count = 0;
  for (unsigned i = 0; i < v->count; i++) count += v->changes[i];
  return count;
}

// ---- rewriting

static const Expr *current(void *state, Compilation *c, const Expr *expr) {
  (void)c;
  Variables *v = state;
  int i = expr->kind == EXPR_LOAD ? find_variable(v, expr->buffer) : -1;
  if (i >= 0) return v->values[i] ? v->values[i] : expr;
  for (unsigned k = v->var_count; expr->kind == EXPR_VAR && k-- > 0;)
    if (v->vars[k] == expr->var) return v->var_values[k];
  return expr;
}

static const Expr *rewritten(Variables *v, const Expr *expr) { return ir_simplify(v->c, NULL, ir_map(v->c, expr, current, v)); }

static void rewrite_stmt(void *state, Stmt *stmt) {
  Variables *v = state;
  if (stmt->kind == STMT_EVAL) stmt->call = ir_map(v->c, stmt->call, current, v);
  if (stmt->kind == STMT_LET) stmt->let->value = ir_map(v->c, stmt->let->value, current, v);
  if (stmt->kind == STMT_IF || stmt->kind == STMT_WHILE) stmt->branch.condition = ir_map(v->c, stmt->branch.condition, current, v);
  if (stmt->kind == STMT_FOR) {
    stmt->loop.begin = ir_map(v->c, stmt->loop.begin, current, v);
    stmt->loop.extent = ir_map(v->c, stmt->loop.extent, current, v);
  }
  if (stmt->kind != STMT_STORE) return;
  for (unsigned d = 0; d < stmt->store.buffer->rank; d++) stmt->store.indices[d] = ir_map(v->c, stmt->store.indices[d], current, v);
  stmt->store.value = ir_map(v->c, stmt->store.value, current, v);
}

// A constant or variable as it is; else a let.
static const Expr *named(Variables *v, const char *name, DType type, const Expr *value, Span span, Block *out) {
  if (value->kind == EXPR_INT || value->kind == EXPR_VAR) return value;
  Var *var = ir_new_var(v->c, name, type);
  Stmt *let = ir_let(v->c, var, value);
  let->span = span;
  ir_append(v->c, out, let);
  return ir_var(v->c, var);
}

static void run_sets(Variables *v, const Block *block, Block *out);

static void run_if(Variables *v, const Stmt *stmt, Block *out) {
  Compilation *c = v->c;
  const Expr *condition = named(v, "taken", TYPE_BOOL, rewritten(v, stmt->branch.condition), stmt->span, out);
  Variables before = *v;
  run_sets(v, &stmt->branch.then, out);
  Variables then = *v;
  memcpy(v->values, before.values, sizeof v->values);
  run_sets(v, &stmt->branch.orelse, out);
  for (unsigned i = 0; i < v->count; i++) {
    const Expr *yes = then.values[i], *no = v->values[i];
    if (yes == no || (yes && no && ir_same(yes, no))) continue;
    DType type = v->buffers[i]->type;
    // Set on one way only: whoever reads it on the other reads anything.
    if (!yes || !no) v->values[i] = yes ? yes : no;
    else v->values[i] = named(v, v->buffers[i]->name, type, ir_call_typed(c, OP_SELECT, type, (const Expr *const[]){condition, yes, no}, 3), stmt->span, out);
  }
}

static void bind(Variables *v, const Var *var, const Expr *value) {
  if (v->var_count == LET_LIMIT) internal_error(v->c, "more lets than fit in a loop over variables");
  v->vars[v->var_count] = var;
  v->var_values[v->var_count++] = value;
}

static void run_sets(Variables *v, const Block *block, Block *out) {
  unsigned kept = v->var_count;
  for (size_t i = 0; i < block->count; i++) {
    const Stmt *stmt = block->items[i];
    if (stmt->kind == STMT_STORE) {
      int at = find_variable(v, stmt->store.buffer);
      const Expr *value = rewritten(v, ir_cast(v->c, stmt->store.buffer->type, stmt->store.value));
      v->values[at] = named(v, stmt->store.buffer->name, stmt->store.buffer->type, value, stmt->span, out);
    } else if (stmt->kind == STMT_LET) {
      bind(v, stmt->let, named(v, stmt->let->name, stmt->let->type, rewritten(v, stmt->let->value), stmt->span, out));
    } else if (stmt->kind == STMT_IF) {
      run_if(v, stmt, out);
    } else if (stmt->kind == STMT_FOR) {
      int64_t begin = 0, extent = 0;
      ir_is_int(stmt->loop.begin, &begin);
      ir_is_int(stmt->loop.extent, &extent);
      for (int64_t step = 0; step < extent; step++) {
        bind(v, stmt->loop.var, ir_int_typed(v->c, stmt->loop.var->type, begin + step));
        run_sets(v, &stmt->loop.body, out);
        v->var_count--;
      }
    }
  }
  v->var_count = kept;
}

static bool sets_any(const Variables *v, const Block *block) {
  for (size_t i = 0; i < block->count; i++) {
    const Stmt *stmt = block->items[i];
    if (stmt->kind == STMT_STORE && find_variable(v, stmt->store.buffer) >= 0) return true;
    if (stmt->kind == STMT_FOR && sets_any(v, &stmt->loop.body)) return true;
    if (stmt->kind == STMT_IF && (sets_any(v, &stmt->branch.then) || sets_any(v, &stmt->branch.orelse))) return true;
  }
  return false;
}

static void rewrite_block(Variables *v, Block *block) {
  Block out = {0};
  for (size_t i = 0; i < block->count; i++) {
    Stmt *stmt = block->items[i];
    Block one = {.items = &stmt, .count = 1};
    if (stmt->kind == STMT_ALLOC && find_variable(v, stmt->alloc) >= 0) continue;
    if (sets_any(v, &one) && is_set(v, stmt)) {
      run_sets(v, &one, &out);
      continue;
    }
    rewrite_stmt(v, stmt);
    if (stmt->kind == STMT_FOR) rewrite_block(v, &stmt->loop.body);
    if (stmt->kind == STMT_IF || stmt->kind == STMT_WHILE) {
      rewrite_block(v, &stmt->branch.then);
      rewrite_block(v, &stmt->branch.orelse);
    }
    ir_append(v->c, &out, stmt);
  }
  *block = out;
}

void scalar_variables(Compilation *c, PrimFunc *func) {
  Variables v = {.c = c};
  ir_visit_block(&func->body, note_variable, &v);
  ir_visit_block(&func->body, note_regions, &v);
  unsigned before;
  do {
    before = changing(&v);
    scan_block(&v, &func->body, &func->body);
  } while (changing(&v) > before);
  unsigned kept = 0;
  for (unsigned i = 0; i < v.count; i++)
    if (!v.changes[i]) v.buffers[kept++] = v.buffers[i];
  v.count = kept;
  memset(v.changes, 0, sizeof v.changes);
  if (v.count) rewrite_block(&v, &func->body);
}
