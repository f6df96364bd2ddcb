// The circular-buffer protocol of a compute kernel. Three kinds of blocks in it:
//   inputs    tt_arrive -> reads:    wait where it arrives, pop after the last read of that block of statements
//   outputs   written, never read:   reserve before, push after each tt_eltwise / tt_transpose
//   private   written and read here: a circular buffer of exactly the block's pages, in one of these states at every point:
//     EMPTY   nothing in it
//     ZERO    all zero by meaning, nothing done yet: the first accumulation overwrites instead of adding
//     OPEN    reserved; matmuls accumulate into its pages with the packer
//     FULL    pushed; compute ops may read it
//   reserve: EMPTY|ZERO -> OPEN; push: OPEN -> FULL; wait, pop, reserve: FULL -> OPEN (same pages, data stays); wait, pop: FULL -> EMPTY
// A loop has the same state at its head on every iteration. What does not fit is unsupported.
#include <math.h>

#include "passes/memory_space.h"
#include "passes/protocol.h"

typedef enum BlockState { STATE_EMPTY, STATE_ZERO, STATE_OPEN, STATE_FULL } BlockState;

typedef struct PrivateBlock {
  Buffer *buffer;
  BlockState state;
  bool fresh;            // OPEN, and the first accumulation is still to come
  unsigned fresh_depth;  // loops open when it became ZERO
  Span zero_span;
} PrivateBlock;

enum { LOOP_LIMIT = 32 };

typedef struct Protocol {
  ProtocolKernel *p;
  VECTOR(PrivateBlock) privates;
  const Stmt *loops[LOOP_LIMIT];
  unsigned depth;
} Protocol;

// ---- what a buffer is in this kernel

typedef struct Kind {
  const Buffer *buffer;
  unsigned arrives, written, read, matmuls;
} Kind;

static void kind_stmt(void *state, Stmt *stmt) {
  Kind *kind = state;
  bool target = block_target(stmt) == kind->buffer;
  kind->arrives += target && is_call(stmt, OP_TT_ARRIVE);
  kind->written += target && !is_call(stmt, OP_TT_ARRIVE);
  kind->matmuls += target && is_call(stmt, OP_TT_MATMUL);
  kind->read += block_reads(stmt, kind->buffer);
}

static Kind kind_of(const Protocol *p, const Buffer *buffer) {
  Kind kind = {.buffer = buffer};
  ir_visit_block(&p->p->kernel->body, kind_stmt, &kind);
  return kind;
}

static void add_private(void *state, Stmt *stmt) {
  Protocol *p = state;
  if (stmt->kind != STMT_ALLOC || stmt->alloc->scope != SCOPE_CIRCULAR) return;
  Kind kind = kind_of(p, stmt->alloc);
  if (kind.written && kind.read) vector_push(p->p->c->arena, &p->privates, ((PrivateBlock){.buffer = stmt->alloc, .state = STATE_EMPTY}));
}

static PrivateBlock *private_of(Protocol *p, const Buffer *buffer) {
  for (size_t i = 0; i < p->privates.count; i++)
    if (p->privates.items[i].buffer == buffer) return &p->privates.items[i];
  return NULL;
}

// ---- emission

static void emit_cb(Protocol *p, Block *out, Op op, const Buffer *buffer, Span span) {
  Emitter e = emitter(p->p->c, out, span);
  emit_op(&e, op, cb_var(p->p->c, &p->p->table, buffer), ir_int(p->p->c, tile_count(p->p->c, buffer)));
}

// Writes the zeros that so far were only meant.
static void store_zeros(Protocol *p, PrivateBlock *block, Block *out) {
  Compilation *c = p->p->c;
  emit_cb(p, out, OP_CB_RESERVE_BACK, block->buffer, block->zero_span);
  Emitter e = emitter(c, out, block->zero_span);
  emit_op(&e, OP_TT_ELTWISE, whole_region(c, block->buffer, ACCESS_WRITE), ir_float(c, block->buffer->type, 0));
  emit_cb(p, out, OP_CB_PUSH_BACK, block->buffer, block->zero_span);
  block->state = STATE_FULL;
}

