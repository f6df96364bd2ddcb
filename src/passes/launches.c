// Several launches in one function, workspaces.
//   before: def f(A, C): W = T.alloc_global((64, 64)); with T.Kernel(2): ...; with T.Kernel(4): ...
//   after:  two modules with def f(A, C, W), each with one launch and tensors of its own; at the end
//           def main(A, C, W): T.launch_kernels("l1_reader", "l1_writer"); T.launch_kernels("l2_reader", "l2_compute", "l2_writer")
#include "passes/launches.h"

// ---- workspaces

static void lift_from(Compilation *c, PrimFunc *func, Block *block, ExprList *names) {
  Block rest = {0};
  for (size_t i = 0; i < block->count; i++) {
    Stmt *stmt = block->items[i];
    if (stmt->kind == STMT_LAUNCH) lift_from(c, func, &stmt->launch.body, names);
    if (stmt->kind != STMT_ALLOC || stmt->alloc->scope != SCOPE_GLOBAL || stmt->alloc->storage) {
      ir_append(c, &rest, stmt);
      continue;
    }
    Param param = {.name = stmt->alloc->name, .buffer = stmt->alloc};
    for (size_t k = 0; k < func->params.count; k++)
      if (!strcmp(func->params.items[k].name, param.name)) param.name = intern(c, arena_format(c->arena, "%s_workspace", param.name));
    vector_push(c->arena, &func->params, param);
    vector_push(c->arena, names, ir_string(c, param.name));
  }
  *block = rest;
}

void launches_lift_workspaces(Compilation *c, PrimFunc *func) {
  ExprList names = {0};
  lift_from(c, func, &func->body, &names);
  if (names.count) ir_set_attribute(c, &func->attributes, "tt_workspaces", ir_list(c, names.items, (unsigned)names.count));
}

// ---- splitting: tensors are copied, since passes change their shapes; variables and statements before the launches are shared

typedef struct Copies {
  Compilation *c;
  const PrimFunc *from;
  PrimFunc *to;
} Copies;

static Buffer *copy_of(const Copies *copies, Buffer *buffer) {
  for (size_t i = 0; i < copies->from->params.count; i++)
    if (copies->from->params.items[i].buffer == buffer) return copies->to->params.items[i].buffer;
  return buffer;
}

static const Expr *copy_expr(void *state, Compilation *c, const Expr *expr) {
  const Copies *copies = state;
  bool access = expr->kind == EXPR_LOAD || expr->kind == EXPR_REGION;
  if (!access || copy_of(copies, expr->buffer) == expr->buffer) return expr;
  Expr *copy = arena_new(c->arena, Expr);
  *copy = *expr;
  copy->buffer = copy_of(copies, expr->buffer);
  return copy;
}

static const Expr *copied(Copies *copies, const Expr *expr) { return ir_map(copies->c, expr, copy_expr, copies); }

static void copy_stmt(void *state, Stmt *stmt) {
  Copies *copies = state;
  if (stmt->kind == STMT_EVAL) stmt->call = copied(copies, stmt->call);
  if (stmt->kind == STMT_LET) stmt->let->value = copied(copies, stmt->let->value);
  if (stmt->kind == STMT_IF || stmt->kind == STMT_WHILE) stmt->branch.condition = copied(copies, stmt->branch.condition);
  if (stmt->kind == STMT_ALLOC && stmt->alloc->storage) stmt->alloc->storage = copy_of(copies, stmt->alloc->storage);
  if (stmt->kind == STMT_FOR) {
    stmt->loop.begin = copied(copies, stmt->loop.begin);
    stmt->loop.extent = copied(copies, stmt->loop.extent);
  }
  if (stmt->kind != STMT_STORE) return;
  for (unsigned d = 0; d < stmt->store.buffer->rank; d++) stmt->store.indices[d] = copied(copies, stmt->store.indices[d]);
  stmt->store.value = copied(copies, stmt->store.value);
  stmt->store.buffer = copy_of(copies, stmt->store.buffer);
}

static PrimFunc *function_of_launch(Compilation *c, const PrimFunc *func, Stmt *launch) {
  PrimFunc *copy = arena_new(c->arena, PrimFunc);
  *copy = *func;
  copy->params.items = NULL;
  copy->params.count = copy->params.capacity = 0;
  copy->attributes = (KeywordList){0};
  for (size_t i = 0; i < func->attributes.count; i++) ir_set_attribute(c, &copy->attributes, func->attributes.items[i].name, func->attributes.items[i].value);
  for (size_t i = 0; i < func->params.count; i++) {
    Param param = func->params.items[i];
    if (param.buffer) {
      Buffer *buffer = arena_new(c->arena, Buffer);
      *buffer = *param.buffer;
      buffer->shape = arena_array(c->arena, const Expr *, buffer->rank);
      for (unsigned d = 0; d < buffer->rank; d++) buffer->shape[d] = param.buffer->shape[d];
      param.buffer = buffer;
    }
    vector_push(c->arena, &copy->params, param);
  }
  copy->body = (Block){0};
  for (size_t i = 0; i < func->body.count; i++)
    if (func->body.items[i] == launch || func->body.items[i]->kind == STMT_LET || func->body.items[i]->kind == STMT_ALLOC) ir_append(c, &copy->body, func->body.items[i]);
  Copies copies = {c, func, copy};
  ir_visit_block(&launch->launch.body, copy_stmt, &copies);
  return copy;
}

