// Helpers of the passes: tensors and their tile planes, block ops, walking.
#include "passes/pass.h"

PrimFunc *pass_host(const Module *module) {
  PrimFunc *host = ir_function(module, "main");
  if (host && module->functions.count > 1) return host;
  return module->functions.count ? module->functions.items[0] : NULL;
}

const char *pass_buffer_key(Compilation *c, const char *name, const char *what) {
  return arena_format(c->arena, "tt_buffer_%s_%s", name, what);
}

static const Expr *int_pair(const PrimFunc *func, const char *key) {
  const Expr *value = ir_attribute(&func->attributes, key);
  bool pair = value && value->kind == EXPR_LIST && value->item_count == 2 && value->items[0]->kind == EXPR_INT && value->items[1]->kind == EXPR_INT;
  return pair ? value : NULL;
}

TensorLayout pass_layout(Compilation *c, const PrimFunc *func, const Param *param) {
  const Expr *plane = int_pair(func, pass_buffer_key(c, param->name, "plane")), *split = int_pair(func, pass_buffer_key(c, param->name, "split"));
  if (!plane) internal_error(c, "no tile plane for %s", param->name);
  TensorLayout layout = {.plane = {-1, -1}};
  for (unsigned i = 0; i < 2; i++) {
    int64_t dim = plane->items[i]->integer;
    if (dim < -1 || dim >= (int64_t)param->buffer->rank) internal_error(c, "bad tile plane for %s", param->name);
    layout.plane[i] = (int)dim;
    layout.size[i] = dim < 0 ? 1 : pass_declared_dim(c, func, param, (unsigned)dim);
    layout.part[i] = dim >= 0 && split && split->items[i]->integer > 0 ? split->items[i]->integer : layout.size[i];
    layout.tiles[i] = whole_tiles(layout.part[i]);
  }
  return layout;
}

int64_t pass_declared_dim(Compilation *c, const PrimFunc *func, const Param *param, unsigned dim) {
  const Expr *padding = ir_attribute(&func->attributes, "tt_padding_info");
  const Expr *info = padding && padding->kind == EXPR_DICT ? ir_attribute(&padding->entries, param->name) : NULL;
  const Expr *shape = info && info->kind == EXPR_DICT ? ir_attribute(&info->entries, "original_shape") : NULL;
  return shape && shape->kind == EXPR_LIST && dim < shape->item_count ? shape->items[dim]->integer : pass_dim(c, param->buffer, dim);
}

const Param *pass_param(const PrimFunc *func, const Buffer *buffer) {
  for (size_t i = 0; i < func->params.count; i++)
    if (func->params.items[i].buffer == buffer) return &func->params.items[i];
  return NULL;
}

int64_t pass_dim(Compilation *c, const Buffer *buffer, unsigned dim) {
  int64_t value = 0;
  if (!ir_is_int(ir_simplify(c, NULL, buffer->shape[dim]), &value))
    internal_error(c, "dim %u of %s is not constant", dim, buffer->name);
  return value;
}

bool pass_format(Compilation *c, const PassOptions *options, DType type, Span span, DataFormat *format) {
  bool fp16_as_fp32 = options->fp16 && !strcmp(options->fp16, "fp32");
  bool integer = type_is_int(type) && type_bits(type) <= 32;
  if (type == TYPE_FLOAT32 || type == TYPE_TFLOAT32 || (type == TYPE_FLOAT16 && fp16_as_fp32)) {
    *format = FORMAT_FLOAT32;
  } else if (type == TYPE_BFLOAT16 || type == TYPE_FLOAT16) {
    *format = FORMAT_FLOAT16_B;
  } else if (type_kind(type) == TYPE_KIND_FLOAT && type_bits(type) <= 8 && type != TYPE_FLOAT8_E8M0FNU) {
    *format = FORMAT_FLOAT16_B;  // holds every value of the small floats
  } else if (integer) {
    *format = type == TYPE_UINT32 ? FORMAT_UINT32 : FORMAT_INT32;  // narrow integers are computed with in 32 bits
  } else {
    diag_unsupported(c, span, "tiles of dtype %s: tiles hold floats of at most 32 bits and integers of at most 32 bits", type_text(type));
    return false;
  }
  return true;
}

