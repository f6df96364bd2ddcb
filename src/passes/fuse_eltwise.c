// fuse_eltwise: a block that is computed only to be read by one other tt_eltwise is never stored.
//   before: tt_eltwise(C, max(C, 0)); tt_eltwise(C_out, C)
//   after:  tt_eltwise(C_out, max(C, 0))
// Legal when the two stand in one block, nothing in between touches the first's target or changes its operands, and the target
// is dead afterwards. Trees are only duplicated when they are a constant or a plain block.
#include "passes/memory_space.h"

typedef struct Fuser {
  Compilation *c;
  PrimFunc *func;
  bool changed;
} Fuser;

typedef struct Conflict {
  const Expr *tree;
  const Buffer *target;
  bool found;
} Conflict;

// A statement between the two that touches the target, or writes one of the tree's operands.
static void find_conflict(void *state, Stmt *stmt) {
  Conflict *conflict = state;
  const Buffer *written = block_target(stmt);
  if (written == conflict->target || block_reads(stmt, conflict->target)) conflict->found = true;
  if (written && mentions_in(conflict->tree, written)) conflict->found = true;
}

static bool conflicts(Stmt *stmt, const Expr *tree, const Buffer *target) {
  Conflict conflict = {tree, target, false};
  Block one = {.items = &stmt, .count = 1, .capacity = 1};
  ir_visit_block(&one, find_conflict, &conflict);
  return conflict.found;
}

static bool dead_after_stmt(const Fuser *f, const Stmt *stmt, const Buffer *buffer) {
  if (block_kills(stmt, buffer)) return true;
  if (block_target(stmt) == buffer) return true;  // an in-place update makes a new value
  Path path;
  return find_path(f->func, stmt, &path) && dead_after(&path, buffer);
}

typedef struct RegionCheck {
  const Buffer *buffer;
  bool part;
} RegionCheck;

static void check_region(void *state, const Expr *expr) {
  RegionCheck *check = state;
  if (expr->kind == EXPR_REGION && expr->buffer == check->buffer && !is_whole_region(expr)) check->part = true;
}

static bool reads_part(const Expr *tree, const Buffer *buffer) {
  RegionCheck check = {buffer, false};
  ir_visit(tree, check_region, &check);
  return check.part;
}

// The value of every element stays in its place: a target of another shape would broadcast the value, and compute it again and again.
static bool same_places(const Stmt *consumer, const Buffer *target) {
  const Buffer *other = block_target(consumer);
  if (reads_part(consumer->call->args[1], target) || other->rank != target->rank) return false;
  for (unsigned d = 0; d < target->rank; d++)
    if (!ir_same(other->shape[d], target->shape[d])) return false;
  return true;
}

static bool try_fuse(Fuser *f, Block *block, size_t first) {
  Stmt *producer = block->items[first];
  Buffer *target = producer->call->args[0]->buffer;
  const Expr *tree = producer->call->args[1];
  for (size_t i = first + 1; i < block->count; i++) {
    Stmt *stmt = block->items[i];
    if (is_call(stmt, OP_TT_ELTWISE) && block_reads(stmt, target)) {
      unsigned uses = mentions_in(stmt->call->args[1], target);
      bool plain = tree->kind == EXPR_FLOAT || tree->kind == EXPR_REGION;
      if (!same_places(stmt, target)) return false;
      if (reads_part(tree, block_target(stmt))) return false;  // an update in place reads each tile in its place only
      if ((uses > 1 && !plain) || !dead_after_stmt(f, stmt, target)) return false;
      const Expr *value = substitute_buffer(f->c, stmt->call->args[1], target, tree);
      diag_remark(f->c, stmt->span, "the new value of %s is computed in the same pass over DST as what reads it", target->name);
      const Expr *args[2] = {stmt->call->args[0], value};
      stmt->call = ir_with_span(f->c, ir_call(f->c, OP_TT_ELTWISE, args, 2), stmt->span);
      for (size_t j = first; j + 1 < block->count; j++) block->items[j] = block->items[j + 1];
      block->count--;
      return true;
    }
    if (conflicts(stmt, tree, target)) return false;
  }
  return false;
}