void launches_refuse_outside(Compilation *c, const Stmt *stmt) {
  bool workspace = stmt->kind == STMT_ALLOC && stmt->alloc->scope == SCOPE_GLOBAL;
  if (stmt->kind != STMT_LAUNCH && stmt->kind != STMT_LET && stmt->kind != STMT_ATTR && !workspace)
    diag_unsupported(c, stmt->span, "a statement outside of T.Kernel: move it into the kernel");
}

void launches_split(Compilation *c, Module *module) {
  const PrimFunc *func = pass_host(module);
  unsigned count = 0;
  for (size_t i = 0; i < func->body.count; i++) count += func->body.items[i]->kind == STMT_LAUNCH;
  for (size_t i = 0; count > 1 && i < func->body.count; i++) launches_refuse_outside(c, func->body.items[i]);
  if (diag_failed(c)) return;
  for (size_t i = 0; count > 1 && i < func->body.count; i++) {
    if (func->body.items[i]->kind != STMT_LAUNCH) continue;
    Module *part = arena_new(c->arena, Module);
    part->whole = module;
    for (size_t k = 0; k < module->attributes.count; k++)
      ir_set_attribute(c, &part->attributes, module->attributes.items[k].name, module->attributes.items[k].value);
    vector_push(c->arena, &part->functions, function_of_launch(c, func, func->body.items[i]));
    vector_push(c->arena, &module->launches, part);
  }
}

// ---- merging

static bool is_of_tensors(const char *key) {
  return !strncmp(key, "tt_buffer_", 10) || !strcmp(key, "tt_padding_info") || !strcmp(key, "tt_workspaces") || !strcmp(key, "tilelang_out_idx");
}

// The launch's kernels get its number before their names; returns the statement that launches them.
static Stmt *take_kernels(Compilation *c, Module *module, const Module *part, size_t number) {
  const PrimFunc *host = pass_host(part);
  const Expr *call = host->body.items[0]->call;
  const Expr **names = arena_array(c->arena, const Expr *, call->arg_count);
  for (unsigned i = 0; i < call->arg_count; i++) {
    PrimFunc *kernel = ir_function(part, call->args[i]->string);
    kernel->name = intern(c, arena_format(c->arena, "l%zu_%s", number, kernel->name));
    names[i] = ir_string(c, kernel->name);
    vector_push(c->arena, &module->functions, kernel);
  }
  Stmt *launch = ir_eval(c, ir_call(c, OP_LAUNCH_KERNELS, names, call->arg_count));
  launch->span = host->body.items[0]->span;
  return launch;
}

void launches_merge(Compilation *c, Module *module) {
  const PrimFunc *first = pass_host(module->launches.items[0]);
  PrimFunc *host = arena_new(c->arena, PrimFunc);
  *host = *first;
  host->attributes = (KeywordList){0};
  host->body = (Block){0};
  for (size_t i = 0; i < first->attributes.count; i++)
    if (is_of_tensors(first->attributes.items[i].name)) ir_set_attribute(c, &host->attributes, first->attributes.items[i].name, first->attributes.items[i].value);
  module->functions.count = 0;
  vector_push(c->arena, &module->functions, host);
  ExprList launches = {0};
  for (size_t i = 0; i < module->launches.count; i++) {
    const Module *part = module->launches.items[i];
    const PrimFunc *main_of_part = pass_host(part);
    KeywordList attributes = {0};
    for (size_t k = 0; k < main_of_part->attributes.count; k++)
      if (!is_of_tensors(main_of_part->attributes.items[k].name))
        ir_set_attribute(c, &attributes, main_of_part->attributes.items[k].name, main_of_part->attributes.items[k].value);
    vector_push(c->arena, &launches, ir_dict(c, &attributes));
    ir_append(c, &host->body, take_kernels(c, module, part, i + 1));
    if (i == 0)
      for (size_t k = 0; k < part->attributes.count; k++) ir_set_attribute(c, &module->attributes, part->attributes.items[k].name, part->attributes.items[k].value);
  }
  ir_set_attribute(c, &host->attributes, "tt_launches", ir_list(c, launches.items, (unsigned)launches.count));
  module->launches.count = 0;
}
