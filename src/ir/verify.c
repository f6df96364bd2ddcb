// Verifier. In: a module; out: NULL, or one line that says what is broken and where. Holds after the front end and after every
// pass, whatever the mix of vocabularies; what only complete kernel IR must satisfy is checked by plan_make.
#include "ir/verify.h"

#include "ir/print.h"

typedef enum Place {
  PLACE_VALUE,      // numbers and bools
  PLACE_TREE,       // the same, and regions as leaves: operand 'v'
  PLACE_ATTRIBUTE,  // also strings, lists and dicts
} Place;

typedef struct Verifier {
  Compilation *c;
  const PrimFunc *func;
  const char *role;              // tt_kernel_role; NULL for tile IR and the host function
  const char *broken;            // the first thing found
  VECTOR(const void *) visible;  // Var and Buffer pointers
  unsigned loops;                // around the current statement, within the launch
  bool in_launch;
} Verifier;

static void fail(Verifier *v, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void check_block(Verifier *v, const Block *block);
static void check_value(Verifier *v, const Expr *expr, Place place);

static void fail(Verifier *v, const char *format, ...) {
  if (v->broken) return;
  va_list list;
  va_start(list, format);
  const char *message = arena_format_list(v->c->arena, format, list);
  va_end(list);
  v->broken = arena_format(v->c->arena, "%s: %s", v->func ? v->func->name : "module", message);
}

static const char *shown(Verifier *v, const Expr *expr) { return ir_print_expr(v->c, expr); }

// ---- what is visible

static bool is_visible(const Verifier *v, const void *thing) {
  for (size_t i = v->visible.count; i-- > 0;)
    if (v->visible.items[i] == thing) return true;
  return false;
}

static void define(Verifier *v, const void *thing, const char *name) {
  if (is_visible(v, thing)) fail(v, "%s is defined twice", name);
  vector_push(v->c->arena, &v->visible, thing);
}

static void check_buffer(Verifier *v, const Buffer *buffer) {
  if (!is_visible(v, buffer)) fail(v, "buffer %s is used where it is not defined", buffer->name);
}

// ---- expressions

static bool is_number_type(DType type) { return type_kind(type) != TYPE_KIND_OTHER; }
static bool is_int_element(DType type) { return type_kind(type) == TYPE_KIND_SIGNED || type_kind(type) == TYPE_KIND_UNSIGNED; }
static bool is_int_type(DType type) { return is_int_element(type) && type_lanes(type) == 1; }

static void check_int(Verifier *v, const Expr *expr, const char *what) {
  check_value(v, expr, PLACE_VALUE);
  if (!is_int_type(expr->type)) fail(v, "%s %s is no integer", what, shown(v, expr));
}

static void check_ints(Verifier *v, const Expr *const *items, unsigned count, const char *what) {
  for (unsigned i = 0; i < count; i++) check_int(v, items[i], what);
}

// Of an element, or of the elements of a vector.
static void check_indices(Verifier *v, const Expr *const *indices, unsigned rank) {
  for (unsigned i = 0; i < rank; i++) {
    check_value(v, indices[i], PLACE_VALUE);
    if (!is_int_element(indices[i]->type)) fail(v, "index %s is no integer", shown(v, indices[i]));
  }
}

static void check_region(Verifier *v, const Expr *expr, unsigned access) {
  if (expr->kind != EXPR_REGION) {
    fail(v, "%s stands where a region belongs", shown(v, expr));
    return;
  }
  check_buffer(v, expr->buffer);
  check_ints(v, expr->indices, expr->buffer->rank, "index");
  check_ints(v, expr->extents, expr->buffer->rank, "extent");
  if ((expr->access & access) != access) fail(v, "the access of %s does not allow what the op does", shown(v, expr));
  if (expr->type != expr->buffer->type) fail(v, "region %s has another type than its buffer", shown(v, expr));
}

static bool is_literal(const Expr *expr) {
  int64_t value;
  return expr->kind == EXPR_FLOAT || ir_is_int(expr, &value);
}

// Operands of a function of GPUs are of any kind, so is its result.
static bool is_intrinsic(const Expr *expr) { return expr->kind == EXPR_CALL && expr->op == OP_INTRINSIC; }

// One operand of an op, by its letter in ops.def.
static void check_operand(Verifier *v, const Expr *call, unsigned index, Place place) {
  const Expr *operand = call->args[index];
  char letter = op_operand(call->op, index);
  if (letter == 'r' || letter == 'w' || letter == 'x') {
    check_region(v, operand, letter == 'r' ? ACCESS_READ : ACCESS_WRITE);
    return;
  }
  if (letter == 'm' || letter == 'p') {
    bool fits = letter == 'm' ? operand->kind == EXPR_LOAD : operand->kind == EXPR_CALL && operand->op == OP_ACCESS_PTR;
    if (fits) check_value(v, operand, PLACE_VALUE);
    if (!fits) fail(v, "operand %u of %s is no %s", index, shown(v, call), letter == 'm' ? "element of a buffer" : "T.access_ptr");
    return;
  }
  bool fits = true;
  check_value(v, operand,
              letter == 'v' || (strchr("ebi", letter) && place == PLACE_TREE) ? PLACE_TREE
              : letter == 's' || letter == 'h'                        ? PLACE_ATTRIBUTE
                                                                      : PLACE_VALUE);
  if (letter == 'e' || letter == 'v') fits = is_number_type(operand->type);
  bool bitwise = call->op == OP_BITWISE_AND || call->op == OP_BITWISE_OR || call->op == OP_BITWISE_XOR;
  if (letter == 'i' && op_info(call->op)->engine == ENGINE_VALUE) fits = is_int_element(operand->type);
  else if (strchr("intdlo", letter)) fits = is_int_type(operand->type);
  if (bitwise && type_element(operand->type) == TYPE_BOOL) fits = true;
  if (letter == 'b') fits = type_element(operand->type) == TYPE_BOOL;
  if (letter == 'h') fits = operand->kind == EXPR_LIST;
  if (letter == 'c') fits = is_int_type(operand->type) && is_literal(operand);
  if (letter == 'k') fits = is_literal(operand);
  if (letter == 'a') fits = operand->type == TYPE_HANDLE;
  if (letter == 's') fits = operand->kind == EXPR_STRING;
  if (is_intrinsic(operand) && operand->type == TYPE_HANDLE) fits = true;
  if (!fits) fail(v, "operand %u of %s does not fit ('%c' in ops.def)", index, shown(v, call), letter);
}

static bool has_arity(const Expr *call) {
  const char *operands = op_info(call->op)->operands;
  if (strchr(operands, '*')) return call->arg_count + 1 >= strlen(operands) - 1;
  unsigned least = (unsigned)strcspn(operands, "?"), most = least;
  for (const char *c = operands + least; *c; c++) most += *c != '?';
  // The '?' makes the letter before it optional too.
  if (operands[least]) least--;
  return call->arg_count >= least && call->arg_count <= most;
}

// Operands that must agree: both sides of an infix op, both values of a choice, all of fma and clamp. The result has the type the table says.
static void check_types(Verifier *v, const Expr *call) {
  const OpInfo *info = op_info(call->op);
  const char *operands = info->operands;
  bool choice = !strcmp(operands, "bee");
  unsigned first = choice ? 1 : 0;
  bool triple = !strcmp(operands, "eee");
  if (info->engine == ENGINE_VALUE && (choice || triple || !strcmp(operands, "ee") || !strcmp(operands, "ii")))
    if (call->args[first]->type != call->args[first + 1]->type || (triple && call->args[2]->type != call->args[0]->type))
      fail(v, "the operands of %s differ in type", shown(v, call));
  DType expected = ir_call_type(call->op, call->args, call->arg_count);
  if (call->op == OP_REINTERPRET && type_bits(call->type) != type_bits(call->args[0]->type))
    fail(v, "%s changes the width", shown(v, call));
  if (call->op != OP_CAST && call->op != OP_REINTERPRET && call->type != expected)
    fail(v, "%s has type %s, expected %s", shown(v, call), type_text(call->type), type_text(expected));
}

static bool is_compute(Engine engine) {
  return engine == ENGINE_UNPACK || engine == ENGINE_MATH || engine == ENGINE_PACK || engine == ENGINE_UM ||
         engine == ENGINE_UMP || engine == ENGINE_MP;
}

static void check_role(Verifier *v, const Expr *call) {
  Engine engine = op_info(call->op)->engine;
  // Block ops stand in kernels between split_kernels and assign_dst.
  if (!v->role || engine == ENGINE_VALUE || engine == ENGINE_BLOCK) return;
  bool compute = !strcmp(v->role, "compute");
  bool fits = engine == ENGINE_ANY ? call->op != OP_LAUNCH_KERNELS : compute ? is_compute(engine) : engine == ENGINE_DATAFLOW;
  if (!fits) fail(v, "T.%s does not run on a %s kernel", op_info(call->op)->text, v->role);
}

static void check_intrinsic(Verifier *v, const Expr *call) {
  if (call->args[0]->kind != EXPR_STRING) fail(v, "%s has no name", shown(v, call));
  for (unsigned i = 1; i < call->arg_count; i++) {
    const Expr *operand = call->args[i];
    if (operand->kind == EXPR_REGION)
      check_region(v, operand, 0);
    else if (operand->kind == EXPR_CALL && (operand->op == OP_DATA || operand->op == OP_ACCESS_PTR))
      check_operand(v, operand, 0, PLACE_VALUE);
    else
      check_value(v, operand, PLACE_ATTRIBUTE);
  }
}

static void check_call(Verifier *v, const Expr *call, Place place) {
  if (!has_arity(call)) {
    fail(v, "%s has %u operands, ops.def says \"%s\"", shown(v, call), call->arg_count, op_info(call->op)->operands);
    return;
  }
  if (is_intrinsic(call)) {
    check_intrinsic(v, call);
    return;
  }
  check_role(v, call);
  for (unsigned i = 0; i < call->arg_count; i++) check_operand(v, call, i, place);
  for (size_t i = 0; i < call->keywords.count; i++) check_value(v, call->keywords.items[i].value, PLACE_ATTRIBUTE);
  if (!v->broken) check_types(v, call);
}

static void check_load(Verifier *v, const Expr *expr) {
  check_buffer(v, expr->buffer);
  check_indices(v, expr->indices, expr->buffer->rank);
  if (expr->type != ir_load_type(expr->buffer, expr->indices)) fail(v, "%s has another type than its buffer", shown(v, expr));
}

static void check_keywords(Verifier *v, const KeywordList *list) {
  for (size_t i = 0; i < list->count && !v->broken; i++) check_value(v, list->items[i].value, PLACE_ATTRIBUTE);
}

static void check_value(Verifier *v, const Expr *expr, Place place) {
  if (v->broken) return;
  switch (expr->kind) {
    case EXPR_INT:
      if (!type_is_int(expr->type)) fail(v, "integer literal of type %s", type_text(expr->type));
      break;
    case EXPR_FLOAT:
      if (type_kind(expr->type) != TYPE_KIND_FLOAT) fail(v, "float literal of type %s", type_text(expr->type));
      break;
    case EXPR_VAR:
      if (!is_visible(v, expr->var)) fail(v, "variable %s is used where it is not defined", expr->var->name);
      if (expr->type != expr->var->type) fail(v, "variable %s is used as %s", expr->var->name, type_text(expr->type));
      break;
    case EXPR_LOAD: check_load(v, expr); break;
    case EXPR_CALL:
      if (expr->type == TYPE_VOID) fail(v, "%s has no value", shown(v, expr));
      check_call(v, expr, place);
      break;
    case EXPR_REGION:
      if (place == PLACE_VALUE)
        fail(v, "region %s stands where a value belongs", shown(v, expr));
      else
        check_region(v, expr, ACCESS_READ);
      break;
    case EXPR_STRING:
    case EXPR_LIST:
    case EXPR_DICT:
      if (place != PLACE_ATTRIBUTE) fail(v, "%s stands where a value belongs", shown(v, expr));
      if (expr->kind == EXPR_LIST)
        for (unsigned i = 0; i < expr->item_count; i++) check_value(v, expr->items[i], PLACE_ATTRIBUTE);
      if (expr->kind == EXPR_DICT) check_keywords(v, &expr->entries);
      break;
  }
}

// ---- statements

static void check_store(Verifier *v, const Stmt *stmt) {
  Buffer *buffer = stmt->store.buffer;
  check_buffer(v, buffer);
  check_indices(v, stmt->store.indices, buffer->rank);
  check_value(v, stmt->store.value, PLACE_VALUE);
  DType held = ir_load_type(buffer, stmt->store.indices);
  if (stmt->store.value->type != held) fail(v, "%s is stored to %s, which holds %s", shown(v, stmt->store.value), buffer->name, type_text(held));
}

static void check_let(Verifier *v, const Var *var) {
  if (!var->value) {
    fail(v, "let of %s has no value", var->name);
    return;
  }
  check_value(v, var->value, PLACE_VALUE);
  if (var->type != var->value->type)
    fail(v, "%s is let-bound to %s of type %s", var->name, shown(v, var->value), type_text(var->value->type));
  define(v, var, var->name);
}

static void check_shape(Verifier *v, const Buffer *buffer) {
  check_ints(v, buffer->shape, buffer->rank, "extent");
  if (buffer->strides) check_ints(v, buffer->strides, buffer->rank, "stride");
  if (!is_number_type(buffer->type)) fail(v, "buffer %s of type %s", buffer->name, type_text(buffer->type));
}

static void check_alloc(Verifier *v, const Buffer *buffer) {
  check_shape(v, buffer);
  if (buffer->storage) check_buffer(v, buffer->storage);
  if (buffer->address && (!is_visible(v, buffer->address) || buffer->address->type != TYPE_HANDLE))
    fail(v, "the address of %s is no pointer that is defined", buffer->name);
  define(v, buffer, buffer->name);
}

static void check_loop_body(Verifier *v, const Block *body) {
  v->loops++;
  check_block(v, body);
  v->loops--;
}

static void check_for(Verifier *v, const Stmt *stmt) {
  Var *var = stmt->loop.var;
  size_t visible = v->visible.count;
  check_int(v, stmt->loop.begin, "loop begin");
  check_int(v, stmt->loop.extent, "loop extent");
  check_keywords(v, &stmt->loop.annotations);
  if (!is_int_type(var->type) || var->value) fail(v, "%s can't be a loop variable", var->name);
  if (stmt->loop.begin->type != var->type || stmt->loop.extent->type != var->type)
    fail(v, "the bounds of loop %s differ from it in type", var->name);
  define(v, var, var->name);
  check_loop_body(v, &stmt->loop.body);
  v->visible.count = visible;
}

static void check_launch(Verifier *v, const Stmt *stmt) {
  size_t visible = v->visible.count;
  if (v->in_launch || v->loops) fail(v, "a launch inside a launch or loop");
  if (stmt->launch.dims < 1 || stmt->launch.dims > 3) fail(v, "launch of %u dimensions", stmt->launch.dims);
  if (stmt->launch.thread_dims > 3) fail(v, "launch of %u thread dimensions", stmt->launch.thread_dims);
  for (unsigned i = 0; i < stmt->launch.dims && !v->broken; i++) {
    check_int(v, stmt->launch.extents[i], "grid extent");
    define(v, stmt->launch.grid[i], stmt->launch.grid[i]->name);
  }
  for (unsigned i = 0; i < 3; i++)
    if (stmt->launch.thread_vars[i]) define(v, stmt->launch.thread_vars[i], stmt->launch.thread_vars[i]->name);
  v->in_launch = true;
  check_block(v, &stmt->launch.body);
  v->in_launch = false;
  v->visible.count = visible;
}

static void check_branch(Verifier *v, const Stmt *stmt) {
  check_value(v, stmt->branch.condition, PLACE_VALUE);
  if (stmt->branch.condition->type != TYPE_BOOL) fail(v, "condition %s is no bool", shown(v, stmt->branch.condition));
  if (stmt->kind == STMT_WHILE) {
    check_loop_body(v, &stmt->branch.then);
    if (stmt->branch.orelse.count) fail(v, "while with an else");
    return;
  }
  check_block(v, &stmt->branch.then);
  check_block(v, &stmt->branch.orelse);
}

static void check_eval(Verifier *v, const Expr *call) {
  if (call->kind == EXPR_CALL)
    check_call(v, call, PLACE_VALUE);
  else
    check_value(v, call, PLACE_VALUE);
}

static void check_stmt(Verifier *v, const Stmt *stmt) {
  switch (stmt->kind) {
    case STMT_EVAL: check_eval(v, stmt->call); break;
    case STMT_STORE: check_store(v, stmt); break;
    case STMT_LET: check_let(v, stmt->let); break;
    case STMT_ALLOC: check_alloc(v, stmt->alloc); break;
    case STMT_FOR: check_for(v, stmt); break;
    case STMT_WHILE:
    case STMT_IF: check_branch(v, stmt); break;
    case STMT_LAUNCH: check_launch(v, stmt); break;
    case STMT_BREAK:
    case STMT_CONTINUE:
      if (v->loops == 0) fail(v, "break or continue outside a loop");
      break;
    case STMT_ATTR:
      if (stmt->attribute.node) check_value(v, stmt->attribute.node, PLACE_ATTRIBUTE);
      check_value(v, stmt->attribute.value, PLACE_ATTRIBUTE);
      break;
  }
}

static void check_block(Verifier *v, const Block *block) {
  size_t visible = v->visible.count;
  for (size_t i = 0; i < block->count && !v->broken; i++) check_stmt(v, block->items[i]);
  v->visible.count = visible;
}

// ---- functions

static void check_function(Verifier *v, const PrimFunc *func) {
  v->func = func;
  v->role = ir_attribute_string(&func->attributes, "tt_kernel_role");
  v->visible.count = 0;
  for (size_t i = 0; i < func->params.count; i++) {
    const Param *param = &func->params.items[i];
    if (!param->buffer == !param->var) fail(v, "parameter %s is neither a tensor nor a scalar", param->name);
    if (param->var) define(v, param->var, param->name);
  }
  for (size_t i = 0; i < func->symbols.count; i++) define(v, func->symbols.items[i], func->symbols.items[i]->name);
  for (size_t i = 0; i < func->params.count && !v->broken; i++) {
    const Buffer *buffer = func->params.items[i].buffer;
    if (!buffer) continue;
    check_shape(v, buffer);
    if (buffer->scope != SCOPE_GLOBAL && v->role) fail(v, "tensor %s is not global", buffer->name);
    define(v, buffer, buffer->name);
  }
  check_keywords(v, &func->attributes);
  check_block(v, &func->body);
}

const char *ir_verify(Compilation *compilation, const Module *module) {
  Verifier v = {.c = compilation};
  check_keywords(&v, &module->attributes);
  for (size_t i = 0; i < module->functions.count && !v.broken; i++) {
    for (size_t j = 0; j < i; j++)
      if (!strcmp(module->functions.items[i]->name, module->functions.items[j]->name))
        fail(&v, "two functions are named %s", module->functions.items[i]->name);
    check_function(&v, module->functions.items[i]);
  }
  return v.broken;
}
