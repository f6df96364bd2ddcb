// split_kernels: one function becomes three that run together on every core, and a host function.
//   before: def f(A, ..., tt_count, ...): for tt_i ...: tt_read(A_shared, A[...]); tt_matmul(...); tt_write(C[...], C_out)
//   after:  def main(A, ...): T.launch_kernels("reader", "compute", "writer")
//           def reader(A, tt_count, ...):  for tt_i ...: tt_read(A_shared, A[...])
//           def compute(tt_count, ...):    for tt_i ...: tt_arrive(A_shared); tt_matmul(...)
//           def writer(C, tt_count, ...):  for tt_i ...: tt_write(C[...], C_out)
// Each kernel keeps the loops, ifs and lets that its statements need; variables are cloned, buffers are shared. A role without
// statements gets no kernel.
#include "passes/pass.h"

typedef enum Role { ROLE_OF_READER, ROLE_OF_COMPUTE, ROLE_OF_WRITER, ROLE_COUNT } Role;
static const char *const ROLE_NAMES[] = {"reader", "compute", "writer"};

typedef struct VarPair {
  const Var *from;
  Var *to;
} VarPair;

// Scalars that the reader hands to the compute kernel: it waits for them in the order in which both have them.
typedef struct ScalarPages {
  Compilation *c;
  VECTOR(VarPair) made;       // variables and their clones in the compute kernel
  VECTOR(const Var *) taken;  // those whose clones it has use for
} ScalarPages;

typedef struct Splitter {
  Compilation *c;
  const PrimFunc *func;
  PrimFunc *kernel;
  Role role;
  VECTOR(VarPair) vars;
  ScalarPages *pages;  // of the compute kernel, which is made first
} Splitter;

static const Expr *clone_node(void *state, Compilation *c, const Expr *expr) {
  const Splitter *s = state;
  if (expr->kind != EXPR_VAR) return expr;
  for (size_t i = s->vars.count; i-- > 0;)
    if (s->vars.items[i].from == expr->var) return ir_with_span(c, ir_var(c, s->vars.items[i].to), expr->span);
  internal_error(c, "variable %s is not in the kernel", expr->var->name);
}

static const Expr *clone_expr(Splitter *s, const Expr *expr) { return ir_map(s->c, expr, clone_node, s); }

static Var *clone_var(Splitter *s, const Var *var) {
  Var *copy = ir_new_var(s->c, var->name, var->type);
  copy->span = var->span;
  vector_push(s->c->arena, &s->vars, ((VarPair){var, copy}));
  return copy;
}

// ---- what a role needs

static bool role_has(const Splitter *s, const Stmt *stmt) {
  if (is_load(stmt)) return s->role == ROLE_OF_READER;
  if (is_call(stmt, OP_TT_WRITE)) return s->role == ROLE_OF_WRITER;
  return s->role == ROLE_OF_COMPUTE;
}

typedef struct ComputeReads {
  const Buffer *buffer;
  bool found;
} ComputeReads;

static void find_compute_read(void *state, Stmt *stmt) {
  ComputeReads *find = state;
  if (!is_call(stmt, OP_TT_WRITE) && block_reads(stmt, find->buffer)) find->found = true;
}

// The compute kernel sees where a block that it reads arrives.
static bool arrives(const Splitter *s, const Stmt *stmt) {
  if (s->role != ROLE_OF_COMPUTE || !is_load(stmt)) return false;
  ComputeReads find = {block_target(stmt), false};
  ir_visit_block(&s->func->body, find_compute_read, &find);
  return find.found;
}

static void clone_block(Splitter *s, const Block *block, Block *out);

static void clone_eval(Splitter *s, const Stmt *stmt, Block *out) {
  const Expr *token = s->role == ROLE_OF_READER && is_call(stmt, OP_TT_WRITE) ? write_operand(stmt, ACCESS_READ_WRITE) : NULL;
  if (token) {
    ir_append(s->c, out, ir_eval(s->c, ir_with_span(s->c, ir_call(s->c, OP_TT_ARRIVE, &token, 1), stmt->span)));
  } else if (arrives(s, stmt)) {
    const Expr *region = whole_region(s->c, block_target(stmt), ACCESS_WRITE);
    ir_append(s->c, out, ir_eval(s->c, ir_with_span(s->c, ir_call(s->c, OP_TT_ARRIVE, &region, 1), stmt->span)));
  } else if (role_has(s, stmt)) {
    Stmt *copy = ir_eval(s->c, ir_with_span(s->c, clone_expr(s, stmt->call), stmt->call->span));
    ir_append(s->c, out, copy);
  }
}

static void clone_for(Splitter *s, const Stmt *stmt, Block *out) {
  size_t scope = s->vars.count;
  const Expr *begin = clone_expr(s, stmt->loop.begin), *extent = clone_expr(s, stmt->loop.extent);
  Stmt *copy = ir_for(s->c, clone_var(s, stmt->loop.var), begin, extent, LOOP_SERIAL);
  copy->span = stmt->span;
  clone_block(s, &stmt->loop.body, &copy->loop.body);
  s->vars.count = scope;
  if (copy->loop.body.count) ir_append(s->c, out, copy);
}

