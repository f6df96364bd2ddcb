// Atomic operations on tensors, before the first pass. DRAM has none. What blocks of the grid add to the same elements goes to a workspace with room for each
// of them, and another launch adds it up, in the order of the grid: the result is the same in every run.
//   before: with T.Kernel(4, 2) as (bx, bz): ...; for i, j in T.Parallel(64, 64): T.atomic_add(C[i, bx * 64 + j], v[i, j])
//   after:  C_sums = T.alloc_global((2, 64, 256), "float32"); with T.Kernel(8) as b: T.copy(0, C_sums[...])
//           with T.Kernel(4, 2) as (bx, bz): ...; for i, j in T.Parallel(64, 64): C_sums[bz, i, bx * 64 + j] = C_sums[bz, i, bx * 64 + j] + v[i, j]
//           with T.Kernel(4) as b: acc = C[0:64, b * 64 ...]; for s in range(2): acc = acc + C_sums[s, 0:64, b * 64 ...]; C[...] = acc
// Where no two blocks meet in an element, and on the chip, the operation is a plain store. Within a block of the grid, statements have an order.
#include "passes/atomics.h"

#include <math.h>

enum { SITE_LIMIT = 16, NEST_DEPTH = 8 };
static const int64_t WORKSPACE_BYTES = INT64_C(1) << 30;

// An atomic operation in a launch.
typedef struct Site {
  Stmt *stmt;
  Buffer *buffer;
  Op combine;
  const Expr *box;  // what it touches in one run of the statement's nest
} Site;

typedef struct Atomics {
  Compilation *c;
  PrimFunc *func;
  const Bounds *bounds;
  Stmt *launch;
  const Stmt *loops[NEST_DEPTH];  // around the statement
  unsigned depth;
  Site sites[SITE_LIMIT];
  unsigned site_count;
} Atomics;

// ---- the forms of atomic operations

static bool combine_of(Op op, Op *combine) {
  switch ((int)op) {
    case OP_ATOMICADD:
    case OP_ATOMIC_ADD_ELEM_OP: *combine = OP_ADD; return true;
    case OP_ATOMICMAX:
    case OP_ATOMIC_MAX_ELEM_OP: *combine = OP_MAX; return true;
    case OP_ATOMICMIN:
    case OP_ATOMIC_MIN_ELEM_OP: *combine = OP_MIN; return true;
    default: return false;
  }
}

static bool is_box_form(const Stmt *stmt) { return is_call(stmt, OP_ATOMICADD) || is_call(stmt, OP_ATOMICMAX) || is_call(stmt, OP_ATOMICMIN); }

static const Expr *target_of(const Stmt *stmt) { return is_box_form(stmt) ? stmt->call->args[1] : stmt->call->args[0]->args[0]; }

// target[at] = target[at] op value, as `store` stores it.
static void combine_store(Compilation *c, Stmt *store, Buffer *buffer, const Expr *first, Op op) {
  const Expr **indices = arena_array(c->arena, const Expr *, buffer->rank);
  unsigned lead = buffer->rank - store->store.buffer->rank;
  if (lead) indices[0] = first;
  for (unsigned d = lead; d < buffer->rank; d++) indices[d] = store->store.indices[d - lead];
  const Expr *value = ir_cast(c, buffer->type, store->store.value);
  store->store.value = ir_call_typed(c, op, buffer->type, (const Expr *const[]){ir_load(c, buffer, indices), value}, 2);
  store->store.indices = indices;
  store->store.buffer = buffer;
}

// The statement becomes a plain store to `buffer`, which is the target, or has one dim more in front.
static void make_store(Compilation *c, Stmt *stmt, Buffer *buffer, const Expr *first, Op op) {
  const Expr *target = target_of(stmt);
  Stmt *made;
  if (is_box_form(stmt))
    made = loops_of_copy(c, NULL, stmt->call->args[0], target, stmt->span);
  else
    made = ir_store(c, target->buffer, target->indices, ir_cast(c, target->type, stmt->call->args[1]));
  made->span = stmt->span;
  Stmt *store = made;
  while (store->kind == STMT_FOR) store = store->loop.body.items[0];
  combine_store(c, store, buffer, first, op);
  *stmt = *made;
}

