// share_blocks: part of memory_space_lower_tt, where a core has too few circular buffers or too little L1 for all blocks: blocks that compute keeps for
// itself, or that the reader fills, and that are never alive at the same time become one.
//   before: tt_eltwise(a, ...); tt_eltwise(b, exp(a)); tt_eltwise(c, b * 2); tt_eltwise(d, c + 1)        all of one shape and dtype
//   after:  tt_eltwise(a, ...); tt_eltwise(b, exp(a)); tt_eltwise(a, b * 2); tt_eltwise(b, a + 1)
// A block lives from the statement that gives it a value to the last that mentions it; all of these stand in one block of statements, or below it. Lives
// in different loops are compared by where these loops stand.
#include "passes/memory_space.h"

typedef struct Life {
  Buffer *buffer;
  const Block *block;
  size_t first, last;  // statements of the block
  Path path;           // of the first
  bool loaded;         // filled by the reader
  bool moved, fed;     // read by moves to DST, by the matrix engine: both need two circular buffer indices
} Life;

typedef struct Sharer {
  Compilation *c;
  PrimFunc *func;
  const Placement *placement;
  const PassOptions *options;
  VECTOR(Life) lives;
  int64_t buffers, bytes;
} Sharer;

// ---- is there need

static void add_block(void *state, Stmt *stmt) {
  Sharer *s = state;
  if (stmt->kind != STMT_ALLOC || placed_in_dst(s->placement, stmt->alloc)) return;
  DataFormat format;
  BufferUses uses = buffer_uses(s->func, stmt->alloc);
  if (!pass_format(s->c, s->options, stmt->alloc->type, stmt->alloc->span, &format)) return;
  s->buffers += 1 + (stmt->alloc->type == TYPE_FLOAT32 && uses.moves && uses.moves < uses.compute_reads);
  s->bytes += tile_count(s->c, stmt->alloc) * format_tile_bytes(format);
}

static bool is_short(Sharer *s) {
  const Device *device = s->c->device;
  s->buffers = s->bytes = 0;
  ir_visit_block(&s->func->body, add_block, s);
  return !diag_failed(s->c) && (s->buffers > device->circular_buffers || s->bytes > (int64_t)device->l1_bytes - device->l1_base);
}

// ---- lives

typedef struct Mentions {
  const Buffer *buffer;
  unsigned count;
} Mentions;

static void count_mention(void *state, const Expr *expr) {
  Mentions *mentions = state;
  mentions->count += (expr->kind == EXPR_REGION || expr->kind == EXPR_LOAD) && expr->buffer == mentions->buffer;
}

static void count_in_stmt(void *state, Stmt *stmt) { ir_visit_stmt(stmt, count_mention, state); }

static unsigned mentions_in_block(const Block *block, const Buffer *buffer) {
  Mentions mentions = {buffer, 0};
  ir_visit_block(block, count_in_stmt, &mentions);
  return mentions.count;
}

static bool touches(Stmt *stmt, const Buffer *buffer) {
  Block one = {.items = &stmt, .count = 1, .capacity = 1};
  return mentions_in_block(&one, buffer) > 0;
}

// The statements of the block that touch the buffer, if those are all and the first gives it its value.
static bool life_in(const Sharer *s, const Block *block, Buffer *buffer, Life *life) {
  *life = (Life){.buffer = buffer, .block = block};
  size_t count = 0;
  for (size_t i = 0; i < block->count; i++) {
    if (!touches(block->items[i], buffer)) continue;
    if (!count++) life->first = i;
    life->last = i;
  }
  return count && block_kills(block->items[life->first], buffer) && mentions_in_block(block, buffer) == mentions_in_block(&s->func->body, buffer);
}

static bool find_life(const Sharer *s, const Block *block, Buffer *buffer, Life *life) {
  if (life_in(s, block, buffer, life)) return true;
  for (size_t i = 0; i < block->count; i++) {
    const Stmt *stmt = block->items[i];
    if (stmt->kind == STMT_FOR && find_life(s, &stmt->loop.body, buffer, life)) return true;
    if (stmt->kind == STMT_IF && (find_life(s, &stmt->branch.then, buffer, life) || find_life(s, &stmt->branch.orelse, buffer, life))) return true;
  }
  return false;
}

