// How the elements of a statement's buffers are accessed: see element.h. The classes of indices:
//   identity    x[i, j]      a region of the frame's shape
//   row         x[0, j]      one row, broadcast          column  x[i, 0]      one column, broadcast          scalar  x[0, 0]
//   transposed  x[j, i], x[0, i], x[j, 0]                a tt_transpose of the block first
//   offset      x[32 * k + i, j]                         a region that starts at a whole tile
//   others      x[2 * i, j], x[i, j // 4]                of a tensor, the box that they span; of a block, see element_select.c
#include "ir/print.h"
#include "passes/element.h"

static void note_use(void *state, const Expr *expr) {
  LoopUse *use = state;
  if (expr->kind != EXPR_VAR) return;
  if (expr->var->value) {
    ir_visit(expr->var->value, note_use, use);
    return;
  }
  int loop = nest_find(use->nest, expr->var);
  if (loop < 0 || (use->count && loop == use->loop)) return;
  use->count++;
  use->loop = loop;
}

LoopUse nest_loops_of(const Nest *nest, const Expr *expr) {
  LoopUse use = {nest, NO_LOOP, 0};
  ir_visit(expr, note_use, &use);
  return use;
}

bool element_access(Tensorizer *t, const Nest *nest, Buffer *buffer, const Expr *const *indices, ElementAccess *access) {
  Compilation *c = t->c;
  const Expr *mins[PLAN_RANK_LIMIT], *extents[PLAN_RANK_LIMIT];
  if (buffer->rank > PLAN_RANK_LIMIT) return false;
  bool seen[NEST_LIMIT] = {false};
  for (unsigned d = 0; d < buffer->rank; d++) {
    LoopUse use = nest_loops_of(nest, indices[d]);
    if (use.count > 1) return false;
    access->loops[d] = use.loop;
    mins[d] = ir_simplify(c, t->bounds, indices[d]);
    extents[d] = ir_int(c, 1);
    if (!use.count) continue;
    Var *var = nest->loops[use.loop]->loop.var;
    int64_t extent = nest_extent(nest, use.loop);
    const Expr *index = nest_open_lets(c, nest, indices[d]);
    mins[d] = ir_simplify(c, t->bounds, substitute_var(c, index, var, ir_int(c, 0)));
    if (extent < 0 || seen[use.loop] || !ir_provably_equal(c, t->bounds, index, ir_op(c, OP_ADD, mins[d], ir_var(c, var)))) return false;
    seen[use.loop] = true;
    extents[d] = ir_int(c, extent);
  }
  access->region = ir_region(c, buffer, mins, extents, ACCESS_READ);
  return true;
}

int element_frame_dim(const Element *e, int loop) {
  for (unsigned d = 0; d < e->frame.rank; d++)
    if (e->frame.loops[d] == loop) return (int)d;
  return -1;
}

const Expr *element_loop_value(const Element *e, unsigned dim, const Expr *place) {
  const Expr *base = e->frame.bases[dim];
  return base ? ir_simplify(e->t->c, NULL, ir_op(e->t->c, OP_SUB, place, base)) : place;
}

int64_t frame_extent(const Element *e, unsigned dim) {
  if (e->frame.bases[dim]) return e->frame.extents[dim];
  return e->frame.loops[dim] == NO_LOOP ? 1 : nest_extent(e->nest, e->frame.loops[dim]);
}

Buffer *frame_block(const Element *e, const char *name, DType type, const bool *used) {
  Compilation *c = e->t->c;
  const Expr *shape[PLAN_RANK_LIMIT];
  for (unsigned d = 0; d < e->frame.rank; d++) shape[d] = ir_int(c, used && !used[d] ? 1 : frame_extent(e, d));
  Buffer *buffer = ir_new_buffer(c, name, type, SCOPE_SHARED, e->frame.rank, shape);
  buffer->span = e->span;
  ir_append(c, e->out, ir_alloc(c, buffer));
  return buffer;
}

// A tensor's frame: its loops in the order of its dims. One loop alone is a row or a column, as the tensor is stored.
static void tensor_frame(Tensorizer *t, const Buffer *buffer, const ElementAccess *access, Frame *frame) {
  TensorLayout layout = pass_layout(t->c, t->func, pass_param(t->func, buffer));
  *frame = (Frame){0};
  int last = -1;
  for (unsigned d = 0; d < buffer->rank; d++) {
    if (access->loops[d] == NO_LOOP) continue;
    frame->loops[frame->rank++] = access->loops[d];
    last = (int)d;
  }
  if (frame->rank >= 2) return;
  int only = frame->rank ? frame->loops[0] : NO_LOOP;
  bool column = layout.plane[0] == last;
  *frame = (Frame){.rank = 2};
  frame->loops[0] = column ? only : NO_LOOP;
  frame->loops[1] = column ? NO_LOOP : only;
}

