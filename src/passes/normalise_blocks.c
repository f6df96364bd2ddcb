// normalise_blocks: first part of memory_space_lower_tt. A circular buffer has one producer and one consumer, so:
//   before: tt_read(C, tensor); tt_matmul(A, B, C, transA=True); tt_write(tensor, C)
//   after:  tt_read(C_in, tensor); tt_eltwise(C, C_in); tt_transpose(A_t, A); tt_matmul(A_t, B, C); tt_eltwise(C_out, C); tt_write(tensor, C_out)
#include "passes/memory_space.h"

typedef struct Normaliser {
  Compilation *c;
  PrimFunc *func;
} Normaliser;

static Buffer *new_block(Normaliser *n, const char *name, DType type, unsigned rank, const Expr *const *shape, Span span, Block *out) {
  Buffer *buffer = ir_new_buffer(n->c, name, type, SCOPE_SHARED, rank, shape);
  buffer->span = span;
  ir_append(n->c, out, ir_alloc(n->c, buffer));
  return buffer;
}

static void emit(Normaliser *n, Block *out, Op op, Span span, const Expr *const *args, unsigned count) {
  Stmt *stmt = ir_eval(n->c, ir_with_span(n->c, ir_call(n->c, op, args, count), span));
  ir_append(n->c, out, stmt);
}

// A load into a buffer that compute also writes, or that is also stored, or that is read in other blocks of statements, goes through a buffer of its own.
static bool load_needs_stage(const Normaliser *n, const Buffer *buffer, const BufferUses *uses) {
  return uses->definitions || uses->matmuls || (uses->stores && uses->compute_reads) || !loads_cover_reads(n->func, buffer);
}

static void normalise_load(Normaliser *n, Stmt *stmt, Block *out) {
  Buffer *buffer = stmt->call->args[0]->buffer;
  BufferUses uses = buffer_uses(n->func, buffer);
  if (!load_needs_stage(n, buffer, &uses)) {
    ir_append(n->c, out, stmt);
    return;
  }
  const char *name = arena_format(n->c->arena, "%s_in", buffer->name);
  Buffer *stage = new_block(n, name, buffer->type, buffer->rank, buffer->shape, stmt->span, out);
  emit(n, out, stmt->call->op, stmt->span, (const Expr *const[]){whole_region(n->c, stage, ACCESS_WRITE), stmt->call->args[1]}, 2);
  emit(n, out, OP_TT_ELTWISE, stmt->span,
       (const Expr *const[]){whole_region(n->c, buffer, ACCESS_WRITE), whole_region(n->c, stage, ACCESS_READ)}, 2);
}

// True if every definition of the buffer is followed, in its own block, by exactly one tt_write of it.
typedef struct PairCheck {
  const Buffer *buffer;
  unsigned pairs;
} PairCheck;

static void count_pairs(const Block *block, PairCheck *check) {
  const Stmt *definition = NULL;
  for (size_t i = 0; i < block->count; i++) {
    const Stmt *stmt = block->items[i];
    if (stmt->kind == STMT_FOR) count_pairs(&stmt->loop.body, check);
    if (stmt->kind == STMT_IF) {
      count_pairs(&stmt->branch.then, check);
      count_pairs(&stmt->branch.orelse, check);
    }
    if (block_target(stmt) == check->buffer) definition = stmt;
    if (is_call(stmt, OP_TT_WRITE) && block_reads(stmt, check->buffer)) {
      check->pairs += definition != NULL;
      definition = NULL;
    }
  }
}

static bool written_in_pairs(const Normaliser *n, const Buffer *buffer, const BufferUses *uses) {
  PairCheck check = {buffer, 0};
  count_pairs(&n->func->body, &check);
  return check.pairs == uses->stores && check.pairs == uses->definitions + uses->loads;
}

