// Circular buffers for all blocks that are not in DST: ids, pages, formats, L1 budget. Last part of memory_space_lower_tt.
// Pages: tiles of the block times the blocks in flight. A block loaded in a loop has num_stages of them (2 without num_stages), a
// block on its way out 2 where it is produced repeatedly; a block that compute keeps for itself exactly 1, since accumulation
// and in-place updates need the same addresses every time. Where L1 is short, blocks in flight are given up, largest first.
#include <math.h>

#include "base/text.h"
#include "passes/memory_space.h"

typedef struct CircularBuffer {
  Buffer *buffer;
  DataFormat format;
  int64_t tiles, blocks;
  bool private;  // produced and consumed by compute
  bool mixed;    // float32 that the FPU reads and that compute also moves to DST: it has a second index
} CircularBuffer;

typedef struct Assigner {
  Compilation *c;
  PrimFunc *func;
  const Placement *placement;
  const PassOptions *options;
  VECTOR(CircularBuffer) list;
  VECTOR(const char *) names;
  bool repeats;  // some core has more than one block of the grid
} Assigner;

static void unique_name(Assigner *a, Buffer *buffer) {
  const char *name = buffer->name;
  for (unsigned suffix = 1;; suffix++) {
    bool taken = false;
    for (size_t i = 0; i < a->names.count; i++) taken |= a->names.items[i] == name;
    if (!taken) break;
    name = intern(a->c, arena_format(a->c->arena, "%s_%u", buffer->name, suffix));
  }
  buffer->name = name;
  vector_push(a->c->arena, &a->names, name);
}

// Blocks in flight of a buffer that one kernel fills and another drains, from the loops around the statement that fills it.
static int64_t blocks_in_flight(Assigner *a, const Stmt *producer, bool load) {
  Path path;
  if (!find_path(a->func, producer, &path) || path.depth < 2) return 1;  // before the persistent loop: once
  for (unsigned level = path.depth; level-- > 1;) {  // level 1 is the persistent loop
    const Stmt *owner = path.owners[level];
    if (!owner || owner->kind != STMT_FOR || level < 2) continue;
    int64_t stages = ir_attribute_int(&owner->loop.annotations, "num_stages", 2);
    return !load ? 2 : stages < 1 ? 1 : stages > 8 ? 8 : stages;
  }
  return a->repeats ? 2 : 1;
}

typedef struct FindProducer {
  const Buffer *buffer;
  const Stmt *stmt;
} FindProducer;

static void find_producer(void *state, Stmt *stmt) {
  FindProducer *find = state;
  if (!find->stmt && block_target(stmt) == find->buffer) find->stmt = stmt;
}

// Statements that mention the buffer get regions of its new type; in value trees they are cast to the old one.
typedef struct Retype {
  Compilation *c;
  const Buffer *buffer;
  DType old;
  bool in_tree;
} Retype;

static const Expr *retype_region(void *state, Compilation *c, const Expr *expr) {
  const Retype *retype = state;
  if (expr->kind != EXPR_REGION || expr->buffer != retype->buffer) return expr;
  const Expr *region = ir_region(c, expr->buffer, expr->indices, expr->extents, expr->access);
  return retype->in_tree ? ir_cast(c, retype->old, region) : region;
}

static void retype_stmt(void *state, Stmt *stmt) {
  Retype *retype = state;
  if (stmt->kind != STMT_EVAL) return;
  const Expr *args[6];
  for (unsigned i = 0; i < stmt->call->arg_count && i < 6; i++) {
    retype->in_tree = is_call(stmt, OP_TT_ELTWISE) && i == 1;
    args[i] = ir_map(retype->c, stmt->call->args[i], retype_region, retype);
  }
  if (is_call(stmt, OP_TT_ELTWISE)) args[1] = ir_cast(retype->c, args[0]->type, args[1]);
  stmt->call = ir_with_span(retype->c, ir_call(retype->c, stmt->call->op, args, stmt->call->arg_count), stmt->call->span);
}

