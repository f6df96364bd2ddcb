// T.copy: between tensors and blocks, tensors, and blocks. Part of tensorize_tt.
//   before: T.copy(T.region(A[by * 64, k * 32], 1, 64, 32), T.region(A_shared[0, 0], 2, 64, 32))
//   after:  T.tt_read(T.region(A_shared[0, 0], 2, 64, 32), T.region(A[by * 64, k * 32], 1, 64, 32))
// A change of dtype is a tt_eltwise on the chip.
#include "ir/print.h"
#include "passes/tensorize.h"
#include "passes/transfer.h"

static bool is_tensor(const Expr *region) { return region->buffer->scope == SCOPE_GLOBAL; }

static const char *shape_of(Tensorizer *t, const Expr *const *extents, unsigned rank) {
  const char *text = "";
  for (unsigned d = 0; d < rank; d++) text = arena_format(t->c->arena, "%s%s%s", text, d ? ", " : "", ir_print_expr(t->c, extents[d]));
  return text;
}

// Flags are 32 bits of which any is set, of a float or an integer.
const Expr *tensorize_converted(Compilation *c, DType type, const Expr *value) {
  if (value->kind == EXPR_REGION && value->type == TYPE_BOOL)
    value = ir_op(c, OP_NE, ir_call_typed(c, OP_REINTERPRET, TYPE_INT8, &value, 1), ir_int_typed(c, TYPE_INT8, 0));
  if (type == TYPE_BOOL && value->type != TYPE_BOOL)
    value = ir_op(c, OP_NE, value, type_is_int(value->type) ? ir_int_typed(c, value->type, 0) : ir_float(c, value->type, 0));
  return ir_cast(c, type, value);
}

const Expr *tensorize_tensor_region(Tensorizer *t, const Expr *region, Access access, const Buffer *block, Span span) {
  Compilation *c = t->c;
  const Param *param = pass_param(t->func, region->buffer);
  if (!param) {
    diag_unsupported(c, span, "%s, a view of another tensor: use the tensor itself", region->buffer->name);
    return NULL;
  }
  const Expr *mins[PLAN_RANK_LIMIT], *extents[PLAN_RANK_LIMIT];
  unsigned rank = region->buffer->rank;
  bool fits = true;
  for (unsigned d = 0; d < rank; d++) {
    int64_t extent = -1;
    mins[d] = ir_simplify(c, t->bounds, region->indices[d]);
    extents[d] = ir_simplify(c, t->bounds, region->extents[d]);
    fits = fits && ir_is_int(extents[d], &extent) && extent > 0;
  }
  const Expr *box = ir_region(c, region->buffer, mins, extents, access);
  int block_dim[PLAN_RANK_LIMIT];
  if (!fits || !transfer_matches(c, box, block, block_dim)) {
    diag_unsupported(c, span, "a box (%s) of %s and a block (%s): boxes have constant extents, those above 1 are the block's, in order",
                     shape_of(t, extents, rank), param->name, shape_of(t, block->shape, block->rank));
    return NULL;
  }
  Transfer transfer = transfer_of(c, t->bounds, t->func, param, box, block, true);
  if (transfer.kind == TRANSFER_NONE) {
    diag_unsupported(c, span, "this block of a tensor: %s", transfer.refusal);
    return NULL;
  }
  return box;
}

const Expr *tensorize_block_region(Tensorizer *t, const Expr *region, Access access, int64_t rows, int64_t columns, Span span) {
  const Expr *shape[2] = {ir_int(t->c, rows), ir_int(t->c, columns)};
  return tensorize_tensor_region(t, region, access, ir_new_buffer(t->c, "block", region->type, SCOPE_SHARED, 2, shape), span);
}

static Buffer *stage_like(Tensorizer *t, Block *out, const char *name, DType type, unsigned rank, const Expr *const *shape, Span span) {
  Buffer *buffer = ir_new_buffer(t->c, name, type, SCOPE_SHARED, rank, shape);
  buffer->span = span;
  ir_append(t->c, out, ir_alloc(t->c, buffer));
  return buffer;
}