static void to_full(Protocol *p, PrivateBlock *block, Block *out, Span span) {
  switch (block->state) {
    case STATE_EMPTY:
      diag_error(p->p->c, span, "%s is read here, but on some way to this place nothing was stored in it", block->buffer->name);
      break;  // one error a cause
    case STATE_ZERO: store_zeros(p, block, out); return;
    case STATE_OPEN: emit_cb(p, out, OP_CB_PUSH_BACK, block->buffer, span); break;
    case STATE_FULL: break;
  }
  block->state = STATE_FULL;
}

static void to_open(Protocol *p, PrivateBlock *block, Block *out, Span span) {
  switch (block->state) {
    case STATE_EMPTY:
      diag_error(p->p->c, span, "%s is accumulated into here, but nothing was stored in it: T.clear it first", block->buffer->name);
      break;
    case STATE_ZERO:
      emit_cb(p, out, OP_CB_RESERVE_BACK, block->buffer, span);
      block->fresh = true;
      break;
    case STATE_OPEN: break;
    case STATE_FULL:
      emit_cb(p, out, OP_CB_WAIT_FRONT, block->buffer, span);
      emit_cb(p, out, OP_CB_POP_FRONT, block->buffer, span);
      emit_cb(p, out, OP_CB_RESERVE_BACK, block->buffer, span);
      block->fresh = false;
      break;
  }
  block->state = STATE_OPEN;
}

static void to_empty(Protocol *p, PrivateBlock *block, Block *out, Span span) {
  if (block->state == STATE_OPEN) to_full(p, block, out, span);
  if (block->state == STATE_FULL) {
    emit_cb(p, out, OP_CB_WAIT_FRONT, block->buffer, span);
    emit_cb(p, out, OP_CB_POP_FRONT, block->buffer, span);
  }
  block->state = STATE_EMPTY;
}

// ---- loops

typedef enum LoopUse { LOOP_UNUSED, LOOP_ACCUMULATES, LOOP_KILLS_FIRST, LOOP_READS_FIRST } LoopUse;

static LoopUse use_in(const Block *block, const Buffer *buffer);

static LoopUse use_of_stmt(const Stmt *stmt, const Buffer *buffer) {
  if (stmt->kind == STMT_FOR) return use_in(&stmt->loop.body, buffer);
  if (stmt->kind == STMT_IF) {
    LoopUse then = use_in(&stmt->branch.then, buffer), orelse = use_in(&stmt->branch.orelse, buffer);
    if (then == orelse || orelse == LOOP_UNUSED) return then == LOOP_KILLS_FIRST && orelse == LOOP_UNUSED ? LOOP_READS_FIRST : then;
    return then == LOOP_UNUSED && orelse != LOOP_KILLS_FIRST ? orelse : LOOP_READS_FIRST;
  }
  if (is_call(stmt, OP_TT_MATMUL) && block_target(stmt) == buffer) return LOOP_ACCUMULATES;
  if (block_reads(stmt, buffer)) return LOOP_READS_FIRST;
  return block_kills(stmt, buffer) ? LOOP_KILLS_FIRST : LOOP_UNUSED;
}

static bool only_matmuls(const Block *block, const Buffer *buffer) {
  for (size_t i = 0; i < block->count; i++) {
    const Stmt *stmt = block->items[i];
    if (stmt->kind == STMT_FOR && !only_matmuls(&stmt->loop.body, buffer)) return false;
    if (stmt->kind == STMT_IF && (!only_matmuls(&stmt->branch.then, buffer) || !only_matmuls(&stmt->branch.orelse, buffer))) return false;
    bool matmul = is_call(stmt, OP_TT_MATMUL) && block_target(stmt) == buffer;
    if (!matmul && (block_target(stmt) == buffer || block_reads(stmt, buffer))) return false;
  }
  return true;
}

static LoopUse use_in(const Block *block, const Buffer *buffer) {
  for (size_t i = 0; i < block->count; i++) {
    LoopUse use = use_of_stmt(block->items[i], buffer);
    if (use == LOOP_ACCUMULATES) return only_matmuls(block, buffer) ? LOOP_ACCUMULATES : LOOP_READS_FIRST;
    if (use != LOOP_UNUSED) return use;
  }
  return LOOP_UNUSED;
}

static bool runs_at_least_once(const Stmt *loop) {
  int64_t extent = 0;
  return ir_is_int(loop->loop.extent, &extent) && extent > 0;
}

