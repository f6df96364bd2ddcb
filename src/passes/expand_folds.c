// expand_folds: part of tensorize_tt. Reductions and scans that have no block op of their own become ones that have, and element loops.
//   parts of blocks in these      copied to a block of their own, and the result back
//   planes (dims before the last two) are reduced or scanned one after the other, element by element
//   T.cumsum of several planes    plane by plane
//   T.cummax                      in log2(n) steps: what stands 1, 2, 4 ... places back is taken in where it is larger
//   before: T.reduce(P, s, "max", 0, True)                                P (3, 32, 64), s (32, 64)
//   after:  for i, j in T.Parallel(32, 64): s[i, j] = T.max(T.max(P[0, i, j], P[1, i, j]), P[2, i, j])
//   before: T.cummax(v, r, 0, False)                                      v, r (40,)
//   after:  T.copy(v, a); for s in range(6): for i in T.Parallel(40): b[i] = T.if_then_else(i - (1 << s) >= 0, T.max(a[i], a[i - (1 << s)]), a[i])
//           T.copy(b, a) after each; T.copy(a, r)
#include "passes/element.h"

enum { PLANES_AT_ONCE = 64 };

typedef struct Expander {
  Compilation *c;
  Span span;
  Block *out;
} Expander;

static void expand_stmt(void *compilation, Stmt *stmt, Block *out);

static void emit_tile_op(const Expander *x, Op op, const Expr *const *args, unsigned count) {
  Stmt *stmt = ir_eval(x->c, ir_with_span(x->c, ir_call(x->c, op, args, count), x->span));
  stmt->span = x->span;
  ir_append(x->c, x->out, stmt);
}

static void emit_copy(const Expander *x, const Expr *source, const Expr *target) {
  emit_tile_op(x, OP_COPY, (const Expr *const[]){source, target}, 2);
}

static Buffer *new_fragment(const Expander *x, const Buffer *like, const char *suffix, unsigned rank, const Expr *const *shape) {
  Buffer *buffer = ir_new_buffer(x->c, arena_format(x->c->arena, "%s_%s", like->name, suffix), like->type, SCOPE_FRAGMENT, rank, shape);
  buffer->span = x->span;
  ir_append(x->c, x->out, ir_alloc(x->c, buffer));
  return buffer;
}

static const Expr *with_access(Compilation *c, const Expr *region, Access access) {
  return ir_region(c, region->buffer, region->indices, region->extents, access);
}

// ---- loops over elements

typedef struct ElementLoops {
  const Expr *vars[PLAN_RANK_LIMIT];
  Block *body;
} ElementLoops;

// Loops over all dims but one, and but those before it, which stand at `outer`: planes are not walked in strides.
static ElementLoops open_loops(const Expander *x, unsigned rank, const Expr *const *extents, int skipped, const int64_t *outer) {
  Compilation *c = x->c;
  ElementLoops loops = {.body = x->out};
  for (unsigned d = 0; d < rank; d++) {
    loops.vars[d] = ir_int(c, (int)d < skipped ? outer[d] : 0);
    if ((int)d <= skipped) continue;
    Var *var = ir_new_var(c, arena_format(c->arena, "i%u", d), TYPE_INT32);
    Stmt *loop = ir_for(c, var, ir_int(c, 0), extents[d], LOOP_PARALLEL);
    loop->span = x->span;
    ir_append(c, loops.body, loop);
    loops.body = &loop->loop.body;
    loops.vars[d] = ir_var(c, var);
  }
  return loops;
}

static void emit_store(const Expander *x, const ElementLoops *loops, Buffer *target, const Expr *const *indices, const Expr *value) {
  Stmt *store = ir_store(x->c, target, indices, ir_cast(x->c, target->type, value));
  store->span = x->span;
  ir_append(x->c, loops->body, store);
}

static const Expr *load_at(const Expander *x, const ElementLoops *loops, Buffer *buffer, unsigned dim, const Expr *index) {
  const Expr *indices[PLAN_RANK_LIMIT];
  for (unsigned d = 0; d < buffer->rank; d++) indices[d] = d == dim ? index : loops->vars[d];
  return ir_load(x->c, buffer, indices);
}

