// Reads of boxes that begin anywhere, or lie in other dims of the tensor than its tiles: the reader fetches each page that the box touches
// into a scratch page and copies the elements with the RISC core. Slow, but always right.
//   tt_read(S, A[r, c], scratch) -> zero S; for tile row, tile column (, batch): noc_async_read_page(page, A, scratch); barrier;
//                                   for i, j of the tile: if inside the box: l1_store(S_ptr + ..., l1_load(scratch + ...))
// Writes of such boxes: each element from a place of the scratch page that lies in its 64 bytes as the element does in those of the tensor.
//   tt_write(A[r, c], S, scratch) -> for i, j of the block: l1_store(scratch + 64 * slot + ..., l1_load(S_ptr + ...)); noc_async_write(..., A.get_noc_addr(page, offset), 4)
#include "passes/protocol.h"

typedef struct Mover {
  Dataflow *d;
  Emitter *e;
  const Transfer *t;
  const Expr *pointer, *scratch;
  const Expr *element[PLAN_RANK_LIMIT];  // index of the element in each dim of the tensor
} Mover;

static int64_t box_extent(const Mover *m, unsigned dim) {
  int64_t extent = 1;
  ir_is_int(ir_simplify(m->d->p->c, NULL, m->t->region->extents[dim]), &extent);
  return extent;
}

static int plane_of_dim(const Transfer *t, unsigned dim) { return (int)dim == t->layout.plane[0] ? 0 : (int)dim == t->layout.plane[1] ? 1 : -1; }

static void zero_block(Mover *m) {
  Compilation *c = m->d->p->c;
  uint32_t page_bytes = cb_find(c, &m->d->p->table, m->t->block)->page_bytes;
  int64_t tiles = tile_count(c, m->t->block);
  const Expr *tile = emit_bounded_loop(m->e, m->d->bounds, "tile", tiles);
  const Expr *offset = index_of(c, tile, page_bytes, NULL);
  emit_zero_page(m->d, m->e, ir_simplify(c, NULL, ir_op(c, OP_ADD, m->pointer, ir_cast(c, TYPE_UINT32, offset))), page_bytes);
  emit_end(m->e, tiles);
  emit_op0(m->e, OP_NOC_ASYNC_READ_BARRIER);
}

static bool is_split(const Mover *m, unsigned which) { return m->t->layout.part[which] < m->t->layout.size[which]; }

// How many tiles of the plane a box of so many elements can touch, wherever it begins.
static int64_t touched_tiles(const Mover *m, unsigned which) {
  int dim = m->t->layout.plane[which];
  if (dim < 0) return 1;
  int64_t extent = box_extent(m, (unsigned)dim), divisor = ir_divisor(m->d->p->c, m->d->bounds, m->t->region->indices[dim]);
  int64_t most = divisor % TILE == 0 || is_split(m, which) ? whole_tiles(extent) : (extent + TILE - 2) / TILE + 1;
  return most > m->t->layout.tiles[which] ? m->t->layout.tiles[which] : most;
}

// The first tile that the box touches; where it may begin outside, the first of the tensor that it can touch.
static const Expr *first_touched(const Mover *m, unsigned which, int64_t count) {
  Compilation *c = m->d->p->c;
  int dim = m->t->layout.plane[which];
  if (dim < 0 || count == m->t->layout.tiles[which] || is_split(m, which)) return ir_int(c, 0);
  const Expr *begin = m->t->region->indices[dim];
  int64_t low = INT64_MIN, high;
  ir_range(c, m->d->bounds, begin, &low, &high);
  if (low < 0) begin = ir_op(c, OP_MAX, begin, ir_int(c, 0));
  return simplified(m->d, ir_op(c, OP_FLOORDIV, begin, ir_int(c, TILE)));
}

