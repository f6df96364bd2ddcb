// Builders: the only place that allocates IR nodes. In: parts; out: nodes on the compilation's arena.
#include "ir/ir.h"

static Expr *new_expr(Compilation *c, ExprKind kind, DType type) {
  Expr *expr = arena_new(c->arena, Expr);
  expr->kind = kind;
  expr->type = type;
  expr->span = NO_SPAN;
  expr->size = 1;
  return expr;
}

static void add_sizes(Expr *expr, const Expr *const *parts, unsigned count) {
  for (unsigned i = 0; i < count; i++) expr->size = parts[i] && parts[i]->size > UINT32_MAX - expr->size ? UINT32_MAX : expr->size + (parts[i] ? parts[i]->size : 0);
}

static const Expr **copy_list(Compilation *c, const Expr *const *items, unsigned count) {
  const Expr **copy = arena_array(c->arena, const Expr *, count);
  for (unsigned i = 0; i < count; i++) copy[i] = items[i];
  return copy;
}

const Expr *ir_int_typed(Compilation *c, DType type, int64_t value) {
  Expr *expr = new_expr(c, EXPR_INT, type);
  expr->integer = value;
  return expr;
}

const Expr *ir_int(Compilation *c, int64_t value) { return ir_int_typed(c, TYPE_INT32, value); }
const Expr *ir_bool(Compilation *c, bool value) { return ir_int_typed(c, TYPE_BOOL, value); }

const Expr *ir_float(Compilation *c, DType type, double value) {
  Expr *expr = new_expr(c, EXPR_FLOAT, type);
  expr->number = type_round(type, value);
  return expr;
}

const Expr *ir_string(Compilation *c, const char *text) {
  Expr *expr = new_expr(c, EXPR_STRING, TYPE_STRING);
  expr->string = intern(c, text);
  return expr;
}

const Expr *ir_var(Compilation *c, Var *var) {
  Expr *expr = new_expr(c, EXPR_VAR, var->type);
  expr->var = var;
  return expr;
}

DType ir_load_type(const Buffer *buffer, const Expr *const *indices) {
  unsigned lanes = buffer->rank ? type_lanes(indices[buffer->rank - 1]->type) : 1;
  DType type = buffer->type;
  if (lanes > 1) type_vector(type_element(type), lanes * type_lanes(type), &type);
  return type;
}

const Expr *ir_load(Compilation *c, Buffer *buffer, const Expr *const *indices) {
  Expr *expr = new_expr(c, EXPR_LOAD, ir_load_type(buffer, indices));
  expr->buffer = buffer;
  expr->indices = copy_list(c, indices, buffer->rank);
  add_sizes(expr, indices, buffer->rank);
  return expr;
}

const Expr *ir_region(Compilation *c, Buffer *buffer, const Expr *const *mins, const Expr *const *extents, Access access) {
  Expr *expr = new_expr(c, EXPR_REGION, buffer->type);
  expr->buffer = buffer;
  expr->indices = copy_list(c, mins, buffer->rank);
  expr->extents = copy_list(c, extents, buffer->rank);
  expr->access = access;
  add_sizes(expr, mins, buffer->rank);
  add_sizes(expr, extents, buffer->rank);
  return expr;
}

const Expr *ir_call_typed(Compilation *c, Op op, DType type, const Expr *const *args, unsigned count) {
  Expr *expr = new_expr(c, EXPR_CALL, type);
  expr->op = op;
  expr->arg_count = count;
  expr->args = copy_list(c, args, count);
  add_sizes(expr, args, count);
  return expr;
}

// T.Ramp, T.Broadcast, T.Shuffle; comparisons of vectors. The type itself where the operands make no vector.
static DType vector_result(Op op, DType type, const Expr *const *args, unsigned count) {
  int64_t lanes = 1;
  if (op == OP_SHUFFLE && count == 2 && args[0]->kind == EXPR_LIST && args[1]->kind == EXPR_LIST && args[0]->item_count) {
    type = type_element(args[0]->items[0]->type);
    lanes = args[1]->item_count;
  } else if (op == OP_RAMP || op == OP_BROADCAST) {
    ir_is_int(args[count - 1], &lanes);
  } else if (type == TYPE_BOOL && count && op_info(op)->engine == ENGINE_VALUE && op_operand(op, 0) != 'p') {
    lanes = type_lanes(args[0]->type);
  }
  if (lanes > 1 && lanes <= UINT16_MAX) type_vector(type, (unsigned)lanes, &type);
  return type;
}

DType ir_call_type(Op op, const Expr *const *args, unsigned count) {
  const OpInfo *info = op_info(op);
  DType type = info->type;
  if (info->same_type) {
    // The value operands of Select and if_then_else follow the condition. A pointer stands for its elements.
    unsigned first = info->operands[0] == 'b' && count > 1 ? 1 : 0;
    type = count > first ? args[first]->type : TYPE_VOID;
    bool pointer = info->operands[0] == 'p' && count && args[0]->kind == EXPR_CALL && args[0]->arg_count;
    if (pointer) type = args[0]->args[0]->type;
  }
  return vector_result(op, type, args, count);
}