static const Expr *combined(const Expander *x, Op op, const Expr *a, const Expr *b) {
  return ir_call_typed(x->c, op, a->type, (const Expr *const[]){a, b}, 2);
}

static int64_t extent_of(Compilation *c, const Expr *extent) {
  int64_t value = -1;
  return ir_is_int(ir_simplify(c, NULL, extent), &value) ? value : -1;
}

// ---- parts of blocks

static bool is_part(Compilation *c, const Expr *region) {
  const Buffer *buffer = region->buffer;
  if (buffer->scope == SCOPE_GLOBAL) return false;
  bool part = false;
  for (unsigned d = 0; d < buffer->rank; d++) {
    int64_t extent = extent_of(c, region->extents[d]), min = extent_of(c, region->indices[d]);
    if (extent < 1) return false;
    part |= extent != extent_of(c, buffer->shape[d]) || min != 0;
  }
  return part;
}

// The call on blocks of the parts' own, with copies around it.
static void expand_parts(Expander *x, const Expr *call) {
  Compilation *c = x->c;
  const Expr *args[8], *target = call->args[1];
  for (unsigned i = 0; i < call->arg_count; i++) args[i] = call->args[i];
  if (is_part(c, args[0])) {
    Buffer *block = new_fragment(x, args[0]->buffer, "part", args[0]->buffer->rank, args[0]->extents);
    emit_copy(x, args[0], whole_region(c, block, ACCESS_WRITE));
    args[0] = whole_region(c, block, ACCESS_READ);
  }
  bool back = is_part(c, target);
  if (back) {
    Buffer *block = new_fragment(x, target->buffer, "part", target->buffer->rank, target->extents);
    emit_copy(x, with_access(c, target, ACCESS_READ), whole_region(c, block, ACCESS_WRITE));
    args[1] = whole_region(c, block, ACCESS_WRITE);
  }
  Stmt *inner = ir_eval(c, ir_with_span(c, ir_call(c, call->op, args, call->arg_count), call->span));
  inner->span = x->span;
  expand_stmt(c, inner, x->out);
  if (back) emit_copy(x, with_access(c, args[1], ACCESS_READ), with_access(c, target, ACCESS_WRITE));
}

// ---- planes

static const Expr *absolute(const Expander *x, const Expr *value) {
  if (!type_is_int(value->type)) return ir_op(x->c, OP_ABS, value);
  if (type_kind(value->type) != TYPE_KIND_SIGNED) return value;
  return combined(x, OP_MAX, value, combined(x, OP_SUB, ir_int_typed(x->c, value->type, 0), value));
}

static const Expr *widened(const Expander *x, const Expr *value) { return type_is_int(value->type) ? value : ir_cast(x->c, TYPE_FLOAT32, value); }

// The next place in the dims before `dim`; false behind the last.
static bool next_outer(const Expander *x, const Buffer *buffer, int64_t dim, int64_t *outer) {
  for (int64_t d = dim; d-- > 0;) {
    if (++outer[d] < extent_of(x->c, buffer->shape[d])) return true;
    outer[d] = 0;
  }
  return false;
}

static void reduce_plane(Expander *x, const Expr *call, ReductionKind kind, unsigned dim, const int64_t *outer) {
  Compilation *c = x->c;
  Buffer *source = call->args[0]->buffer, *target = call->args[1]->buffer;
  int64_t count = extent_of(c, source->shape[dim]), clear = 1;
  ir_is_int(ir_simplify(c, NULL, call->args[4]), &clear);
  ElementLoops loops = open_loops(x, source->rank, source->shape, (int)dim, outer);
  const Expr *value = NULL, *indices[PLAN_RANK_LIMIT];
  for (int64_t k = 0; k < count; k++) {
    const Expr *term = widened(x, load_at(x, &loops, source, dim, ir_int(c, k)));
    if (kind.absolute) term = absolute(x, term);
    value = value ? combined(x, kind.combine, value, term) : term;
  }
  unsigned rank = 0;
  for (unsigned d = 0; d < source->rank; d++)
    if (target->rank == source->rank || d != dim) indices[rank++] = loops.vars[d];
  if (!clear) value = combined(x, kind.combine, widened(x, ir_load(c, target, indices)), value);
  emit_store(x, &loops, target, indices, value);
}