// Partial sums are kept in float32 whatever the accumulator was declared as: no rounding between the steps of the k loop.
static void widen_accumulator(Assigner *a, Buffer *buffer) {
  if (buffer->type == TYPE_FLOAT32) return;
  Retype retype = {a->c, buffer, buffer->type, false};
  buffer->type = TYPE_FLOAT32;
  ir_visit_block(&a->func->body, retype_stmt, &retype);
}

static void add_buffer(Assigner *a, Buffer *buffer) {
  if (placed_in_dst(a->placement, buffer)) {
    buffer->scope = SCOPE_DST;
    return;
  }
  unique_name(a, buffer);
  buffer->scope = SCOPE_CIRCULAR;
  BufferUses uses = buffer_uses(a->func, buffer);
  if (uses.matmuls) widen_accumulator(a, buffer);
  CircularBuffer circular = {.buffer = buffer, .tiles = tile_count(a->c, buffer), .blocks = 1};
  if (!pass_format(a->c, a->options, buffer->type, buffer->span, &circular.format)) return;
  circular.private = !uses.loads && !uses.stores;
  circular.mixed = buffer->type == TYPE_FLOAT32 && circular.format == FORMAT_FLOAT32 && uses.moves && uses.moves < uses.compute_reads;
  FindProducer find = {buffer, NULL};
  ir_visit_block(&a->func->body, find_producer, &find);
  if (uses.matmuls)
    diag_remark(a->c, buffer->span, "%s accumulates in L1, added up by the packer in Float32: its %lld tiles and their uses do not fit one stretch of DST",
                buffer->name, (long long)circular.tiles);
  if (!circular.private && find.stmt) circular.blocks = blocks_in_flight(a, find.stmt, uses.loads > 0);
  vector_push(a->c->arena, &a->list, circular);
}

static void add_alloc(void *state, Stmt *stmt) {
  if (stmt->kind == STMT_ALLOC) add_buffer(state, stmt->alloc);
}

static int64_t buffer_bytes(const CircularBuffer *circular) {
  return circular->tiles * circular->blocks * format_tile_bytes(circular->format);
}

static int64_t total_bytes(const Assigner *a) {
  int64_t total = 0;
  for (size_t i = 0; i < a->list.count; i++) total += buffer_bytes(&a->list.items[i]);
  return total;
}

static bool drop_one_block(Assigner *a) {
  CircularBuffer *largest = NULL;
  for (size_t i = 0; i < a->list.count; i++) {
    CircularBuffer *circular = &a->list.items[i];
    if (circular->blocks > 1 && (!largest || buffer_bytes(circular) > buffer_bytes(largest))) largest = circular;
  }
  if (largest) {
    largest->blocks--;
    diag_remark(a->c, largest->buffer->span, "%s keeps %lld block%s in flight: L1 has no room for more", largest->buffer->name,
                (long long)largest->blocks, largest->blocks == 1 ? "" : "s");
  }
  return largest != NULL;
}

static int64_t halved(int64_t extent, unsigned times) {
  if (extent <= TILE) return extent;
  int64_t half = extent >> times;
  return half < TILE ? TILE : half / TILE * TILE;
}

// The largest blocks, all dims halved equally often, that would fit.
static void suggest_blocks(Assigner *a, int64_t budget, Text *text) {
  for (unsigned times = 1; times < 12; times++) {
    int64_t total = 0;
    for (size_t i = 0; i < a->list.count; i++) {
      const CircularBuffer *circular = &a->list.items[i];
      int64_t rows = halved(block_rows(a->c, circular->buffer), times);
      int64_t columns = halved(block_columns(a->c, circular->buffer), times);
      total += tile_planes(a->c, circular->buffer) * whole_tiles(rows) * whole_tiles(columns) * format_tile_bytes(circular->format);
    }
    if (total > budget) continue;
    text_print(text, "\nblocks that fit (%lld bytes):", (long long)total);
    for (size_t i = 0; i < a->list.count; i++) {
      const Buffer *buffer = a->list.items[i].buffer;
      text_print(text, "%s %s (%lld, %lld)", i ? "," : "", buffer->name, (long long)halved(block_rows(a->c, buffer), times),
                 (long long)halved(block_columns(a->c, buffer), times));
    }
    return;
  }
}

