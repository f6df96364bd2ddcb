// Integers that a block holds as a tensor has them, where they decide what is done: part of tensorize_tt. They are read from the tensor.
//   before: T.copy(Mask[by, 0:8], m); for k in range(8): if m[k] != 0: ...
//   after:  T.copy(Mask[by, 0:8], m); for k in range(8): if Mask[by, k] != 0: ...
#include "passes/tensorize.h"
#include "passes/transfer.h"

enum { COPY_LIMIT = 16 };

typedef struct Copies {
  Compilation *c;
  const PrimFunc *func;
  const Expr *copies[COPY_LIMIT];  // in the blocks around the statement
  unsigned count;
} Copies;

typedef struct Writers {
  const Buffer *buffer;
  unsigned count;
} Writers;

static void count_region(void *state, const Expr *expr) {
  Writers *writers = state;
  if (expr->kind == EXPR_REGION && expr->buffer == writers->buffer && expr->access != ACCESS_READ) writers->count++;
}

static void count_writers(void *state, Stmt *stmt) {
  Writers *writers = state;
  if (stmt->kind == STMT_EVAL) ir_visit(stmt->call, count_region, writers);
  if (stmt->kind == STMT_STORE && stmt->store.buffer == writers->buffer) writers->count++;
}

static bool is_plain_copy(const Copies *copies, const Stmt *stmt) {
  if (!is_call(stmt, OP_COPY)) return false;
  const Expr *source = stmt->call->args[0], *target = stmt->call->args[1];
  int block_dim[PLAN_RANK_LIMIT];
  if (source->buffer->scope != SCOPE_GLOBAL || target->buffer->scope == SCOPE_GLOBAL || !is_whole_region(target)) return false;
  if (!type_is_int(source->type) || source->type != target->buffer->type) return false;
  Writers writers = {target->buffer, 0};
  ir_visit_block(&copies->func->body, count_writers, &writers);
  return writers.count == 1 && transfer_matches(copies->c, source, target->buffer, block_dim);
}

static const Expr *from_tensor(void *state, Compilation *c, const Expr *expr) {
  const Copies *copies = state;
  for (unsigned i = 0; expr->kind == EXPR_LOAD && i < copies->count; i++) {
    const Expr *source = copies->copies[i]->args[0], *indices[PLAN_RANK_LIMIT];
    if (copies->copies[i]->args[1]->buffer != expr->buffer) continue;
    int block_dim[PLAN_RANK_LIMIT];
    transfer_matches(c, source, expr->buffer, block_dim);
    for (unsigned d = 0; d < source->buffer->rank; d++) {
      indices[d] = source->indices[d];
      if (block_dim[d] >= 0) indices[d] = ir_op(c, OP_ADD, indices[d], ir_cast(c, indices[d]->type, expr->indices[block_dim[d]]));
    }
    return ir_with_span(c, ir_load(c, source->buffer, indices), expr->span);
  }
  return expr;
}

static void flags_in_block(Copies *copies, Block *block) {
  Compilation *c = copies->c;
  unsigned kept = copies->count;
  for (size_t i = 0; i < block->count; i++) {
    Stmt *stmt = block->items[i];
    if (stmt->kind == STMT_EVAL && copies->count) stmt->call = ir_map(c, stmt->call, from_tensor, copies);
    if (copies->count < COPY_LIMIT && is_plain_copy(copies, stmt)) copies->copies[copies->count++] = stmt->call;
    if (stmt->kind == STMT_IF) {
      stmt->branch.condition = ir_map(c, stmt->branch.condition, from_tensor, copies);
      flags_in_block(copies, &stmt->branch.then);
      flags_in_block(copies, &stmt->branch.orelse);
    }
    if (stmt->kind != STMT_FOR || is_unordered(stmt)) continue;
    stmt->loop.extent = ir_map(c, stmt->loop.extent, from_tensor, copies);
    if (!tensorize_is_nest(stmt)) flags_in_block(copies, &stmt->loop.body);
  }
  copies->count = kept;
}

void flags_of_tensors(Compilation *c, PrimFunc *func) {
  Copies copies = {.c = c, .func = func};
  flags_in_block(&copies, &func->body);
}
