// A kernel function: parameters, symbols, outputs; runs its body to make the PrimFunc.
#include "frontend/elaborate.h"

// ---- symbols

static bool is_param(const PrimFunc *func, const Var *var) {
  for (size_t i = 0; i < func->params.count; i++)
    if (func->params.items[i].var == var) return true;
  return false;
}

typedef struct SymbolSearch {
  Elaborator *e;
} SymbolSearch;

static void note_symbol(void *state, const Expr *expr) {
  Elaborator *e = ((SymbolSearch *)state)->e;
  if (expr->kind != EXPR_VAR || expr->var->value || is_param(e->func, expr->var)) return;
  for (size_t i = 0; i < e->func->symbols.count; i++)
    if (e->func->symbols.items[i] == expr->var) return;
  vector_push(e->c->arena, &e->func->symbols, expr->var);
}

static void note_symbols(Elaborator *e, const Buffer *buffer) {
  SymbolSearch search = {e};
  for (unsigned i = 0; i < buffer->rank; i++) {
    ir_visit(buffer->shape[i], note_symbol, &search);
    if (buffer->strides) ir_visit(buffer->strides[i], note_symbol, &search);
  }
}

Value function_symbol(Elaborator *e, const char *name, DType type, Span span) {
  DefineState *define = NULL;
  bool argument = false;  // -D of the name is for an argument: the symbol stays one
  if (name) {
    name = intern(e->c, name);
    for (size_t i = 0; i < e->arguments.count; i++) argument |= e->arguments.items[i] == name;
    bind_want(e, name);
    define = argument ? NULL : bind_define(e, name);
  }
  if (define) return define->value;
  for (size_t i = 0; name && i < e->symbols.count; i++)
    if (e->symbols.items[i]->name == name && e->symbols.items[i]->type == type) return value_expr(ir_var(e->c, e->symbols.items[i]));
  Var *var = ir_new_var(e->c, name ? name : "", type);
  var->span = span;
  if (e->script && e->launch)
    vector_push(e->c->arena, &e->pending, var);
  else
    vector_push(e->c->arena, &e->symbols, var);
  return value_expr(ir_var(e->c, var));
}

// ---- parameters

static void add_param(Elaborator *e, const char *name, Var *var, Buffer *buffer) {
  vector_push(e->c->arena, &e->func->params, ((Param){name, var, buffer}));
}

// "A_handle" is the tensor A.
static const char *visible_name(Elaborator *e, const char *handle) {
  size_t length = strlen(handle), suffix = strlen("_handle");
  if (length > suffix && !strcmp(handle + length - suffix, "_handle")) return intern_range(e->c, handle, length - suffix);
  return handle;
}

static Value scalar_param(Elaborator *e, const char *name, DType type, Span span) {
  bind_want(e, name);
  DefineState *define = type == TYPE_HANDLE ? NULL : bind_define(e, name);
  if (define) return arith_cast(e, type, define->value, span);
  Var *var = ir_new_var(e->c, name, type);
  var->span = span;
  add_param(e, type == TYPE_HANDLE ? visible_name(e, name) : name, var, NULL);
  return value_expr(ir_var(e->c, var));
}

static Value tensor_param(Elaborator *e, const char *name, const Tensor *tensor, Span span) {
  Buffer *buffer = index_new_buffer(e, name, tensor, span);
  if (!buffer) return VALUE_FAILED;
  note_symbols(e, buffer);
  return value_buffer(buffer);
}

// `A: T.handle("uint8x128", "grid_constant")`; `A: T.ptr`, which T.make_tensor makes a tensor.
static Value pointer_param(Elaborator *e, const char *name, Value annotation, Span span) {
  Value value = scalar_param(e, name, TYPE_HANDLE, span);
  if (annotation.kind == VALUE_HANDLE) pointer_describe(value.expr->var, annotation.handle);
  return value;
}

// The value of a parameter from its annotation; compile-time parameters come from -D or their default.
static Value param_value(Elaborator *e, const AstParameter *parameter, Value annotation, Span span) {
  DType type;
  if (annotation.kind == VALUE_ERROR) return annotation;
  if (annotation.kind == VALUE_TENSOR) {
    Value value = tensor_param(e, parameter->name, annotation.tensor, span);
    if (value.kind == VALUE_BUFFER) add_param(e, parameter->name, NULL, value.buffer);
    return value;
  }
  if (annotation.kind == VALUE_DTYPE && value_as_dtype(annotation, &type)) return scalar_param(e, parameter->name, type, span);
  if (pointer_is_type(annotation)) return pointer_param(e, parameter->name, annotation, span);
  bind_want(e, parameter->name);
  DefineState *define = bind_define(e, parameter->name);
  if (define) return define->value;
  if (parameter->initial) return eval(e, parameter->initial);
  return FAIL(e, span, "the argument `%s` has no value and is no tensor; give it with -D %s=..., or annotate it with T.Tensor(shape, dtype)",
              parameter->name, parameter->name);
}

