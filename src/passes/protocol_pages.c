// Transfers between pages of tensors and blocks in circular buffers: whole pages, and pieces of rows where a page must keep the rest.
//   tt_read(S, A[by * 64, 0])  -> for row, column: noc_async_read_page(page, A, S_ptr + ...)   under the condition that the tile exists
//   tt_write(C[by * 24, 0], S) -> for row, piece: noc_async_write(S_ptr + ..., C.get_noc_addr(page, offset), bytes)
// A tile of a block that lies outside the tensor is filled with zeros by the reader, from the zeros that the firmware keeps in L1, and skipped
// by the writer.
#include "passes/protocol.h"

enum { ZEROS_BYTES = 512 };  // MEM_ZEROS_SIZE of both chips (dev_mem_map.h)

Var *accessor_of(const Dataflow *d, const Buffer *buffer) {
  const PrimFunc *kernel = d->p->kernel;
  for (size_t i = 0; i < kernel->params.count; i++)
    if (kernel->params.items[i].buffer == buffer) return d->accessors.items[i];
  internal_error(d->p->c, "%s is not a parameter of %s", buffer->name, kernel->name);
}

// ---- arithmetic

const Expr *simplified(Dataflow *d, const Expr *expr) { return ir_simplify(d->p->c, d->bounds, expr); }
const Expr *plus(Dataflow *d, const Expr *a, const Expr *b) { return simplified(d, ir_op(d->p->c, OP_ADD, a, b)); }

const Expr *runnable(Dataflow *d, const Expr *expr) {
  const Expr *result = emit_divisions(d->p->c, d->bounds, simplified(d, expr));
  if (!result) internal_error(d->p->c, "a division by a number that may be negative");
  return result;
}

const Expr *both(Compilation *c, const Expr *a, const Expr *b) {
  if (!a || !b) return a ? a : b;
  return ir_op(c, OP_AND, a, b);
}

const Expr *within(Dataflow *d, const Expr *index, int64_t limit) {
  Compilation *c = d->p->c;
  int64_t low = INT64_MIN, high = INT64_MAX;
  ir_range(c, d->bounds, index, &low, &high);
  const Expr *from = low >= 0 ? NULL : ir_op(c, OP_GE, index, ir_int(c, 0)), *to = high < limit ? NULL : ir_op(c, OP_LT, index, ir_int(c, limit));
  return both(c, from, to);
}

static int64_t element_bytes(Dataflow *d, const Buffer *block) { return cb_find(d->p->c, &d->p->table, block)->page_bytes / (TILE * TILE); }

const Expr *offset_in_page(Dataflow *d, const Buffer *block, const Expr *row, const Expr *column) {
  Compilation *c = d->p->c;
  const Expr *face = ir_int(c, FACE);
  const Expr *faces = index_of(c, ir_op(c, OP_FLOORDIV, row, face), 2, ir_op(c, OP_FLOORDIV, column, face));
  const Expr *lines = index_of(c, faces, FACE, ir_op(c, OP_FLOORMOD, row, face));
  return simplified(d, index_of(c, index_of(c, lines, FACE, ir_op(c, OP_FLOORMOD, column, face)), element_bytes(d, block), NULL));
}

const Expr *offset_in_block(Dataflow *d, const Buffer *block, const Expr *plane, const Expr *row, const Expr *column) {
  Compilation *c = d->p->c;
  const Expr *side = ir_int(c, TILE);
  const Expr *tile = index_of(c, plane, tile_rows(c, block), simplified(d, ir_op(c, OP_FLOORDIV, row, side)));
  tile = index_of(c, tile, tile_columns(c, block), simplified(d, ir_op(c, OP_FLOORDIV, column, side)));
  const Expr *inside = offset_in_page(d, block, ir_op(c, OP_FLOORMOD, row, side), ir_op(c, OP_FLOORMOD, column, side));
  return plus(d, index_of(c, tile, cb_find(c, &d->p->table, block)->page_bytes, NULL), inside);
}

static const Expr *l1_address(Compilation *c, const Expr *pointer, const Expr *offset) {
  int64_t zero;
  if (ir_is_int(offset, &zero) && zero == 0) return pointer;
  return ir_op(c, OP_ADD, pointer, ir_cast(c, TYPE_UINT32, offset));
}

