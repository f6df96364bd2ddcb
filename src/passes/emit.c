// Writing statements of kernel IR: see emit.h.
#include "passes/emit.h"

Emitter emitter(Compilation *c, Block *block, Span span) { return (Emitter){.c = c, .blocks = {block}, .span = span}; }

Block *emit_block(Emitter *e) { return e->blocks[e->depth]; }

void emit_args(Emitter *e, Op op, const Expr *const *args, unsigned count) {
  Stmt *stmt = ir_eval(e->c, ir_with_span(e->c, ir_call(e->c, op, args, count), e->span));
  ir_append(e->c, emit_block(e), stmt);
}

void emit_op0(Emitter *e, Op op) { emit_args(e, op, NULL, 0); }

const Expr *emit_loop(Emitter *e, const char *name, int64_t extent) {
  if (extent == 1) return ir_int(e->c, 0);
  if (e->depth + 1 == EMIT_DEPTH) internal_error(e->c, "loops nest too deep");
  Var *var = ir_new_var(e->c, name, TYPE_INT32);
  Stmt *loop = ir_for(e->c, var, ir_int(e->c, 0), ir_int(e->c, extent), LOOP_SERIAL);
  loop->span = e->span;
  ir_append(e->c, emit_block(e), loop);
  e->blocks[++e->depth] = &loop->loop.body;
  return ir_var(e->c, var);
}

void emit_end(Emitter *e, int64_t extent) {
  if (extent != 1) e->depth--;
}

const Expr *emit_let(Emitter *e, const char *name, DType type, const Expr *value) {
  Var *var = ir_new_var(e->c, name, type);
  Stmt *let = ir_let(e->c, var, value);
  let->span = e->span;
  ir_append(e->c, emit_block(e), let);
  return ir_var(e->c, var);
}

const Expr *index_of(Compilation *c, const Expr *a, int64_t factor, const Expr *b) {
  const Expr *scaled = ir_op(c, OP_MUL, a, ir_int_typed(c, a->type, factor));
  return ir_simplify(c, NULL, b ? ir_op(c, OP_ADD, scaled, b) : scaled);
}

const Expr *emit_bounded_loop(Emitter *e, Bounds *bounds, const char *name, int64_t extent) {
  const Expr *var = emit_loop(e, name, extent);
  if (var->kind == EXPR_VAR) bounds_set(bounds, var->var, 0, extent - 1);
  return var;
}

typedef struct Divisions {
  const Bounds *bounds;
  bool good;
} Divisions;

//   a // b = a >= 0 ? a / b : -1 - (-1 - a) / b      a % b = a - a // b * b      for b > 0
static const Expr *divide_node(void *state, Compilation *c, const Expr *call) {
  Divisions *divisions = state;
  if (call->kind != EXPR_CALL || (call->op != OP_FLOORDIV && call->op != OP_FLOORMOD)) return call;
  const Expr *a = call->args[0], *b = call->args[1];
  int64_t low, high;
  if (ir_range(c, divisions->bounds, a, &low, &high) && low >= 0) return call;
  if (!ir_range(c, divisions->bounds, b, &low, &high) || low <= 0) divisions->good = false;
  const Expr *minus_one = ir_int_typed(c, a->type, -1);
  const Expr *mirrored = ir_op(c, OP_FLOORDIV, ir_op(c, OP_SUB, minus_one, a), b);
  const Expr *not_negative = ir_op(c, OP_GE, a, ir_int_typed(c, a->type, 0));
  const Expr *args[3] = {not_negative, ir_op(c, OP_FLOORDIV, a, b), ir_op(c, OP_SUB, minus_one, mirrored)};
  const Expr *quotient = ir_call_typed(c, OP_IF_THEN_ELSE, call->type, args, 3);
  return call->op == OP_FLOORDIV ? quotient : ir_op(c, OP_SUB, a, ir_op(c, OP_MUL, quotient, b));
}

const Expr *emit_divisions(Compilation *c, const Bounds *bounds, const Expr *value) {
  Divisions divisions = {bounds, true};
  const Expr *result = ir_map(c, value, divide_node, &divisions);
  return divisions.good ? result : NULL;
}

typedef struct PlainDivisions {
  Compilation *c;
  const Bounds *bounds;
} PlainDivisions;

static const Expr *plain(const PlainDivisions *plain, const Expr *value) {
  const Expr *result = emit_divisions(plain->c, plain->bounds, value);
  return result ? result : value;
}