const Expr *ir_call(Compilation *c, Op op, const Expr *const *args, unsigned count) {
  return ir_call_typed(c, op, ir_call_type(op, args, count), args, count);
}

const Expr *ir_cast(Compilation *c, DType type, const Expr *value) {
  if (value->type == type) return value;
  return ir_call_typed(c, OP_CAST, type, &value, 1);
}

const Expr *ir_list(Compilation *c, const Expr *const *items, unsigned count) {
  Expr *expr = new_expr(c, EXPR_LIST, TYPE_VOID);
  expr->item_count = count;
  expr->items = copy_list(c, items, count);
  add_sizes(expr, items, count);
  return expr;
}

const Expr *ir_ints(Compilation *c, const int64_t *values, unsigned count) {
  const Expr **items = arena_array(c->arena, const Expr *, count);
  for (unsigned i = 0; i < count; i++) items[i] = ir_int(c, values[i]);
  return ir_list(c, items, count);
}

const Expr *ir_dict(Compilation *c, const KeywordList *entries) {
  Expr *expr = new_expr(c, EXPR_DICT, TYPE_VOID);
  expr->entries = *entries;
  return expr;
}

const Expr *ir_with_span(Compilation *c, const Expr *expr, Span span) {
  Expr *copy = arena_new(c->arena, Expr);
  *copy = *expr;
  copy->span = span;
  return copy;
}

Var *ir_new_var(Compilation *c, const char *name, DType type) {
  Var *var = arena_new(c->arena, Var);
  *var = (Var){.name = intern(c, name), .type = type, .span = NO_SPAN};
  return var;
}

Buffer *ir_new_buffer(Compilation *c, const char *name, DType type, Scope scope, unsigned rank, const Expr *const *shape) {
  Buffer *buffer = arena_new(c->arena, Buffer);
  *buffer = (Buffer){.name = intern(c, name), .type = type, .scope = scope, .span = NO_SPAN, .rank = rank};
  buffer->shape = copy_list(c, shape, rank);
  return buffer;
}

static Stmt *new_stmt(Compilation *c, StmtKind kind) {
  Stmt *stmt = arena_new(c->arena, Stmt);
  stmt->kind = kind;
  stmt->span = NO_SPAN;
  return stmt;
}

Stmt *ir_eval(Compilation *c, const Expr *call) {
  Stmt *stmt = new_stmt(c, STMT_EVAL);
  stmt->call = call;
  stmt->span = call->span;
  return stmt;
}

Stmt *ir_store(Compilation *c, Buffer *buffer, const Expr *const *indices, const Expr *value) {
  Stmt *stmt = new_stmt(c, STMT_STORE);
  stmt->store.buffer = buffer;
  stmt->store.indices = copy_list(c, indices, buffer->rank);
  stmt->store.value = value;
  return stmt;
}

Stmt *ir_let(Compilation *c, Var *var, const Expr *value) {
  Stmt *stmt = new_stmt(c, STMT_LET);
  var->value = value;
  stmt->let = var;
  return stmt;
}

Stmt *ir_alloc(Compilation *c, Buffer *buffer) {
  Stmt *stmt = new_stmt(c, STMT_ALLOC);
  stmt->alloc = buffer;
  stmt->span = buffer->span;
  return stmt;
}

Stmt *ir_for(Compilation *c, Var *var, const Expr *begin, const Expr *extent, LoopKind loop) {
  Stmt *stmt = new_stmt(c, STMT_FOR);
  stmt->loop.var = var;
  stmt->loop.begin = begin;
  stmt->loop.extent = extent;
  stmt->loop.loop = loop;
  return stmt;
}

Stmt *ir_if(Compilation *c, const Expr *condition) {
  Stmt *stmt = new_stmt(c, STMT_IF);
  stmt->branch.condition = condition;
  return stmt;
}

void ir_append(Compilation *c, Block *block, Stmt *stmt) { vector_push(c->arena, block, stmt); }

const Expr *ir_attribute(const KeywordList *attributes, const char *key) {
  for (size_t i = 0; i < attributes->count; i++)
    if (!strcmp(attributes->items[i].name, key)) return attributes->items[i].value;
  return NULL;
}

void ir_set_attribute(Compilation *c, KeywordList *attributes, const char *key, const Expr *value) {
  for (size_t i = 0; i < attributes->count; i++)
    if (!strcmp(attributes->items[i].name, key)) {
      attributes->items[i].value = value;
      return;
    }
  vector_push(c->arena, attributes, ((Keyword){intern(c, key), value}));
}

int64_t ir_attribute_int(const KeywordList *attributes, const char *key, int64_t otherwise) {
  const Expr *value = ir_attribute(attributes, key);
  return value && value->kind == EXPR_INT ? value->integer : otherwise;
}

const char *ir_attribute_string(const KeywordList *attributes, const char *key) {
  const Expr *value = ir_attribute(attributes, key);
  return value && value->kind == EXPR_STRING ? value->string : NULL;
}

PrimFunc *ir_function(const Module *module, const char *name) {
  for (size_t i = 0; i < module->functions.count; i++)
    if (!strcmp(module->functions.items[i]->name, name)) return module->functions.items[i];
  return NULL;
}