// True if the first accumulation into the buffer happens on the first iteration of every loop around it, under no if.
static bool surely_accumulates(const Stmt *stmt, const Buffer *buffer) {
  if (is_call(stmt, OP_TT_MATMUL) && block_target(stmt) == buffer) return true;
  if (stmt->kind != STMT_FOR || !runs_at_least_once(stmt)) return false;
  for (size_t i = 0; i < stmt->loop.body.count; i++) {
    const Stmt *inner = stmt->loop.body.items[i];
    Block one = {.items = stmt->loop.body.items + i, .count = 1};
    if (use_in(&one, buffer) != LOOP_UNUSED) return surely_accumulates(inner, buffer);
  }
  return false;
}

static void protocol_block(Protocol *p, Block *block);

static bool needed_after(const Protocol *p, const Stmt *loop, const Buffer *buffer) {
  Path path;
  return !find_path(p->p->kernel, loop, &path) || !dead_after(&path, buffer);
}

// FULL without a value: a block that each iteration overwrites and that is read after the loop is FULL at the loop's head.
static void hold_place(Protocol *p, PrivateBlock *block, Block *out, Span span) {
  if (block->state == STATE_EMPTY || block->state == STATE_ZERO) {
    emit_cb(p, out, OP_CB_RESERVE_BACK, block->buffer, span);
    block->state = STATE_OPEN;
  }
  to_full(p, block, out, span);
}

// Brings every private block that the loop or branch uses into the state it has at the head; returns it in `entry`.
static void enter(Protocol *p, const Stmt *stmt, const Block *body, Block *out, BlockState *entry) {
  for (size_t i = 0; i < p->privates.count; i++) {
    PrivateBlock *block = &p->privates.items[i];
    LoopUse use = use_in(body, block->buffer);
    if (use == LOOP_ACCUMULATES) {
      if (block->state == STATE_ZERO && !surely_accumulates(stmt, block->buffer)) store_zeros(p, block, out);
      to_open(p, block, out, stmt->span);
    } else if (use == LOOP_READS_FIRST) {
      // What only the loop's own statements can explain is reported at the statement.
      if (block->state != STATE_EMPTY) to_full(p, block, out, stmt->span);
    } else if (use == LOOP_KILLS_FIRST) {
      if (stmt->kind == STMT_FOR && needed_after(p, stmt, block->buffer))
        hold_place(p, block, out, stmt->span);
      else
        to_empty(p, block, out, stmt->span);
    }
    entry[i] = block->state;
  }
}

// At the end of the body: the state at the head of a loop, the same on both ways of an if.
static void leave(Protocol *p, const Stmt *stmt, Block *out, const BlockState *states) {
  for (size_t i = 0; i < p->privates.count; i++) {
    PrivateBlock *block = &p->privates.items[i];
    if (block->state == states[i] || diag_failed(p->p->c)) continue;
    if (states[i] == STATE_EMPTY) to_empty(p, block, out, stmt->span);
    if (states[i] == STATE_OPEN) to_open(p, block, out, stmt->span);
    // On this way of the if nothing is stored.
    if (states[i] == STATE_FULL && stmt->kind == STMT_IF && block->state == STATE_EMPTY) hold_place(p, block, out, stmt->span);
    if (states[i] == STATE_FULL) to_full(p, block, out, stmt->span);
  }
}

static void protocol_for(Protocol *p, Stmt *stmt, Block *out) {
  BlockState *entry = arena_array(p->p->c->arena, BlockState, p->privates.count + 1);
  const Block before = stmt->loop.body;  // as it was: use_in looks at block ops
  enter(p, stmt, &before, out, entry);
  if (p->depth == LOOP_LIMIT) {
    diag_unsupported(p->p->c, stmt->span, "loops nested deeper than %d: merge loops", LOOP_LIMIT);
    return;
  }
  p->loops[p->depth++] = stmt;
  protocol_block(p, &stmt->loop.body);
  p->depth--;
  leave(p, stmt, &stmt->loop.body, entry);
  ir_append(p->p->c, out, stmt);
}

