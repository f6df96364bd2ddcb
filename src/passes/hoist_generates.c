// hoist_generates: part of memory_space_lower_tt. A generated block is made once: as far out as the variables of its value allow, and
// one block for all that are equal.
//   before: for tt_i ...: for k ...: {M = alloc; tt_generate(M, tt_row() < 7); ...}
//   after:  M = alloc; tt_generate(M, tt_row() < 7); for tt_i ...: for k ...: {...}
// Only blocks that nothing else fills.
#include "passes/memory_space.h"

typedef struct Hoister {
  Compilation *c;
  PrimFunc *func;
} Hoister;

static bool binds_used(const Stmt *stmt, const Expr *value) {
  if (stmt->kind == STMT_FOR) return ir_uses_var(value, stmt->loop.var);
  return stmt->kind == STMT_LET && ir_uses_var(value, stmt->let);
}

// The outermost block on the path in which every variable of the value is bound.
static unsigned target_level(const Path *path, const Expr *value) {
  for (unsigned level = path->depth; level-- > 0;) {
    if (path->owners[level] && binds_used(path->owners[level], value)) return level;
    for (size_t i = 0; i < path->indices[level]; i++)
      if (binds_used(path->blocks[level]->items[i], value)) return level;
  }
  return 0;
}

static void remove_at(Block *block, size_t index) {
  for (size_t i = index; i + 1 < block->count; i++) block->items[i] = block->items[i + 1];
  block->count--;
}

static void insert_at(Compilation *c, Block *block, size_t index, Stmt *stmt) {
  ir_append(c, block, stmt);
  for (size_t i = block->count - 1; i > index; i--) block->items[i] = block->items[i - 1];
  block->items[index] = stmt;
}

typedef struct FindAlloc {
  const Buffer *buffer;
  Stmt *stmt;
} FindAlloc;

static void find_alloc(void *state, Stmt *stmt) {
  FindAlloc *find = state;
  if (stmt->kind == STMT_ALLOC && stmt->alloc == find->buffer) find->stmt = stmt;
}

static Block *block_at(PrimFunc *func, const Path *path, unsigned level) {
  const Stmt *owner = path->owners[level];
  if (!owner) return &func->body;
  Stmt *inside = path->blocks[level - 1]->items[path->indices[level - 1]];
  if (inside->kind == STMT_FOR) return &inside->loop.body;
  return path->blocks[level] == &inside->branch.then ? &inside->branch.then : &inside->branch.orelse;
}

static void take_out(Hoister *h, Stmt *stmt) {
  Path path;
  if (find_path(h->func, stmt, &path)) remove_at(block_at(h->func, &path, path.depth - 1), path.indices[path.depth - 1]);
}

static bool hoist(Hoister *h, Stmt *stmt) {
  Path path;
  Buffer *buffer = block_target(stmt);
  BufferUses uses = buffer_uses(h->func, buffer);
  if (uses.loads != 1 || uses.definitions || uses.matmuls || !find_path(h->func, stmt, &path)) return false;
  unsigned level = target_level(&path, stmt->call->args[1]);
  if (level + 1 >= path.depth) return false;
  FindAlloc find = {buffer, NULL};
  ir_visit_block(&h->func->body, find_alloc, &find);
  const Stmt *before = path.blocks[level]->items[path.indices[level]];
  Block *block = block_at(h->func, &path, level);
  take_out(h, stmt);
  if (find.stmt) take_out(h, find.stmt);
  size_t index = 0;
  while (index < block->count && block->items[index] != before) index++;
  if (find.stmt) insert_at(h->c, block, index++, find.stmt);
  insert_at(h->c, block, index, stmt);
  return true;
}

typedef VECTOR(Stmt *) StmtList;
typedef struct Generates {
  Compilation *c;
  StmtList list;
} Generates;

static void list_generate(void *state, Stmt *stmt) {
  Generates *generates = state;
  if (is_call(stmt, OP_TT_GENERATE)) vector_push(generates->c->arena, &generates->list, stmt);
}

static bool same_block(const Hoister *h, const Stmt *a, const Stmt *b) {
  const Buffer *first = block_target(a), *second = block_target(b);
  if (first == second || first->type != second->type || first->rank != second->rank || !ir_same(a->call->args[1], b->call->args[1])) return false;
  for (unsigned d = 0; d < first->rank; d++)
    if (pass_dim(h->c, first, d) != pass_dim(h->c, second, d)) return false;
  return buffer_uses(h->func, second).loads == 1 && buffer_uses(h->func, first).loads == 1;
}

// `later` stands behind `stmt` in the same block of statements and makes the same block: one is enough.
static bool merge(Hoister *h, Stmt *stmt, Stmt *later) {
  Path path, other;
  if (!same_block(h, stmt, later) || !find_path(h->func, stmt, &path) || !find_path(h->func, later, &other)) return false;
  if (path.blocks[path.depth - 1] != other.blocks[other.depth - 1] || path.indices[path.depth - 1] > other.indices[other.depth - 1]) return false;
  take_out(h, later);
  FindAlloc find = {block_target(later), NULL};
  ir_visit_block(&h->func->body, find_alloc, &find);
  if (find.stmt) take_out(h, find.stmt);
  rename_buffer(h->c, &h->func->body, block_target(later), block_target(stmt));
  return true;
}

void hoist_generates(Compilation *c, PrimFunc *func) {
  Hoister h = {c, func};
  Generates generates = {.c = c};
  ir_visit_block(&func->body, list_generate, &generates);
  for (size_t i = 0; i < generates.list.count; i++) hoist(&h, generates.list.items[i]);
  for (size_t i = 0; i < generates.list.count; i++)
    for (size_t j = 0; generates.list.items[i] && j < generates.list.count; j++)
      if (i != j && generates.list.items[j] && merge(&h, generates.list.items[i], generates.list.items[j])) generates.list.items[j] = NULL;
}