bool element_frame(Tensorizer *t, Buffer *buffer, const ElementAccess *access, Frame *frame) {
  if (buffer->scope == SCOPE_GLOBAL) {
    tensor_frame(t, buffer, access, frame);
    return frame->rank <= PLAN_RANK_LIMIT;
  }
  if (buffer->rank < 2) return false;
  frame->rank = buffer->rank;
  for (unsigned d = 0; d < buffer->rank; d++) {
    frame->loops[d] = access->loops[d];
    int64_t min = -1, extent = -1, dim = pass_dim(t->c, buffer, d);
    ir_is_int(access->region->indices[d], &min);
    ir_is_int(access->region->extents[d], &extent);
    if (min == 0 && extent == dim) continue;
    if (d + 3 < buffer->rank || access->region->indices[d]->type != TYPE_INT32) return false;
    frame->bases[d] = access->region->indices[d];
    frame->extents[d] = dim;
  }
  return true;
}

// ---- loads

static const Expr *refuse_access(const Element *e, const Expr *load, const char *why) {
  diag_unsupported(e->t->c, load->span.file == NO_FILE ? e->span : load->span, "%s in an element-wise loop: %s", ir_print_expr(e->t->c, load), why);
  return NULL;
}

// True if every element of the region is in its place in the tiles of the frame: it starts at whole tiles, where the frame's loops do, and
// lies inside the buffer (outside of it the program would see 0).
static bool in_place(const Element *e, const ElementAccess *access) {
  Tensorizer *t = e->t;
  const Expr *region = access->region;
  const Buffer *buffer = region->buffer;
  for (unsigned d = 0; d < buffer->rank; d++) {
    int64_t low, high, extent = 1, dim = pass_dim(t->c, buffer, d);
    int frame_dim = access->loops[d] == NO_LOOP ? -1 : element_frame_dim(e, access->loops[d]);
    ir_is_int(region->extents[d], &extent);
    if (!ir_range(t->c, t->bounds, region->indices[d], &low, &high) || low < 0 || high + extent > dim) return false;
    const Expr *base = frame_dim < 0 ? NULL : e->frame.bases[frame_dim];
    if (base) {
      bool same = dim == e->frame.extents[frame_dim] && ir_provably_equal(t->c, t->bounds, base, region->indices[d]);
      if (!same) return false;
    } else if (d + 2 >= buffer->rank && !ir_is_multiple(t->c, t->bounds, region->indices[d], TILE)) {
      return false;
    }
  }
  return true;
}

// A dim of which the frame walks a part is there as a whole.
static const Expr *grown_region(const Element *e, const ElementAccess *access) {
  Compilation *c = e->t->c;
  const Buffer *buffer = access->region->buffer;
  const Expr *mins[PLAN_RANK_LIMIT], *extents[PLAN_RANK_LIMIT];
  for (unsigned d = 0; d < buffer->rank; d++) {
    int frame_dim = access->loops[d] == NO_LOOP ? -1 : element_frame_dim(e, access->loops[d]);
    bool part = frame_dim >= 0 && e->frame.bases[frame_dim];
    mins[d] = part ? ir_int(c, 0) : access->region->indices[d];
    extents[d] = part ? buffer->shape[d] : access->region->extents[d];
  }
  return ir_region(c, access->region->buffer, mins, extents, ACCESS_READ);
}

// True if the loops of the buffer's dims are those of the frame, aligned at the last dim, or NO_LOOP.
static bool aligned(const Element *e, const int *loops, unsigned rank) {
  for (unsigned d = 0; d < rank; d++) {
    int frame_dim = (int)e->frame.rank - (int)rank + (int)d;
    if (loops[d] != NO_LOOP && (frame_dim < 0 || e->frame.loops[frame_dim] != loops[d])) return false;
  }
  return true;
}

static const Expr *transposed_block(const Element *e, Buffer *source) {
  Compilation *c = e->t->c;
  const Expr *shape[PLAN_RANK_LIMIT];
  for (unsigned d = 0; d < source->rank; d++) shape[d] = source->shape[d];
  shape[source->rank - 1] = source->shape[source->rank - 2];
  shape[source->rank - 2] = source->shape[source->rank - 1];
  Buffer *turned = ir_new_buffer(c, arena_format(c->arena, "%s_t", source->name), source->type, SCOPE_SHARED, source->rank, shape);
  turned->span = e->span;
  ir_append(c, e->out, ir_alloc(c, turned));
  tensorize_op(e->t, e->out, OP_TT_TRANSPOSE, e->span, whole_region(c, turned, ACCESS_WRITE), whole_region(c, source, ACCESS_READ));
  return whole_region(c, turned, ACCESS_READ);
}

