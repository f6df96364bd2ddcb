// transfer_of: which way a box of a tensor goes into or out of a block.
//   T.copy(A[by * 32, 0], S)       S of (32, 64)                 pages
//   T.copy(S, C[by * 24, 0])       S of (24, 64), other rows follow   segments of rows
//   T.copy(A[by * 32 + 5, 3], S)                                 elements
#include "passes/transfer.h"

#include "ir/print.h"

enum { FACE = 16 };

static int64_t const_extent(Compilation *c, const Expr *region, unsigned d) {
  int64_t extent = -1;
  ir_is_int(ir_simplify(c, NULL, region->extents[d]), &extent);
  return extent;
}

bool transfer_matches(Compilation *c, const Expr *region, const Buffer *block, int block_dim[PLAN_RANK_LIMIT]) {
  unsigned next = 0;
  for (unsigned d = 0; d < region->buffer->rank; d++) {
    int64_t extent = const_extent(c, region, d);
    block_dim[d] = -1;
    if (extent == 1) continue;
    while (next < block->rank && pass_dim(c, block, next) == 1) next++;
    if (next == block->rank || pass_dim(c, block, next) != extent) return false;
    block_dim[d] = (int)next++;
  }
  while (next < block->rank && pass_dim(c, block, next) == 1) next++;
  return next == block->rank;
}

typedef struct Side {
  bool page_start, segment_start;  // begins where a tile, where a segment does
  bool ends_at_tile;               // or where the dim, or its part, ends
} Side;

// One dim of the plane. `which`: 0 rows, 1 columns.
static Side side_of(Compilation *c, const Bounds *bounds, const Transfer *t, unsigned which) {
  int dim = t->layout.plane[which], along = (int)t->block->rank - 2 + (int)which;
  int64_t length = pass_dim(c, t->block, (unsigned)along);
  if (dim < 0) {
    for (unsigned d = 0; d < t->region->buffer->rank; d++)
      if (t->block_dim[d] == along) return (Side){false, false, false};  // a dim of the block that counts planes of the tensor
    return (Side){true, true, true};
  }
  if (t->block_dim[dim] >= 0 ? t->block_dim[dim] != along : length != 1) return (Side){false, false, false};
  const Expr *min = t->region->indices[dim];
  int64_t extent = t->extents[which], part = t->layout.part[which], low, high;
  bool split = part < t->layout.size[which];
  int64_t divisor = ir_divisor(c, bounds, min);
  if (split) {
    bool inside = divisor % part == 0 && extent <= part;
    return (Side){inside, inside, extent == part || extent % TILE == 0};
  }
  bool to_end = ir_range(c, bounds, min, &low, &high) && low > -INT32_MAX && low + extent >= part;
  return (Side){divisor % TILE == 0, divisor % (which ? FACE : 1) == 0 || divisor == 0, extent % TILE == 0 || to_end};
}

// Dims of the tensor that count planes must run along dims of the block that do, and those of the block along those of the tensor.
static bool planes_match(const Transfer *t) {
  for (unsigned d = 0; d < t->region->buffer->rank; d++) {
    bool plane_dim = (int)d == t->layout.plane[0] || (int)d == t->layout.plane[1];
    bool block_plane = t->block_dim[d] >= 0 && t->block_dim[d] + 2 < (int)t->block->rank;
    if (t->block_dim[d] >= 0 && plane_dim == block_plane) return false;
  }
  return true;
}

Transfer transfer_of(Compilation *c, const Bounds *bounds, const PrimFunc *host, const Param *param, const Expr *region, const Buffer *block, bool visible) {
  Transfer t = {.kind = TRANSFER_NONE, .layout = pass_layout(c, host, param), .region = region, .block = block, .extents = {1, 1}};
  if (!transfer_matches(c, region, block, t.block_dim)) internal_error(c, "a block of %s of another shape", param->name);
  for (unsigned i = 0; i < 2; i++)
    if (t.layout.plane[i] >= 0) t.extents[i] = const_extent(c, region, (unsigned)t.layout.plane[i]);
  Side sides[2] = {side_of(c, bounds, &t, 0), side_of(c, bounds, &t, 1)};
  bool planes = planes_match(&t), reads = region->access == ACCESS_READ;
  for (unsigned i = 0; i < 2; i++) {
    if (t.layout.part[i] == t.layout.size[i]) continue;
    const Expr *min = region->indices[t.layout.plane[i]];
    if (ir_divisor(c, bounds, min) % t.layout.part[i] == 0 && t.extents[i] <= t.layout.part[i]) continue;
    t.refusal = arena_format(c->arena, "%s is stored in parts of %lld elements in dim %d: start its blocks at multiples of that", param->name,
                             (long long)t.layout.part[i], t.layout.plane[i]);
    return t;
  }
  for (unsigned i = 0; i < 2; i++) t.rest_is_zero[i] = sides[i].ends_at_tile;
  if (planes && sides[0].page_start && sides[1].page_start) {
    bool cut = !sides[0].ends_at_tile || !sides[1].ends_at_tile;
    bool padding = t.extents[0] % TILE != 0 || t.extents[1] % TILE != 0;
    t.kind = reads || (!cut && !(padding && visible)) ? TRANSFER_PAGES : TRANSFER_SEGMENTS;
  } else if (!reads && planes && sides[0].segment_start && sides[1].segment_start) {
    t.kind = TRANSFER_SEGMENTS;
  } else {
    t.kind = TRANSFER_ELEMENTS;
  }
  return t;
}
