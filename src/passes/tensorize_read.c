// Boxes of tensors into blocks. Part of tensorize_tt. What lies outside of the tensor reads 0, which the reader fills in; another safe value is a
// choice by place.
//   before: T.copy(A[0, 0], S)                A of (60, 60), S of (64, 64), T.annotate_safe_value({A: -1})
//   after:  tt_read(S_read, A[0, 0]); tt_generate(S_inside, tt_row() < 60 and tt_column() < 60); tt_eltwise(S, Select(S_inside != 0, S_read, -1))
#include "ir/print.h"
#include "passes/tensorize.h"
#include "passes/transfer.h"

const Expr *tensorize_place(Compilation *c, unsigned rank, unsigned d) {
  return ir_call(c, d + 1 == rank ? OP_TT_COLUMN : d + 2 == rank ? OP_TT_ROW : OP_TT_PLANE, NULL, 0);
}

bool tensorize_has_safe_value(Compilation *c, const Buffer *tensor) {
  if (!tensor->safe_value) return false;
  const Expr *value = ir_simplify(c, NULL, tensor->safe_value);
  while (value->kind == EXPR_CALL && value->op == OP_CAST) value = value->args[0];
  int64_t integer = 1;
  return value->kind == EXPR_FLOAT ? value->number != 0 : !ir_is_int(value, &integer) || integer != 0;
}

bool tensorize_may_leave(const Tensorizer *t, const Expr *index, int64_t extent, const Param *param, unsigned d) {
  int64_t low, high;
  return !ir_range(t->c, t->bounds, index, &low, &high) || low < 0 || high + extent > pass_declared_dim(t->c, t->func, param, d);
}

// The elements of the block that lie in the tensor, as a condition by place; NULL: all. `used` tells the dims of the block in it.
static const Expr *inside_of(Tensorizer *t, const Expr *box, const Buffer *block, Span span, bool *used) {
  Compilation *c = t->c;
  const Param *param = pass_param(t->func, box->buffer);
  const Expr *inside = NULL;
  int block_dim[PLAN_RANK_LIMIT];
  if (!transfer_matches(c, box, block, block_dim)) internal_error(c, "a box of %s of another shape than its block", param->name);
  for (unsigned d = 0; d < box->buffer->rank; d++) {
    int64_t extent = 1;
    ir_is_int(box->extents[d], &extent);
    if (!tensorize_may_leave(t, box->indices[d], extent, param, d)) continue;
    const Expr *index = box->indices[d];
    if (block_dim[d] >= 0) {
      used[block_dim[d]] = true;
      index = ir_op(c, OP_ADD, index, tensorize_place(c, block->rank, (unsigned)block_dim[d]));
      if (block_dim[d] + 2 < (int)block->rank && block->rank > 3)
        diag_unsupported(c, span, "a safe value of %s for a block of more than three dims: copy blocks of three", param->name);
    }
    const Expr *here = ir_op(c, OP_LT, index, ir_int_typed(c, index->type, pass_declared_dim(c, t->func, param, d)));
    here = ir_op(c, OP_AND, ir_op(c, OP_GE, index, ir_int_typed(c, index->type, 0)), here);
    inside = inside ? ir_op(c, OP_AND, inside, here) : here;
  }
  return inside ? ir_simplify(c, t->bounds, inside) : NULL;
}

static Buffer *block_like(Tensorizer *t, Block *out, const char *name, DType type, const Buffer *block, const bool *used, Span span) {
  const Expr *shape[PLAN_RANK_LIMIT];
  for (unsigned d = 0; d < block->rank; d++) shape[d] = used && !used[d] ? ir_int(t->c, 1) : block->shape[d];
  Buffer *buffer = ir_new_buffer(t->c, arena_format(t->c->arena, "%s_%s", block->name, name), type, SCOPE_SHARED, block->rank, shape);
  buffer->span = span;
  ir_append(t->c, out, ir_alloc(t->c, buffer));
  return buffer;
}

void tensorize_read(Tensorizer *t, Block *out, Buffer *block, const Expr *box, Span span) {
  Compilation *c = t->c;
  bool used[PLAN_RANK_LIMIT] = {false};
  const Expr *inside = tensorize_has_safe_value(c, box->buffer) ? inside_of(t, box, block, span, used) : NULL;
  if (!inside) {
    tensorize_op(t, out, OP_TT_READ, span, whole_region(c, block, ACCESS_WRITE), box);
    return;
  }
  Buffer *read = block_like(t, out, "read", block->type, block, NULL, span), *mask = block_like(t, out, "inside", TYPE_BFLOAT16, block, used, span);
  tensorize_op(t, out, OP_TT_READ, span, whole_region(c, read, ACCESS_WRITE), box);
  tensorize_op(t, out, OP_TT_GENERATE, span, whole_region(c, mask, ACCESS_WRITE), ir_cast(c, TYPE_BFLOAT16, inside));
  const Expr *condition = ir_op(c, OP_NE, whole_region(c, mask, ACCESS_READ), ir_float(c, TYPE_BFLOAT16, 0));
  const Expr *safe = ir_simplify(c, NULL, ir_cast(c, block->type, box->buffer->safe_value));
  const Expr *value = ir_call_typed(c, OP_SELECT, block->type, (const Expr *const[]){condition, whole_region(c, read, ACCESS_READ), safe}, 3);
  tensorize_op(t, out, OP_TT_ELTWISE, span, whole_region(c, block, ACCESS_WRITE), value);
}