// Where the element (i, j) of a tile lies in the box, dim by dim of the tensor; the condition under which the box has it.
static const Expr *place_in_box(Mover *m, const Expr *const tiles[2], const Expr *const element[2], const Expr **at) {
  Dataflow *d = m->d;
  Compilation *c = d->p->c;
  const Transfer *t = m->t;
  const Expr *inside = NULL;
  for (unsigned dim = 0; dim < t->region->buffer->rank; dim++) {
    int which = plane_of_dim(t, dim);
    const Expr *index = which < 0 ? m->element[dim] : plus(d, index_of(c, tiles[which], TILE, NULL), element[which]);
    bool relative = which >= 0 && is_split(m, (unsigned)which);  // the box begins where its part does
    const Expr *place = relative ? index : simplified(d, ir_op(c, OP_SUB, index, t->region->indices[dim]));
    if (which >= 0) {
      place = emit_let(m->e, which ? "box_column" : "box_row", TYPE_INT32, runnable(d, place));
      inside = both(c, inside, within(d, place, box_extent(m, dim)));
      bounds_set(d->bounds, place->var, 0, box_extent(m, dim) - 1);
    }
    if (t->block_dim[dim] >= 0) at[t->block_dim[dim]] = place;
  }
  return inside;
}

// Loads an element of the scratch page and stores it in the block, if the box has it.
static void move_elements(Mover *m, const Expr *const tiles[2]) {
  Dataflow *d = m->d;
  Compilation *c = d->p->c;
  const Transfer *t = m->t;
  int64_t extents[2] = {t->layout.plane[0] < 0 ? 1 : TILE, t->layout.plane[1] < 0 ? 1 : TILE};
  const Expr *i = emit_bounded_loop(m->e, d->bounds, "i", extents[0]), *j = emit_bounded_loop(m->e, d->bounds, "j", extents[1]);
  const Expr *at[PLAN_RANK_LIMIT], *plane = ir_int(c, 0);
  for (unsigned k = 0; k < PLAN_RANK_LIMIT; k++) at[k] = ir_int(c, 0);
  const Expr *inside = place_in_box(m, tiles, (const Expr *const[]){i, j}, at);
  Emitter then = *m->e;
  if (inside) {
    Stmt *guard = ir_if(c, inside);
    guard->span = m->e->span;
    ir_append(c, emit_block(m->e), guard);
    then = emitter(c, &guard->branch.then, m->e->span);
  }
  unsigned rank = t->block->rank;
  for (unsigned k = 0; k + 2 < rank; k++) plane = index_of(c, plane, pass_dim(c, t->block, k), at[k]);
  const Expr *from = ir_cast(c, TYPE_UINT32, runnable(d, offset_in_page(d, t->block, i, j)));
  const Expr *to = ir_cast(c, TYPE_UINT32, runnable(d, offset_in_block(d, t->block, plane, at[rank - 2], at[rank - 1])));
  int64_t bytes = cb_find(c, &d->p->table, t->block)->page_bytes / (TILE * TILE);
  Op load = bytes == 4 ? OP_L1_LOAD_UINT32 : bytes == 2 ? OP_L1_LOAD_UINT16 : OP_L1_LOAD_UINT8;
  Op store = bytes == 4 ? OP_L1_STORE_UINT32 : bytes == 2 ? OP_L1_STORE_UINT16 : OP_L1_STORE_UINT8;
  emit_op(&then, store, ir_op(c, OP_ADD, m->pointer, to), ir_op(c, load, ir_op(c, OP_ADD, m->scratch, from)));
  emit_end(m->e, extents[1]);
  emit_end(m->e, extents[0]);
}

