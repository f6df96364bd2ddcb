// Parts of blocks in T.copy and T.fill. Part of tensorize_tt. A part that is read becomes a block of its own; a part that is written is a choice, by
// place, between the new value and the old one.
//   before: T.copy(A[k, 0:32, 0:32], S[k, 0:32, 0:32])
//   after:  tt_read(S_part, A[k, 0, 0]); tt_generate(S_mask, Cast("bfloat16", tt_plane() == k)); tt_eltwise(S, Select(S_mask != 0, S_part, S))
#include "ir/print.h"
#include "passes/tensorize.h"

static int64_t extent_of(Tensorizer *t, const Expr *region, unsigned d) {
  int64_t extent = -1;
  ir_is_int(ir_simplify(t->c, t->bounds, region->extents[d]), &extent);
  return extent;
}

static bool is_inside(Tensorizer *t, const Expr *region, unsigned d) {
  int64_t low, high, extent = extent_of(t, region, d);
  return extent > 0 && ir_range(t->c, t->bounds, region->indices[d], &low, &high) && low >= 0 && high + extent <= pass_dim(t->c, region->buffer, d);
}

// Constant extents, surely inside the buffer; where elements are picked by place, which is so where a part begins inside a tile, only its planes.
static bool check_part(Tensorizer *t, const Expr *region, Span span) {
  const Buffer *buffer = region->buffer;
  bool picked = false;
  for (unsigned d = buffer->rank - 2; d < buffer->rank; d++) picked |= !ir_is_multiple(t->c, t->bounds, region->indices[d], TILE);
  for (unsigned d = 0; d < buffer->rank; d++) {
    if (is_inside(t, region, d) || (picked && d + 2 >= buffer->rank && extent_of(t, region, d) > 0)) continue;
    diag_unsupported(t->c, span, "a part of %s that may leave it, or whose extent is no constant: %s", buffer->name, ir_print_expr(t->c, region));
    return false;
  }
  return true;
}

static Buffer *block_of_shape(Tensorizer *t, Block *out, const char *name, DType type, unsigned rank, const Expr *const *shape, Span span) {
  Buffer *buffer = ir_new_buffer(t->c, name, type, SCOPE_SHARED, rank, shape);
  buffer->span = span;
  ir_append(t->c, out, ir_alloc(t->c, buffer));
  return buffer;
}

// As an element-wise loop.
void tensorize_part_loop(Tensorizer *t, const Expr *source, const Expr *target, Span span, Block *out) {
  Stmt *stmt = loops_of_copy(t->c, t->bounds, source, target, span);
  if (stmt->kind == STMT_FOR)
    tensorize_nest(t, stmt, out);
  else
    tensorize_element_store(t, stmt, out);
}

const Expr *tensorize_source_part(Tensorizer *t, const Expr *region, Span span, Block *out) {
  Compilation *c = t->c;
  Buffer *buffer = region->buffer;
  if (!tensorize_check_onchip(t, buffer, span)) return NULL;
  if (is_whole_region(region)) return region;
  if (!check_part(t, region, span)) return NULL;
  for (unsigned d = buffer->rank - 2; d < buffer->rank; d++)
    if (!ir_is_multiple(c, t->bounds, region->indices[d], TILE)) {
      const Expr *extents[PLAN_RANK_LIMIT];
      for (unsigned e = 0; e < buffer->rank; e++) extents[e] = ir_int(c, extent_of(t, region, e));
      Buffer *moved = block_of_shape(t, out, arena_format(c->arena, "%s_part", buffer->name), buffer->type, buffer->rank, extents, span);
      tensorize_part_loop(t, region, whole_region(c, moved, ACCESS_WRITE), span, out);
      return diag_failed(c) ? NULL : whole_region(c, moved, ACCESS_READ);
    }
  // Leading dims of one index vanish.
  unsigned skip = 0;
  while (buffer->rank - skip > 2 && extent_of(t, region, skip) == 1) skip++;
  const Expr *shape[PLAN_RANK_LIMIT], *mins[PLAN_RANK_LIMIT];
  for (unsigned d = 0; d < buffer->rank; d++) {
    shape[d] = ir_int(c, extent_of(t, region, d));
    mins[d] = ir_simplify(c, t->bounds, region->indices[d]);
  }
  Buffer *part = block_of_shape(t, out, arena_format(c->arena, "%s_part", buffer->name), buffer->type, buffer->rank - skip, shape + skip, span);
  tensorize_op(t, out, OP_TT_ELTWISE, span, whole_region(c, part, ACCESS_WRITE), ir_region(c, buffer, mins, shape, ACCESS_READ));
  return whole_region(c, part, ACCESS_READ);
}