// What is stored in a branch and read behind the if is FULL there, whichever way was taken.
static void protocol_if(Protocol *p, Stmt *stmt, Block *out) {
  BlockState *states = arena_array(p->p->c->arena, BlockState, p->privates.count + 1);
  Block one = {.items = &stmt, .count = 1};
  enter(p, stmt, &one, out, states);
  for (size_t i = 0; i < p->privates.count; i++) {
    const Buffer *buffer = p->privates.items[i].buffer;
    if (states[i] == STATE_EMPTY && use_in(&one, buffer) != LOOP_UNUSED && needed_after(p, stmt, buffer)) states[i] = STATE_FULL;
  }
  PrivateBlock *saved = arena_array(p->p->c->arena, PrivateBlock, p->privates.count + 1);
  for (size_t i = 0; i < p->privates.count; i++) saved[i] = p->privates.items[i];
  protocol_block(p, &stmt->branch.then);
  leave(p, stmt, &stmt->branch.then, states);
  for (size_t i = 0; i < p->privates.count; i++) p->privates.items[i] = saved[i];
  protocol_block(p, &stmt->branch.orelse);
  leave(p, stmt, &stmt->branch.orelse, states);
  ir_append(p->p->c, out, stmt);
}

// ---- block ops

// 0 where the accumulation overwrites: on the first iteration of every loop since the block became zero.
static const Expr *accumulate_flag(Protocol *p, PrivateBlock *block) {
  Compilation *c = p->p->c;
  const Expr *flag = NULL;
  for (unsigned i = block->fresh_depth; i < p->depth; i++) {
    const Stmt *loop = p->loops[i];
    const Expr *later = ir_op(c, OP_NE, ir_var(c, loop->loop.var), loop->loop.begin);
    flag = flag ? ir_op(c, OP_OR, flag, later) : later;
  }
  return flag ? flag : ir_bool(c, false);
}

// Waits for the private operands of a block op; inputs were waited for where they arrive.
static void need_operands(Protocol *p, const Stmt *stmt, Block *out) {
  for (size_t i = 0; i < p->privates.count; i++) {
    PrivateBlock *block = &p->privates.items[i];
    bool accumulator = is_call(stmt, OP_TT_MATMUL) && block_target(stmt) == block->buffer;
    if (accumulator || !block_reads(stmt, block->buffer)) continue;
    to_full(p, block, out, stmt->span);
    // An in-place update waits for its own pages step by step.
    if (block_target(stmt) != block->buffer) emit_cb(p, out, OP_CB_WAIT_FRONT, block->buffer, stmt->span);
  }
}

static void protocol_matmul(Protocol *p, Stmt *stmt, Block *out) {
  need_operands(p, stmt, out);
  PrivateBlock *block = private_of(p, block_target(stmt));
  if (block) {
    Compilation *c = p->p->c;
    to_open(p, block, out, stmt->span);
    const Expr *flag = block->fresh ? accumulate_flag(p, block) : ir_bool(c, true);
    block->fresh = false;
    Expr *call = arena_new(c->arena, Expr);
    *call = *stmt->call;
    call->keywords = (KeywordList){0};
    ir_set_attribute(c, &call->keywords, "accumulate", flag);
    stmt->call = call;
  } else if (block_target(stmt)->scope == SCOPE_CIRCULAR) {
    internal_error(p->p->c, "%s is accumulated into but never read", block_target(stmt)->name);
  }
  ir_append(p->p->c, out, stmt);
}

static bool is_zero_fill(const Stmt *stmt) {
  const Expr *value = stmt->call->args[1];
  return is_call(stmt, OP_TT_ELTWISE) && value->kind == EXPR_FLOAT && fpclassify(value->number) == FP_ZERO;
}

typedef struct StretchReads {
  const Buffer *resident, *buffer;
  bool found;
} StretchReads;

static void find_stretch_read(void *state, Stmt *stmt) {
  StretchReads *reads = state;
  bool of_stretch = block_target(stmt) == reads->resident || block_reads(stmt, reads->resident);
  if (of_stretch && block_reads(stmt, reads->buffer)) reads->found = true;
}

// Zeros that are only meant so far and that are read while `resident` is in DST are stored before it goes there.
static void store_zeros_of_stretch(Protocol *p, const Buffer *resident, Block *out) {
  for (size_t i = 0; i < p->privates.count; i++) {
    PrivateBlock *block = &p->privates.items[i];
    StretchReads reads = {resident, block->buffer, false};
    if (block->state != STATE_ZERO) continue;
    ir_visit_block(&p->p->kernel->body, find_stretch_read, &reads);
    if (reads.found) store_zeros(p, block, out);
  }
}