TensorPage tensor_page(Dataflow *d, const Transfer *t, const Expr *const *indices, const Expr *const tiles[2]) {
  Compilation *c = d->p->c;
  const Buffer *buffer = t->region->buffer;
  const Expr *batch = ir_int(c, 0), *exists = NULL;
  for (unsigned dim = 0; dim < buffer->rank; dim++) {
    int which = (int)dim == t->layout.plane[0] ? 0 : (int)dim == t->layout.plane[1] ? 1 : -1;
    int64_t count = which < 0 ? pass_dim(c, buffer, dim) : (t->layout.size[which] + t->layout.part[which] - 1) / t->layout.part[which];
    if (which >= 0 && count == 1) continue;
    const Expr *index = which < 0 ? indices[dim] : simplified(d, ir_op(c, OP_FLOORDIV, indices[dim], ir_int(c, t->layout.part[which])));
    exists = both(c, exists, within(d, index, count));
    batch = index_of(c, batch, count, index);
  }
  for (unsigned i = 0; i < 2; i++) exists = both(c, exists, within(d, tiles[i], t->layout.tiles[i]));
  const Expr *page = index_of(c, index_of(c, batch, t->layout.tiles[0], tiles[0]), t->layout.tiles[1], tiles[1]);
  return (TensorPage){runnable(d, page), exists ? runnable(d, exists) : NULL};
}

// ---- loops over a block

typedef struct BlockLoops {
  const Expr *index[PLAN_RANK_LIMIT];  // of the planes, by dim of the block
  const Expr *plane;                   // all of them as one number
} BlockLoops;

static BlockLoops open_planes(Dataflow *d, Emitter *e, const Buffer *block) {
  Compilation *c = d->p->c;
  BlockLoops loops = {.plane = ir_int(c, 0)};
  for (unsigned dim = 0; dim + 2 < block->rank && dim < PLAN_RANK_LIMIT; dim++) {
    int64_t extent = pass_dim(c, block, dim);
    loops.index[dim] = emit_bounded_loop(e, d->bounds, "plane", extent);
    loops.plane = index_of(c, loops.plane, extent, loops.index[dim]);
  }
  return loops;
}

static void close_planes(Dataflow *d, Emitter *e, const Buffer *block) {
  for (unsigned dim = block->rank - 2; dim-- > 0;) emit_end(e, pass_dim(d->p->c, block, dim));
}

// The first element of the box in each dim, with the planes of the block that are being walked.
static void box_indices(Dataflow *d, const Transfer *t, const BlockLoops *loops, const Expr **indices) {
  for (unsigned dim = 0; dim < t->region->buffer->rank; dim++) {
    indices[dim] = t->region->indices[dim];
    int along = t->block_dim[dim];
    if (along >= 0 && along + 2 < (int)t->block->rank) indices[dim] = plus(d, indices[dim], loops->index[along]);
  }
}

static bool is_split(const Transfer *t, unsigned which) { return t->layout.part[which] < t->layout.size[which]; }

// Where the box begins in its plane, in elements; in a part always 0.
static const Expr *first_element(Dataflow *d, const Transfer *t, unsigned which) {
  if (t->layout.plane[which] < 0 || is_split(t, which)) return ir_int(d->p->c, 0);
  return t->region->indices[t->layout.plane[which]];
}

static const Expr *first_tile(Dataflow *d, const Transfer *t, unsigned which) {
  return simplified(d, ir_op(d->p->c, OP_FLOORDIV, first_element(d, t, which), ir_int(d->p->c, TILE)));
}

// ---- whole pages

void emit_zero_page(Dataflow *d, Emitter *e, const Expr *address, uint32_t page_bytes) {
  int64_t count = page_bytes / ZEROS_BYTES;
  Compilation *c = d->p->c;
  const Expr *part = emit_loop(e, "zeros", count);
  const Expr *source = ir_op(c, OP_GET_NOC_ADDR, ir_call(c, OP_MEM_ZEROS_BASE, NULL, 0));
  emit_op(e, OP_NOC_ASYNC_READ, source, ir_simplify(c, NULL, ir_op(c, OP_ADD, address, ir_cast(c, TYPE_UINT32, index_of(c, part, ZEROS_BYTES, NULL)))),
          ir_int(c, ZEROS_BYTES));
  emit_end(e, count);
}