// ---- sites

// The elements that the statement touches while the loops over elements around it run, one of them at most in each dim; else all of the dim.
static const Expr *box_of_element(const Atomics *a, const Expr *load) {
  Compilation *c = a->c;
  const Expr *mins[PLAN_RANK_LIMIT], *extents[PLAN_RANK_LIMIT];
  for (unsigned d = 0; d < load->buffer->rank; d++) {
    mins[d] = load->indices[d];
    extents[d] = ir_int(c, 1);
    unsigned found = 0;
    for (unsigned l = 0; l < a->depth; l++) {
      const Stmt *loop = a->loops[l];
      int64_t step = 0, begin = -1;
      const Expr *rest;
      bool linear = ir_linear_in(c, a->bounds, mins[d], loop->loop.var, &step, &rest);
      if (linear && !step) continue;
      bool walks = linear && step == 1 && ir_is_int(loop->loop.begin, &begin) && begin == 0 && ir_simplify(c, NULL, loop->loop.extent)->kind == EXPR_INT;
      if (!walks || found++) return NULL;
      mins[d] = rest;
      extents[d] = ir_simplify(c, NULL, loop->loop.extent);
    }
  }
  return ir_region(c, load->buffer, mins, extents, ACCESS_WRITE);
}

static void add_site(Atomics *a, Stmt *stmt, Op combine) {
  const Expr *target = target_of(stmt);
  if (target->buffer->scope != SCOPE_GLOBAL) {
    make_store(a->c, stmt, target->buffer, NULL, combine);
    return;
  }
  if (target->buffer->rank >= PLAN_RANK_LIMIT || target->buffer->storage || a->site_count == SITE_LIMIT) return;  // stays, and is refused
  const Expr *box = is_box_form(stmt) ? target : box_of_element(a, target);
  a->sites[a->site_count++] = (Site){stmt, target->buffer, combine, box};
}

static void find_sites(Atomics *a, Block *block) {
  for (size_t i = 0; i < block->count; i++) {
    Stmt *stmt = block->items[i];
    Op combine;
    if (stmt->kind == STMT_EVAL && stmt->call->kind == EXPR_CALL && combine_of(stmt->call->op, &combine)) add_site(a, stmt, combine);
    if (stmt->kind == STMT_IF || stmt->kind == STMT_WHILE) {
      find_sites(a, &stmt->branch.then);
      find_sites(a, &stmt->branch.orelse);
    }
    if (stmt->kind != STMT_FOR || a->depth == NEST_DEPTH) continue;
    unsigned depth = a->depth;
    // A loop around tile operations: the box moves with it.
    if (is_unordered(stmt)) a->loops[a->depth++] = stmt;
    find_sites(a, &stmt->loop.body);
    a->depth = depth;
  }
}

// The first statement that uses the tensor otherwise.
typedef struct OtherUses {
  const Buffer *buffer;
  const Stmt *stmt;
  bool accessed;
} OtherUses;

static void find_access(void *state, const Expr *expr) {
  OtherUses *uses = state;
  uses->accessed |= (expr->kind == EXPR_LOAD || expr->kind == EXPR_REGION) && expr->buffer == uses->buffer;
}

static void find_use(void *state, Stmt *stmt) {
  OtherUses *uses = state;
  Op combine;
  if (uses->stmt) return;
  bool atomic = stmt->kind == STMT_EVAL && stmt->call->kind == EXPR_CALL && combine_of(stmt->call->op, &combine) && target_of(stmt)->buffer == uses->buffer;
  if (!atomic) ir_visit_stmt(stmt, find_access, uses);
  if (uses->accessed || (stmt->kind == STMT_STORE && stmt->store.buffer == uses->buffer)) uses->stmt = stmt;
}

// ---- which blocks of the grid meet

typedef struct Meeting {
  GridVar grid[GRID_LIMIT];
  unsigned count;
} Meeting;

static bool same_box(const Expr *a, const Expr *b) {
  for (unsigned d = 0; a && b && d < a->buffer->rank; d++)
    if (!ir_same(a->indices[d], b->indices[d]) || !ir_same(a->extents[d], b->extents[d])) return false;
  return a && b;
}

