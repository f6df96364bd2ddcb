// How the statements of a function use an on-chip buffer, and whether its value is needed after a statement.
#include "passes/memory_space.h"

typedef struct UsesState {
  const Buffer *buffer;
  BufferUses uses;
} UsesState;

static void count_stmt(void *state, Stmt *stmt) {
  UsesState *s = state;
  BufferUses *uses = &s->uses;
  const Buffer *buffer = s->buffer;
  bool target = block_target(stmt) == buffer, reads = block_reads(stmt, buffer);
  if (is_load(stmt)) uses->loads += target;
  if (is_call(stmt, OP_TT_WRITE)) uses->stores += reads;
  if (is_definition(stmt)) {
    uses->definitions += target;
    uses->compute_reads += reads;
    uses->moves += reads && !is_call(stmt, OP_TT_REDUCE);
    uses->updates += target && reads;
  }
  if (is_call(stmt, OP_TT_MATMUL)) {
    bool operand = stmt->call->args[0]->buffer == buffer || stmt->call->args[1]->buffer == buffer;
    uses->matmuls += target;
    uses->matmul_operands += operand;
    uses->compute_reads += operand;
  }
}

BufferUses buffer_uses(const PrimFunc *func, const Buffer *buffer) {
  UsesState state = {.buffer = buffer};
  ir_visit_block(&func->body, count_stmt, &state);
  return state.uses;
}

typedef struct TableState {
  Compilation *c;
  UsesTable table;
  Stmt *stmt;
} TableState;

// The entry of a buffer that the statement mentions, once for each.
static void count_region(void *state, const Expr *expr) {
  TableState *s = state;
  if (expr->kind != EXPR_REGION) return;
  size_t i = 0;
  while (i < s->table.count && s->table.items[i].buffer != expr->buffer) i++;
  if (i == s->table.count) vector_push(s->c->arena, &s->table, ((UsesEntry){.buffer = expr->buffer}));
  if (s->table.items[i].counted == s->stmt) return;
  s->table.items[i].counted = s->stmt;
  UsesState one = {expr->buffer, s->table.items[i].uses};
  count_stmt(&one, s->stmt);
  s->table.items[i].uses = one.uses;
}

static void count_in_table(void *state, Stmt *stmt) {
  TableState *s = state;
  if (stmt->kind != STMT_EVAL) return;
  s->stmt = stmt;
  ir_visit_stmt(stmt, count_region, s);
}

UsesTable all_buffer_uses(Compilation *c, const PrimFunc *func) {
  TableState state = {.c = c};
  ir_visit_block(&func->body, count_in_table, &state);
  return state.table;
}

BufferUses uses_in_table(const UsesTable *table, const Buffer *buffer) {
  for (size_t i = 0; i < table->count; i++)
    if (table->items[i].buffer == buffer) return table->items[i].uses;
  return (BufferUses){0};
}

static bool search_path(const Block *block, const Stmt *owner, const Stmt *stmt, Path *path) {
  if (path->depth == PATH_LIMIT) return false;
  unsigned level = path->depth++;
  path->blocks[level] = block;
  path->owners[level] = owner;
  for (size_t i = 0; i < block->count; i++) {
    const Stmt *inner = block->items[i];
    path->indices[level] = i;
    if (inner == stmt) return true;
    if (inner->kind == STMT_FOR && search_path(&inner->loop.body, inner, stmt, path)) return true;
    if (inner->kind == STMT_IF &&
        (search_path(&inner->branch.then, inner, stmt, path) || search_path(&inner->branch.orelse, inner, stmt, path)))
      return true;
  }
  path->depth--;
  return false;
}

bool find_path(const PrimFunc *func, const Stmt *stmt, Path *path) {
  path->depth = 0;
  return search_path(&func->body, NULL, stmt, path);
}

typedef enum FirstAccess { ACCESS_NONE, ACCESS_READS, ACCESS_KILLS } FirstAccess;

static FirstAccess first_access(const Block *block, size_t from, const Buffer *buffer);

