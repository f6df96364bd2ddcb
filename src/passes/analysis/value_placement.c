// value_placement: which accumulators live in DST. In: normalised block ops; out: the stretches, the DST mode.
//
// A buffer that matmuls accumulate into stays in DST when all its accesses lie in one stretch of one block
//     C = tree (any, usually 0); for k: {tt_read ...; tt_matmul(A, B, C)}; ...; C = tree(C, ...); X = tree(C, ...)
// with no other compute statement in between (DST is one resource), C dead at the end, and tiles(C) plus the registers of the
// trees within half-sync DST. All others are blocks in L1.
#include "passes/memory_space.h"
#include "passes/tile_program.h"

typedef struct Search {
  Compilation *c;
  PrimFunc *func;
  Placement placement;
  bool use_fpu;
  UsesTable uses;
} Search;

typedef struct ModeState {
  Search *search;
  bool fp32;
} ModeState;

static void mode_stmt(void *state, Stmt *stmt) {
  ModeState *mode = state;
  if (is_call(stmt, OP_TT_MATMUL) || is_call(stmt, OP_TT_REDUCE)) mode->fp32 = true;
  if (stmt->kind == STMT_ALLOC && (type_bits(stmt->alloc->type) == 32 || type_is_int(stmt->alloc->type) || !mode->search->use_fpu)) mode->fp32 = true;
  if (is_call(stmt, OP_TT_ELTWISE) &&
      tile_program(mode->search->c, block_target(stmt), stmt->call->args[1], NULL, mode->search->use_fpu).uses_sfpu)
    mode->fp32 = true;
}

// 16-bit DST is right only where nothing is rounded on the way: plain copies and one FPU operation.
static bool needs_fp32_dest(Search *s) {
  ModeState mode = {s, false};
  ir_visit_block(&s->func->body, mode_stmt, &mode);
  return mode.fp32;
}

// Loops and ifs inside a stretch hold only matmuls into the buffer and what the other kernels do.
static bool only_accumulates(const Block *block, const Buffer *buffer) {
  for (size_t i = 0; i < block->count; i++) {
    const Stmt *stmt = block->items[i];
    if (stmt->kind == STMT_FOR && !only_accumulates(&stmt->loop.body, buffer)) return false;
    if (stmt->kind == STMT_IF && (!only_accumulates(&stmt->branch.then, buffer) || !only_accumulates(&stmt->branch.orelse, buffer)))
      return false;
    if (is_definition(stmt)) return false;
    if (is_call(stmt, OP_TT_MATMUL) && block_target(stmt) != buffer) return false;
  }
  return true;
}

static bool fits(const Search *s, const Buffer *buffer, const Expr *tree, bool resident) {
  TileProgram program = tile_program(s->c, buffer, tree, resident ? buffer : NULL, false);
  return (unsigned)tile_count(s->c, buffer) + program.registers - 1 <= s->placement.capacity;
}

// A block in DST is used tile by tile: by blocks of its own shape.
static bool same_tiles(Compilation *c, const Buffer *a, const Buffer *b) {
  return tile_planes(c, a) == tile_planes(c, b) && block_rows(c, a) == block_rows(c, b) && block_columns(c, a) == block_columns(c, b);
}

typedef enum Step { STEP_INSIDE, STEP_LAST, STEP_BREAKS } Step;

static Step stretch_step(const Search *s, Stmt *stmt, const Buffer *buffer) {
  Block one = {.items = &stmt, .count = 1, .capacity = 1};
  if (!is_call(stmt, OP_TT_ELTWISE)) return only_accumulates(&one, buffer) ? STEP_INSIDE : STEP_BREAKS;
  if (!block_reads(stmt, buffer) || !same_tiles(s->c, buffer, block_target(stmt))) return STEP_BREAKS;
  if (!fits(s, buffer, stmt->call->args[1], true)) return STEP_BREAKS;
  if (block_target(stmt) == buffer) return STEP_INSIDE;
  // A target that the tree also reads is updated in place, group by group; that does not go together with a block in DST.
  return block_reads(stmt, block_target(stmt)) ? STEP_BREAKS : STEP_LAST;
}