typedef struct BoundsOfLoops {
  Compilation *c;
  Bounds *bounds;
} BoundsOfLoops;

static void bounds_visit(void *state, Stmt *stmt) {
  BoundsOfLoops *loops = state;
  for (unsigned d = 0; stmt->kind == STMT_LAUNCH && d < stmt->launch.dims; d++) {
    int64_t least, most;
    if (ir_range(loops->c, loops->bounds, stmt->launch.extents[d], &least, &most) && most > 0 && most < INT64_MAX)
      bounds_set(loops->bounds, stmt->launch.grid[d], 0, most - 1);
  }
  if (stmt->kind != STMT_FOR) return;
  int64_t low, high, begin_high, begin_low;
  if (ir_range(loops->c, loops->bounds, stmt->loop.begin, &begin_low, &begin_high) &&
      ir_range(loops->c, loops->bounds, stmt->loop.extent, &low, &high) && high > 0 && begin_high < INT64_MAX - high)
    bounds_set(loops->bounds, stmt->loop.var, begin_low, begin_high + high - 1);
}

static void grid_bounds_visit(void *state, Stmt *stmt) {
  BoundsOfLoops *loops = state;
  // The lets made by grid_to_persistent_tt: tile_id, then x, y, z in terms of it.
  if (stmt->kind != STMT_LET) return;
  int64_t low, high;
  if (ir_range(loops->c, loops->bounds, stmt->let->value, &low, &high)) bounds_set(loops->bounds, stmt->let, low, high);
}

Bounds *pass_bounds(Compilation *c, const PrimFunc *host, const PrimFunc *func) {
  Bounds *bounds = bounds_open(c);
  static const char *const GRID[] = {"grid_x", "grid_y", "grid_z"};
  for (size_t i = 0; i < func->params.count; i++) {
    Var *var = func->params.items[i].var;
    if (!var) continue;
    for (unsigned d = 0; d < 3; d++) {
      int64_t extent = ir_attribute_int(&host->attributes, arena_format(c->arena, "tt_%s", GRID[d]), 0);
      if (!strcmp(var->name, GRID[d]) && extent > 0) bounds_set(bounds, var, extent, extent);
    }
    int64_t blocks = ir_attribute_int(&host->attributes, "tt_num_tiles", 0);
    if (!strcmp(var->name, "tt_start_id")) bounds_set(bounds, var, 0, blocks);
    if (!strcmp(var->name, "tt_count")) bounds_set(bounds, var, 0, blocks);
  }
  BoundsOfLoops state = {c, bounds};
  // tile_id itself is below the number of blocks, which start + i alone does not show.
  for (size_t i = 0; i < func->body.count; i++) {
    Stmt *loop = func->body.items[i];
    if (loop->kind != STMT_FOR) continue;
    for (size_t j = 0; j < loop->loop.body.count; j++) {
      Stmt *let = loop->loop.body.items[j];
      if (let->kind == STMT_LET && !strcmp(let->let->name, "tile_id"))
        bounds_set(bounds, let->let, 0, ir_attribute_int(&host->attributes, "tt_num_tiles", 1) - 1);
      else if (let->kind == STMT_LET)
        grid_bounds_visit(&state, let);
    }
  }
  ir_visit_block(&func->body, bounds_visit, &state);
  return bounds;
}

bool is_call(const Stmt *stmt, Op op) {
  return stmt->kind == STMT_EVAL && stmt->call->kind == EXPR_CALL && stmt->call->op == op;
}

bool is_definition(const Stmt *stmt) {
  return is_call(stmt, OP_TT_ELTWISE) || is_call(stmt, OP_TT_TRANSPOSE) || is_call(stmt, OP_TT_REDUCE);
}

bool is_load(const Stmt *stmt) { return is_call(stmt, OP_TT_READ) || is_call(stmt, OP_TT_GENERATE); }

bool is_tt_load(const Expr *value) { return value->kind == EXPR_CALL && value->op == OP_TT_LOAD; }