static void move_pages(Mover *m) {
  Dataflow *d = m->d;
  Compilation *c = d->p->c;
  const Transfer *t = m->t;
  int64_t counts[2] = {touched_tiles(m, 0), touched_tiles(m, 1)};
  const Expr *row = emit_bounded_loop(m->e, d->bounds, "tile_row", counts[0]), *column = emit_bounded_loop(m->e, d->bounds, "tile_column", counts[1]);
  const Expr *tiles[2] = {plus(d, first_touched(m, 0, counts[0]), row), plus(d, first_touched(m, 1, counts[1]), column)};
  TensorPage page = tensor_page(d, t, m->element, tiles);
  Emitter *outer = m->e, then = *m->e;
  if (page.exists) {
    Stmt *guard = ir_if(c, page.exists);
    guard->span = m->e->span;
    ir_append(c, emit_block(m->e), guard);
    then = emitter(c, &guard->branch.then, m->e->span);
    m->e = &then;
  }
  emit_op(m->e, OP_NOC_ASYNC_READ_PAGE, page.page, ir_var(c, accessor_of(d, t->region->buffer)), m->scratch);
  emit_op0(m->e, OP_NOC_ASYNC_READ_BARRIER);
  move_elements(m, tiles);
  m->e = outer;
  emit_end(m->e, counts[1]);
  emit_end(m->e, counts[0]);
}

void transfer_elements(Dataflow *d, Emitter *e, const Transfer *t, const Expr *pointer, const Buffer *scratch) {
  Compilation *c = d->p->c;
  const Expr *cb = cb_var(c, &d->p->table, scratch);
  emit_op(e, OP_CB_RESERVE_BACK, cb, ir_int(c, 1));
  const Expr *page = emit_let(e, arena_format(c->arena, "%s_ptr", scratch->name), TYPE_UINT32, ir_op(c, OP_GET_WRITE_PTR, cb));
  Mover mover = {.d = d, .e = e, .t = t, .pointer = pointer, .scratch = page};
  zero_block(&mover);
  // One loop per dim that counts planes of the tensor.
  for (unsigned dim = 0; dim < t->region->buffer->rank; dim++) {
    mover.element[dim] = t->region->indices[dim];
    if (plane_of_dim(t, dim) < 0) mover.element[dim] = plus(d, t->region->indices[dim], emit_bounded_loop(e, d->bounds, "batch", box_extent(&mover, dim)));
  }
  move_pages(&mover);
  for (unsigned dim = t->region->buffer->rank; dim-- > 0;)
    if (plane_of_dim(t, dim) < 0) emit_end(e, box_extent(&mover, dim));
}

// ---- writes

enum { SLOT = 64 };

// The index of the tensor in each dim for an element of the block, as a variable where it may lie outside; the condition under which it exists.
static const Expr *tensor_indices(Dataflow *d, Emitter *e, const Transfer *t, const Expr *const *at, const Expr **indices) {
  Compilation *c = d->p->c;
  const Param *param = pass_param(d->p->kernel, t->region->buffer);
  const Expr *exists = NULL;
  for (unsigned dim = 0; dim < t->region->buffer->rank; dim++) {
    const Expr *index = t->region->indices[dim];
    int64_t size = pass_declared_dim(c, d->p->host, param, dim);
    if (t->block_dim[dim] >= 0) index = plus(d, index, at[t->block_dim[dim]]);
    const Expr *condition = within(d, index, size);
    if (condition) {
      index = emit_let(e, "index", TYPE_INT32, runnable(d, index));
      exists = both(c, exists, within(d, index, size));
      bounds_set(d->bounds, index->var, 0, size - 1);
    }
    indices[dim] = index;
  }
  return exists;
}