static bool reduce_planes(Expander *x, const Expr *call) {
  Compilation *c = x->c;
  const Buffer *source = call->args[0]->buffer, *target = call->args[1]->buffer;
  int64_t dim = extent_of(c, call->args[3]), count = dim < 0 ? -1 : extent_of(c, source->shape[dim]), outer[PLAN_RANK_LIMIT] = {0};
  ReductionKind kind;
  if (count < 1 || count > PLANES_AT_ONCE || dim + 2 >= (int64_t)source->rank || !reduction_kind(call->args[2]->string, &kind)) return false;
  if (target->rank != source->rank && target->rank + 1 != source->rank) return false;
  do reduce_plane(x, call, kind, (unsigned)dim, outer);
  while (next_outer(x, source, dim, outer));
  return true;
}

// One plane of a buffer, `at` for the dims before the last two.
static const Expr *plane_region(const Expander *x, Buffer *buffer, const Expr *const *at, Access access) {
  const Expr *mins[PLAN_RANK_LIMIT], *extents[PLAN_RANK_LIMIT];
  for (unsigned d = 0; d < buffer->rank; d++) {
    bool plane = d + 2 < buffer->rank;
    mins[d] = plane ? at[d] : ir_int(x->c, 0);
    extents[d] = plane ? ir_int(x->c, 1) : buffer->shape[d];
  }
  return ir_region(x->c, buffer, mins, extents, access);
}

// Rows or columns of planes whose results are rows of a block: plane by plane.
//   before: T.reduce(P, s, "sum", 2, True)                       P (5, 32, 64), s (5, 32)
//   after:  for p in range(5): T.copy(P[p, :, :], one); T.reduce(one, line, "sum", 1, True); for i in T.Parallel(32): s[p, i] = line[i]
static bool reduce_plane_by_plane(Expander *x, const Expr *call) {
  Compilation *c = x->c;
  Buffer *source = call->args[0]->buffer, *target = call->args[1]->buffer;
  int64_t dim = extent_of(c, call->args[3]), clear = 1;
  ReductionKind kind;
  if (source->rank != 3 || target->rank != 2 || dim < 1 || !reduction_kind(call->args[2]->string, &kind)) return false;
  ir_is_int(ir_simplify(c, NULL, call->args[4]), &clear);
  const Expr *kept = source->shape[dim == 1 ? 2 : 1], *always = ir_bool(c, true);
  Buffer *one = new_fragment(x, source, "plane", 2, source->shape + 1), *line = new_fragment(x, target, "line", 1, &kept);
  // All of it is stored: what it held before need not be kept.
  const Expr *zero = type_is_int(target->type) ? ir_int_typed(c, target->type, 0) : ir_float(c, target->type, 0);
  if (clear) emit_tile_op(x, OP_FILL, (const Expr *const[]){whole_region(c, target, ACCESS_WRITE), zero}, 2);
  Var *var = ir_new_var(c, "plane", TYPE_INT32);
  Stmt *loop = ir_for(c, var, ir_int(c, 0), source->shape[0], LOOP_SERIAL);
  loop->span = x->span;
  ir_append(c, x->out, loop);
  Expander inner = {.c = c, .span = x->span, .out = &loop->loop.body};
  const Expr *at = ir_var(c, var);
  emit_copy(&inner, plane_region(x, source, &at, ACCESS_READ), whole_region(c, one, ACCESS_WRITE));
  const Expr *args[5] = {whole_region(c, one, ACCESS_READ), whole_region(c, line, ACCESS_WRITE), call->args[2], ir_int(c, dim - 1), always};
  emit_tile_op(&inner, OP_REDUCE, args, 5);
  ElementLoops loops = open_loops(&inner, 1, &kept, -1, NULL);
  const Expr *indices[2] = {at, loops.vars[0]}, *value = widened(x, ir_load(c, line, loops.vars));
  if (!clear) value = combined(x, kind.combine, widened(x, ir_load(c, target, indices)), value);
  emit_store(&inner, &loops, target, indices, value);
  return true;
}

