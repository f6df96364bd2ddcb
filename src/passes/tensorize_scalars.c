// Scalars that tensors hold: offsets, lengths, block numbers, flags. Part of tensorize_tt: integer elements of tensors that no loop over elements
// walks become variables of the kernels.
//   before: start: T.int32 = Offsets[bz] * 2; if Mask[by, k]: T.copy(A[start, 0], S)
//   after:  Offsets_at: T.int32 = T.tt_load(Offsets[bz]); start: T.int32 = Offsets_at * 2; Mask_at: T.bool = T.tt_load(Mask[by, k]); if Mask_at: ...
#include "passes/tensorize.h"

enum { QUANTIFIED_LIMIT = 16 };

typedef struct ScalarLoads {
  Tensorizer *t;
  const Stmt *nest;  // a loop over elements: only what none of its variables index
  Block *out;
  Span span;
  VECTOR(Var *) vars;  // made for the statement: equal loads have one variable
} ScalarLoads;

typedef struct UsesOf {
  const Stmt *nest;
  bool found;
} UsesOf;

typedef struct BoundIn {
  const Var *var;
  bool found;
} BoundIn;

static void find_binding(void *state, Stmt *stmt) {
  BoundIn *bound = state;
  if (stmt->kind == STMT_FOR && stmt->loop.var == bound->var) bound->found = true;
  if (stmt->kind == STMT_LET && stmt->let == bound->var) bound->found = true;
}

static void find_inner(void *state, const Expr *expr) {
  UsesOf *uses = state;
  if (expr->kind == EXPR_LOAD && expr->buffer->scope != SCOPE_GLOBAL) uses->found = true;
  if (expr->kind != EXPR_VAR) return;
  BoundIn bound = {expr->var, uses->nest->loop.var == expr->var};
  ir_visit_block(&uses->nest->loop.body, find_binding, &bound);
  uses->found |= bound.found;
}

static bool moves_in_nest(const ScalarLoads *s, const Expr *load) {
  UsesOf uses = {s->nest, false};
  for (unsigned d = 0; s->nest && d < load->buffer->rank; d++) ir_visit(load->indices[d], find_inner, &uses);
  return uses.found;
}

static bool reads_block(const Expr *load) {
  for (unsigned d = 0; d < load->buffer->rank; d++) {
    const Expr *index = load->indices[d];
    if (index->kind == EXPR_LOAD) return true;  // of a block on the chip: those of tensors are variables already
  }
  return false;
}

static const Expr *load_scalar(void *state, Compilation *c, const Expr *expr) {
  ScalarLoads *s = state;
  // An address: of the element, not of the variable that it has become.
  if (expr->kind == EXPR_CALL && expr->op == OP_ACCESS_PTR && expr->args[0]->kind == EXPR_VAR) {
    const Expr *args[3] = {expr->args[0]->var->value->args[0], expr->args[1], expr->args[2]};
    return ir_with_span(c, ir_call_typed(c, OP_ACCESS_PTR, expr->type, args, 3), expr->span);
  }
  bool scalar = expr->kind == EXPR_LOAD && expr->buffer->scope == SCOPE_GLOBAL && type_is_int(expr->type) && type_bits(expr->type) <= 32;
  if (!scalar || moves_in_nest(s, expr) || reads_block(expr)) return expr;
  for (size_t i = 0; i < s->vars.count; i++)
    if (ir_same(s->vars.items[i]->value->args[0], expr)) return ir_var(c, s->vars.items[i]);
  Var *var = ir_new_var(c, arena_format(c->arena, "%s_at", expr->buffer->name), expr->type);
  Stmt *let = ir_let(c, var, ir_with_span(c, ir_call_typed(c, OP_TT_LOAD, expr->type, &expr, 1), expr->span));
  let->span = s->span;
  ir_append(c, s->out, let);
  vector_push(c->arena, &s->vars, var);
  return ir_var(c, var);
}

// T.any_of and T.all_of of a few elements that lie side by side: the elements, one by one.
static const Expr *quantified(void *state, Compilation *c, const Expr *expr) {
  (void)state;
  int64_t count = 0;
  if (expr->kind != EXPR_CALL || (expr->op != OP_ANY_OF && expr->op != OP_ALL_OF) || !ir_is_int(expr->args[1], &count)) return expr;
  const Expr *first = expr->args[0]->args[0], *result = NULL;
  const Buffer *buffer = first->buffer;
  unsigned last = buffer->rank - 1;
  bool inside = count >= 1 && count <= QUANTIFIED_LIMIT && ir_is_multiple(c, NULL, first->indices[last], count);
  if (!inside || pass_dim(c, buffer, last) % count != 0) return expr;
  for (int64_t i = 0; i < count; i++) {
    const Expr *indices[PLAN_RANK_LIMIT];
    for (unsigned d = 0; d < last; d++) indices[d] = first->indices[d];
    indices[last] = ir_simplify(c, NULL, ir_op(c, OP_ADD, first->indices[last], ir_int_typed(c, first->indices[last]->type, i)));
    const Expr *element = ir_load(c, first->buffer, indices);
    if (element->type != TYPE_BOOL) element = ir_op(c, OP_NE, element, ir_int_typed(c, element->type, 0));
    result = result ? ir_op(c, expr->op == OP_ANY_OF ? OP_OR : OP_AND, result, element) : element;
  }
  return result;
}

static void expand_quantifiers(void *state, Stmt *stmt) {
  Compilation *c = state;
  if (stmt->kind == STMT_IF || stmt->kind == STMT_WHILE) stmt->branch.condition = ir_map(c, stmt->branch.condition, quantified, NULL);
  if (stmt->kind == STMT_LET) stmt->let->value = ir_map(c, stmt->let->value, quantified, NULL);
}

void scalar_quantifiers(Compilation *c, PrimFunc *func) { ir_visit_block(&func->body, expand_quantifiers, c); }

static void load_in_stmt(void *state, Stmt *stmt) {
  ScalarLoads *s = state;
  Compilation *c = s->t->c;
  if (stmt->kind == STMT_EVAL) stmt->call = ir_map(c, stmt->call, load_scalar, s);
  if (stmt->kind == STMT_LET && !is_tt_load(stmt->let->value)) stmt->let->value = ir_map(c, stmt->let->value, load_scalar, s);
  if (stmt->kind == STMT_IF || stmt->kind == STMT_WHILE) stmt->branch.condition = ir_map(c, stmt->branch.condition, load_scalar, s);
  if (stmt->kind == STMT_FOR) {
    stmt->loop.begin = ir_map(c, stmt->loop.begin, load_scalar, s);
    stmt->loop.extent = ir_map(c, stmt->loop.extent, load_scalar, s);
  }
  if (stmt->kind != STMT_STORE) return;
  for (unsigned d = 0; d < stmt->store.buffer->rank; d++) stmt->store.indices[d] = ir_map(c, stmt->store.indices[d], load_scalar, s);
  stmt->store.value = ir_map(c, stmt->store.value, load_scalar, s);
}

void tensorize_scalars(Tensorizer *t, Stmt *stmt, bool nest, Block *out) {
  ScalarLoads s = {.t = t, .nest = nest ? stmt : NULL, .out = out, .span = stmt->span};
  load_in_stmt(&s, stmt);
  if (nest) ir_visit_block(&stmt->loop.body, load_in_stmt, &s);
}