static Emitter emit_guard(Emitter *e, const Expr *condition, Stmt **guard) {
  if (!condition) return *e;
  *guard = ir_if(e->c, condition);
  (*guard)->span = e->span;
  ir_append(e->c, emit_block(e), *guard);
  return emitter(e->c, &(*guard)->branch.then, e->span);
}

void pages_move(Dataflow *d, Emitter *e, Op op, const Transfer *t, const Expr *pointer) {
  Compilation *c = d->p->c;
  const Buffer *block = t->block;
  uint32_t page_bytes = cb_find(c, &d->p->table, block)->page_bytes;
  const Expr *accessor = ir_var(c, accessor_of(d, t->region->buffer)), *indices[PLAN_RANK_LIMIT];
  int64_t rows = tile_rows(c, block), columns = tile_columns(c, block);
  BlockLoops loops = open_planes(d, e, block);
  const Expr *r = emit_bounded_loop(e, d->bounds, "row", rows), *q = emit_bounded_loop(e, d->bounds, "column", columns);
  box_indices(d, t, &loops, indices);
  const Expr *tiles[2] = {plus(d, first_tile(d, t, 0), r), plus(d, first_tile(d, t, 1), q)};
  TensorPage page = tensor_page(d, t, indices, tiles);
  const Expr *tile = index_of(c, index_of(c, loops.plane, rows, r), columns, q);
  const Expr *address = l1_address(c, pointer, index_of(c, tile, page_bytes, NULL));
  Stmt *guard = NULL;
  Emitter then = emit_guard(e, page.exists, &guard);
  emit_op(&then, op, page.page, accessor, address);
  if (guard && op == OP_NOC_ASYNC_READ_PAGE) {
    Emitter orelse = emitter(c, &guard->branch.orelse, e->span);
    emit_zero_page(d, &orelse, address, page_bytes);
  }
  emit_end(e, columns);
  emit_end(e, rows);
  close_planes(d, e, block);
}

// ---- what the last tiles hold beyond the box

static Op store_op(int64_t bytes) { return bytes == 4 ? OP_L1_STORE_UINT32 : bytes == 2 ? OP_L1_STORE_UINT16 : OP_L1_STORE_UINT8; }

// Zeros in rows [row, row + rows) and columns [column, column + columns) of every plane.
static void zero_box(Dataflow *d, Emitter *e, const Buffer *block, const Expr *pointer, const int64_t begin[2], const int64_t extent[2]) {
  Compilation *c = d->p->c;
  BlockLoops loops = open_planes(d, e, block);
  const Expr *i = emit_bounded_loop(e, d->bounds, "row", extent[0]), *j = emit_bounded_loop(e, d->bounds, "column", extent[1]);
  const Expr *offset = offset_in_block(d, block, loops.plane, plus(d, ir_int(c, begin[0]), i), plus(d, ir_int(c, begin[1]), j));
  emit_op(e, store_op(element_bytes(d, block)), l1_address(c, pointer, runnable(d, offset)), ir_int_typed(c, TYPE_UINT32, 0));
  emit_end(e, extent[1]);
  emit_end(e, extent[0]);
  close_planes(d, e, block);
}

void pages_zero_rest(Dataflow *d, Emitter *e, const Transfer *t, const Expr *pointer) {
  Compilation *c = d->p->c;
  int64_t rows = block_rows(c, t->block), columns = block_columns(c, t->block);
  int64_t all_rows = tile_rows(c, t->block) * TILE, all_columns = tile_columns(c, t->block) * TILE;
  if (!t->rest_is_zero[0] && rows < all_rows)
    zero_box(d, e, t->block, pointer, (const int64_t[]){rows, 0}, (const int64_t[]){all_rows - rows, all_columns});
  if (!t->rest_is_zero[1] && columns < all_columns)
    zero_box(d, e, t->block, pointer, (const int64_t[]){0, columns}, (const int64_t[]){rows, all_columns - columns});
}

// ---- pieces of rows

static const Expr *limit_let(Dataflow *d, Emitter *e, const char *name, const Expr *value) {
  value = runnable(d, value);
  return value->kind == EXPR_INT || value->kind == EXPR_VAR ? value : emit_let(e, name, TYPE_INT32, value);
}

