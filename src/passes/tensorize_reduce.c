// T.reduce, T.cumsum and the reducers as block ops. Part of tensorize_tt.
//   before: T.reduce(A, s, "max", 1, clear=False)       A (64, 96), s (64, 1)
//   after:  tt_reduce(A_max, A, ones, "max", 1); tt_eltwise(s, max(s, A_max))
//   before: T.cumsum(A, B, 1, reverse=False)
//   after:  tt_generate(order, tt_row() <= tt_column()); tt_matmul(A, order, A_running, clear=True); tt_eltwise(B, A_running)
#include "passes/element.h"

// Which of the last two dims the statement reduces: 0 rows, 1 columns.
static bool reduced_dim(Tensorizer *t, const Expr *call, const Expr *dim, unsigned *which) {
  const Buffer *source = call->args[0]->buffer;
  int64_t value = -1;
  ir_is_int(dim, &value);
  if (value < (int64_t)source->rank - 2 || value >= (int64_t)source->rank) {
    diag_unsupported(t->c, call->span, "T.%s along dim %lld of %s: the last two dims can be reduced", op_info(call->op)->text, (long long)value, source->name);
    return false;
  }
  *which = (unsigned)(value - (int64_t)source->rank + 2);
  return true;
}

// The result as a tree for the target: in its orientation.
static const Expr *fit_result(Tensorizer *t, const Expr *result, const Buffer *target, Span span, Block *out) {
  Compilation *c = t->c;
  const Expr *region = result;
  while (region->kind == EXPR_CALL) region = region->args[0];  // a negation
  const Buffer *block = region->buffer;
  int64_t rows = block_rows(c, block), columns = block_columns(c, block);
  bool planes = tile_planes(c, block) == tile_planes(c, target);
  if (planes && rows == block_rows(c, target) && columns == block_columns(c, target)) return result;
  if (planes && rows == block_columns(c, target) && columns == block_rows(c, target)) {
    const Expr *shape[PLAN_RANK_LIMIT];
    for (unsigned d = 0; d < block->rank; d++) shape[d] = block->shape[d];
    shape[block->rank - 2] = block->shape[block->rank - 1];
    shape[block->rank - 1] = block->shape[block->rank - 2];
    Buffer *turned = ir_new_buffer(c, arena_format(c->arena, "%s_t", block->name), block->type, SCOPE_SHARED, block->rank, shape);
    turned->span = span;
    ir_append(c, out, ir_alloc(c, turned));
    tensorize_op(t, out, OP_TT_TRANSPOSE, span, whole_region(c, turned, ACCESS_WRITE), region);
    return substitute_buffer(c, result, block, whole_region(c, turned, ACCESS_READ));
  }
  diag_unsupported(c, span, "the result %s of a reduction, whose shape is not that of its source without the reduced dim: give it one dim, or extent 1 there",
                   target->name);
  return NULL;
}

void tensorize_reduce(Tensorizer *t, const Expr *call, Block *out) {
  Compilation *c = t->c;
  const Expr *source = call->args[0], *target = call->args[1];
  Span span = call->span;
  ReductionKind kind;
  int64_t clear = 0;
  unsigned which;
  if (!tensorize_check_whole(t, source, span) || !tensorize_check_whole(t, target, span) || !reduced_dim(t, call, call->args[3], &which)) return;
  if (!ir_is_int(ir_simplify(c, NULL, call->args[4]), &clear) || !reduction_kind(call->args[2]->string, &kind))
    internal_error(c, "T.reduce of kind %s, or its clear", call->args[2]->string);
  const bool dims[2] = {which == 0, which == 1};
  kind.exact = deciding_contains(&t->deciding, target->buffer);
  const Expr *result = tensorize_reduction(t, source, source->buffer, kind, dims, span, out);
  if (result) result = fit_result(t, result, target->buffer, span, out);
  if (!result) return;
  if (!clear) {
    DType wide = type_is_int(result->type) ? result->type : TYPE_FLOAT32;
    const Expr *old = ir_cast(c, wide, whole_region(c, target->buffer, ACCESS_READ));
    result = ir_call_typed(c, kind.combine, wide, (const Expr *const[]){old, result}, 2);
  }
  tensorize_op(t, out, OP_TT_ELTWISE, span, whole_region(c, target->buffer, ACCESS_WRITE), ir_cast(c, target->type, result));
}