static void write_element(Dataflow *d, Emitter *e, const Transfer *t, const Expr *const *at, const Expr *const *indices, const Expr *pointer, const Expr *slot) {
  Compilation *c = d->p->c;
  const Expr *plane = ir_int(c, 0), *tiles[2], *places[2];
  unsigned rank = t->block->rank;
  for (unsigned k = 0; k + 2 < rank; k++) plane = index_of(c, plane, pass_dim(c, t->block, k), at[k]);
  for (unsigned i = 0; i < 2; i++) {
    int dim = t->layout.plane[i];
    const Expr *place = dim < 0 ? ir_int(c, 0) : simplified(d, ir_op(c, OP_FLOORMOD, indices[dim], ir_int(c, t->layout.part[i])));
    tiles[i] = simplified(d, ir_op(c, OP_FLOORDIV, place, ir_int(c, TILE)));
    places[i] = simplified(d, ir_op(c, OP_FLOORMOD, place, ir_int(c, TILE)));
  }
  int64_t bytes = cb_find(c, &d->p->table, t->block)->page_bytes / (TILE * TILE);
  Op load = bytes == 4 ? OP_L1_LOAD_UINT32 : bytes == 2 ? OP_L1_LOAD_UINT16 : OP_L1_LOAD_UINT8;
  Op store = bytes == 4 ? OP_L1_STORE_UINT32 : bytes == 2 ? OP_L1_STORE_UINT16 : OP_L1_STORE_UINT8;
  TensorPage page = tensor_page(d, t, indices, tiles);
  const Expr *offset = emit_let(e, "offset", TYPE_INT32, runnable(d, offset_in_page(d, t->block, places[0], places[1])));
  const Expr *from = ir_cast(c, TYPE_UINT32, runnable(d, offset_in_block(d, t->block, plane, at[rank - 2], at[rank - 1])));
  const Expr *within_slot = ir_cast(c, TYPE_UINT32, ir_op(c, OP_FLOORMOD, offset, ir_int(c, SLOT)));
  const Expr *place = emit_let(e, "place", TYPE_UINT32, ir_op(c, OP_ADD, slot, within_slot));
  emit_op(e, store, place, ir_op(c, load, ir_op(c, OP_ADD, pointer, from)));
  emit_op(e, OP_NOC_ASYNC_WRITE, place, ir_op(c, OP_GET_PAGE_NOC_ADDR, page.page, ir_var(c, accessor_of(d, t->region->buffer)), offset), ir_int(c, bytes));
}

void write_elements(Dataflow *d, Emitter *e, const Transfer *t, const Expr *region, const Expr *pointer, const Buffer *scratch) {
  Compilation *c = d->p->c;
  const Buffer *block = t->block;
  unsigned rank = block->rank;
  const Expr *cb = cb_var(c, &d->p->table, scratch), *at[PLAN_RANK_LIMIT], *indices[PLAN_RANK_LIMIT], *inside = NULL;
  int64_t slots = cb_find(c, &d->p->table, scratch)->page_bytes / SLOT, columns = block_columns(c, block), groups = (columns + slots - 1) / slots;
  emit_op(e, OP_CB_RESERVE_BACK, cb, ir_int(c, 1));
  const Expr *page = emit_let(e, arena_format(c->arena, "%s_ptr", scratch->name), TYPE_UINT32, ir_op(c, OP_GET_WRITE_PTR, cb));
  Part part = part_of(d, e, region);
  for (unsigned k = 0; k + 1 < rank; k++) at[k] = emit_bounded_loop(e, d->bounds, k + 2 < rank ? "plane" : "row", pass_dim(c, block, k));
  const Expr *group = emit_bounded_loop(e, d->bounds, "group", groups);
  int64_t most = columns < slots ? columns : slots;
  const Expr *slot = emit_bounded_loop(e, d->bounds, "slot", most);
  at[rank - 1] = simplified(d, index_of(c, group, slots, slot));
  for (unsigned k = 0; k < rank; k++) inside = both(c, inside, in_part(d, &part, k, at[k]));
  if (groups * slots > columns) inside = both(c, inside, within(d, at[rank - 1], columns));
  if (inside) inside = runnable(d, inside);
  inside = both(c, inside, tensor_indices(d, e, t, at, indices));
  Emitter then = *e;
  if (inside) {
    Stmt *guard = ir_if(c, inside);
    guard->span = e->span;
    ir_append(c, emit_block(e), guard);
    then = emitter(c, &guard->branch.then, e->span);
  }
  write_element(d, &then, t, at, indices, pointer, ir_op(c, OP_ADD, page, ir_cast(c, TYPE_UINT32, index_of(c, slot, SLOT, NULL))));
  emit_end(e, most);
  emit_op0(e, OP_NOC_ASYNC_WRITE_BARRIER);  // the places are written again
  emit_end(e, groups);
  for (unsigned k = rank - 1; k-- > 0;) emit_end(e, pass_dim(c, block, k));
}