const Expr *write_operand(const Stmt *write, Access access) {
  for (unsigned i = 2; i < write->call->arg_count; i++)
    if (write->call->args[i]->access == access) return write->call->args[i];
  return NULL;
}

const Expr *whole_region(Compilation *c, Buffer *buffer, Access access) {
  const Expr **mins = arena_array(c->arena, const Expr *, buffer->rank);
  for (unsigned i = 0; i < buffer->rank; i++) mins[i] = ir_int(c, 0);
  return ir_region(c, buffer, mins, buffer->shape, access);
}

bool is_whole_region(const Expr *region) {
  for (unsigned i = 0; i < region->buffer->rank; i++) {
    int64_t min = -1, extent = -1, dim = -2;
    if (!ir_is_int(region->indices[i], &min) || min != 0) return false;
    ir_is_int(region->extents[i], &extent);
    ir_is_int(region->buffer->shape[i], &dim);
    if (extent != dim) return false;
  }
  return true;
}

int64_t whole_tiles(int64_t elements) { return (elements + TILE - 1) / TILE; }

int64_t tile_planes(Compilation *c, const Buffer *buffer) {
  int64_t planes = 1;
  for (unsigned d = 0; d + 2 < buffer->rank; d++) planes *= pass_dim(c, buffer, d);
  return planes;
}

int64_t block_rows(Compilation *c, const Buffer *buffer) { return pass_dim(c, buffer, buffer->rank - 2); }
int64_t block_columns(Compilation *c, const Buffer *buffer) { return pass_dim(c, buffer, buffer->rank - 1); }
int64_t tile_rows(Compilation *c, const Buffer *buffer) { return whole_tiles(block_rows(c, buffer)); }
int64_t tile_columns(Compilation *c, const Buffer *buffer) { return whole_tiles(block_columns(c, buffer)); }

int64_t tile_count(Compilation *c, const Buffer *buffer) {
  return tile_planes(c, buffer) * tile_rows(c, buffer) * tile_columns(c, buffer);
}

Buffer *block_target(const Stmt *stmt) {
  if (is_load(stmt) || is_call(stmt, OP_TT_ARRIVE) || is_definition(stmt))
    return stmt->call->args[0]->buffer;
  if (is_call(stmt, OP_TT_MATMUL)) return stmt->call->args[2]->buffer;
  return NULL;
}

static bool matmul_clears(const Stmt *stmt) {
  int64_t clear = 0;
  return ir_is_int(stmt->call->args[5], &clear) && clear;
}

typedef struct MentionCount {
  const Buffer *buffer;
  unsigned count;
} MentionCount;

static void count_mention(void *state, const Expr *expr) {
  MentionCount *mentions = state;
  if ((expr->kind == EXPR_REGION || expr->kind == EXPR_LOAD) && expr->buffer == mentions->buffer) mentions->count++;
}

unsigned mentions_in(const Expr *expr, const Buffer *buffer) {
  MentionCount mentions = {buffer, 0};
  ir_visit(expr, count_mention, &mentions);
  return mentions.count;
}

bool block_reads(const Stmt *stmt, const Buffer *buffer) {
  if (is_definition(stmt) || is_call(stmt, OP_TT_WRITE))
    return mentions_in(stmt->call->args[1], buffer) > 0 || (is_call(stmt, OP_TT_REDUCE) && mentions_in(stmt->call->args[2], buffer));
  if (is_call(stmt, OP_TT_MATMUL))
    return mentions_in(stmt->call->args[0], buffer) || mentions_in(stmt->call->args[1], buffer) ||
           (stmt->call->args[2]->buffer == buffer && !matmul_clears(stmt));
  return false;
}

bool block_kills(const Stmt *stmt, const Buffer *buffer) {
  return block_target(stmt) == buffer && !block_reads(stmt, buffer);
}

typedef struct MapState {
  Compilation *c;
  ExprMap map;
  void *state;
} MapState;