static FirstAccess first_access_stmt(const Stmt *stmt, const Buffer *buffer) {
  if (stmt->kind == STMT_FOR) {
    FirstAccess inner = first_access(&stmt->loop.body, 0, buffer);
    int64_t extent = 0;
    bool runs = ir_is_int(stmt->loop.extent, &extent) && extent > 0;
    return inner == ACCESS_KILLS && !runs ? ACCESS_NONE : inner;
  }
  if (stmt->kind == STMT_IF) {
    FirstAccess then = first_access(&stmt->branch.then, 0, buffer), orelse = first_access(&stmt->branch.orelse, 0, buffer);
    if (then == ACCESS_READS || orelse == ACCESS_READS) return ACCESS_READS;
    return then == orelse ? then : ACCESS_NONE;
  }
  if (block_reads(stmt, buffer)) return ACCESS_READS;
  return block_kills(stmt, buffer) ? ACCESS_KILLS : ACCESS_NONE;
}

static FirstAccess first_access(const Block *block, size_t from, const Buffer *buffer) {
  for (size_t i = from; i < block->count; i++) {
    FirstAccess access = first_access_stmt(block->items[i], buffer);
    if (access != ACCESS_NONE) return access;
  }
  return ACCESS_NONE;
}

bool dead_after(const Path *path, const Buffer *buffer) {
  for (unsigned level = path->depth; level-- > 0;) {
    FirstAccess rest = first_access(path->blocks[level], path->indices[level] + 1, buffer);
    if (rest != ACCESS_NONE) return rest == ACCESS_KILLS;
    // Around the back edge of a loop; a kill there leaves the way out of the loop to look at.
    bool loop = path->owners[level] && path->owners[level]->kind == STMT_FOR;
    if (loop && first_access(path->blocks[level], 0, buffer) == ACCESS_READS) return false;
  }
  return true;
}

// ---- loaded blocks

typedef struct ReadCount {
  const Buffer *buffer;
  unsigned count;
} ReadCount;

static void count_read(void *state, Stmt *stmt) {
  ReadCount *count = state;
  count->count += block_reads(stmt, count->buffer);
}

static unsigned reads_in(const Block *part, const Buffer *buffer) {
  ReadCount count = {buffer, 0};
  ir_visit_block(part, count_read, &count);
  return count.count;
}

static bool loads(const Stmt *stmt, const Buffer *buffer) { return (is_load(stmt) || is_call(stmt, OP_TT_ARRIVE)) && block_target(stmt) == buffer; }

typedef struct LoadCount {
  const Buffer *buffer;
  unsigned count;
} LoadCount;

static void count_load(void *state, Stmt *stmt) {
  LoadCount *count = state;
  count->count += loads(stmt, count->buffer);
}

static bool loads_in(const Block *part, const Buffer *buffer) {
  LoadCount count = {buffer, 0};
  ir_visit_block(part, count_load, &count);
  return count.count > 0;
}

// Behind a loop or an if with a load of its own nobody knows which one a read sees.
size_t last_read_of_load(const Block *block, size_t load) {
  const Buffer *buffer = block_target(block->items[load]);
  size_t last = load;
  for (size_t i = load + 1; i < block->count; i++) {
    Block one = {.items = block->items + i, .count = 1};
    if (loads_in(&one, buffer)) break;
    if (reads_in(&one, buffer)) last = i;
  }
  return last;
}

// Reads that see what one load of their own block of statements, or of one around it, has brought: no other load stands between.
static unsigned covered_reads(const Block *block, const Buffer *buffer) {
  unsigned covered = 0;
  for (size_t i = 0; i < block->count; i++) {
    const Stmt *stmt = block->items[i];
    if (stmt->kind == STMT_FOR) covered += covered_reads(&stmt->loop.body, buffer);
    if (stmt->kind == STMT_IF) covered += covered_reads(&stmt->branch.then, buffer) + covered_reads(&stmt->branch.orelse, buffer);
    if (!loads(stmt, buffer)) continue;
    Block part = {.items = block->items + i + 1, .count = last_read_of_load(block, i) - i};
    covered += reads_in(&part, buffer);
  }
  return covered;
}

bool loads_cover_reads(const PrimFunc *func, const Buffer *buffer) { return covered_reads(&func->body, buffer) == reads_in(&func->body, buffer); }