// The region over the frame; `loops` per dim of its buffer.
static const Expr *fit_region(const Element *e, const Expr *load, const Expr *region, const int *loops) {
  unsigned rank = region->buffer->rank;
  if (aligned(e, loops, rank)) return region;
  int swapped[PLAN_RANK_LIMIT];
  for (unsigned d = 0; d < rank; d++) swapped[d] = loops[d];
  swapped[rank - 1] = loops[rank - 2];
  swapped[rank - 2] = loops[rank - 1];
  if (!aligned(e, swapped, rank))
    return refuse_access(e, load, "operands are walked by the loop variables of the result, in its order or with rows and columns exchanged");
  if (!is_whole_region(region)) return refuse_access(e, load, "a transposed part of a buffer; copy the part to a buffer of its own");
  return transposed_block(e, region->buffer);
}

// A block whose elements begin at 0, in a frame that walks a part of its dims: an access of it by the loops.
static const Expr *moved_block(const Element *e, Buffer *stage, const Frame *frame) {
  const Expr *indices[PLAN_RANK_LIMIT];
  for (unsigned d = 0; d < frame->rank; d++)
    indices[d] = frame->loops[d] == NO_LOOP ? ir_int(e->t->c, 0) : ir_var(e->t->c, e->nest->loops[frame->loops[d]]->loop.var);
  return element_load(e, ir_load(e->t->c, stage, indices));
}

// The box of a tensor that the load walks, read into a block of its own.
static const Expr *load_tensor(const Element *e, const Expr *load, const ElementAccess *access) {
  Tensorizer *t = e->t;
  Element own = *e;
  own.loads = NULL;
  tensor_frame(t, load->buffer, access, &own.frame);
  Buffer *stage = frame_block(&own, arena_format(t->c->arena, "%s_in", load->buffer->name), load->type, NULL);
  const Expr *box = tensorize_tensor_region(t, access->region, ACCESS_READ, stage, e->span);
  if (!box) return NULL;
  tensorize_read(t, e->out, stage, box, e->span);
  for (unsigned d = 0; d < e->frame.rank; d++)
    if (e->frame.bases[d]) return moved_block(e, stage, &own.frame);
  return fit_region(e, load, whole_region(t->c, stage, ACCESS_READ), own.frame.loops);
}

// 1: never falls as the variable grows, -1: never rises, 0: does not depend on it; no result for what is not known to be any of these.
static bool trend_of(Compilation *c, const Expr *index, const Var *var, int *trend) {
  int a, b;
  int64_t left = 1, right = 1;
  *trend = index->kind == EXPR_VAR && index->var == var;
  if (*trend || !ir_uses_var(index, var)) return true;
  if (index->kind != EXPR_CALL || index->arg_count != 2 || !trend_of(c, index->args[0], var, &a) || !trend_of(c, index->args[1], var, &b)) return false;
  bool left_known = ir_is_int(index->args[0], &left), right_known = ir_is_int(index->args[1], &right);
  switch ((unsigned)index->op) {
    case OP_ADD: break;
    case OP_SUB: b = -b; break;
    case OP_MUL:
      if (!left_known && !right_known) return false;
      if (left < 0 || right < 0) a = -a, b = -b;
      break;
    case OP_FLOORDIV:
      if (!right_known || right < 1) return false;
      break;
    default: return false;
  }
  *trend = a ? a : b;
  return a * b >= 0;
}

// An index that goes one way with one loop: x[2 * i + 1], x[j // 4], x[31 - i]. In: the index with its lets open; out: its least value, and how
// many it spans; false if that is no constant.
static bool trending_index(const Element *e, const Expr *index, int loop, const Expr **least, int64_t *span) {
  Compilation *c = e->t->c;
  Var *var = e->nest->loops[loop]->loop.var;
  int64_t extent = nest_extent(e->nest, loop);
  int trend;
  if (extent < 1 || !trend_of(c, index, var, &trend)) return false;
  const Expr *first = substitute_var(c, index, var, ir_int(c, 0)), *last = substitute_var(c, index, var, ir_int(c, extent - 1));
  *least = ir_simplify(c, e->t->bounds, trend < 0 ? last : first);
  bool good = ir_is_int(ir_simplify(c, e->t->bounds, ir_op(c, OP_SUB, trend < 0 ? first : last, *least)), span);
  *span += good;
  return good;
}

