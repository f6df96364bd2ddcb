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
    diag_unsupported(t->c, call->span, "T.%s along dim %lld of %s: the last two dims can be reduced, and others of at most 64", op_info(call->op)->text, (long long)value, source->name);
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

// A x upper triangle for running sums along columns, lower triangle x A along rows.
typedef struct Scan {
  Tensorizer *t;
  Span span;
  Block *out;
  unsigned which;
  Buffer *order, *running;
} Scan;

static Scan make_scan(Tensorizer *t, const Expr *call, unsigned which, DType type, Span span, Block *out) {
  Compilation *c = t->c;
  int64_t reverse = 0, rows = block_rows(c, call->args[0]->buffer), columns = block_columns(c, call->args[0]->buffer);
  ir_is_int(ir_simplify(c, NULL, call->args[3]), &reverse);
  Scan scan = {t, span, out, which, NULL, NULL};
  scan.running = tensorize_stage(t, out, arena_format(c->arena, "%s_running", call->args[0]->buffer->name), TYPE_FLOAT32, rows, columns, span);
  bool upper = (which == 1) != (reverse != 0);
  scan.order = square_order(t, which ? columns : rows, !upper, type, span, out);
  return scan;
}

static const Expr *scanned(const Scan *scan, Buffer *source) {
  Tensorizer *t = scan->t;
  Compilation *c = t->c;
  const Expr *summed = tensorize_depth_masked(t, whole_region(c, source, ACCESS_READ), scan->which == 1, scan->span, scan->out);
  const Expr *triangle = tensorize_depth_masked(t, whole_region(c, scan->order, ACCESS_READ), scan->which == 0, scan->span, scan->out);
  tensorize_op(t, scan->out, OP_TT_MATMUL, scan->span, scan->which ? summed : triangle, scan->which ? triangle : summed,
               whole_region(c, scan->running, ACCESS_WRITE), ir_bool(c, false), ir_bool(c, false), ir_bool(c, true));
  t->matmuls++;
  return whole_region(c, scan->running, ACCESS_READ);
}

// Integers in pieces of 8 bits: their sums stay below 2**24 as long as 65536 elements are not exceeded.
static const Expr *scanned_integers(Tensorizer *t, const Expr *call, unsigned which, Span span, Block *out) {
  enum { PIECE_BITS = 8, VALUE_BITS = 32 };
  Compilation *c = t->c;
  Buffer *source = call->args[0]->buffer;
  int64_t rows = block_rows(c, source), columns = block_columns(c, source);
  Buffer *piece = tensorize_stage(t, out, arena_format(c->arena, "%s_piece", source->name), TYPE_BFLOAT16, rows, columns, span);
  Buffer *result = tensorize_stage(t, out, arena_format(c->arena, "%s_whole", source->name), TYPE_INT32, rows, columns, span);
  Scan scan = make_scan(t, call, which, TYPE_BFLOAT16, span, out);
  const Expr *whole = whole_region(c, source, ACCESS_READ), *value = ir_cast(c, TYPE_INT32, whole);
  if (source->type == TYPE_UINT32) value = ir_call_typed(c, OP_REINTERPRET, TYPE_INT32, &whole, 1);
  t->pieces = true;
  for (unsigned first = 0; first < VALUE_BITS; first += PIECE_BITS) {
    const Expr *bits = first ? ir_call_typed(c, OP_SHIFT_RIGHT, TYPE_INT32, (const Expr *const[]){value, ir_int(c, first)}, 2) : value;
    bits = ir_call_typed(c, OP_BITWISE_AND, TYPE_INT32, (const Expr *const[]){bits, ir_int(c, (1 << PIECE_BITS) - 1)}, 2);
    tensorize_op(t, out, OP_TT_ELTWISE, span, whole_region(c, piece, ACCESS_WRITE), ir_cast(c, TYPE_BFLOAT16, bits));
    const Expr *sum = ir_cast(c, TYPE_INT32, scanned(&scan, piece));
    if (first) sum = ir_call_typed(c, OP_SHIFT_LEFT, TYPE_INT32, (const Expr *const[]){sum, ir_int(c, first)}, 2);
    if (first) sum = ir_call_typed(c, OP_ADD, TYPE_INT32, (const Expr *const[]){whole_region(c, result, ACCESS_READ), sum}, 2);
    tensorize_op(t, out, OP_TT_ELTWISE, span, whole_region(c, result, ACCESS_WRITE), sum);
  }
  const Expr *read = whole_region(c, result, ACCESS_READ);
  return source->type == TYPE_UINT32 ? ir_call_typed(c, OP_REINTERPRET, TYPE_UINT32, &read, 1) : read;
}

void tensorize_cumsum(Tensorizer *t, const Expr *call, Block *out) {
  Compilation *c = t->c;
  const Expr *source = call->args[0], *target = call->args[1];
  Span span = call->span;
  unsigned which;
  if (!tensorize_check_whole(t, source, span) || !tensorize_check_whole(t, target, span) || !reduced_dim(t, call, call->args[2], &which)) return;
  bool integers = type_is_int(source->type), floats = type_kind(source->type) == TYPE_KIND_FLOAT;
  if ((!integers && !floats) || type_bits(source->type) > 32 || tile_planes(c, source->buffer) != 1) {
    diag_unsupported(c, span, "T.cumsum of %s: the matrix engine sums floats and integers of at most 32 bits", type_text(source->type));
    return;
  }
  const Expr *result;
  if (integers) {
    result = scanned_integers(t, call, which, span, out);
  } else {
    Scan scan = make_scan(t, call, which, source->type == TYPE_FLOAT32 ? TYPE_FLOAT32 : TYPE_BFLOAT16, span, out);
    result = scanned(&scan, source->buffer);
  }
  tensorize_op(t, out, OP_TT_ELTWISE, span, whole_region(c, target->buffer, ACCESS_WRITE), ir_cast(c, target->type, result));
}

const Expr *tensorize_depth_masked(Tensorizer *t, const Expr *operand, bool columns, Span span, Block *out) {
  Compilation *c = t->c;
  Buffer *buffer = operand->buffer;
  if ((columns ? block_columns(c, buffer) : block_rows(c, buffer)) % TILE == 0) return operand;
  const bool dims[2] = {!columns, columns};
  const Expr *tree = tensorize_masked(t, operand, buffer, dims, 0, span);
  Buffer *inside = ir_new_buffer(c, arena_format(c->arena, "%s_inside", buffer->name), buffer->type, SCOPE_SHARED, buffer->rank, buffer->shape);
  inside->span = span;
  ir_append(c, out, ir_alloc(c, inside));
  tensorize_op(t, out, OP_TT_ELTWISE, span, whole_region(c, inside, ACCESS_WRITE), tree);
  return whole_region(c, inside, ACCESS_READ);
}