static void report_overflow(Assigner *a, int64_t budget) {
  Text text = text_open(a->c->arena);
  text_print(&text, "the blocks of %s need %lld bytes of L1, but a core of %s has %lld for circular buffers:", a->func->name,
             (long long)total_bytes(a), a->c->device->name, (long long)budget);
  for (size_t i = 0; i < a->list.count; i++) {
    const CircularBuffer *circular = &a->list.items[i];
    text_print(&text, "\n  %-20s (%lld, %lld) %-9s %6lld tiles %10lld bytes", circular->buffer->name,
               (long long)block_rows(a->c, circular->buffer), (long long)block_columns(a->c, circular->buffer), format_text(circular->format),
               (long long)circular->tiles, (long long)buffer_bytes(circular));
  }
  suggest_blocks(a, budget, &text);
  diag_error(a->c, a->list.items[0].buffer->span, "%s", text.bytes);
}

// ---- blocks of exact values

// A tree whose values the format holds, and a source register too: 0 and 1, whole numbers of 8 bits (11 in Float32), what was cut to TF32, infinities.
static bool is_exact_tree(const Expr *tree, const Buffer *target) {
  int64_t mask = 0, limit = target->type == TYPE_FLOAT32 ? 0x7ff : 0xff;
  DType narrowest = target->type == TYPE_FLOAT32 ? TYPE_TFLOAT32 : target->type;
  if (tree->kind == EXPR_FLOAT) return isinf(tree->number) || !(type_round(narrowest, tree->number) < tree->number || type_round(narrowest, tree->number) > tree->number);
  if (tree->kind != EXPR_CALL || !tree->arg_count) return false;
  const Expr *operand = tree->args[0];
  bool masked = operand->kind == EXPR_CALL && operand->op == OP_BITWISE_AND && ir_is_int(operand->args[1], &mask);
  if (tree->op == OP_CAST) return operand->type == TYPE_BOOL || (masked && mask >= 0 && mask <= limit) || is_exact_tree(operand, target);
  if (tree->op == OP_REINTERPRET) return masked && target->type == TYPE_FLOAT32 && (mask & 0x1fff) == 0;
  return tree->op == OP_SELECT && is_exact_tree(tree->args[1], target) && is_exact_tree(tree->args[2], target);
}

typedef struct ExactCheck {
  const Buffer *buffer;
  unsigned exact, others;
} ExactCheck;

static void check_exact(void *state, Stmt *stmt) {
  ExactCheck *check = state;
  if (stmt->kind != STMT_EVAL || block_target(stmt) != check->buffer) return;
  bool exact = (is_call(stmt, OP_TT_ELTWISE) || is_call(stmt, OP_TT_GENERATE)) && is_exact_tree(stmt->call->args[1], check->buffer);
  check->exact += exact;
  check->others += !exact;
}

static bool holds_exact_values(const Assigner *a, const Buffer *buffer) {
  ExactCheck check = {buffer, 0, 0};
  if (buffer->type != TYPE_FLOAT32 && buffer->type != TYPE_BFLOAT16) return false;
  ir_visit_block(&a->func->body, check_exact, &check);
  return check.exact && !check.others;
}

static const Expr *describe(Assigner *a, size_t id) {
  const CircularBuffer *circular = &a->list.items[id];
  KeywordList entry = {0};
  ir_set_attribute(a->c, &entry, "cb_id", ir_int(a->c, (int64_t)id));
  ir_set_attribute(a->c, &entry, "name", ir_string(a->c, circular->buffer->name));
  ir_set_attribute(a->c, &entry, "num_pages", ir_int(a->c, circular->tiles * circular->blocks));
  ir_set_attribute(a->c, &entry, "tile_size", ir_int(a->c, format_tile_bytes(circular->format)));
  ir_set_attribute(a->c, &entry, "data_format", ir_string(a->c, format_text(circular->format)));
  if (holds_exact_values(a, circular->buffer)) ir_set_attribute(a->c, &entry, "exact_values", ir_int(a->c, 1));
  return ir_dict(a->c, &entry);
}