// ---- parts that are written

bool tensorize_target_part(Tensorizer *t, const Expr *region, Span span, PartShape *part) {
  Buffer *buffer = region->buffer;
  if (!tensorize_check_onchip(t, buffer, span)) return false;
  part->region = region;
  for (unsigned d = 0; d < buffer->rank; d++) {
    int64_t extent = extent_of(t, region, d), size = pass_dim(t->c, buffer, d);
    part->shape[d] = ir_int(t->c, extent == 1 ? 1 : size);
    part->covered[d] = extent == size && is_inside(t, region, d);
    if (d + 3 < buffer->rank && !part->covered[d]) {
      diag_unsupported(t->c, span, "a part of %s, which has more than three dims: allocate a buffer of the part's size", buffer->name);
      return false;
    }
  }
  return true;
}

// The mask of the part, over the dims that it does not cover.
static const Expr *part_mask(Tensorizer *t, const PartShape *part, Span span, Block *out) {
  Compilation *c = t->c;
  const Expr *inside = NULL, *shape[PLAN_RANK_LIMIT];
  Buffer *buffer = part->region->buffer;
  for (unsigned d = 0; d < buffer->rank; d++) {
    shape[d] = part->covered[d] ? ir_int(c, 1) : buffer->shape[d];
    if (part->covered[d]) continue;
    const Expr *place = tensorize_place(c, buffer->rank, d), *begin = part->region->indices[d];
    const Expr *condition = ir_op(c, OP_EQ, place, begin);
    if (extent_of(t, part->region, d) != 1) {
      const Expr *end = ir_op(c, OP_ADD, begin, part->region->extents[d]);
      condition = ir_op(c, OP_AND, ir_op(c, OP_GE, place, begin), ir_op(c, OP_LT, place, end));
    }
    inside = inside ? ir_op(c, OP_AND, inside, condition) : condition;
  }
  if (!inside) return NULL;
  Buffer *mask = block_of_shape(t, out, arena_format(c->arena, "%s_mask", buffer->name), TYPE_BFLOAT16, buffer->rank, shape, span);
  tensorize_op(t, out, OP_TT_GENERATE, span, whole_region(c, mask, ACCESS_WRITE), ir_cast(c, TYPE_BFLOAT16, ir_simplify(c, t->bounds, inside)));
  return ir_op(c, OP_NE, whole_region(c, mask, ACCESS_READ), ir_float(c, TYPE_BFLOAT16, 0));
}

void tensorize_store_part(Tensorizer *t, const PartShape *part, const Expr *value, Span span, Block *out) {
  Compilation *c = t->c;
  Buffer *buffer = part->region->buffer;
  const Expr *mask = part_mask(t, part, span, out), *new_value = tensorize_converted(c, buffer->type, value);
  if (mask) tensorize_note_part(t, buffer);
  if (mask && buffer->type == TYPE_BOOL) {
    const Expr *old_value = ir_op(c, OP_AND, ir_op(c, OP_NOT, mask), tensorize_converted(c, TYPE_BOOL, whole_region(c, buffer, ACCESS_READ)));
    tensorize_op(t, out, OP_TT_ELTWISE, span, whole_region(c, buffer, ACCESS_WRITE), ir_op(c, OP_OR, ir_op(c, OP_AND, mask, new_value), old_value));
    return;
  }
  if (mask) new_value = ir_call_typed(c, OP_SELECT, buffer->type, (const Expr *const[]){mask, new_value, whole_region(c, buffer, ACCESS_READ)}, 3);
  tensorize_op(t, out, OP_TT_ELTWISE, span, whole_region(c, buffer, ACCESS_WRITE), new_value);
}