Part part_of(Dataflow *d, Emitter *e, const Expr *region) {
  Compilation *c = d->p->c;
  Part part = {{NULL}, {NULL}};
  for (unsigned dim = 0; dim < region->buffer->rank; dim++) {
    int64_t low = INT64_MIN, high = INT64_MAX, size = pass_dim(c, region->buffer, dim);
    const Expr *end = plus(d, region->indices[dim], region->extents[dim]);
    ir_range(c, d->bounds, region->indices[dim], &low, &high);
    if (high > 0) part.begin[dim] = limit_let(d, e, "part_begin", region->indices[dim]);
    low = INT64_MIN;
    ir_range(c, d->bounds, end, &low, &high);
    if (low < size) part.end[dim] = limit_let(d, e, "part_end", end);
  }
  return part;
}

const Expr *in_part(Dataflow *d, const Part *part, unsigned dim, const Expr *index) {
  Compilation *c = d->p->c;
  const Expr *from = part->begin[dim] ? ir_op(c, OP_GE, index, part->begin[dim]) : NULL;
  return both(c, from, part->end[dim] ? ir_op(c, OP_LT, index, part->end[dim]) : NULL);
}

// The part is the whole block; NULL: always.
static const Expr *is_whole(Dataflow *d, const Part *part, const Buffer *block) {
  Compilation *c = d->p->c;
  const Expr *whole = NULL;
  for (unsigned dim = 0; dim < block->rank; dim++) {
    if (part->begin[dim]) whole = both(c, whole, ir_op(c, OP_LE, part->begin[dim], ir_int(c, 0)));
    if (part->end[dim]) whole = both(c, whole, ir_op(c, OP_GE, part->end[dim], ir_int(c, pass_dim(c, block, dim))));
  }
  return whole;
}

// Elements of a row, up to 16 from `column` of the block on, that exist in box and tensor.
static const Expr *piece_length(Dataflow *d, const Transfer *t, const Expr *column, const Expr *tensor_column) {
  Compilation *c = d->p->c;
  const Expr *length = ir_int(c, FACE), *left = ir_op(c, OP_SUB, ir_int(c, block_columns(c, t->block)), column);
  length = ir_op(c, OP_MIN, length, left);
  if (t->layout.plane[1] >= 0) length = ir_op(c, OP_MIN, length, ir_op(c, OP_SUB, ir_int(c, t->layout.size[1]), tensor_column));
  return simplified(d, length);
}

// A piece of a row: where it begins in the block and in a page of the tensor, its elements.
typedef struct Piece {
  const Expr *source, *page, *offset, *length;
} Piece;

// What the part leaves of the piece at `column`.
static void write_piece(Dataflow *d, Emitter *e, const Transfer *t, const Part *part, const Expr *column, Piece piece) {
  Compilation *c = d->p->c;
  unsigned dim = t->block->rank - 1;
  Emitter then = *e;
  Stmt *guard = NULL;
  if (part->end[dim]) piece.length = ir_op(c, OP_MIN, piece.length, ir_op(c, OP_SUB, part->end[dim], column));
  if (part->begin[dim]) {
    const Expr *skipped = emit_let(e, "skipped", TYPE_INT32, runnable(d, ir_op(c, OP_MAX, ir_op(c, OP_SUB, part->begin[dim], column), ir_int(c, 0))));
    const Expr *bytes = index_of(c, skipped, element_bytes(d, t->block), NULL);
    piece.length = ir_op(c, OP_SUB, piece.length, skipped);
    piece.source = ir_op(c, OP_ADD, piece.source, ir_cast(c, TYPE_UINT32, bytes));
    piece.offset = ir_op(c, OP_ADD, piece.offset, bytes);
  }
  if (part->begin[dim] || part->end[dim]) {
    piece.length = emit_let(e, "length", TYPE_INT32, runnable(d, piece.length));
    then = emit_guard(e, ir_op(c, OP_GT, piece.length, ir_int(c, 0)), &guard);
  }
  const Expr *bytes = index_of(c, piece.length, element_bytes(d, t->block), NULL);
  const Expr *target = ir_op(c, OP_GET_PAGE_NOC_ADDR, piece.page, ir_var(c, accessor_of(d, t->region->buffer)), piece.offset);
  emit_op(&then, OP_NOC_ASYNC_WRITE, piece.source, target, bytes);
}