// An allocation of the buffer between two statements moves in front of the first.
static void alloc_before(Block *block, size_t first, size_t last, const Buffer *buffer) {
  for (size_t i = first + 1; i < last; i++) {
    Stmt *alloc = block->items[i];
    if (alloc->kind != STMT_ALLOC || alloc->alloc != buffer) continue;
    for (size_t j = i; j > first; j--) block->items[j] = block->items[j - 1];
    block->items[first] = alloc;
    return;
  }
}

// A reduction or transpose into a block that is only copied: it goes to where the copy went.
//   before: tt_reduce(A_max, A, ones, "max", 1); tt_eltwise(m, A_max)
//   after:  tt_reduce(m, A, ones, "max", 1)
static bool try_retarget(Fuser *f, Block *block, size_t first) {
  Stmt *producer = block->items[first];
  const Buffer *made = block_target(producer);
  for (size_t i = first + 1; i < block->count; i++) {
    Stmt *stmt = block->items[i];
    if (!block_reads(stmt, made) && stmt->kind != STMT_FOR && stmt->kind != STMT_IF) continue;
    if (!is_call(stmt, OP_TT_ELTWISE) || !block_reads(stmt, made)) return false;
    const Expr *copy = stmt->call->args[1];
    Buffer *target = block_target(stmt);
    bool plain = copy->kind == EXPR_REGION && is_whole_region(copy) && target->type == made->type && same_places(stmt, made);
    if (!plain || block_reads(producer, target)) return false;
    for (size_t j = first + 1; j < i; j++)
      if (conflicts(block->items[j], copy, target)) return false;
    BufferUses uses = buffer_uses(f->func, made);
    if (uses.loads || uses.stores || uses.matmuls || uses.definitions != 1 || uses.compute_reads != 1) return false;
    const Expr **args = arena_array(f->c->arena, const Expr *, producer->call->arg_count);
    for (unsigned a = 0; a < producer->call->arg_count; a++) args[a] = producer->call->args[a];
    args[0] = whole_region(f->c, target, ACCESS_WRITE);
    producer->call = ir_with_span(f->c, ir_call(f->c, producer->call->op, args, producer->call->arg_count), producer->call->span);
    for (size_t j = i; j + 1 < block->count; j++) block->items[j] = block->items[j + 1];
    block->count--;
    alloc_before(block, first, i, target);
    return true;
  }
  return false;
}

static void fuse_block(Fuser *f, Block *block) {
  for (size_t i = 0; i < block->count; i++) {
    Stmt *stmt = block->items[i];
    if (stmt->kind == STMT_FOR) fuse_block(f, &stmt->loop.body);
    if (stmt->kind == STMT_IF) {
      fuse_block(f, &stmt->branch.then);
      fuse_block(f, &stmt->branch.orelse);
    }
    bool retargeted = (is_call(stmt, OP_TT_REDUCE) || is_call(stmt, OP_TT_TRANSPOSE)) && try_retarget(f, block, i);
    if (retargeted || (is_call(stmt, OP_TT_ELTWISE) && try_fuse(f, block, i))) {
      f->changed = true;
      i--;  // what stands here now may fuse too; earlier ones have their turn in the next round
    }
  }
}

void fuse_eltwise(Compilation *c, PrimFunc *func) {
  Fuser f = {c, func, true};
  while (f.changed) {
    f.changed = false;
    fuse_block(&f, &func->body);
  }
}

typedef struct Dropper {
  Compilation *c;
  UsesTable uses;
  bool changed;
} Dropper;

// A buffer that nobody reads but its own updates: what fills it has no effect on the tensors.
static bool is_useless(const Dropper *d, const Buffer *buffer) {
  BufferUses uses = uses_in_table(&d->uses, buffer);
  return !uses.stores && uses.compute_reads == uses.updates;
}

static void keep_useful(void *state, Stmt *stmt, Block *out) {
  Dropper *d = state;
  const Buffer *buffer = stmt->kind == STMT_ALLOC ? stmt->alloc : block_target(stmt);
  if (buffer && is_useless(d, buffer))
    d->changed = true;
  else
    ir_append(d->c, out, stmt);
}

void drop_unused_buffers(Compilation *c, PrimFunc *func) {
  Dropper d = {.c = c, .changed = true};
  while (d.changed) {
    d.changed = false;
    d.uses = all_buffer_uses(c, func);
    rebuild_block(c, &func->body, keep_useful, &d);
  }
}