// The end of the stretch that begins at `first`, or 0.
static size_t stretch_end(const Search *s, const Block *block, size_t first, const Buffer *buffer) {
  if (!fits(s, buffer, block->items[first]->call->args[1], false)) return 0;
  for (size_t i = first + 1; i < block->count; i++) {
    Step step = stretch_step(s, block->items[i], buffer);
    if (step == STEP_BREAKS) return 0;
    if (step == STEP_LAST) return i;
  }
  return 0;
}

typedef struct AccessCount {
  const Buffer *buffer;
  unsigned count;
} AccessCount;

static void count_access(void *state, Stmt *stmt) {
  AccessCount *count = state;
  count->count += block_target(stmt) == count->buffer || block_reads(stmt, count->buffer);
}

static unsigned accesses(const Block *block, size_t first, size_t last, const Buffer *buffer) {
  AccessCount count = {buffer, 0};
  Block part = {.items = block->items + first, .count = last - first + 1};
  ir_visit_block(&part, count_access, &count);
  return count.count;
}

// One buffer's stretch ends where its value is taken out: the next cannot begin in the same statement.
static bool reads_dst(const Search *s, const Stmt *stmt) {
  for (size_t i = 0; i < s->placement.stretches.count; i++)
    if (block_reads(stmt, s->placement.stretches.items[i].buffer)) return true;
  return false;
}

static unsigned line_of(Compilation *c, Span span) {
  unsigned line = 0, column;
  if (span.file != NO_FILE) source_position(c, span, &line, &column);
  return line;
}

static void place_in_block(Search *s, Block *block) {
  for (size_t i = 0; i < block->count; i++) {
    Stmt *stmt = block->items[i];
    if (stmt->kind == STMT_FOR) place_in_block(s, &stmt->loop.body);
    if (stmt->kind == STMT_IF) {
      place_in_block(s, &stmt->branch.then);
      place_in_block(s, &stmt->branch.orelse);
    }
    if (!is_call(stmt, OP_TT_ELTWISE)) continue;
    Buffer *buffer = block_target(stmt);
    if (!uses_in_table(&s->uses, buffer).matmuls || placed_in_dst(&s->placement, buffer) || block_reads(stmt, buffer) || reads_dst(s, stmt)) continue;
    size_t last = stretch_end(s, block, i, buffer);
    Path path;
    if (!last || !find_path(s->func, block->items[last], &path) || !dead_after(&path, buffer)) continue;
    if (accesses(block, i, last, buffer) != accesses(&s->func->body, 0, s->func->body.count - 1, buffer)) continue;
    diag_remark(s->c, stmt->span, "%s stays in DST from here until line %u takes its value out", buffer->name, line_of(s->c, block->items[last]->span));
    DstStretch stretch = {buffer, block, i, last};
    vector_push(s->c->arena, &s->placement.stretches, stretch);
  }
}

Placement value_placement(Compilation *c, PrimFunc *func, const PassOptions *options) {
  Search search = {.c = c, .func = func, .use_fpu = !options->fp16 || strcmp(options->fp16, "fp32") != 0};
  search.placement.fp32_dest = needs_fp32_dest(&search);
  search.placement.capacity = search.placement.fp32_dest ? c->device->dst_tiles_fp32 : c->device->dst_tiles;
  search.uses = all_buffer_uses(c, func);
  place_in_block(&search, &func->body);
  return search.placement;
}

const DstStretch *placed_in_dst(const Placement *placement, const Buffer *buffer) {
  for (size_t i = 0; i < placement->stretches.count; i++)
    if (placement->stretches.items[i].buffer == buffer) return &placement->stretches.items[i];
  return NULL;
}
