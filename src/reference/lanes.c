// Which loops may run as lanes. In: a loop; out: whether its iterations touch disjoint elements, so that every statement may be
// done for many of them before the next statement.
#include "ir/simplify.h"
#include "reference/compile.h"

typedef struct Touch {
  const Buffer *buffer;
  const Expr *const *indices;
  bool store;
} Touch;

typedef struct LaneCheck {
  Compilation *c;
  const Var *lane;
  VECTOR(const Var *) varying;  // the lane variable and the lets that depend on it
  VECTOR(Touch) touches;
  bool fits;
} LaneCheck;

static bool varies(const LaneCheck *check, const Expr *expr) {
  for (size_t i = 0; i < check->varying.count; i++)
    if (ir_uses_var(expr, check->varying.items[i])) return true;
  return false;
}

static void add_touch(LaneCheck *check, const Expr *place, bool store) {
  if (place->kind != EXPR_LOAD)
    check->fits = false;
  else
    vector_push(check->c->arena, &check->touches, ((Touch){place->buffer, place->indices, store}));
}

// Loads, and what ops within the expression update.
static void collect_touches(void *state, const Expr *expr) {
  LaneCheck *check = state;
  if (expr->kind == EXPR_LOAD) add_touch(check, expr, false);
  if (expr->kind != EXPR_CALL) return;
  Op op = expr->op;
  bool one = op == OP_REDUCER_UPDATE, several = op == OP_ANY_OF || op == OP_ALL_OF || op == OP_ATOMIC_ADDX2_ELEM_OP || op == OP_ATOMIC_ADDX4_ELEM_OP;
  if (one) add_touch(check, expr->args[0], true);
  if (is_atomic(op) && !several) add_touch(check, expr->args[0]->args[0], op != OP_ATOMIC_LOAD_ELEM_OP);
  if (several || (op_info(op)->engine != ENGINE_VALUE && !one && !is_atomic(op))) check->fits = false;
}

static void check_lane_block(LaneCheck *check, const Block *block);

static void check_lane_stmt(LaneCheck *check, const Stmt *stmt) {
  ir_visit_stmt(stmt, collect_touches, check);
  switch (stmt->kind) {
    case STMT_STORE:
      vector_push(check->c->arena, &check->touches, ((Touch){stmt->store.buffer, stmt->store.indices, true}));
      break;
    case STMT_LET:
      if (varies(check, stmt->let->value)) vector_push(check->c->arena, &check->varying, stmt->let);
      break;
    case STMT_FOR:
      check->fits &= !varies(check, stmt->loop.begin) && !varies(check, stmt->loop.extent);
      check_lane_block(check, &stmt->loop.body);
      break;
    case STMT_IF:
      check_lane_block(check, &stmt->branch.then);
      check_lane_block(check, &stmt->branch.orelse);
      break;
    case STMT_EVAL:
    case STMT_ATTR: break;
    case STMT_ALLOC:
    case STMT_WHILE:
    case STMT_LAUNCH:
    case STMT_BREAK:
    case STMT_CONTINUE: check->fits = false; break;
  }
}

static void check_lane_block(LaneCheck *check, const Block *block) {
  for (size_t i = 0; i < block->count && check->fits; i++) check_lane_stmt(check, block->items[i]);
}

static const Buffer *root(const Buffer *buffer) {
  while (buffer->storage) buffer = buffer->storage;
  return buffer;
}

// The index differs from lane to lane.
static bool is_distinct(LaneCheck *check, const Expr *index) {
  int64_t step;
  const Expr *rest;
  return ir_linear_in(check->c, NULL, index, check->lane, &step, &rest) && step != 0 && !varies(check, rest);
}

// Some dim has one and the same index, distinct across lanes, in every access to what the store writes.
static bool store_is_private(LaneCheck *check, const Touch *store) {
  for (unsigned dim = 0; dim < store->buffer->rank; dim++) {
    if (!is_distinct(check, store->indices[dim])) continue;
    bool same = true;
    for (size_t i = 0; i < check->touches.count && same; i++) {
      const Touch *other = &check->touches.items[i];
      if (root(other->buffer) == root(store->buffer))
        same = other->buffer == store->buffer && ir_same(other->indices[dim], store->indices[dim]);
    }
    if (same) return true;
  }
  return false;
}

// Whether the iterations touch disjoint elements, whatever the loops inside.
static bool is_independent(Compilation *c, const Stmt *loop) {
  enum { FEW = 8 };  // not worth it
  int64_t extent;
  LaneCheck check = {.c = c, .lane = loop->loop.var, .fits = true};
  if (ir_is_int(loop->loop.extent, &extent) && extent < FEW) return false;
  vector_push(c->arena, &check.varying, loop->loop.var);
  check_lane_block(&check, &loop->loop.body);
  for (size_t i = 0; i < check.touches.count && check.fits; i++)
    if (check.touches.items[i].store) check.fits = store_is_private(&check, &check.touches.items[i]);
  return check.fits;
}

// Some loop in the block, however deep, runs as lanes. Each loop is looked at once.
static bool any_parallel(Compilation *c, const Block *block) {
  for (size_t i = 0; i < block->count; i++) {
    const Stmt *stmt = block->items[i];
    if (stmt->kind == STMT_FOR && (any_parallel(c, &stmt->loop.body) || is_independent(c, stmt))) return true;
    if (stmt->kind == STMT_IF && (any_parallel(c, &stmt->branch.then) || any_parallel(c, &stmt->branch.orelse))) return true;
  }
  return false;
}

// The innermost loops that may, do.
bool loop_is_parallel(Compilation *c, const Stmt *loop) { return !any_parallel(c, &loop->loop.body) && is_independent(c, loop); }
