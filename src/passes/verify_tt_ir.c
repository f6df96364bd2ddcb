// verify_tt_ir: proves what can be proven of the finished kernels without running them; body unchanged.
//   after: "tt_ir_validated": 1, "tt_validation_error_count": 0, "tt_validation_warning_count": 0
// Checked: every circular buffer's pushes equal its pops, all kernels and all trip counts taken together; no page is pushed between the
// issue of a read and its barrier; DST indices and circular buffer ids in range; L1 within budget; every runtime argument set.
#include "ir/print.h"
#include "passes/emit.h"

typedef struct Verifier {
  Compilation *c;
  const PrimFunc *host, *kernel;
  const Bounds *bounds;
  int64_t errors;
  unsigned capacity;
  const Expr *pushed[64], *popped[64];  // per circular buffer id: pages in total, as expressions of the kernel's parameters
  bool reading;  // a read was issued and no barrier has come since
} Verifier;

static void complain(Verifier *v, Span span, const char *message) {
  v->errors++;
  diag_error(v->c, span, "%s: %s", v->kernel ? v->kernel->name : v->host->name, message);
}

static const Expr *times(Compilation *c, const Expr *a, const Expr *b) { return ir_op(c, OP_MUL, a, b); }

// Parameters of different kernels with the same name have the same value: one variable stands for each name. So it is with the lets that
// split_kernels cloned, where their values are the same.
typedef struct Common {
  Compilation *c;
  VECTOR(Var *) vars;
} Common;

static void find_device_op(void *state, const Expr *expr) {
  bool *found = state;
  if (expr->kind == EXPR_CALL && op_info(expr->op)->engine != ENGINE_VALUE) *found = true;
  if (expr->kind == EXPR_VAR && expr->var->value) ir_visit(expr->var->value, find_device_op, state);
}

// A value that each kernel gets in its own way: from memory, from another kernel.
static bool is_loaded(const Var *var) {
  bool found = false;
  if (var->value) ir_visit(var->value, find_device_op, &found);
  return found;
}

static const Expr *common_var(void *state, Compilation *c, const Expr *expr) {
  Common *common = state;
  if (expr->kind != EXPR_VAR) return expr;
  const Expr *value = expr->var->value && !is_loaded(expr->var) ? ir_map(c, expr->var->value, common_var, common) : NULL;
  for (size_t i = 0; i < common->vars.count; i++) {
    const Var *known = common->vars.items[i];
    if (known->name != expr->var->name || (known->value && !is_loaded(known)) != (value != NULL)) continue;
    if (!value || ir_same(value, ir_map(c, known->value, common_var, common))) return ir_var(c, common->vars.items[i]);
  }
  vector_push(c->arena, &common->vars, expr->var);
  return expr;
}

static bool cb_id(const Verifier *v, const Expr *cb, int64_t *id) {
  return ir_is_int(cb, id) && *id >= 0 && *id < (int64_t)v->c->device->circular_buffers && *id < 64;
}

static void add_pages(Verifier *v, const Expr **totals, const Expr *call, const Expr *trips) {
  int64_t id;
  if (!cb_id(v, call->args[0], &id)) {
    complain(v, call->span, "the chip has no circular buffer with this id");
    return;
  }
  const Expr *pages = times(v->c, trips, call->args[1]);
  totals[id] = totals[id] ? ir_op(v->c, OP_ADD, totals[id], pages) : pages;
}

static void check_dst(Verifier *v, const Expr *call) {
  const char *operands = op_info(call->op)->operands;
  for (unsigned i = 0; i < call->arg_count && operands[i]; i++) {
    int64_t low, high;
    if (operands[i] != 'd' || !ir_range(v->c, v->bounds, call->args[i], &low, &high)) continue;
    if (low < 0 || high >= (int64_t)v->capacity) complain(v, call->span, "the DST index is out of range");
  }
}

static void check_call(Verifier *v, const Expr *call, const Expr *trips) {
  if (call->op == OP_CB_PUSH_BACK) {
    if (v->reading) complain(v, call->span, "cb_push_back before the barrier of the reads that fill its pages");
    add_pages(v, v->pushed, call, trips);
  }
  if (call->op == OP_CB_POP_FRONT) add_pages(v, v->popped, call, trips);
  if (call->op == OP_NOC_ASYNC_READ_PAGE || call->op == OP_NOC_ASYNC_READ) v->reading = true;
  if (call->op == OP_NOC_ASYNC_READ_BARRIER) v->reading = false;
  check_dst(v, call);
}

static void check_block(Verifier *v, const Block *block, const Expr *trips);

