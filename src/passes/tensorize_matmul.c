// Matmul nests: a store C[i, j] = C[i, j] + A[i, k] * B[k, j] in three loops of any order, A and B either way round.
//   before: for i, j in T.Parallel(64, 64):
//               for k in range(32): C[i, j] = C[i, j] + T.Cast("float32", A[i, k]) * T.Cast("float32", B[k, j])
//   after:  T.tt_matmul(A, B, C, T.bool(False), T.bool(False), T.bool(False))
// Anything that differs (another term, -=, shifted or partial ranges, C as an operand) is not this and is left alone.
#include "passes/tensorize.h"

static const Expr *strip_casts(const Expr *expr) {
  while (expr->kind == EXPR_CALL && expr->op == OP_CAST && type_kind(expr->type) == TYPE_KIND_FLOAT &&
         type_kind(expr->args[0]->type) == TYPE_KIND_FLOAT)
    expr = expr->args[0];
  return expr;
}

static bool is_target_load(const Expr *expr, const Stmt *store) {
  if (expr->kind != EXPR_LOAD || expr->buffer != store->store.buffer) return false;
  for (unsigned d = 0; d < expr->buffer->rank; d++)
    if (!ir_same(expr->indices[d], store->store.indices[d])) return false;
  return true;
}

// The product that is added to the target, or NULL.
static const Expr *accumulated_product(const Stmt *store) {
  const Expr *sum = strip_casts(store->store.value);
  if (sum->kind != EXPR_CALL || sum->op != OP_ADD) return NULL;
  const Expr *left = strip_casts(sum->args[0]), *right = strip_casts(sum->args[1]);
  const Expr *product = is_target_load(left, store) ? right : is_target_load(right, store) ? left : NULL;
  if (!product || product->kind != EXPR_CALL || product->op != OP_MUL || type_kind(product->type) != TYPE_KIND_FLOAT) return NULL;
  return product;
}

typedef struct MatmulOperand {
  Buffer *buffer;
  NestAccess access;
  bool transposed;
} MatmulOperand;

// An operand that walks loops `row` and `column`, in this order or transposed.
static bool match_operand(Tensorizer *t, const Nest *nest, const Expr *expr, int row, int column, MatmulOperand *operand) {
  const Expr *load = strip_casts(expr);
  if (load->kind != EXPR_LOAD || !nest_access(t, nest, load->buffer, load->indices, &operand->access)) return false;
  operand->buffer = load->buffer;
  operand->transposed = operand->access.row == column && operand->access.column == row;
  return operand->transposed || (operand->access.row == row && operand->access.column == column);
}

// The operand as an on-chip region: tensors are staged through a block of their own.
static const Expr *onchip_operand(Tensorizer *t, const Nest *nest, const MatmulOperand *operand, Span span, Block *out) {
  if (operand->buffer->scope != SCOPE_GLOBAL)
    return tensorize_check_onchip(t, operand->buffer, span) ? whole_region(t->c, operand->buffer, ACCESS_READ) : NULL;
  int64_t rows = nest_extent(nest, operand->access.row), columns = nest_extent(nest, operand->access.column);
  const char *name = arena_format(t->c->arena, "%s_in", operand->buffer->name);
  Buffer *stage = tensorize_stage(t, out, name, operand->buffer->type, rows, columns, span);
  if (!tensorize_check_onchip(t, stage, span)) return NULL;
  const Expr *block = tensorize_block_region(t, operand->access.region, ACCESS_READ, rows, columns, span);
  if (!block) return NULL;
  tensorize_read(t, out, stage, block, span);
  return whole_region(t->c, stage, ACCESS_READ);
}

static void emit_matmul(Tensorizer *t, const Nest *nest, const MatmulOperand *a, const MatmulOperand *b, const MatmulOperand *target,
                        Span span, Block *out) {
  const Expr *left = onchip_operand(t, nest, a, span, out);
  const Expr *right = left ? onchip_operand(t, nest, b, span, out) : NULL;
  const Expr *result = right ? onchip_operand(t, nest, target, span, out) : NULL;
  if (!result) return;
  // The matmul accumulates in a buffer of its own where the target is a tensor: the block that onchip_operand has read.
  Buffer *accumulator = result->buffer;
  if (target->buffer->scope == SCOPE_GLOBAL) {
    accumulator = tensorize_stage(t, out, arena_format(t->c->arena, "%s_sum", target->buffer->name), target->buffer->type,
                                  block_rows(t->c, accumulator), block_columns(t->c, accumulator), span);
    tensorize_op(t, out, OP_TT_ELTWISE, span, whole_region(t->c, accumulator, ACCESS_WRITE), result);
  }
  left = tensorize_depth_masked(t, left, !a->transposed, span, out);
  right = tensorize_depth_masked(t, right, b->transposed, span, out);
  tensorize_op(t, out, OP_TT_MATMUL, span, left, right, whole_region(t->c, accumulator, ACCESS_READ_WRITE),
               ir_bool(t->c, a->transposed), ir_bool(t->c, b->transposed), ir_bool(t->c, false));
  t->matmuls++;
  if (target->buffer->scope == SCOPE_GLOBAL) {
    const Expr *block = tensorize_block_region(t, target->access.region, ACCESS_WRITE, block_rows(t->c, accumulator), block_columns(t->c, accumulator), span);
    if (block) tensorize_op(t, out, OP_TT_WRITE, span, block, whole_region(t->c, accumulator, ACCESS_READ));
  }
}

bool tensorize_matmul_nest(Tensorizer *t, const Nest *nest, const Stmt *store, Block *out) {
  if (nest->depth != 3) return false;
  const Expr *product = accumulated_product(store);
  MatmulOperand target = {.buffer = store->store.buffer}, a, b;
  if (!product || !nest_access(t, nest, target.buffer, store->store.indices, &target.access)) return false;
  int row = target.access.row, column = target.access.column, depth = 3 - row - column;
  // A parallel loop over k would be a race in the source; only an ordered one is an accumulation, or one into a reducer.
  if (nest->loops[depth]->loop.loop == LOOP_PARALLEL && !target.buffer->reducer) return false;
  bool straight = match_operand(t, nest, product->args[0], row, depth, &a) && match_operand(t, nest, product->args[1], depth, column, &b);
  bool swapped = !straight && match_operand(t, nest, product->args[1], row, depth, &a) &&
                 match_operand(t, nest, product->args[0], depth, column, &b);
  if (!straight && !swapped) return false;
  if (a.buffer == target.buffer || b.buffer == target.buffer) return false;
  emit_matmul(t, nest, &a, &b, &target, store->span, out);
  return true;
}