static void clone_if(Splitter *s, const Stmt *stmt, Block *out) {
  Stmt *copy = ir_if(s->c, clone_expr(s, stmt->branch.condition));
  copy->span = stmt->span;
  clone_block(s, &stmt->branch.then, &copy->branch.then);
  clone_block(s, &stmt->branch.orelse, &copy->branch.orelse);
  if (copy->branch.then.count || copy->branch.orelse.count) ir_append(s->c, out, copy);
}

typedef struct FindUse {
  const Var *var;
  const Buffer *buffer;
  bool found;
} FindUse;

static void find_use_expr(void *state, const Expr *expr) {
  FindUse *find = state;
  if (find->var && expr->kind == EXPR_VAR && expr->var == find->var) find->found = true;
  if (find->buffer && (expr->kind == EXPR_REGION || expr->kind == EXPR_LOAD) && expr->buffer == find->buffer) find->found = true;
}

static void find_use_stmt(void *state, Stmt *stmt) {
  FindUse *find = state;
  if (stmt->kind != STMT_ALLOC) ir_visit_stmt(stmt, find_use_expr, find);
}

static bool is_taken(const ScalarPages *pages, const Var *var) {
  for (size_t i = 0; i < pages->taken.count; i++)
    if (pages->taken.items[i] == var) return true;
  return false;
}

// What the compute kernel waits for, the reader loads also where it has no use for it itself.
static bool is_sent(const Splitter *s, const Stmt *stmt) {
  return s->role == ROLE_OF_READER && stmt->kind == STMT_LET && is_tt_load(stmt->let->value) && stmt->let->value->arg_count > 3;
}

static bool is_used(const Block *block, const Var *var, const Buffer *buffer) {
  FindUse find = {var, buffer, false};
  ir_visit_block(block, find_use_stmt, &find);
  return find.found;
}

// Drops lets and allocations that the kernel does not use; from the end, so that chains go. What is kept is packed at the end of
// an array of the old size, so the statements behind any one are a view of it.
static void drop_unused(Splitter *s, Block *block) {
  Stmt **kept = arena_array(s->c->arena, Stmt *, block->count);
  size_t first = block->count;
  for (size_t i = block->count; i-- > 0;) {
    Stmt *stmt = block->items[i];
    Block later = {.items = kept + first, .count = block->count - first};
    if (stmt->kind == STMT_LET && !is_used(&later, stmt->let, NULL) && !is_sent(s, stmt)) continue;
    if (stmt->kind == STMT_ALLOC && !is_used(&later, NULL, stmt->alloc)) continue;
    kept[--first] = stmt;
  }
  *block = (Block){.items = kept + first, .count = block->count - first, .capacity = block->count - first};
}

static bool holds_work(const Splitter *s, const Block *block) {
  for (size_t i = 0; i < block->count; i++)
    if ((block->items[i]->kind != STMT_LET && block->items[i]->kind != STMT_ALLOC) || is_sent(s, block->items[i])) return true;
  return false;
}

// The compute kernel has no tensors: the scalar comes from the reader in a page, the last operand.
static const Expr *received_scalar(Splitter *s, const Expr *call) {
  const Expr *args[4] = {ir_int_typed(s->c, call->type, 0)};
  bool sent = call->arg_count > 3;
  for (unsigned i = 1; sent && i < 4; i++) args[i] = call->args[3];
  return ir_with_span(s->c, ir_call_typed(s->c, OP_TT_LOAD, call->type, args, sent ? 4 : 1), call->span);
}

static void clone_let(Splitter *s, const Stmt *stmt, Block *out) {
  const Expr *value = stmt->let->value;
  bool scalar = is_tt_load(value);
  if (scalar && s->role == ROLE_OF_COMPUTE) {
    value = received_scalar(s, value);
  } else {
    value = clone_expr(s, value);
    bool sent = scalar && s->role == ROLE_OF_READER && is_taken(s->pages, stmt->let);
    if (scalar && !sent && value->arg_count > 3) value = ir_with_span(s->c, ir_call_typed(s->c, OP_TT_LOAD, value->type, value->args, 3), value->span);
  }
  Var *var = clone_var(s, stmt->let);
  if (scalar && s->role == ROLE_OF_COMPUTE) vector_push(s->c->arena, &s->pages->made, ((VarPair){stmt->let, var}));
  ir_append(s->c, out, ir_let(s->c, var, value));
}

static void clone_block(Splitter *s, const Block *block, Block *out) {
  size_t scope = s->vars.count;
  for (size_t i = 0; i < block->count; i++) {
    const Stmt *stmt = block->items[i];
    if (stmt->kind == STMT_EVAL) clone_eval(s, stmt, out);
    if (stmt->kind == STMT_FOR) clone_for(s, stmt, out);
    if (stmt->kind == STMT_IF) clone_if(s, stmt, out);
    if (stmt->kind == STMT_ALLOC) ir_append(s->c, out, ir_alloc(s->c, stmt->alloc));
    if (stmt->kind == STMT_LET) clone_let(s, stmt, out);
  }
  s->vars.count = scope;
  drop_unused(s, out);
  if (!holds_work(s, out)) *out = (Block){0};
}