// Pages of an if: those of the branch that is taken.
static const Expr *either(Verifier *v, const Expr *before, const Expr *condition, const Expr *then, const Expr *orelse) {
  Compilation *c = v->c;
  if (!then && !orelse) return before;
  const Expr *zero = ir_int(c, 0), *yes = then ? then : zero, *no = orelse ? orelse : zero;
  bool same = ir_provably_equal(c, v->bounds, yes, no);
  const Expr *pages = same ? yes : ir_call_typed(c, OP_SELECT, yes->type, (const Expr *const[]){condition, yes, no}, 3);
  return before ? ir_op(c, OP_ADD, before, pages) : pages;
}

static void check_if(Verifier *v, const Stmt *stmt, const Expr *trips) {
  Verifier then = *v, orelse = *v;
  for (unsigned i = 0; i < 64; i++) then.pushed[i] = then.popped[i] = orelse.pushed[i] = orelse.popped[i] = NULL;
  check_block(&then, &stmt->branch.then, trips);
  check_block(&orelse, &stmt->branch.orelse, trips);
  for (unsigned i = 0; i < 64; i++) {
    v->pushed[i] = either(v, v->pushed[i], stmt->branch.condition, then.pushed[i], orelse.pushed[i]);
    v->popped[i] = either(v, v->popped[i], stmt->branch.condition, then.popped[i], orelse.popped[i]);
  }
  v->errors = then.errors + orelse.errors - v->errors;
  v->reading = then.reading || orelse.reading;
}

static void check_block(Verifier *v, const Block *block, const Expr *trips) {
  for (size_t i = 0; i < block->count; i++) {
    const Stmt *stmt = block->items[i];
    if (stmt->kind == STMT_EVAL) check_call(v, stmt->call, trips);
    if (stmt->kind == STMT_FOR) check_block(v, &stmt->loop.body, times(v->c, trips, stmt->loop.extent));
    if (stmt->kind == STMT_IF) check_if(v, stmt, trips);
  }
}

static void check_arguments(Verifier *v) {
  const Expr *args = ir_attribute(&v->kernel->attributes, "tt_kernel_args");
  if (!args || args->kind != EXPR_LIST || args->item_count != v->kernel->params.count)
    complain(v, v->kernel->span, "tt_kernel_args does not name every parameter");
  else if (args->item_count > v->c->device->runtime_args)
    complain(v, v->kernel->span, "too many runtime arguments");
}

static void check_l1(Verifier *v) {
  const Expr *list = ir_attribute(&v->host->attributes, "tt_circular_buffers");
  int64_t total = 0;
  for (unsigned i = 0; list && i < list->item_count; i++)
    if (!ir_attribute(&list->items[i]->entries, "memory_of"))
      total += ir_attribute_int(&list->items[i]->entries, "num_pages", 0) * ir_attribute_int(&list->items[i]->entries, "tile_size", 0);
  if (total > (int64_t)v->c->device->l1_bytes - v->c->device->l1_base) complain(v, v->host->span, "the circular buffers exceed L1");
}

static void check_balance(Verifier *v) {
  Common common = {.c = v->c};
  for (unsigned i = 0; i < 64; i++) {
    if (!v->pushed[i] && !v->popped[i]) continue;
    const Expr *zero = ir_int(v->c, 0);
    const Expr *pushed = ir_map(v->c, v->pushed[i] ? v->pushed[i] : zero, common_var, &common);
    const Expr *popped = ir_map(v->c, v->popped[i] ? v->popped[i] : zero, common_var, &common);
    if (ir_provably_equal(v->c, NULL, pushed, popped)) continue;
    v->errors++;
    diag_error(v->c, v->host->span, "circular buffer %u: %s pages are pushed, but %s are popped", i,
               ir_print_expr(v->c, ir_simplify(v->c, NULL, pushed)), ir_print_expr(v->c, ir_simplify(v->c, NULL, popped)));
  }
}

void pass_verify_tt_ir(Compilation *c, Module *module, const PassOptions *options) {
  (void)options;
  PrimFunc *host = pass_host(module);
  bool fp32 = ir_attribute_int(&host->attributes, "tt_fp32_dest_acc", 0);
  Verifier v = {.c = c, .host = host, .capacity = fp32 ? c->device->dst_tiles_fp32 : c->device->dst_tiles};
  for (size_t i = 0; i < module->functions.count; i++) {
    if (module->functions.items[i] == host) continue;
    v.kernel = module->functions.items[i];
    v.bounds = pass_bounds(c, host, v.kernel);
    v.reading = false;
    check_arguments(&v);
    check_block(&v, &v.kernel->body, ir_int(c, 1));
  }
  v.kernel = NULL;
  check_l1(&v);
  if (!v.errors) check_balance(&v);
  ir_set_attribute(c, &host->attributes, "tt_ir_validated", ir_int(c, v.errors == 0));
  ir_set_attribute(c, &host->attributes, "tt_validation_error_count", ir_int(c, v.errors));
  ir_set_attribute(c, &host->attributes, "tt_validation_warning_count", ir_int(c, 0));
}