// The second indices of blocks that are read both ways, behind all others: the same memory, in a mode of its own. exact_index.c
// lets them follow the first.
static void describe_second_indices(Assigner *a, const Expr **entries, size_t *count) {
  for (size_t i = 0; i < a->list.count; i++) {
    CircularBuffer *circular = &a->list.items[i];
    if (!circular->mixed) continue;
    KeywordList entry = {0};
    ir_set_attribute(a->c, &entry, "cb_id", ir_int(a->c, (int64_t)*count));
    Buffer exact = {.name = arena_format(a->c->arena, "%s_exact", circular->buffer->name)};
    unique_name(a, &exact);
    ir_set_attribute(a->c, &entry, "name", ir_string(a->c, exact.name));
    const KeywordList *first = &entries[i]->entries;
    for (size_t k = 2; k < first->count; k++) ir_set_attribute(a->c, &entry, first->items[k].name, first->items[k].value);
    ir_set_attribute(a->c, &entry, "memory_of", ir_int(a->c, (int64_t)i));
    entries[(*count)++] = ir_dict(a->c, &entry);
  }
}

// Float32 blocks that compute only copies to DST keep all their bits on the way (UnpackToDestFp32); what feeds the FPU is TF32. Second
// indices are there to be copied.
static const Expr *unpack_to_dest(Assigner *a, size_t count) {
  VECTOR(const Expr *) ids = {0};
  for (size_t i = 0; i < a->list.count; i++) {
    BufferUses uses = buffer_uses(a->func, a->list.items[i].buffer);
    if (a->list.items[i].format == FORMAT_FLOAT32 && uses.moves && uses.moves == uses.compute_reads)
      vector_push(a->c->arena, &ids, ir_int(a->c, (int64_t)i));
  }
  for (size_t i = a->list.count; i < count; i++) vector_push(a->c->arena, &ids, ir_int(a->c, (int64_t)i));
  return ir_list(a->c, ids.items, (unsigned)ids.count);
}

static bool some_core_repeats(const PrimFunc *func) {
  const Expr *rows = ir_attribute(&func->attributes, "tt_core_runtime_args");
  for (unsigned i = 0; rows && i < rows->item_count; i++)
    if (rows->items[i]->items[1]->integer > 1) return true;
  return false;
}

void assign_circular_buffers(Compilation *c, PrimFunc *func, const Placement *placement, const PassOptions *options) {
  Assigner a = {.c = c, .func = func, .placement = placement, .options = options, .repeats = some_core_repeats(func)};
  ir_visit_block(&func->body, add_alloc, &a);
  if (diag_failed(c)) return;
  size_t count = a.list.count;
  for (size_t i = 0; i < a.list.count; i++) count += a.list.items[i].mixed;
  if (count > c->device->circular_buffers) {
    diag_error(c, func->span, "%s needs %zu circular buffers, but a core of %s has %u: use fewer on-chip buffers", func->name, count,
               c->device->name, c->device->circular_buffers);
    return;
  }
  int64_t budget = (int64_t)c->device->l1_bytes - c->device->l1_base;
  while (total_bytes(&a) > budget)
    if (!drop_one_block(&a)) {
      report_overflow(&a, budget);
      return;
    }
  const Expr **entries = arena_array(c->arena, const Expr *, count);
  for (size_t i = 0; i < a.list.count; i++) entries[i] = describe(&a, i);
  count = a.list.count;
  describe_second_indices(&a, entries, &count);
  KeywordList *attributes = &func->attributes;
  ir_set_attribute(c, attributes, "tt_circular_buffers", ir_list(c, entries, (unsigned)count));
  ir_set_attribute(c, attributes, "tt_num_cbs", ir_int(c, (int64_t)count));
  ir_set_attribute(c, attributes, "tt_fp32_dest_acc", ir_int(c, placement->fp32_dest));
  ir_set_attribute(c, attributes, "tt_unpack_to_dest_fp32", unpack_to_dest(&a, count));
}