static Op scan_op(const Expr *call) { return call->op == OP_CUMSUM ? OP_ADD : OP_MAX; }

// Planes along which the scan goes: what has come up to one is kept in a block of the dims behind it.
static void scan_planes(Expander *x, const Expr *call, unsigned dim, int64_t count, bool reverse, const int64_t *outer) {
  Compilation *c = x->c;
  Buffer *source = call->args[0]->buffer, *target = call->args[1]->buffer;
  const Expr *mins[PLAN_RANK_LIMIT], *extents[PLAN_RANK_LIMIT];
  unsigned inner = source->rank - dim - 1;
  Buffer *running = new_fragment(x, source, "running", inner, source->shape + dim + 1);
  if (!type_is_int(running->type)) running->type = TYPE_FLOAT32;
  for (int64_t k = 0; k < count; k++) {
    const Expr *at = ir_int(c, reverse ? count - 1 - k : k);
    ElementLoops loops = open_loops(x, source->rank, source->shape, (int)dim, outer);
    const Expr *const *places = loops.vars + dim + 1;
    const Expr *term = widened(x, load_at(x, &loops, source, dim, at)), *sum = ir_load(c, running, places);
    emit_store(x, &loops, running, places, k ? combined(x, scan_op(call), sum, term) : term);
    for (unsigned d = 0; d < target->rank; d++) {
      mins[d] = d < dim ? ir_int(c, outer[d]) : d == dim ? at : ir_int(c, 0);
      extents[d] = d <= dim ? ir_int(c, 1) : target->shape[d];
    }
    emit_copy(x, whole_region(c, running, ACCESS_READ), ir_region(c, target, mins, extents, ACCESS_WRITE));
  }
}

static void scan_plane_by_plane(Expander *x, const Expr *call) {
  Compilation *c = x->c;
  Buffer *source = call->args[0]->buffer, *target = call->args[1]->buffer;
  unsigned planes = source->rank - 2;
  Buffer *one = new_fragment(x, source, "plane", 2, source->shape + planes), *scanned = new_fragment(x, target, "scanned", 2, target->shape + planes);
  Expander inner = *x;
  const Expr *at[PLAN_RANK_LIMIT];
  for (unsigned d = 0; d < planes; d++) {
    Var *var = ir_new_var(c, "plane", TYPE_INT32);
    Stmt *loop = ir_for(c, var, ir_int(c, 0), source->shape[d], LOOP_SERIAL);
    loop->span = x->span;
    ir_append(c, inner.out, loop);
    inner.out = &loop->loop.body;
    at[d] = ir_var(c, var);
  }
  emit_copy(&inner, plane_region(x, source, at, ACCESS_READ), whole_region(c, one, ACCESS_WRITE));
  const Expr *args[4] = {whole_region(c, one, ACCESS_READ), whole_region(c, scanned, ACCESS_WRITE), ir_int(c, extent_of(c, call->args[2]) - planes), call->args[3]};
  Stmt *scan = ir_eval(c, ir_with_span(c, ir_call(c, call->op, args, 4), call->span));
  scan->span = x->span;
  expand_stmt(c, scan, inner.out);
  emit_copy(&inner, whole_region(c, scanned, ACCESS_READ), plane_region(x, target, at, ACCESS_WRITE));
}

// ---- running maxima of one plane