static void normalise_store(Normaliser *n, Stmt *stmt, Block *out) {
  const Expr *target = stmt->call->args[0], *source = stmt->call->args[1];
  Buffer *buffer = source->buffer;
  BufferUses uses = buffer_uses(n->func, buffer);
  if (!uses.matmuls && !uses.compute_reads && !(uses.loads && uses.definitions) && written_in_pairs(n, buffer, &uses)) {
    ir_append(n->c, out, stmt);
    return;
  }
  const char *name = arena_format(n->c->arena, "%s_out", target->buffer->name);
  Buffer *stage = new_block(n, name, buffer->type, buffer->rank, buffer->shape, stmt->span, out);
  emit(n, out, OP_TT_ELTWISE, stmt->span,
       (const Expr *const[]){whole_region(n->c, stage, ACCESS_WRITE), whole_region(n->c, buffer, ACCESS_READ)}, 2);
  emit(n, out, OP_TT_WRITE, stmt->span, (const Expr *const[]){target, ir_region(n->c, stage, source->indices, source->extents, ACCESS_READ)}, 2);
}

static void normalise_matmul(Normaliser *n, Stmt *stmt, Block *out) {
  const Expr *call = stmt->call;
  int64_t transposed = 0;
  if (ir_is_int(call->args[3], &transposed) && transposed) {
    Buffer *source = call->args[0]->buffer;
    const Expr *shape[2] = {source->shape[source->rank - 1], source->shape[source->rank - 2]};
    Buffer *turned = new_block(n, arena_format(n->c->arena, "%s_t", source->name), source->type, 2, shape, stmt->span, out);
    emit(n, out, OP_TT_TRANSPOSE, stmt->span,
         (const Expr *const[]){whole_region(n->c, turned, ACCESS_WRITE), whole_region(n->c, source, ACCESS_READ)}, 2);
    const Expr *args[6] = {whole_region(n->c, turned, ACCESS_READ), call->args[1], call->args[2], ir_bool(n->c, false), call->args[4], call->args[5]};
    emit(n, out, OP_TT_MATMUL, stmt->span, args, 6);
    return;
  }
  ir_append(n->c, out, stmt);
}

// A matmul that clears its target is a fill and an accumulation.
static void normalise_clear(Normaliser *n, Stmt *stmt, Block *out) {
  const Expr *call = stmt->call;
  int64_t clear = 0;
  if (!ir_is_int(call->args[5], &clear) || !clear) return;
  Buffer *buffer = call->args[2]->buffer;
  emit(n, out, OP_TT_ELTWISE, stmt->span,
       (const Expr *const[]){whole_region(n->c, buffer, ACCESS_WRITE), ir_float(n->c, buffer->type, 0)}, 2);
  const Expr *args[6] = {call->args[0], call->args[1], whole_region(n->c, buffer, ACCESS_READ_WRITE), call->args[3], call->args[4], ir_bool(n->c, false)};
  stmt->call = ir_with_span(n->c, ir_call(n->c, OP_TT_MATMUL, args, 6), call->span);
}

typedef void (*NormaliseStep)(Normaliser *n, Stmt *stmt, Block *out);

static void normalise_block(Normaliser *n, Block *block, Op op, NormaliseStep step) {
  Block out = {0};
  for (size_t i = 0; i < block->count; i++) {
    Stmt *stmt = block->items[i];
    if (stmt->kind == STMT_FOR) normalise_block(n, &stmt->loop.body, op, step);
    if (stmt->kind == STMT_IF) {
      normalise_block(n, &stmt->branch.then, op, step);
      normalise_block(n, &stmt->branch.orelse, op, step);
    }
    if (is_call(stmt, op))
      step(n, stmt, &out);
    else
      ir_append(n->c, &out, stmt);
  }
  *block = out;
}

static void step_matmul(Normaliser *n, Stmt *stmt, Block *out) {
  normalise_clear(n, stmt, out);
  normalise_matmul(n, stmt, out);
}

void normalise_blocks(Compilation *c, PrimFunc *func) {
  Normaliser n = {c, func};
  normalise_block(&n, &func->body, OP_TT_MATMUL, step_matmul);
  normalise_block(&n, &func->body, OP_TT_READ, normalise_load);
  normalise_block(&n, &func->body, OP_TT_GENERATE, normalise_load);
  normalise_block(&n, &func->body, OP_TT_WRITE, normalise_store);
}