Buffer *tensorize_stage(Tensorizer *t, Block *out, const char *name, DType type, int64_t rows, int64_t columns, Span span) {
  const Expr *shape[2] = {ir_int(t->c, rows), ir_int(t->c, columns)};
  return stage_like(t, out, name, type, 2, shape, span);
}

// A store element by element is slower than a transposition.
static bool can_move(Tensorizer *t, const Expr *region, const Buffer *block) {
  int block_dim[PLAN_RANK_LIMIT];
  for (unsigned d = 0; d < region->buffer->rank; d++)
    if (ir_simplify(t->c, t->bounds, region->extents[d])->kind != EXPR_INT) return false;
  if (!transfer_matches(t->c, region, block, block_dim)) return false;
  TransferKind kind = transfer_of(t->c, t->bounds, t->func, pass_param(t->func, region->buffer), region, block, true).kind;
  return kind != TRANSFER_NONE && (kind != TRANSFER_ELEMENTS || region->access == ACCESS_READ);
}

// A column on the chip for a tensor that lies as a row, or the other way round: the block that can be moved, its transpose. NULL: no need.
static Buffer *turned_vector(Tensorizer *t, const Expr *region, const Buffer *block, Span span, Block *out) {
  bool vector = block->rank == 2 && (block_rows(t->c, block) == 1) != (block_columns(t->c, block) == 1);
  if (!vector || !pass_param(t->func, region->buffer) || can_move(t, region, block)) return NULL;
  const Expr *shape[2] = {block->shape[1], block->shape[0]};
  Buffer probe = *block;
  probe.shape = shape;
  if (!can_move(t, region, &probe)) return NULL;
  return stage_like(t, out, arena_format(t->c->arena, "%s_t", block->name), block->type, 2, shape, span);
}

// The box of the tensor around a part of a block, widened to the block's extents where the part has several indices: its elements lie in the box
// where they lie in the block. NULL if the dims do not fit.
static const Expr *widened_box(Tensorizer *t, const Expr *source, const PartShape *part, unsigned *rank, const Expr **shape) {
  Compilation *c = t->c;
  const Expr *mins[PLAN_RANK_LIMIT], *extents[PLAN_RANK_LIMIT];
  unsigned next = 0, block_rank = part->region->buffer->rank;
  int64_t extent, own;
  for (unsigned d = 0; d < source->buffer->rank; d++) {
    mins[d] = source->indices[d];
    extents[d] = ir_simplify(c, t->bounds, source->extents[d]);
    if (ir_is_int(extents[d], &extent) && extent == 1) continue;
    while (next < block_rank && ir_is_int(part->shape[next], &own) && own == 1) next++;
    if (next == block_rank || !ir_same(extents[d], ir_simplify(c, t->bounds, part->region->extents[next]))) return NULL;
    mins[d] = ir_op(c, OP_SUB, mins[d], part->region->indices[next]);
    extents[d] = part->shape[next++];
  }
  while (next < block_rank && ir_is_int(part->shape[next], &own) && own == 1) next++;
  if (next < block_rank) return NULL;
  *rank = block_rank;
  for (unsigned d = 0; d < block_rank; d++) shape[d] = part->shape[d];
  return ir_region(c, source->buffer, mins, extents, ACCESS_READ);
}

static void load_part(Tensorizer *t, const Expr *source, const Expr *target, Span span, Block *out) {
  PartShape part;
  unsigned rank = 0;
  const Expr *shape[PLAN_RANK_LIMIT];
  if (!tensorize_target_part(t, target, span, &part)) return;
  const Expr *wide = widened_box(t, source, &part, &rank, shape);
  if (!wide) {
    diag_unsupported(t->c, span, "a box of %s and a part of %s with other dims above 1", source->buffer->name, target->buffer->name);
    return;
  }
  Buffer *stage = stage_like(t, out, arena_format(t->c->arena, "%s_in", target->buffer->name), source->type, rank, shape, span);
  const Expr *box = tensorize_tensor_region(t, wide, ACCESS_READ, stage, span);
  if (!box) return;
  tensorize_read(t, out, stage, box, span);
  tensorize_store_part(t, &part, whole_region(t->c, stage, ACCESS_READ), span, out);
}

