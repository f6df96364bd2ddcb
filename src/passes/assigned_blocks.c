// Blocks that begin as zeros. Part of tensorize_tt: where a block is stored in parts or under a condition, its rest is read with it; where a store
// stands in an if or in a loop that may not run, a later read may find nothing. Whatever the program finds there is as good, and zeros cost nothing
// where the block is overwritten first.
//   before: S = alloc(); if Mask_at: tt_eltwise(S, ...); tt_write(C, S)
//   after:  S = alloc(); tt_eltwise(S, 0); if Mask_at: tt_eltwise(S, ...); tt_write(C, S)
// A read that no store precedes stays, and is an error: here if nothing stores to the block at all, else of insert_cb_protocol.
#include "passes/tensorize.h"

void tensorize_note_part(Tensorizer *t, Buffer *buffer) {
  for (size_t i = 0; i < t->parts.count; i++)
    if (t->parts.items[i] == buffer) return;
  vector_push(t->c->arena, &t->parts, buffer);
}

typedef struct Way {
  bool assigned;  // on every way to this place
  bool stored;    // by some statement that stands before
} Way;

typedef struct Assignment {
  const Tensorizer *t;
  const Buffer *buffer;
  bool partly;     // stored in parts or under a condition
  bool needs;      // a value before the first store
  const Stmt *read;  // the first that reads it
  bool ever;       // stored anywhere
} Assignment;

static void follow(Assignment *a, const Block *block, Way *way);

static void follow_stmt(Assignment *a, Stmt *stmt, Way *way) {
  int64_t extent = 0;
  if (stmt->kind == STMT_ALLOC && stmt->alloc == a->buffer) *way = (Way){0};
  if (stmt->kind == STMT_FOR) {
    Way inside = *way;
    follow(a, &stmt->loop.body, &inside);
    way->stored |= inside.stored;
    way->assigned |= inside.assigned && ir_is_int(stmt->loop.extent, &extent) && extent > 0;
  }
  if (stmt->kind == STMT_IF) {
    Way then = *way, orelse = *way;
    follow(a, &stmt->branch.then, &then);
    follow(a, &stmt->branch.orelse, &orelse);
    *way = (Way){then.assigned && orelse.assigned, then.stored || orelse.stored};
  }
  if (stmt->kind != STMT_EVAL) return;
  bool stores = block_target(stmt) == a->buffer;
  if (block_reads(stmt, a->buffer)) {
    if (!a->read) a->read = stmt;
    if (!way->assigned && (way->stored || (a->partly && stores))) a->needs = true;
  }
  if (stores) *way = (Way){true, true};
  a->ever |= stores;
}

static void follow(Assignment *a, const Block *block, Way *way) {
  for (size_t i = 0; i < block->count; i++) follow_stmt(a, block->items[i], way);
}

static Assignment assignment_of(const Tensorizer *t, const Buffer *buffer) {
  Assignment a = {.t = t, .buffer = buffer};
  for (size_t i = 0; i < t->parts.count; i++) a.partly |= t->parts.items[i] == buffer;
  Way way = {0};
  follow(&a, &t->func->body, &way);
  return a;
}

static void begin_block(void *state, Stmt *stmt, Block *out) {
  Tensorizer *t = state;
  ir_append(t->c, out, stmt);
  if (stmt->kind != STMT_ALLOC) return;
  Assignment a = assignment_of(t, stmt->alloc);
  if (a.read && !a.ever) diag_error(t->c, a.read->span, "%s is read here, but no statement stores to it", stmt->alloc->name);
  if (!a.needs) return;
  DType type = stmt->alloc->type;
  const Expr *zero = type_kind(type) == TYPE_KIND_FLOAT ? ir_float(t->c, type, 0) : ir_int_typed(t->c, type, 0);
  tensorize_op(t, out, OP_TT_ELTWISE, stmt->alloc->span, whole_region(t->c, stmt->alloc, ACCESS_WRITE), zero);
}

void tensorize_begin_blocks(Tensorizer *t) { rebuild_block(t->c, &t->func->body, begin_block, t); }