static Meeting meeting_of(const Atomics *a, const Buffer *buffer) {
  Meeting m = {.count = a->launch->launch.dims};
  const Site *first = NULL;
  bool same = true;
  for (unsigned d = 0; d < m.count; d++) {
    int64_t extent = 1;
    ir_is_int(ir_simplify(a->c, NULL, a->launch->launch.extents[d]), &extent);
    m.grid[d] = (GridVar){a->launch->launch.grid[d], extent, extent == 1};
  }
  for (unsigned i = 0; i < a->site_count; i++) {
    if (a->sites[i].buffer != buffer) continue;
    if (!first) first = &a->sites[i];
    same &= first->box && same_box(first->box, a->sites[i].box);
  }
  if (same && first) boxes_tell(a->c, a->bounds, first->box, m.grid, m.count);
  return m;
}

// The number of the block among those that meet, the first grid variable fastest, as the grid runs; how many there are.
static const Expr *number_of(Compilation *c, const Meeting *m, int64_t *count) {
  const Expr *number = ir_int(c, 0);
  *count = 1;
  for (unsigned d = m->count; d-- > 0;) {
    if (m->grid[d].told) continue;
    number = ir_op(c, OP_ADD, ir_op(c, OP_MUL, number, ir_int(c, m->grid[d].extent)), ir_cast(c, TYPE_INT32, ir_var(c, m->grid[d].var)));
    *count = *count > INT32_MAX / m->grid[d].extent ? INT32_MAX : *count * m->grid[d].extent;
  }
  return ir_simplify(c, NULL, number);
}

// ---- launches over the boxes of a tensor

typedef struct Boxes {
  Compilation *c;
  const Buffer *buffer;
  Stmt *launch;
  Block *body;
  const Expr *mins[PLAN_RANK_LIMIT], *extents[PLAN_RANK_LIMIT];
  const Expr *shape[PLAN_RANK_LIMIT];  // of a block on the chip
  unsigned rank;
} Boxes;

// One block of the grid for each box of so many elements, side by side, in the tensor; `layers` of them one after the other.
static Boxes launch_over(Compilation *c, const Buffer *buffer, const Expr *box, int64_t layers, Span span, const Expr **layer) {
  Boxes b = {.c = c, .buffer = buffer};
  int64_t counts[PLAN_RANK_LIMIT], sizes[PLAN_RANK_LIMIT], blocks = layers;
  bool wide = false;
  for (unsigned d = 0; d < buffer->rank; d++) {
    sizes[d] = 1;
    if (box) ir_is_int(ir_simplify(c, NULL, box->extents[d]), &sizes[d]);
    wide |= sizes[d] > 1;
  }
  for (unsigned d = 0; d < buffer->rank; d++) {
    int64_t size = pass_dim(c, buffer, d);
    if (!wide && d + 2 >= buffer->rank) sizes[d] = 2 * TILE;
    if (sizes[d] > size) sizes[d] = size;
    counts[d] = (size + sizes[d] - 1) / sizes[d];
    blocks *= counts[d];
  }
  b.launch = arena_new(c->arena, Stmt);
  *b.launch = (Stmt){.kind = STMT_LAUNCH, .span = span};
  b.launch->launch.dims = 1;
  b.launch->launch.extents[0] = ir_int(c, blocks);
  b.launch->launch.grid[0] = ir_new_var(c, "box", TYPE_INT32);
  b.body = &b.launch->launch.body;
  const Expr *rest = ir_var(c, b.launch->launch.grid[0]);
  for (unsigned d = buffer->rank; d-- > 0;) {
    const Expr *count = ir_int(c, counts[d]);
    b.mins[d] = ir_simplify(c, NULL, ir_op(c, OP_MUL, ir_op(c, OP_FLOORMOD, rest, count), ir_int(c, sizes[d])));
    b.extents[d] = ir_int(c, sizes[d]);
    rest = ir_simplify(c, NULL, ir_op(c, OP_FLOORDIV, rest, count));
  }
  if (layer) *layer = ir_simplify(c, NULL, ir_op(c, OP_FLOORMOD, rest, ir_int(c, layers)));
  for (unsigned d = 0; d < buffer->rank; d++)
    if (sizes[d] > 1) b.shape[b.rank++] = b.extents[d];
  if (!b.rank) b.shape[b.rank++] = ir_int(c, 1);
  return b;
}