static void tensorize_load(Tensorizer *t, const Expr *source, const Expr *target, Span span, Block *out) {
  Buffer *buffer = target->buffer;
  if (!tensorize_check_onchip(t, buffer, span)) return;
  if (!is_whole_region(target)) {
    load_part(t, source, target, span, out);
    return;
  }
  Buffer *turned = turned_vector(t, source, buffer, span, out);
  if (turned) {
    tensorize_load(t, source, whole_region(t->c, turned, ACCESS_WRITE), span, out);
    tensorize_op(t, out, OP_TT_TRANSPOSE, span, whole_region(t->c, buffer, ACCESS_WRITE), whole_region(t->c, turned, ACCESS_READ));
    return;
  }
  const Expr *box = tensorize_tensor_region(t, source, ACCESS_READ, buffer, span);
  if (!box) return;
  if (source->type == buffer->type) {
    tensorize_read(t, out, buffer, box, span);
    return;
  }
  Buffer *stage = stage_like(t, out, arena_format(t->c->arena, "%s_in", buffer->name), source->type, buffer->rank, buffer->shape, span);
  tensorize_read(t, out, stage, box, span);
  tensorize_op(t, out, OP_TT_ELTWISE, span, whole_region(t->c, buffer, ACCESS_WRITE),
               tensorize_converted(t->c, buffer->type, whole_region(t->c, stage, ACCESS_READ)));
}

// The block in the tensor's dtype.
static Buffer *converted_block(Tensorizer *t, Buffer *buffer, const Buffer *tensor, Span span, Block *out) {
  if (tensor->type == buffer->type) return buffer;
  Buffer *stage = stage_like(t, out, arena_format(t->c->arena, "%s_out", tensor->name), tensor->type, buffer->rank, buffer->shape, span);
  tensorize_op(t, out, OP_TT_ELTWISE, span, whole_region(t->c, stage, ACCESS_WRITE), tensorize_converted(t->c, tensor->type, whole_region(t->c, buffer, ACCESS_READ)));
  return stage;
}

static bool has_constant_extents(Tensorizer *t, const Expr *region) {
  for (unsigned d = 0; d < region->buffer->rank; d++)
    if (ir_simplify(t->c, t->bounds, region->extents[d])->kind != EXPR_INT) return false;
  return true;
}

// A part whose extents are numbers of the program: the writer stores that part of the block.
static void store_part(Tensorizer *t, const Expr *source, const Expr *target, Span span, Block *out) {
  PartShape part;
  unsigned rank = 0;
  const Expr *shape[PLAN_RANK_LIMIT];
  if (!tensorize_target_part(t, source, span, &part)) return;
  const Expr *wide = widened_box(t, target, &part, &rank, shape);
  bool whole = wide != NULL;
  for (unsigned d = 0; d < rank && whole; d++) whole = ir_same(shape[d], ir_simplify(t->c, NULL, source->buffer->shape[d]));
  if (!whole) {
    diag_unsupported(t->c, span, "a box of %s and a part of %s with other dims above 1", target->buffer->name, source->buffer->name);
    return;
  }
  const Expr *box = tensorize_tensor_region(t, wide, ACCESS_WRITE, source->buffer, span);
  if (!box) return;
  Buffer *block = converted_block(t, source->buffer, target->buffer, span, out);
  tensorize_op(t, out, OP_TT_WRITE, span, box, ir_region(t->c, block, source->indices, source->extents, ACCESS_READ));
}