static void protocol_define(Protocol *p, Stmt *stmt, Block *out) {
  Buffer *target = block_target(stmt);
  if (target->scope == SCOPE_DST) store_zeros_of_stretch(p, target, out);
  PrivateBlock *block = private_of(p, target);
  need_operands(p, stmt, out);
  if (target->scope == SCOPE_DST || (block && block_reads(stmt, target))) {
    ir_append(p->p->c, out, stmt);
    return;
  }
  if (block) {
    to_empty(p, block, out, stmt->span);
    if (is_zero_fill(stmt)) {
      block->state = STATE_ZERO;
      block->fresh_depth = p->depth;
      block->zero_span = stmt->span;
      return;
    }
  }
  emit_cb(p, out, OP_CB_RESERVE_BACK, target, stmt->span);
  ir_append(p->p->c, out, stmt);
  emit_cb(p, out, OP_CB_PUSH_BACK, target, stmt->span);
  if (block) block->state = STATE_FULL;
}

// ---- inputs

// Every read of an input must stand behind an arrival in the arrival's own block of statements.
static void check_input(void *state, Stmt *stmt) {
  Protocol *p = state;
  if (stmt->kind != STMT_ALLOC || stmt->alloc->scope != SCOPE_CIRCULAR) return;
  Kind kind = kind_of(p, stmt->alloc);
  if (!kind.arrives) return;
  if (!loads_cover_reads(p->p->kernel, stmt->alloc))
    diag_unsupported(p->p->c, stmt->alloc->span, "%s is loaded in one block of statements and used in another: use it behind its arrival, in the same loop body",
                     stmt->alloc->name);
}

// ---- walking

static void protocol_stmt(Protocol *p, Stmt *stmt, Block *out) {
  switch (stmt->kind) {
    case STMT_FOR: protocol_for(p, stmt, out); return;
    case STMT_IF: protocol_if(p, stmt, out); return;
    case STMT_EVAL:
      if (is_call(stmt, OP_TT_ARRIVE))
        emit_cb(p, out, OP_CB_WAIT_FRONT, block_target(stmt), stmt->span);
      else if (is_call(stmt, OP_TT_MATMUL))
        protocol_matmul(p, stmt, out);
      else
        protocol_define(p, stmt, out);
      return;
    case STMT_LET:
      if (is_tt_load(stmt->let->value))
        scalar_arrives(p->p, stmt, out);
      else
        ir_append(p->p->c, out, stmt);
      return;
    case STMT_ALLOC: ir_append(p->p->c, out, stmt); return;
    case STMT_STORE:
    case STMT_WHILE:
    case STMT_LAUNCH:
    case STMT_BREAK:
    case STMT_CONTINUE:
    case STMT_ATTR: internal_error(p->p->c, "a statement that compute kernels do not have");
  }
}

typedef struct Pop {
  size_t after;
  const Buffer *buffer;
} Pop;

static void protocol_block(Protocol *p, Block *block) {
  Block out = {0};
  VECTOR(Pop) pops = {0};
  const Block before = *block;
  for (size_t i = 0; i < before.count; i++) {
    Stmt *stmt = before.items[i];
    Span span = stmt->span;
    if (is_call(stmt, OP_TT_ARRIVE)) vector_push(p->p->c->arena, &pops, ((Pop){last_read_of_load(&before, i), block_target(stmt)}));
    // Reads that end at this statement are looked up before it is rewritten.
    protocol_stmt(p, stmt, &out);
    for (size_t j = 0; j < pops.count; j++)
      if (pops.items[j].after == i) emit_cb(p, &out, OP_CB_POP_FRONT, pops.items[j].buffer, span);
  }
  *block = out;
}

void protocol_compute(ProtocolKernel *kernel) {
  Protocol p = {.p = kernel};
  ir_visit_block(&kernel->kernel->body, add_private, &p);
  ir_visit_block(&kernel->kernel->body, check_input, &p);
  if (diag_failed(kernel->c)) return;
  protocol_block(&p, &kernel->kernel->body);
  cb_table_declare(kernel->c, &kernel->table, kernel->kernel);
}
