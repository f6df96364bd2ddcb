// Index arithmetic of 64 bits becomes 32 bits where every value is proven to fit: RISC cores and generated blocks compute in 32. Part of infer_tt_shard.
//   before: for k in range(T.int64(4)): T.copy(A[bx * T.int64(32), k * T.int64(64)], S)
//   after:  for k in range(4): T.copy(A[bx * 32, k * 64], S)
// A function in which one value may not fit, or that holds integers of 64 bits in a buffer, stays as it is.
#include "passes/pass.h"

typedef struct Narrowing {
  Compilation *c;
  const Bounds *bounds;
  bool fits;
} Narrowing;

static bool keeps_range(Op op) {
  switch ((int)op) {
    case OP_ADD:
    case OP_SUB:
    case OP_MUL:
    case OP_FLOORDIV:
    case OP_FLOORMOD:
    case OP_MIN:
    case OP_MAX:
    case OP_CAST:
    case OP_SELECT:
    case OP_IF_THEN_ELSE: return true;
    default: return false;
  }
}

static void check_expr(void *state, const Expr *expr) {
  Narrowing *n = state;
  if (expr->type != TYPE_INT64) {
    bool wide_operand = expr->kind == EXPR_CALL && expr->arg_count && expr->args[0]->type == TYPE_INT64 && expr->op != OP_CAST && expr->type != TYPE_BOOL &&
                        op_info(expr->op)->engine == ENGINE_VALUE;
    n->fits &= expr->type != TYPE_UINT64 && !wide_operand;
    return;
  }
  int64_t low, high;
  bool known = ir_range(n->c, n->bounds, expr, &low, &high) && low >= INT32_MIN && high <= INT32_MAX;
  bool narrow = expr->kind == EXPR_INT || expr->kind == EXPR_VAR || (expr->kind == EXPR_CALL && keeps_range(expr->op));
  n->fits &= known && narrow;
}

static void check_stmt(void *state, Stmt *stmt) {
  Narrowing *n = state;
  ir_visit_stmt(stmt, check_expr, n);
  if (stmt->kind == STMT_ALLOC) n->fits &= !type_is_int(stmt->alloc->type) || type_bits(stmt->alloc->type) <= 32;
}

static const Expr *narrow_expr(void *state, Compilation *c, const Expr *expr) {
  (void)state;
  if (expr->type != TYPE_INT64) return expr;
  if (expr->kind == EXPR_INT) return ir_with_span(c, ir_int(c, expr->integer), expr->span);
  if (expr->kind == EXPR_VAR) return ir_with_span(c, ir_var(c, expr->var), expr->span);
  if (expr->op == OP_CAST) return ir_cast(c, TYPE_INT32, expr->args[0]);
  return ir_with_span(c, ir_call_typed(c, expr->op, TYPE_INT32, expr->args, expr->arg_count), expr->span);
}

static const Expr *narrow(Compilation *c, const Expr *expr) { return ir_map(c, expr, narrow_expr, NULL); }

static void narrow_var(Var *var) {
  if (var->type == TYPE_INT64) var->type = TYPE_INT32;
}

static void narrow_shape(Compilation *c, Buffer *buffer) {
  for (unsigned d = 0; d < buffer->rank; d++) {
    buffer->shape[d] = narrow(c, buffer->shape[d]);
    if (buffer->strides) buffer->strides[d] = narrow(c, buffer->strides[d]);
  }
}

// What a statement binds; the expressions are mapped after all of them.
static void narrow_binding(void *state, Stmt *stmt) {
  if (stmt->kind == STMT_LET) narrow_var(stmt->let);
  if (stmt->kind == STMT_FOR) narrow_var(stmt->loop.var);
  if (stmt->kind == STMT_ALLOC) narrow_shape(state, stmt->alloc);
  for (unsigned d = 0; stmt->kind == STMT_LAUNCH && d < stmt->launch.dims; d++) narrow_var(stmt->launch.grid[d]);
}

typedef struct FindWide {
  bool found;
} FindWide;

static void find_wide(void *state, const Expr *expr) {
  FindWide *find = state;
  if (expr->type == TYPE_INT64) find->found = true;
}

static void find_wide_stmt(void *state, Stmt *stmt) { ir_visit_stmt(stmt, find_wide, state); }

void narrow_indices(Compilation *c, PrimFunc *func) {
  FindWide find = {false};
  ir_visit_block(&func->body, find_wide_stmt, &find);
  if (!find.found) return;
  Narrowing n = {c, pass_bounds(c, func, func), true};
  for (size_t i = 0; i < func->params.count; i++) {
    const Param *param = &func->params.items[i];
    n.fits &= param->buffer && (!type_is_int(param->buffer->type) || type_bits(param->buffer->type) <= 32);
  }
  ir_visit_block(&func->body, check_stmt, &n);
  if (!n.fits) return;
  for (size_t i = 0; i < func->params.count; i++) narrow_shape(c, func->params.items[i].buffer);
  ir_visit_block(&func->body, narrow_binding, c);
  map_block(c, &func->body, narrow_expr, NULL);
}