static bool bind_params(Elaborator *e, const Closure *closure, bool (*later)(const AstFunction *, const AstParameter *)) {
  const AstFunction *function = closure->function;
  for (size_t i = 0; i < function->parameters.count; i++) {
    const AstParameter *parameter = &function->parameters.items[i];
    Span span = {e->source, parameter->begin, parameter->end};
    if (parameter->stars) continue;
    vector_push(e->c->arena, &e->arguments, parameter->name);
    if (later && later(function, parameter)) {  // declared in the body of an eager kernel
      add_param(e, parameter->name, NULL, NULL);
      continue;
    }
    Value annotation = parameter->annotation ? eval(e, parameter->annotation) : value_none();
    bind_set(e, parameter->name, param_value(e, parameter, annotation, span), span);
  }
  return true;
}

// ---- eager kernels

// `A: T.Tensor((M, K), dtype)` in the body makes the argument A a tensor.
static const AstStmt *declaration(const AstFunction *function, const char *name) {
  for (size_t i = 0; i < function->body.count; i++) {
    const AstStmt *stmt = function->body.items[i];
    if (stmt->kind == AST_STMT_ANNOTATE && !stmt->value && stmt->target->kind == AST_NAME && stmt->target->text == name) return stmt;
  }
  return NULL;
}

bool declared_in_body(const AstFunction *function, const AstParameter *parameter) {
  return declaration(function, parameter->name) != NULL;
}

// `A: T.Tensor(...)`, `A: T.Tensor[...]`, `A: T.StridedTensor(...)`
static bool is_tensor_type(const AstExpr *annotation) {
  static const char *const names[] = {"Tensor", "StridedTensor", "Buffer"};
  if (!annotation || (annotation->kind != AST_CALL && annotation->kind != AST_SUBSCRIPT)) return false;
  const AstExpr *callee = annotation->left;
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (callee->kind == AST_ATTRIBUTE && !strcmp(callee->name, names[i])) return true;
  return false;
}

bool is_tensor_parameter(const AstFunction *function, const AstParameter *parameter) {
  const AstStmt *declared = declaration(function, parameter->name);
  return is_tensor_type(parameter->annotation) || (declared && is_tensor_type(declared->annotation));
}

void function_declare(Elaborator *e, const AstStmt *stmt) {
  if (stmt->target->kind != AST_NAME) return;
  const char *name = stmt->target->text;
  Span span = elab_span(e, stmt->target);
  Param *param = NULL;
  for (size_t i = 0; i < e->func->params.count; i++)
    if (e->func->params.items[i].name == name) param = &e->func->params.items[i];
  if (!param || param->buffer || param->var) return;
  size_t index = (size_t)(param - e->func->params.items);
  Value annotation = eval(e, stmt->annotation), value = VALUE_FAILED;
  DType type;
  if (annotation.kind == VALUE_TENSOR) {
    value = tensor_param(e, name, annotation.tensor, span);
    if (value.kind == VALUE_BUFFER) e->func->params.items[index].buffer = value.buffer;
  } else if (value_as_dtype(annotation, &type)) {
    Var *var = ir_new_var(e->c, name, type);
    var->span = span;
    e->func->params.items[index].var = var;
    value = value_expr(ir_var(e->c, var));
  } else if (annotation.kind != VALUE_ERROR) {
    FAIL(e, elab_span(e, stmt->annotation), "expected T.Tensor(shape, dtype), found %s", value_kind_text(annotation));
  }
  bind_set(e, name, value, span);
}

// T.empty(...) bound to a name: an output, after the inputs in the order of the parameters.
Value function_empty(Elaborator *e, const char *name, Tensor *tensor, Span span) {
  if (e->frame_count) return FAIL(e, span, "T.empty inside of T.Kernel; declare outputs before it");
  Value value = tensor_param(e, name, tensor, span);
  if (value.kind != VALUE_BUFFER) return value;
  add_param(e, name, NULL, value.buffer);
  vector_push(e->c->arena, &e->outputs, value.buffer);
  return value;
}

static bool add_output_index(Elaborator *e, Value value, Span span) {
  for (size_t i = 0; i < e->outputs.count; i++)
    if (value.kind == VALUE_BUFFER && e->outputs.items[i] == value.buffer) {
      vector_push(e->c->arena, &e->out_index, (int64_t)i - (int64_t)e->outputs.count);
      return true;
    }
  FAIL(e, span, "only tensors made by T.empty can be returned, not %s", value_kind_text(value));
  return false;
}

// `return C` and `return C, D` of an eager kernel: the outputs, as tilelang numbers them.
static void return_outputs(Elaborator *e, Value value, Span span) {
  ValueList items = {0};
  if (value.kind == VALUE_ERROR) return;
  if (value.kind == VALUE_TUPLE)
    items = *value.list;
  else if (value.kind != VALUE_NONE)
    vector_push(e->c->arena, &items, value);
  for (size_t i = 0; i < items.count; i++)
    if (!add_output_index(e, items.items[i], span)) return;
  if (e->out_index.count != e->outputs.count) {
    FAIL(e, span, "%zu tensors are made by T.empty, %zu are returned", e->outputs.count, e->out_index.count);
    return;
  }
  if (e->out_index.count)
    ir_set_attribute(e->c, &e->func->attributes, "tilelang_out_idx", ir_ints(e->c, e->out_index.items, (unsigned)e->out_index.count));
}