// The element of the tensor at `index` of the block in a dim of the plane, as a variable where it may lie before the tensor; whether it exists. From then on
// it is known to.
static const Expr *existing_element(Dataflow *d, Emitter *e, const Transfer *t, unsigned which, const Expr *index, const Expr **exists) {
  int dim = t->layout.plane[which];
  if (dim < 0) return index;
  const Expr *element = plus(d, t->region->indices[dim], index);
  int64_t low = INT64_MIN, high;
  ir_range(d->p->c, d->bounds, element, &low, &high);
  bool before = low < 0 && !is_split(t, which);
  if (before) element = emit_let(e, which ? "tensor_column" : "tensor_row", TYPE_INT32, runnable(d, element));
  const Expr *condition = within(d, element, t->layout.size[which]);
  if (condition) *exists = both(d->p->c, *exists, runnable(d, condition));
  if (before) bounds_set(d->bounds, element->var, 0, t->layout.size[which] - 1);
  return element;
}

static void write_segments(Dataflow *d, Emitter *e, const Transfer *t, const Part *part, const Expr *pointer) {
  Compilation *c = d->p->c;
  const Buffer *block = t->block;
  const Expr *indices[PLAN_RANK_LIMIT], *side = ir_int(c, TILE), *inside = NULL;
  int64_t rows = block_rows(c, block), pieces = (block_columns(c, block) + FACE - 1) / FACE;
  BlockLoops loops = open_planes(d, e, block);
  box_indices(d, t, &loops, indices);
  for (unsigned dim = 0; dim + 2 < block->rank; dim++) inside = both(c, inside, in_part(d, part, dim, loops.index[dim]));
  const Expr *i = emit_bounded_loop(e, d->bounds, "row", rows), *element[2];
  inside = both(c, inside, in_part(d, part, block->rank - 2, i));
  if (inside) inside = runnable(d, inside);
  element[0] = existing_element(d, e, t, 0, i, &inside);
  const Expr *piece = emit_bounded_loop(e, d->bounds, "piece", pieces), *column = index_of(c, piece, FACE, NULL);
  element[1] = existing_element(d, e, t, 1, column, &inside);
  const Expr *place[2] = {is_split(t, 0) ? i : element[0], is_split(t, 1) ? column : element[1]};
  const Expr *tiles[2] = {simplified(d, ir_op(c, OP_FLOORDIV, place[0], side)), simplified(d, ir_op(c, OP_FLOORDIV, place[1], side))};
  TensorPage page = tensor_page(d, t, indices, tiles);
  Stmt *guard = NULL;
  Emitter then = emit_guard(e, both(c, page.exists, inside), &guard);
  const Expr *offset = offset_in_page(d, block, ir_op(c, OP_FLOORMOD, place[0], side), ir_op(c, OP_FLOORMOD, place[1], side));
  const Expr *source = l1_address(c, pointer, runnable(d, offset_in_block(d, block, loops.plane, i, column)));
  const Expr *tensor_column = t->layout.plane[1] < 0 ? ir_int(c, 0) : element[1];
  write_piece(d, &then, t, part, column, (Piece){source, page.page, runnable(d, offset), piece_length(d, t, column, tensor_column)});
  emit_end(e, pieces);
  emit_end(e, rows);
  close_planes(d, e, block);
}

void pages_write(Dataflow *d, Emitter *e, const Transfer *t, const Expr *region, const Expr *pointer) {
  Part part = part_of(d, e, region), all = {{NULL}, {NULL}};
  const Expr *whole = is_whole(d, &part, t->block);
  if (!whole) {
    if (t->kind == TRANSFER_PAGES) pages_move(d, e, OP_NOC_ASYNC_WRITE_PAGE, t, pointer);
    if (t->kind == TRANSFER_SEGMENTS) write_segments(d, e, t, &all, pointer);
    return;
  }
  Emitter then = *e;
  if (t->kind == TRANSFER_PAGES) {
    Stmt *guard = NULL;
    Emitter pages = emit_guard(e, simplified(d, whole), &guard);
    pages_move(d, &pages, OP_NOC_ASYNC_WRITE_PAGE, t, pointer);
    then = emitter(d->p->c, &guard->branch.orelse, e->span);
  }
  write_segments(d, &then, t, &part, pointer);
}