static void map_stmt(void *state, Stmt *stmt) {
  const MapState *m = state;
  switch (stmt->kind) {
    case STMT_EVAL: stmt->call = ir_map(m->c, stmt->call, m->map, m->state); return;
    case STMT_STORE:
      for (unsigned d = 0; d < stmt->store.buffer->rank; d++) stmt->store.indices[d] = ir_map(m->c, stmt->store.indices[d], m->map, m->state);
      stmt->store.value = ir_map(m->c, stmt->store.value, m->map, m->state);
      return;
    case STMT_LET: stmt->let->value = ir_map(m->c, stmt->let->value, m->map, m->state); return;
    case STMT_FOR:
      stmt->loop.begin = ir_map(m->c, stmt->loop.begin, m->map, m->state);
      stmt->loop.extent = ir_map(m->c, stmt->loop.extent, m->map, m->state);
      return;
    case STMT_WHILE:
    case STMT_IF: stmt->branch.condition = ir_map(m->c, stmt->branch.condition, m->map, m->state); return;
    case STMT_LAUNCH:
      for (unsigned d = 0; d < stmt->launch.dims; d++) stmt->launch.extents[d] = ir_map(m->c, stmt->launch.extents[d], m->map, m->state);
      return;
    case STMT_ALLOC:
    case STMT_BREAK:
    case STMT_CONTINUE:
    case STMT_ATTR: return;
  }
}

void map_block(Compilation *c, Block *block, ExprMap map, void *state) {
  MapState m = {c, map, state};
  ir_visit_block(block, map_stmt, &m);
}

typedef struct Substitution {
  const Buffer *buffer;
  const Var *var;
  const Expr *value;
} Substitution;

static const Expr *substitute(void *state, Compilation *c, const Expr *expr) {
  (void)c;
  const Substitution *substitution = state;
  if (substitution->buffer && expr->kind == EXPR_REGION && expr->buffer == substitution->buffer) return substitution->value;
  if (substitution->var && expr->kind == EXPR_VAR && expr->var == substitution->var) return substitution->value;
  return expr;
}

const Expr *substitute_buffer(Compilation *c, const Expr *tree, const Buffer *buffer, const Expr *value) {
  Substitution substitution = {buffer, NULL, value};
  return ir_map(c, tree, substitute, &substitution);
}

const Expr *substitute_var(Compilation *c, const Expr *tree, const Var *var, const Expr *value) {
  Substitution substitution = {NULL, var, value};
  return ir_map(c, tree, substitute, &substitution);
}

// ---- loops and blocks

bool is_unordered(const Stmt *stmt) {
  return stmt->kind == STMT_FOR && (stmt->loop.loop == LOOP_PARALLEL || stmt->loop.loop == LOOP_VECTORIZED);
}

int64_t loop_extent(const Stmt *loop) {
  int64_t begin = -1, extent = -1;
  return ir_is_int(loop->loop.begin, &begin) && begin == 0 && ir_is_int(loop->loop.extent, &extent) ? extent : -1;
}

void rebuild_block(Compilation *c, Block *block, StmtRewrite rewrite, void *state) {
  Block out = {0};
  for (size_t i = 0; i < block->count; i++) {
    Stmt *stmt = block->items[i];
    if (stmt->kind == STMT_FOR) rebuild_block(c, &stmt->loop.body, rewrite, state);
    if (stmt->kind == STMT_IF) {
      rebuild_block(c, &stmt->branch.then, rewrite, state);
      rebuild_block(c, &stmt->branch.orelse, rewrite, state);
    }
    rewrite(state, stmt, &out);
  }
  *block = out;
}

typedef struct Renaming {
  Compilation *c;
  const Buffer *from;
  Buffer *to;
} Renaming;

static const Expr *rename_region(void *state, Compilation *c, const Expr *expr) {
  const Renaming *renaming = state;
  if (expr->kind != EXPR_REGION || expr->buffer != renaming->from) return expr;
  return ir_region(c, renaming->to, expr->indices, expr->extents, expr->access);
}

static void rename_stmt(void *state, Stmt *stmt) {
  Renaming *renaming = state;
  if (stmt->kind == STMT_EVAL) stmt->call = ir_map(renaming->c, stmt->call, rename_region, renaming);
}

void rename_buffer(Compilation *c, const Block *block, const Buffer *from, Buffer *to) {
  Renaming renaming = {c, from, to};
  ir_visit_block(block, rename_stmt, &renaming);
}