static Buffer *square_order(Tensorizer *t, int64_t extent, bool reverse, DType type, Span span, Block *out) {
  Compilation *c = t->c;
  Buffer *order = tensorize_stage(t, out, "order", type, extent, extent, span);
  const Expr *row = ir_call(c, OP_TT_ROW, NULL, 0), *column = ir_call(c, OP_TT_COLUMN, NULL, 0);
  const Expr *in = reverse ? ir_op(c, OP_GE, row, column) : ir_op(c, OP_LE, row, column);
  tensorize_op(t, out, OP_TT_GENERATE, span, whole_region(c, order, ACCESS_WRITE), ir_cast(c, type, in));
  return order;
}

void tensorize_cumsum(Tensorizer *t, const Expr *call, Block *out) {
  Compilation *c = t->c;
  const Expr *source = call->args[0], *target = call->args[1];
  Span span = call->span;
  unsigned which;
  int64_t reverse = 0;
  if (!tensorize_check_whole(t, source, span) || !tensorize_check_whole(t, target, span) || !reduced_dim(t, call, call->args[2], &which)) return;
  ir_is_int(ir_simplify(c, NULL, call->args[3]), &reverse);
  if (type_kind(source->type) != TYPE_KIND_FLOAT || tile_planes(c, source->buffer) != 1) {
    diag_unsupported(c, span, "T.cumsum of %s or of several planes: the matrix engine sums floats of one plane", type_text(source->type));
    return;
  }
  int64_t rows = block_rows(c, source->buffer), columns = block_columns(c, source->buffer);
  Buffer *running = tensorize_stage(t, out, arena_format(c->arena, "%s_running", source->buffer->name), TYPE_FLOAT32, rows, columns, span);
  // Sums along columns: A x upper triangle; along rows: lower triangle x A.
  bool upper = (which == 1) != (reverse != 0);
  Buffer *order = square_order(t, which ? columns : rows, !upper, source->type == TYPE_FLOAT32 ? TYPE_FLOAT32 : TYPE_BFLOAT16, span, out);
  const Expr *summed = tensorize_depth_masked(t, whole_region(c, source->buffer, ACCESS_READ), which == 1, span, out);
  const Expr *triangle = tensorize_depth_masked(t, whole_region(c, order, ACCESS_READ), which == 0, span, out);
  tensorize_op(t, out, OP_TT_MATMUL, span, which ? summed : triangle, which ? triangle : summed, whole_region(c, running, ACCESS_WRITE),
               ir_bool(c, false), ir_bool(c, false), ir_bool(c, true));
  t->matmuls++;
  tensorize_op(t, out, OP_TT_ELTWISE, span, whole_region(c, target->buffer, ACCESS_WRITE), ir_cast(c, target->type, whole_region(c, running, ACCESS_READ)));
}

const Expr *tensorize_depth_masked(Tensorizer *t, const Expr *operand, bool columns, Span span, Block *out) {
  Compilation *c = t->c;
  Buffer *buffer = operand->buffer;
  if ((columns ? block_columns(c, buffer) : block_rows(c, buffer)) % TILE == 0) return operand;
  const bool dims[2] = {!columns, columns};
  const Expr *tree = tensorize_masked(t, operand, buffer, dims, 0, span, out);
  Buffer *inside = ir_new_buffer(c, arena_format(c->arena, "%s_inside", buffer->name), buffer->type, SCOPE_SHARED, buffer->rank, buffer->shape);
  inside->span = span;
  ir_append(c, out, ir_alloc(c, inside));
  tensorize_op(t, out, OP_TT_ELTWISE, span, whole_region(c, inside, ACCESS_WRITE), tree);
  return whole_region(c, inside, ACCESS_READ);
}