static void plain_stmt(void *state, Stmt *stmt) {
  const PlainDivisions *divisions = state;
  if (stmt->kind == STMT_LET && stmt->let->value->kind != EXPR_STRING && !is_tt_load(stmt->let->value)) stmt->let->value = plain(divisions, stmt->let->value);
  if (stmt->kind == STMT_IF) stmt->branch.condition = plain(divisions, stmt->branch.condition);
  if (stmt->kind != STMT_FOR) return;
  stmt->loop.begin = plain(divisions, stmt->loop.begin);
  stmt->loop.extent = plain(divisions, stmt->loop.extent);
}

void emit_plain_divisions(Compilation *c, const PrimFunc *host, PrimFunc *kernel) {
  PlainDivisions divisions = {c, pass_bounds(c, host, kernel)};
  ir_visit_block(&kernel->body, plain_stmt, &divisions);
}

bool is_kernel(const PrimFunc *func, const char *role) {
  const char *own = ir_attribute_string(&func->attributes, "tt_kernel_role");
  return own && !strcmp(own, role);
}

CbTable cb_table(Compilation *c, const PrimFunc *host) {
  CbTable table = {0};
  const Expr *list = ir_attribute(&host->attributes, "tt_circular_buffers");
  if (!list || list->kind != EXPR_LIST) internal_error(c, "main has no tt_circular_buffers");
  for (unsigned i = 0; i < list->item_count; i++) {
    const KeywordList *entry = &list->items[i]->entries;
    const char *name = ir_attribute_string(entry, "name");
    if (list->items[i]->kind != EXPR_DICT || !name) internal_error(c, "entry %u of tt_circular_buffers has no name", i);
    Var *var = ir_new_var(c, arena_format(c->arena, "cb_%s", name), TYPE_INT32);
    var->value = ir_int(c, ir_attribute_int(entry, "cb_id", 0));
    CbName row = {intern(c, name), var, ir_attribute_int(entry, "num_pages", 0), (uint32_t)ir_attribute_int(entry, "tile_size", 0), FORMAT_FLOAT32};
    const char *format = ir_attribute_string(entry, "data_format");
    if (!format || !format_from_text(format, &row.format)) internal_error(c, "entry %u of tt_circular_buffers has no format", i);
    vector_push(c->arena, &table, row);
  }
  return table;
}

CbTable cb_table_of_kernel(Compilation *c, const PrimFunc *host, const PrimFunc *kernel) {
  CbTable table = cb_table(c, host);
  for (size_t i = 0; i < kernel->body.count; i++) {
    const Stmt *stmt = kernel->body.items[i];
    if (stmt->kind != STMT_LET) continue;
    for (size_t j = 0; j < table.count; j++)
      if (!strcmp(stmt->let->name, table.items[j].var->name)) table.items[j].var = stmt->let;
  }
  return table;
}

const CbName *cb_find(Compilation *c, const CbTable *table, const Buffer *buffer) {
  for (size_t i = 0; i < table->count; i++)
    if (!strcmp(table->items[i].name, buffer->name)) return &table->items[i];
  internal_error(c, "%s has no circular buffer", buffer->name);
}

const Expr *cb_var(Compilation *c, const CbTable *table, const Buffer *buffer) { return ir_var(c, cb_find(c, table, buffer)->var); }

typedef struct Mentioned {
  const CbName *row;
  bool found;
} Mentioned;

static void find_mention_expr(void *state, const Expr *expr) {
  Mentioned *mentioned = state;
  if (expr->kind == EXPR_VAR && expr->var == mentioned->row->var) mentioned->found = true;
  if (expr->kind == EXPR_REGION && !strcmp(expr->buffer->name, mentioned->row->name) && expr->buffer->scope == SCOPE_CIRCULAR)
    mentioned->found = true;
}

static void find_mention_stmt(void *state, Stmt *stmt) { ir_visit_stmt(stmt, find_mention_expr, state); }

void cb_table_declare(Compilation *c, const CbTable *table, PrimFunc *kernel) {
  Block body = {0};
  for (size_t i = 0; i < table->count; i++) {
    Mentioned mentioned = {&table->items[i], false};
    ir_visit_block(&kernel->body, find_mention_stmt, &mentioned);
    if (mentioned.found) ir_append(c, &body, ir_let(c, table->items[i].var, table->items[i].var->value));
  }
  for (size_t i = 0; i < kernel->body.count; i++) ir_append(c, &body, kernel->body.items[i]);
  kernel->body = body;
}