static void tensorize_store(Tensorizer *t, const Expr *source, const Expr *target, Span span, Block *out) {
  if (!has_constant_extents(t, source)) {
    store_part(t, source, target, span, out);
    return;
  }
  const Expr *part = tensorize_source_part(t, source, span, out);
  if (!part) return;
  Buffer *buffer = part->buffer, *turned = turned_vector(t, target, buffer, span, out);
  if (turned) {
    tensorize_op(t, out, OP_TT_TRANSPOSE, span, whole_region(t->c, turned, ACCESS_WRITE), part);
    tensorize_store(t, whole_region(t->c, turned, ACCESS_READ), target, span, out);
    return;
  }
  const Expr *box = tensorize_tensor_region(t, target, ACCESS_WRITE, buffer, span);
  if (!box) return;
  buffer = converted_block(t, buffer, target->buffer, span, out);
  tensorize_op(t, out, OP_TT_WRITE, span, box, whole_region(t->c, buffer, ACCESS_READ));
}

// The last dims of both are the same; what is more has extent 1.
static bool same_shape(Tensorizer *t, const Expr *const *a, unsigned a_rank, const Expr *const *b, unsigned b_rank) {
  for (unsigned i = 0; i < a_rank || i < b_rank; i++) {
    int64_t left = 1, right = 1;
    if (i < a_rank && !ir_is_int(ir_simplify(t->c, NULL, a[a_rank - 1 - i]), &left)) return false;
    if (i < b_rank && !ir_is_int(ir_simplify(t->c, NULL, b[b_rank - 1 - i]), &right)) return false;
    if (left != right) return false;
  }
  return true;
}

// Block to block.
static void tensorize_move(Tensorizer *t, const Expr *source, const Expr *target, Span span, Block *out) {
  Compilation *c = t->c;
  Buffer *buffer = target->buffer;
  const Expr *value = tensorize_source_part(t, source, span, out);
  if (!value || !tensorize_check_onchip(t, buffer, span)) return;
  PartShape part = {.region = target};
  for (unsigned d = 0; d < buffer->rank; d++) {
    part.shape[d] = buffer->shape[d];
    part.covered[d] = true;
  }
  bool whole = is_whole_region(target);
  if (!whole && !tensorize_target_part(t, target, span, &part)) return;
  if (!same_shape(t, value->buffer->shape, value->buffer->rank, part.shape, buffer->rank)) {
    tensorize_part_loop(t, whole_region(c, value->buffer, ACCESS_READ), target, span, out);
    return;
  }
  if (value->buffer != buffer) tensorize_store_part(t, &part, value, span, out);
}

// Tensor to tensor: through a block of the box's dims above 1.
static void tensorize_tensor_copy(Tensorizer *t, const Expr *source, const Expr *target, Span span, Block *out) {
  const Expr *shape[PLAN_RANK_LIMIT + 2], *wide[PLAN_RANK_LIMIT];
  unsigned count = 0, rank = 0;
  for (unsigned d = 0; d < source->buffer->rank; d++) {
    int64_t extent = -1;
    const Expr *value = ir_simplify(t->c, t->bounds, source->extents[d]);
    if (!ir_is_int(value, &extent) || extent < 1) {
      diag_unsupported(t->c, span, "a copy from %s to %s of a box whose extents are not constants: copy blocks of constant shape",
                       source->buffer->name, target->buffer->name);
      return;
    }
    if (extent > 1) wide[count++] = value;
  }
  while (rank + count < 2) shape[rank++] = ir_int(t->c, 1);
  for (unsigned i = 0; i < count; i++) shape[rank++] = wide[i];
  Buffer *stage = stage_like(t, out, arena_format(t->c->arena, "%s_stage", source->buffer->name), source->type, rank, shape, span);
  tensorize_load(t, source, whole_region(t->c, stage, ACCESS_WRITE), span, out);
  tensorize_store(t, whole_region(t->c, stage, ACCESS_READ), target, span, out);
}

void tensorize_copy(Tensorizer *t, const Expr *call, Block *out) {
  const Expr *source = call->args[0], *target = call->args[1];
  if (is_tensor(source) && is_tensor(target)) {
    tensorize_tensor_copy(t, source, target, call->span, out);
  } else if (is_tensor(source)) {
    tensorize_load(t, source, target, call->span, out);
  } else if (is_tensor(target)) {
    tensorize_store(t, source, target, call->span, out);
  } else {
    tensorize_move(t, source, target, call->span, out);
  }
}