static void add_life(void *state, Stmt *stmt) {
  Sharer *s = state;
  if (stmt->kind != STMT_ALLOC || placed_in_dst(s->placement, stmt->alloc)) return;
  BufferUses uses = buffer_uses(s->func, stmt->alloc);
  bool widened = uses.matmuls && stmt->alloc->type != TYPE_FLOAT32;
  Life life;
  bool mixed = uses.loads && (uses.definitions || uses.matmuls);
  if (mixed || uses.stores || widened || !uses.compute_reads || !find_life(s, &s->func->body, stmt->alloc, &life)) return;
  if (!find_path(s->func, life.block->items[life.first], &life.path)) return;
  life.loaded = uses.loads > 0;
  life.moved = uses.moves > 0;
  life.fed = uses.compute_reads > uses.moves;
  vector_push(s->c->arena, &s->lives, life);
}

// ---- sharing

static bool same_kind(const Buffer *a, const Buffer *b) {
  if (a->type != b->type || a->rank != b->rank) return false;
  for (unsigned d = 0; d < a->rank; d++)
    if (!ir_same(a->shape[d], b->shape[d])) return false;
  return true;
}

static void drop_alloc(Block *block, const Buffer *buffer) {
  size_t kept = 0;
  for (size_t i = 0; i < block->count; i++) {
    Stmt *stmt = block->items[i];
    if (stmt->kind == STMT_FOR) drop_alloc(&stmt->loop.body, buffer);
    if (stmt->kind == STMT_IF) {
      drop_alloc(&stmt->branch.then, buffer);
      drop_alloc(&stmt->branch.orelse, buffer);
    }
    if (stmt->kind != STMT_ALLOC || stmt->alloc != buffer) block->items[kept++] = stmt;
  }
  block->count = kept;
}

// Two lives that meet in one statement, which reads the one and writes the other, need two blocks.
static bool apart(const Life *a, const Life *b) {
  unsigned level = 0;
  while (level + 1 < a->path.depth && level + 1 < b->path.depth && a->path.blocks[level + 1] == b->path.blocks[level + 1]) level++;
  size_t a_last = a->path.blocks[level] == a->block ? a->last : a->path.indices[level];
  size_t b_last = b->path.blocks[level] == b->block ? b->last : b->path.indices[level];
  return a_last < b->path.indices[level] || b_last < a->path.indices[level];
}

typedef struct Shared {
  Buffer *buffer;
  VECTOR(Life) lives;
} Shared;

static bool fits_in(const Shared *shared, const Life *life) {
  const Life *first = &shared->lives.items[0];
  if (!same_kind(shared->buffer, life->buffer) || first->loaded != life->loaded || first->moved != life->moved || first->fed != life->fed) return false;
  for (size_t i = 0; i < shared->lives.count; i++)
    if (!apart(&shared->lives.items[i], life)) return false;
  return true;
}

void share_blocks(Compilation *c, PrimFunc *func, const Placement *placement, const PassOptions *options) {
  Sharer s = {.c = c, .func = func, .placement = placement, .options = options};
  if (!is_short(&s)) return;
  ir_visit_block(&func->body, add_life, &s);
  VECTOR(Shared) groups = {0};
  for (size_t i = 0; i < s.lives.count; i++) {
    Life *life = &s.lives.items[i];
    size_t g = 0;
    while (g < groups.count && !fits_in(&groups.items[g], life)) g++;
    if (g == groups.count) vector_push(c->arena, &groups, ((Shared){.buffer = life->buffer}));
    vector_push(c->arena, &groups.items[g].lives, *life);
  }
  Block allocs = {0};
  for (size_t g = 0; g < groups.count; g++) {
    if (groups.items[g].lives.count == 1) continue;
    drop_alloc(&func->body, groups.items[g].buffer);
    ir_append(c, &allocs, ir_alloc(c, groups.items[g].buffer));
    for (size_t i = 1; i < groups.items[g].lives.count; i++) {
      const Buffer *from = groups.items[g].lives.items[i].buffer;
      Buffer *to = groups.items[g].buffer;
      diag_remark(c, from->span, "%s lives in the circular buffer of %s: a core has too little for one of its own", from->name, to->name);
      rename_buffer(c, &func->body, from, to);
      drop_alloc(&func->body, from);
    }
  }
  for (size_t i = 0; allocs.count && i < func->body.count; i++) ir_append(c, &allocs, func->body.items[i]);
  if (allocs.count) func->body = allocs;
}