// ---- the function

static bool has_handles(const AstFunction *function) {
  for (size_t i = 0; i < function->parameters.count; i++) {
    const AstExpr *annotation = function->parameters.items[i].annotation;
    if (annotation && annotation->kind == AST_ATTRIBUTE && !strcmp(annotation->name, "handle")) return true;
  }
  return false;
}

static bool params_whole(Elaborator *e, const Closure *closure) {
  for (size_t i = 0; i < e->func->params.count; i++) {
    const Param *param = &e->func->params.items[i];
    if (param->buffer || (param->var && (param->var->type != TYPE_HANDLE || param->var->pointee != TYPE_VOID))) continue;
    if (diag_failed(e->c)) return false;
    diag_error(e->c, closure->span, "the parameter `%s` of `%s` has no T.match_buffer or declaration", param->name, closure->name);
  }
  return !diag_failed(e->c);
}

static void finish_body(Elaborator *e, const Block *allocations) {
  if (allocations->count == 0) return;
  Block joined = {0};
  for (size_t i = 0; i < allocations->count; i++) ir_append(e->c, &joined, allocations->items[i]);
  for (size_t i = 0; i < e->func->body.count; i++) ir_append(e->c, &joined, e->func->body.items[i]);
  e->func->body = joined;
}

static void note_declared(void *state, const Expr *expr) {
  Elaborator *e = ((SymbolSearch *)state)->e;
  for (size_t i = 0; expr->kind == EXPR_VAR && i < e->symbols.count; i++)
    if (e->symbols.items[i] == expr->var) note_symbol(state, expr);
}

// Symbols that no parameter has in its shape: of the grid, of a loop.
static void note_used(Elaborator *e, const Block *block) {
  SymbolSearch search = {e};
  for (size_t i = 0; i < block->count; i++) {
    const Stmt *stmt = block->items[i];
    ir_visit_stmt(stmt, note_declared, &search);
    switch (stmt->kind) {
      case STMT_FOR: note_used(e, &stmt->loop.body); break;
      case STMT_LAUNCH: note_used(e, &stmt->launch.body); break;
      case STMT_IF:
      case STMT_WHILE:
        note_used(e, &stmt->branch.then);
        note_used(e, &stmt->branch.orelse);
        break;
      case STMT_EVAL: case STMT_STORE: case STMT_LET: case STMT_ALLOC: case STMT_BREAK: case STMT_CONTINUE: case STMT_ATTR: break;
    }
  }
}

// Symbols of printed functions are named by the line that declares them, after they were made.
static void note_all_symbols(Elaborator *e) {
  for (size_t i = 0; i < e->func->params.count; i++)
    if (e->func->params.items[i].buffer) note_symbols(e, e->func->params.items[i].buffer);
  for (size_t i = 0; i < e->symbols.count && e->script; i++) {
    const Expr *symbol = ir_var(e->c, e->symbols.items[i]);
    SymbolSearch search = {e};
    note_symbol(&search, symbol);
  }
  if (!e->script) note_used(e, &e->func->body);
}

bool function_elaborate(Elaborator *e, Closure *closure, bool eager) {
  Environment *environment = arena_new(e->c->arena, Environment);
  Block allocations = {0};
  environment->parent = closure->environment;
  e->environment = environment;
  e->source = closure->span.file;
  e->scope = closure->scope;
  e->func = arena_new(e->c->arena, PrimFunc);
  e->body = &closure->function->body;
  e->func->name = closure->name;
  e->func->span = closure->span;
  e->eager = eager;
  e->site = NULL;
  e->outputs.count = e->out_index.count = 0;
  e->stmt_span = closure->span;
  bool script = e->script;
  e->script = script || (has_handles(closure->function) && !e->imports_tilelang);
  bind_params(e, closure, declared_in_body);
  e->device = e->tracing = true;
  e->block = &e->func->body;
  e->allocations = &allocations;
  e->launch = NULL;
  e->loop = LOOP_NONE;
  e->control = 0;
  e->returned = value_none();
  exec_block(e, &closure->function->body);
  if (eager || e->outputs.count) return_outputs(e, e->returned, e->returned.kind == VALUE_NONE ? closure->span : e->returned_span);
  note_all_symbols(e);
  finish_body(e, &allocations);
  vector_drop_unused(e, e->func);
  nested_place_views(e, e->func);
  e->device = e->tracing = false;
  e->block = NULL;
  e->script = script;
  if (!params_whole(e, closure)) return false;
  vector_push(e->c->arena, &e->result->functions, e->func);
  return true;
}