static Buffer *block_of(Boxes *b, const char *name, DType type) {
  Buffer *buffer = ir_new_buffer(b->c, name, type, SCOPE_FRAGMENT, b->rank, b->shape);
  buffer->span = b->launch->span;
  ir_append(b->c, b->body, ir_alloc(b->c, buffer));
  return buffer;
}

static void append(Boxes *b, Block *block, Stmt *stmt) {
  stmt->span = b->launch->span;
  ir_append(b->c, block, stmt);
}

static void append_op(Boxes *b, Block *block, Op op, const Expr *first, const Expr *second) {
  append(b, block, ir_eval(b->c, ir_with_span(b->c, ir_op(b->c, op, first, second), b->launch->span)));
}

// The box in the tensor, or in one layer of the workspace.
static const Expr *box_region(const Boxes *b, Buffer *buffer, const Expr *layer, Access access) {
  const Expr *mins[PLAN_RANK_LIMIT + 1], *extents[PLAN_RANK_LIMIT + 1];
  unsigned lead = buffer->rank - b->buffer->rank;
  mins[0] = layer;
  extents[0] = ir_int(b->c, 1);
  for (unsigned d = 0; d < b->buffer->rank; d++) {
    mins[d + lead] = b->mins[d];
    extents[d + lead] = b->extents[d];
  }
  return ir_region(b->c, buffer, mins, extents, access);
}

static const Expr *neutral_of(Compilation *c, DType type, Op op) {
  bool floats = type_kind(type) == TYPE_KIND_FLOAT, is_signed = type_kind(type) == TYPE_KIND_SIGNED;
  if (op == OP_ADD) return floats ? ir_float(c, type, 0) : ir_int_typed(c, type, 0);
  if (floats) return ir_float(c, type, op == OP_MAX ? -INFINITY : INFINITY);
  int64_t largest = (INT64_C(1) << (type_bits(type) - is_signed)) - 1;
  return ir_int_typed(c, type, op == OP_MIN ? largest : is_signed ? -largest - 1 : 0);
}

static Stmt *clearing_launch(Compilation *c, const Buffer *buffer, Buffer *work, const Site *site, int64_t count) {
  const Expr *layer;
  Boxes b = launch_over(c, buffer, site->box, count, site->stmt->span, &layer);
  Buffer *block = block_of(&b, "neutral", work->type);
  append_op(&b, b.body, OP_FILL, whole_region(c, block, ACCESS_WRITE), neutral_of(c, work->type, site->combine));
  append_op(&b, b.body, OP_COPY, whole_region(c, block, ACCESS_READ), box_region(&b, work, layer, ACCESS_WRITE));
  return b.launch;
}

static Stmt *summing_launch(Compilation *c, Buffer *buffer, Buffer *work, const Site *site, int64_t count) {
  Boxes b = launch_over(c, buffer, site->box, 1, site->stmt->span, NULL);
  Buffer *sum = block_of(&b, "sum", work->type), *part = block_of(&b, "part", work->type);
  append_op(&b, b.body, OP_COPY, box_region(&b, buffer, NULL, ACCESS_READ), whole_region(c, sum, ACCESS_WRITE));
  Var *layer = ir_new_var(c, "layer", TYPE_INT32);
  Stmt *loop = ir_for(c, layer, ir_int(c, 0), ir_int(c, count), LOOP_SERIAL);
  append_op(&b, &loop->loop.body, OP_COPY, box_region(&b, work, ir_var(c, layer), ACCESS_READ), whole_region(c, part, ACCESS_WRITE));
  Stmt *adding = loops_of_copy(c, NULL, whole_region(c, part, ACCESS_READ), whole_region(c, sum, ACCESS_WRITE), b.launch->span), *store = adding;
  while (store->kind == STMT_FOR) store = store->loop.body.items[0];
  combine_store(c, store, sum, NULL, site->combine);
  append(&b, &loop->loop.body, adding);
  append(&b, b.body, loop);
  append_op(&b, b.body, OP_COPY, whole_region(c, sum, ACCESS_READ), box_region(&b, buffer, NULL, ACCESS_WRITE));
  return b.launch;
}