static void scan_in_steps(Expander *x, const Expr *call, unsigned dim, int64_t count, bool reverse) {
  Compilation *c = x->c;
  Buffer *source = call->args[0]->buffer;
  Buffer *running = new_fragment(x, source, "running", source->rank, source->shape), *next = new_fragment(x, source, "next", source->rank, source->shape);
  emit_copy(x, call->args[0], whole_region(c, running, ACCESS_WRITE));
  int64_t steps = 0;
  while ((int64_t)1 << steps < count) steps++;
  if (!steps) {
    emit_copy(x, whole_region(c, running, ACCESS_READ), call->args[1]);
    return;
  }
  Var *step = ir_new_var(c, "step", TYPE_INT32);
  Stmt *loop = ir_for(c, step, ir_int(c, 0), ir_int(c, steps), LOOP_SERIAL);
  loop->span = x->span;
  ir_append(c, x->out, loop);
  Expander inner = {.c = c, .span = x->span, .out = &loop->loop.body};
  ElementLoops loops = open_loops(&inner, source->rank, source->shape, -1, NULL);
  const Expr *place = loops.vars[dim], *distance = ir_op(c, OP_SHIFT_LEFT, ir_int(c, 1), ir_var(c, step));
  const Expr *back = ir_op(c, reverse ? OP_ADD : OP_SUB, place, distance);
  const Expr *own = load_at(x, &loops, running, dim, place), *other = load_at(x, &loops, running, dim, back);
  const Expr *there = reverse ? ir_op(c, OP_LT, back, ir_int(c, count)) : ir_op(c, OP_GE, back, ir_int(c, 0));
  emit_store(&inner, &loops, next, loops.vars, ir_op(c, OP_IF_THEN_ELSE, there, combined(x, scan_op(call), own, other), own));
  emit_copy(&inner, whole_region(c, next, ACCESS_READ), whole_region(c, running, ACCESS_WRITE));
  emit_copy(x, whole_region(c, running, ACCESS_READ), call->args[1]);
}

static bool expand_scan(Expander *x, const Expr *call) {
  Compilation *c = x->c;
  const Buffer *source = call->args[0]->buffer;
  int64_t dim = extent_of(c, call->args[2]), reverse = 0;
  if (dim < 0 || !ir_is_int(ir_simplify(c, NULL, call->args[3]), &reverse)) return false;
  int64_t count = extent_of(c, source->shape[dim]);
  if (count < 1) return false;
  if (dim + 2 < (int64_t)source->rank) {
    if (count > PLANES_AT_ONCE) return false;
    int64_t outer[PLAN_RANK_LIMIT] = {0};
    do scan_planes(x, call, (unsigned)dim, count, reverse != 0, outer);
    while (next_outer(x, source, dim, outer));
    return true;
  }
  if (source->rank > 2) {
    scan_plane_by_plane(x, call);
    return true;
  }
  if (call->op == OP_CUMSUM) return false;
  scan_in_steps(x, call, (unsigned)dim, count, reverse != 0);
  return true;
}

// ----

static bool is_fold(const Stmt *stmt) { return is_call(stmt, OP_REDUCE) || is_call(stmt, OP_CUMSUM) || is_call(stmt, OP_CUMMAX); }

// The others have block ops (tensorize_operands.c makes blocks of their parts).
static bool is_expanded(Compilation *c, const Expr *call) {
  unsigned rank = call->args[0]->buffer->rank;
  if (call->op == OP_REDUCE) return extent_of(c, call->args[3]) + 2 < (int64_t)rank || (rank == 3 && call->args[1]->buffer->rank == 2);
  return call->op == OP_CUMMAX || rank > 2;
}

static void expand_stmt(void *compilation, Stmt *stmt, Block *out) {
  Expander expander = {.c = compilation, .out = out, .span = stmt->span}, *x = &expander;
  const Expr *call = stmt->kind == STMT_EVAL ? stmt->call : NULL;
  bool done = false;
  if (is_fold(stmt) && is_expanded(x->c, call) && call->args[0]->buffer->rank <= PLAN_RANK_LIMIT && call->args[1]->buffer->rank <= PLAN_RANK_LIMIT) {
    done = is_part(x->c, call->args[0]) || is_part(x->c, call->args[1]);
    if (done)
      expand_parts(x, call);
    else
      done = call->op != OP_REDUCE ? expand_scan(x, call) : reduce_planes(x, call) || reduce_plane_by_plane(x, call);
  }
  if (!done) ir_append(x->c, out, stmt);
}

void expand_folds(Compilation *c, PrimFunc *func) { rebuild_block(c, &func->body, expand_stmt, c); }
