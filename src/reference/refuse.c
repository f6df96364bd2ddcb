// What tile IR may hold and the evaluator does not compute. In: a function as the front end makes it; out: whether it can be compiled, with
// a report where it can't.
#include "ir/print.h"
#include "reference/reference.h"

static void refuse_vector(Compilation *c, Span span) {
  diag_unsupported(c, span, "a vector: the reference evaluator works on single elements; write the loop over its elements with T.Parallel");
}

static void refuse_pointer(Compilation *c, Span span) {
  diag_unsupported(c, span, "a pointer: the reference evaluator has no addresses; pass each tensor as a T.Tensor parameter");
}

static void refuse_boxes(Compilation *c, const Expr *copy) {
  const Expr *from = copy->args[0], *to = copy->args[1];
  diag_error(c, copy->span, "T.copy from a box of %s to a box of %s", ir_print_expr(c, ir_list(c, from->extents, from->buffer->rank)),
             ir_print_expr(c, ir_list(c, to->extents, to->buffer->rank)));
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
  const Expr *call = stmt->kind == STMT_EVAL ? stmt->call : NULL;
  bool copies = call && call->kind == EXPR_CALL && (call->op == OP_COPY || call->op == OP_ASYNC_COPY);
  if (copies && ir_copy_of_gpu(call)) {
    diag_unsupported(c, call->span, "T.copy with %s: the reference evaluator has no clusters and copy engines; copy between a tensor and a buffer", ir_copy_of_gpu(call));
    return false;
  }
  if (copies && !ir_boxes_match(call->args[0], call->args[1])) {
    refuse_boxes(c, call);
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