// The box that indices of such a kind span, read into a block of its own, of which they then pick.
static const Expr *load_spread(const Element *e, const Expr *load) {
  Tensorizer *t = e->t;
  Compilation *c = t->c;
  ElementAccess access;
  const Expr *mins[PLAN_RANK_LIMIT], *extents[PLAN_RANK_LIMIT], *places[PLAN_RANK_LIMIT] = {NULL};
  int64_t spans[PLAN_RANK_LIMIT];
  for (unsigned d = 0; d < load->buffer->rank; d++) {
    const Expr *index = nest_open_lets(c, e->nest, load->indices[d]);
    LoopUse use = nest_loops_of(e->nest, index);
    access.loops[d] = use.loop;
    mins[d] = ir_simplify(c, t->bounds, index);
    spans[d] = 1;
    if (use.count > 1 || (use.count && !trending_index(e, index, use.loop, &mins[d], &spans[d]))) return NULL;
    for (unsigned other = 0; other < d; other++)
      if (use.count && access.loops[other] == use.loop) return NULL;
    extents[d] = ir_int(c, spans[d]);
    if (use.count) places[use.loop] = ir_simplify(c, t->bounds, ir_op(c, OP_SUB, index, mins[d]));
  }
  Element own = *e;
  own.loads = NULL;
  access.region = ir_region(c, load->buffer, mins, extents, ACCESS_READ);
  tensor_frame(t, load->buffer, &access, &own.frame);
  const Expr *indices[PLAN_RANK_LIMIT];
  for (unsigned d = 0; d < own.frame.rank; d++) {
    indices[d] = own.frame.loops[d] == NO_LOOP ? ir_int(c, 0) : places[own.frame.loops[d]];
    own.frame.bases[d] = ir_int(c, 0);
    own.frame.extents[d] = 1;
    for (unsigned dim = 0; dim < load->buffer->rank; dim++)
      if (own.frame.loops[d] != NO_LOOP && access.loops[dim] == own.frame.loops[d]) own.frame.extents[d] = spans[dim];
  }
  Buffer *stage = frame_block(&own, arena_format(c->arena, "%s_in", load->buffer->name), load->type, NULL);
  const Expr *box = tensorize_tensor_region(t, access.region, ACCESS_READ, stage, e->span);
  if (!box) return NULL;
  tensorize_op(t, e->out, OP_TT_READ, e->span, whole_region(c, stage, ACCESS_WRITE), box);
  return element_load(e, ir_load(c, stage, indices));
}

static const Expr *load_value(const Element *e, const Expr *load);

const Expr *element_load(const Element *e, const Expr *load) {
  for (size_t i = 0; e->loads && i < e->loads->count; i++)
    if (ir_same(e->loads->items[i].load, load)) return e->loads->items[i].tree;
  const Expr *tree = load_value(e, load);
  if (tree && e->loads) vector_push(e->t->c->arena, e->loads, ((LoadedValue){load, tree}));
  return tree;
}

static const Expr *load_value(const Element *e, const Expr *load) {
  ElementAccess access;
  bool known = element_access(e->t, e->nest, load->buffer, load->indices, &access);
  if (load->buffer->scope == SCOPE_GLOBAL) {
    const Expr *loaded = known ? load_tensor(e, load, &access) : load_spread(e, load);
    return loaded || diag_failed(e->t->c) ? loaded : refuse_access(e, load, "an index that does not go one way with one loop variable");
  }
  if (!tensorize_check_onchip(e->t, load->buffer, e->span)) return NULL;
  if (known && in_place(e, &access)) return fit_region(e, load, grown_region(e, &access), access.loops);
  int loops[2];
  const Expr *selected = element_select(e, load, loops), *fitted = selected ? fit_region(e, load, selected, loops) : NULL;
  return fitted ? ir_cast(e->t->c, load->type, fitted) : NULL;
}

// ---- planes that are rows elsewhere

typedef struct PlanesApart {
  const Element *e;
  int loop;
} PlanesApart;

static void find_planes_apart(void *state, const Expr *expr) {
  PlanesApart *apart = state;
  const Element *e = apart->e;
  if (expr->kind != EXPR_LOAD || expr->buffer->scope == SCOPE_GLOBAL || expr->buffer->rank > e->frame.rank) return;
  unsigned first = e->frame.rank - expr->buffer->rank;
  for (unsigned d = 0; d < expr->buffer->rank; d++) {
    LoopUse use = nest_loops_of(e->nest, expr->indices[d]);
    int at = use.count == 1 ? element_frame_dim(e, use.loop) : -1;
    if (at >= 0 && at + 2 < (int)e->frame.rank && at != (int)(first + d) && d + 2 >= expr->buffer->rank) apart->loop = use.loop;
  }
}

int element_planes_apart(const Element *e, const Expr *value) {
  PlanesApart apart = {e, NO_LOOP};
  ir_visit(nest_open_lets(e->t->c, e->nest, value), find_planes_apart, &apart);
  return apart.loop;
}