// ---- one tensor of a launch

static Buffer *workspace(Atomics *a, Buffer *buffer, int64_t count, Span span) {
  Compilation *c = a->c;
  const Expr *shape[PLAN_RANK_LIMIT];
  int64_t bytes = count * 4;
  shape[0] = ir_int(c, count);
  for (unsigned d = 0; d < buffer->rank; d++) {
    int64_t dim = pass_dim(c, buffer, d);
    shape[d + 1] = ir_int(c, dim);
    bytes = bytes > WORKSPACE_BYTES / dim ? WORKSPACE_BYTES + 1 : bytes * dim;
  }
  if (bytes > WORKSPACE_BYTES) {
    diag_unsupported(c, span, "T.atomic_add to %s by %lld blocks of the grid that may meet in an element: the workspace for their sums is too large; let fewer meet",
                     buffer->name, (long long)count);
    return NULL;
  }
  DType type = type_kind(buffer->type) == TYPE_KIND_FLOAT ? TYPE_FLOAT32 : buffer->type;
  Buffer *work = ir_new_buffer(c, arena_format(c->arena, "%s_sums", buffer->name), type, SCOPE_GLOBAL, buffer->rank + 1, shape);
  work->span = span;
  return work;
}

static void expand_tensor(Atomics *a, Buffer *buffer, Block *before, Block *after) {
  Compilation *c = a->c;
  const Site *first = NULL;
  for (unsigned i = 0; i < a->site_count; i++) {
    const Site *site = &a->sites[i];
    if (site->buffer != buffer) continue;
    if (!first) first = site;
    if (site->combine == first->combine) continue;
    diag_unsupported(c, site->stmt->span, "two kinds of atomic operations on %s in one launch: let each have a tensor, or a launch, of its own", buffer->name);
    return;
  }
  Meeting meeting = meeting_of(a, buffer);
  int64_t count;
  const Expr *number = number_of(c, &meeting, &count);
  OtherUses others = {buffer, NULL, false};
  ir_visit_block(&a->launch->launch.body, find_use, &others);
  if (others.stmt && count > 1) {
    diag_unsupported(c, others.stmt->span, "%s, which blocks of the grid also change by atomic operations in this launch: read and store it in another launch", buffer->name);
    return;
  }
  Buffer *work = count > 1 ? workspace(a, buffer, count, first->stmt->span) : buffer;
  if (!work) return;
  if (count > 1) {
    ir_append(c, before, ir_alloc(c, work));
    ir_append(c, before, clearing_launch(c, buffer, work, first, count));
    ir_append(c, after, summing_launch(c, buffer, work, first, count));
  }
  for (unsigned i = 0; i < a->site_count; i++)
    if (a->sites[i].buffer == buffer) make_store(c, a->sites[i].stmt, work, number, a->sites[i].combine);
}

static void expand_launch(Atomics *a, Block *before, Block *after) {
  find_sites(a, &a->launch->launch.body);
  for (unsigned i = 0; i < a->site_count; i++) {
    bool first = true;
    for (unsigned k = 0; k < i; k++) first &= a->sites[k].buffer != a->sites[i].buffer;
    if (first) expand_tensor(a, a->sites[i].buffer, before, after);
  }
}

void expand_atomics(Compilation *c, PrimFunc *func) {
  Block body = {0};
  const Bounds *bounds = pass_bounds(c, func, func);
  for (size_t i = 0; i < func->body.count; i++) {
    Stmt *stmt = func->body.items[i];
    Block after = {0};
    Atomics a = {.c = c, .func = func, .bounds = bounds, .launch = stmt};
    if (stmt->kind == STMT_LAUNCH) expand_launch(&a, &body, &after);
    ir_append(c, &body, stmt);
    for (size_t k = 0; k < after.count; k++) ir_append(c, &body, after.items[k]);
  }
  func->body = body;
}
