// Which buffers decide something: their values reach a comparison, a conversion to integers or a rounding to whole numbers, where the last
// bit can change everything. A comparison with an infinity is none: every format has it. In: the function before tensorize_tt; out: the list.
#include <math.h>

#include "passes/tensorize.h"

typedef struct Deciders {
  Compilation *c;
  BufferList found;
  bool changed;
} Deciders;

bool deciding_contains(const BufferList *list, const Buffer *buffer) {
  for (size_t i = 0; i < list->count; i++)
    if (list->items[i] == buffer) return true;
  return false;
}

static void mark(void *state, const Expr *expr) {
  Deciders *d = state;
  if (expr->kind == EXPR_VAR && expr->var->value) ir_visit(expr->var->value, mark, d);
  if ((expr->kind != EXPR_LOAD && expr->kind != EXPR_REGION) || deciding_contains(&d->found, expr->buffer)) return;
  vector_push(d->c->arena, &d->found, expr->buffer);
  d->changed = true;
}

static bool is_infinite(const Expr *expr) {
  while (expr->kind == EXPR_CALL && expr->arg_count == 1 && expr->op == OP_CAST) expr = expr->args[0];
  return expr->kind == EXPR_FLOAT && isinf(expr->number);
}

static void find_decision(void *state, const Expr *expr) {
  if (expr->kind != EXPR_CALL) return;
  switch ((unsigned)expr->op) {
    case OP_EQ:
    case OP_NE:
    case OP_LT:
    case OP_LE:
    case OP_GT:
    case OP_GE:
      if (is_infinite(expr->args[0]) || is_infinite(expr->args[1])) return;
      break;
    case OP_CAST:
      if (!type_is_int(expr->type) || type_is_int(expr->args[0]->type)) return;
      break;
    case OP_FLOOR:
    case OP_CEIL:
    case OP_TRUNC:
    case OP_ROUND:
    case OP_NEARBYINT: break;
    default: return;
  }
  for (unsigned i = 0; i < expr->arg_count; i++) ir_visit(expr->args[i], mark, state);
}

// What is stored where a decision is taken from decides too.
static void follow(void *state, Stmt *stmt) {
  Deciders *d = state;
  ir_visit_stmt(stmt, find_decision, d);
  if (stmt->kind == STMT_LET && stmt->let->value) ir_visit(stmt->let->value, find_decision, d);
  if (stmt->kind == STMT_STORE && deciding_contains(&d->found, stmt->store.buffer)) ir_visit(stmt->store.value, mark, d);
  bool moves = is_call(stmt, OP_COPY) || is_call(stmt, OP_REDUCE) || is_call(stmt, OP_CUMMAX) || is_call(stmt, OP_TRANSPOSE);
  if (!moves) return;
  const Expr *source = stmt->call->args[0], *target = stmt->call->args[1];
  bool whole_numbers = type_is_int(target->type) && !type_is_int(source->type);
  if (whole_numbers || deciding_contains(&d->found, target->buffer)) mark(d, source);
}

BufferList deciding_buffers(Compilation *c, const PrimFunc *func) {
  Deciders d = {.c = c, .changed = true};
  while (d.changed) {
    d.changed = false;
    ir_visit_block(&func->body, follow, &d);
  }
  return d.found;
}
