// What tile IR may hold and the evaluator does not compute. In: a function as the front end makes it; out: whether it can be compiled, with
// a report where it can't.
#include "reference/reference.h"

static void refuse_vector(Compilation *c, Span span) {
  diag_unsupported(c, span, "a vector: the reference evaluator works on single elements; write the loop over its elements with T.Parallel");
}

static void refuse_pointer(Compilation *c, Span span) {
  diag_unsupported(c, span, "a pointer: the reference evaluator has no addresses; pass each tensor as a T.Tensor parameter");
}

static bool accepts_block(Compilation *c, const Block *block);

static bool accepts_stmt(Compilation *c, const Stmt *stmt) {
  Span span;
  if (ir_vector_in_stmt(stmt, &span)) {
    refuse_vector(c, span);
    return false;
  }
  if (stmt->kind == STMT_LET && stmt->let->type == TYPE_HANDLE) {
    refuse_pointer(c, stmt->span);
    return false;
  }
  switch (stmt->kind) {
    case STMT_FOR: return accepts_block(c, &stmt->loop.body);
    case STMT_LAUNCH: return accepts_block(c, &stmt->launch.body);
    case STMT_WHILE:
    case STMT_IF: return accepts_block(c, &stmt->branch.then) && accepts_block(c, &stmt->branch.orelse);
    case STMT_EVAL: case STMT_STORE: case STMT_LET: case STMT_ALLOC: case STMT_BREAK: case STMT_CONTINUE: case STMT_ATTR: break;
  }
  return true;
}

static bool accepts_block(Compilation *c, const Block *block) {
  for (size_t i = 0; i < block->count; i++)
    if (!accepts_stmt(c, block->items[i])) return false;
  return true;
}

bool reference_accepts(Compilation *compilation, const PrimFunc *func) {
  Span span;
  if (ir_vector_in_params(func, &span)) {
    refuse_vector(compilation, span);
    return false;
  }
  for (size_t i = 0; i < func->params.count; i++) {
    const Var *var = func->params.items[i].var;
    if (!var || var->type != TYPE_HANDLE) continue;
    refuse_pointer(compilation, var->span);
    return false;
  }
  return accepts_block(compilation, &func->body);
}
