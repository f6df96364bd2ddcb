// Questions about expressions, and walking and rebuilding trees.
#include "ir/ir.h"

bool ir_is_int(const Expr *expr, int64_t *value) {
  while (expr->kind == EXPR_VAR && expr->var->value) expr = expr->var->value;
  if (expr->kind != EXPR_INT) return false;
  *value = expr->integer;
  return true;
}

static bool same_list(const Expr *const *a, const Expr *const *b, unsigned count) {
  for (unsigned i = 0; i < count; i++)
    if (!ir_same(a[i], b[i])) return false;
  return true;
}

static bool same_keywords(const KeywordList *a, const KeywordList *b) {
  if (a->count != b->count) return false;
  for (size_t i = 0; i < a->count; i++)
    if (a->items[i].name != b->items[i].name || !ir_same(a->items[i].value, b->items[i].value)) return false;
  return true;
}

bool ir_same(const Expr *a, const Expr *b) {
  if (a == b) return true;
  if (a->kind != b->kind || a->type != b->type) return false;
  switch (a->kind) {
    case EXPR_INT: return a->integer == b->integer;
    case EXPR_FLOAT: return !memcmp(&a->number, &b->number, sizeof a->number);
    case EXPR_STRING: return !strcmp(a->string, b->string);
    case EXPR_VAR: return a->var == b->var;
    case EXPR_REGION:
      if (a->access != b->access || a->buffer != b->buffer) return false;
      return same_list(a->indices, b->indices, a->buffer->rank) && same_list(a->extents, b->extents, a->buffer->rank);
    case EXPR_LOAD: return a->buffer == b->buffer && same_list(a->indices, b->indices, a->buffer->rank);
    case EXPR_CALL:
      return a->op == b->op && a->arg_count == b->arg_count && same_list(a->args, b->args, a->arg_count) &&
             same_keywords(&a->keywords, &b->keywords);
    case EXPR_LIST: return a->item_count == b->item_count && same_list(a->items, b->items, a->item_count);
    case EXPR_DICT: return same_keywords(&a->entries, &b->entries);
  }
  return false;
}

static void visit_list(const Expr *const *items, unsigned count, ExprVisit visit, void *state) {
  for (unsigned i = 0; i < count; i++) ir_visit(items[i], visit, state);
}

static void visit_keywords(const KeywordList *list, ExprVisit visit, void *state) {
  for (size_t i = 0; i < list->count; i++) ir_visit(list->items[i].value, visit, state);
}

void ir_visit(const Expr *expr, ExprVisit visit, void *state) {
  visit(state, expr);
  switch (expr->kind) {
    case EXPR_INT:
    case EXPR_FLOAT:
    case EXPR_STRING:
    case EXPR_VAR: break;
    case EXPR_LOAD: visit_list(expr->indices, expr->buffer->rank, visit, state); break;
    case EXPR_REGION:
      visit_list(expr->indices, expr->buffer->rank, visit, state);
      visit_list(expr->extents, expr->buffer->rank, visit, state);
      break;
    case EXPR_CALL:
      visit_list(expr->args, expr->arg_count, visit, state);
      visit_keywords(&expr->keywords, visit, state);
      break;
    case EXPR_LIST: visit_list(expr->items, expr->item_count, visit, state); break;
    case EXPR_DICT: visit_keywords(&expr->entries, visit, state); break;
  }
}

void ir_visit_stmt(const Stmt *stmt, ExprVisit visit, void *state) {
  switch (stmt->kind) {
    case STMT_EVAL: ir_visit(stmt->call, visit, state); break;
    case STMT_STORE:
      visit_list(stmt->store.indices, stmt->store.buffer->rank, visit, state);
      ir_visit(stmt->store.value, visit, state);
      break;
    case STMT_LET: ir_visit(stmt->let->value, visit, state); break;
    case STMT_ALLOC: visit_list(stmt->alloc->shape, stmt->alloc->rank, visit, state); break;
    case STMT_FOR:
      ir_visit(stmt->loop.begin, visit, state);
      ir_visit(stmt->loop.extent, visit, state);
      break;
    case STMT_WHILE:
    case STMT_IF: ir_visit(stmt->branch.condition, visit, state); break;
    case STMT_LAUNCH: visit_list(stmt->launch.extents, stmt->launch.dims, visit, state); break;
    case STMT_ATTR:
      if (stmt->attribute.node) ir_visit(stmt->attribute.node, visit, state);
      ir_visit(stmt->attribute.value, visit, state);
      break;
    case STMT_BREAK:
    case STMT_CONTINUE: break;
  }
}

typedef struct UsesVar {
  const Var *var;
  bool found;
} UsesVar;