// ---- parameters and attributes

static void add_params(Splitter *s, const Block *body) {
  VECTOR(const Expr *) args = {0}, accessors = {0};
  for (size_t i = 0; i < s->func->params.count; i++) {
    const Param *param = &s->func->params.items[i];
    if (param->buffer && !is_used(body, NULL, param->buffer)) continue;
    Param copy = {.name = param->name, .buffer = param->buffer};
    if (param->var) copy.var = s->vars.items[i].to;
    vector_push(s->c->arena, &s->kernel->params, copy);
    const char *arg = param->buffer ? arena_format(s->c->arena, "address:%s", param->name) : param->name;
    vector_push(s->c->arena, &args, ir_string(s->c, arg));
    if (param->buffer) vector_push(s->c->arena, &accessors, ir_string(s->c, param->name));
  }
  KeywordList *attributes = &s->kernel->attributes;
  ir_set_attribute(s->c, attributes, "tt_kernel_role", ir_string(s->c, ROLE_NAMES[s->role]));
  ir_set_attribute(s->c, attributes, "tt_kernel_args", ir_list(s->c, args.items, (unsigned)args.count));
  if (s->role == ROLE_OF_COMPUTE) {
    static const char *const COPIED[] = {"tt_math_fidelity", "tt_fp32_dest_acc", "tt_unpack_to_dest_fp32"};
    for (size_t i = 0; i < 3; i++) ir_set_attribute(s->c, attributes, COPIED[i], ir_attribute(&s->func->attributes, COPIED[i]));
  } else {
    ir_set_attribute(s->c, attributes, "tt_accessors", ir_list(s->c, accessors.items, (unsigned)accessors.count));
  }
}

static PrimFunc *make_kernel(Compilation *c, const PrimFunc *func, Role role, ScalarPages *pages) {
  PrimFunc *kernel = arena_new(c->arena, PrimFunc);
  kernel->name = intern(c, ROLE_NAMES[role]);
  kernel->span = func->span;
  Splitter s = {.c = c, .func = func, .kernel = kernel, .role = role, .pages = pages};
  // One pair per parameter, also for tensors, so that pair i belongs to parameter i.
  for (size_t i = 0; i < func->params.count; i++) {
    const Var *var = func->params.items[i].var;
    if (var)
      clone_var(&s, var);
    else
      vector_push(c->arena, &s.vars, ((VarPair){NULL, NULL}));
  }
  clone_block(&s, &func->body, &kernel->body);
  add_params(&s, &kernel->body);
  return kernel->body.count ? kernel : NULL;
}

static PrimFunc *make_host(Compilation *c, const PrimFunc *func) {
  PrimFunc *host = arena_new(c->arena, PrimFunc);
  host->name = intern(c, "main");
  host->span = func->span;
  for (size_t i = 0; i < func->params.count; i++)
    if (func->params.items[i].buffer) vector_push(c->arena, &host->params, func->params.items[i]);
  host->attributes = func->attributes;
  ir_set_attribute(c, &host->attributes, "tt_split_kernels", ir_int(c, 1));
  return host;
}

// ---- scalars that the reader hands to the compute kernel

static void note_taken(void *state, Stmt *stmt) {
  ScalarPages *pages = state;
  if (stmt->kind != STMT_LET || !is_tt_load(stmt->let->value)) return;
  if (stmt->let->value->arg_count < 4) internal_error(pages->c, "the compute kernel uses %s, which nobody sends", stmt->let->name);
  for (size_t i = 0; i < pages->made.count; i++)
    if (pages->made.items[i].to == stmt->let) vector_push(pages->c->arena, &pages->taken, pages->made.items[i].from);
}

void pass_split_kernels(Compilation *c, Module *module, const PassOptions *options) {
  (void)options;
  const PrimFunc *func = pass_host(module);
  PrimFunc *host = make_host(c, func);
  ir_set_attribute(c, &module->attributes, "tt_kernel_name", ir_string(c, func->name));
  module->functions.count = 0;
  vector_push(c->arena, &module->functions, host);
  const Expr *names[ROLE_COUNT];
  unsigned count = 0;
  ScalarPages pages = {.c = c};
  PrimFunc *compute = make_kernel(c, func, ROLE_OF_COMPUTE, &pages);
  if (compute) ir_visit_block(&compute->body, note_taken, &pages);
  for (Role role = 0; role < ROLE_COUNT; role++) {
    PrimFunc *kernel = role == ROLE_OF_COMPUTE ? compute : make_kernel(c, func, role, &pages);
    if (!kernel) continue;
    vector_push(c->arena, &module->functions, kernel);
    names[count++] = ir_string(c, kernel->name);
  }
  if (!count) {
    diag_error(c, func->span, "%s writes no tensor: there is nothing to compute", func->name);
    return;
  }
  ir_append(c, &host->body, ir_eval(c, ir_call(c, OP_LAUNCH_KERNELS, names, count)));
}