static void uses_var_visit(void *state, const Expr *expr) {
  UsesVar *uses = state;
  if (expr->kind == EXPR_VAR && expr->var == uses->var) uses->found = true;
}

bool ir_uses_var(const Expr *expr, const Var *var) {
  UsesVar uses = {var, false};
  ir_visit(expr, uses_var_visit, &uses);
  return uses.found;
}

typedef struct FindVar {
  const Var *var;
  const Expr *found;
} FindVar;

static void find_var_visit(void *state, const Expr *expr) {
  FindVar *find = state;
  if (!find->found && expr->kind == EXPR_VAR && expr->var == find->var) find->found = expr;
}

const Expr *ir_find_var(const Block *block, const Var *var) {
  FindVar find = {var, NULL};
  for (size_t i = 0; i < block->count && !find.found; i++) {
    const Stmt *stmt = block->items[i];
    ir_visit_stmt(stmt, find_var_visit, &find);
    const Block *inner = stmt->kind == STMT_FOR ? &stmt->loop.body : stmt->kind == STMT_LAUNCH ? &stmt->launch.body : NULL;
    if (stmt->kind == STMT_IF || stmt->kind == STMT_WHILE) inner = &stmt->branch.then;
    if (!find.found && inner) find.found = ir_find_var(inner, var);
    if (!find.found && stmt->kind == STMT_IF) find.found = ir_find_var(&stmt->branch.orelse, var);
  }
  return find.found;
}

static const Expr **map_list(Compilation *c, const Expr **items, unsigned count, ExprMap map, void *state, bool *changed) {
  const Expr **mapped = arena_array(c->arena, const Expr *, count);
  for (unsigned i = 0; i < count; i++) {
    mapped[i] = ir_map(c, items[i], map, state);
    *changed |= mapped[i] != items[i];
  }
  return mapped;
}

const Expr *ir_map(Compilation *c, const Expr *expr, ExprMap map, void *state) {
  Expr copy = *expr;
  bool changed = false;
  switch (expr->kind) {
    case EXPR_INT:
    case EXPR_FLOAT:
    case EXPR_STRING:
    case EXPR_VAR:
    case EXPR_DICT: break;
    case EXPR_LOAD: copy.indices = map_list(c, expr->indices, expr->buffer->rank, map, state, &changed); break;
    case EXPR_REGION:
      copy.indices = map_list(c, expr->indices, expr->buffer->rank, map, state, &changed);
      copy.extents = map_list(c, expr->extents, expr->buffer->rank, map, state, &changed);
      break;
    case EXPR_CALL: copy.args = map_list(c, expr->args, expr->arg_count, map, state, &changed); break;
    case EXPR_LIST: copy.items = map_list(c, expr->items, expr->item_count, map, state, &changed); break;
  }
  if (changed) {
    Expr *fresh = arena_new(c->arena, Expr);
    *fresh = copy;
    expr = fresh;
  }
  return map(state, c, expr);
}

static unsigned next_extent(const Expr *region, unsigned i, int64_t *extent) {
  *extent = 0;
  for (; i < region->buffer->rank; i++) {
    bool known = ir_is_int(region->extents[i], extent);
    if (!known) *extent = -1;
    if (*extent != 1) break;
  }
  return i;
}

const char *ir_copy_of_gpu(const Expr *copy) {
  static const char *const options[] = {"dst_block", "cluster_mask", "barrier", "is_gather4", "is_scatter4"};
  for (size_t i = 0; i < copy->keywords.count; i++)
    for (size_t k = 0; k < sizeof options / sizeof *options; k++)
      if (!strcmp(copy->keywords.items[i].name, options[k])) return options[k];
  return NULL;
}

bool ir_boxes_match(const Expr *a, const Expr *b) {
  int64_t x, y;
  for (unsigned i = 0, k = 0;; i++, k++) {
    i = next_extent(a, i, &x);
    k = next_extent(b, k, &y);
    bool end = i == a->buffer->rank, other_end = k == b->buffer->rank;
    if (end || other_end) return end && other_end;
    if (x >= 0 && y >= 0 && x != y) return false;
  }
}

void ir_visit_block(const Block *block, StmtVisit visit, void *state) {
  for (size_t i = 0; i < block->count; i++) {
    Stmt *stmt = block->items[i];
    visit(state, stmt);
    if (stmt->kind == STMT_FOR) ir_visit_block(&stmt->loop.body, visit, state);
    if (stmt->kind == STMT_LAUNCH) ir_visit_block(&stmt->launch.body, visit, state);
    if (stmt->kind == STMT_IF || stmt->kind == STMT_WHILE) {
      ir_visit_block(&stmt->branch.then, visit, state);
      ir_visit_block(&stmt->branch.orelse, visit, state);
    }
  }
}
