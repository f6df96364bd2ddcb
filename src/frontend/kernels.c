// Which kernel of a file is meant, its arguments from -D, and the entry points of the front end.
#include "frontend/elaborate.h"

#include "base/text.h"

// ---- recognising kernels

static const char *last_name(const AstExpr *expr) {
  if (expr->kind == AST_CALL) expr = expr->left;
  if (expr->kind == AST_NAME) return expr->text;
  return expr->kind == AST_ATTRIBUTE ? expr->name : "";
}

bool decorator_is(const AstFunction *function, const char *name) {
  for (size_t i = 0; i < function->decorators.count; i++)
    if (!strcmp(last_name(function->decorators.items[i]), name)) return true;
  return false;
}

// @tilelang.jit, @tl.jit(...), @jit; not @triton.jit, @torch.jit.script.
bool kernel_is_jit(const AstFunction *function) {
  for (size_t i = 0; i < function->decorators.count; i++) {
    const AstExpr *decorator = function->decorators.items[i];
    const char *name = last_name(decorator);
    if (decorator->kind == AST_CALL) decorator = decorator->left;
    bool foreign = decorator->kind == AST_ATTRIBUTE && decorator->left->kind == AST_NAME && !strcmp(decorator->left->text, "triton");
    if (!foreign && (!strcmp(name, "jit") || !strcmp(name, "lazy_jit"))) return true;
  }
  return false;
}

// Searches statements; nested functions only if `into_functions`.
typedef bool (*StmtTest)(const AstStmt *stmt);
static bool search(const AstBlock *block, StmtTest test, bool into_functions) {
  for (size_t i = 0; i < block->count; i++) {
    const AstStmt *stmt = block->items[i];
    if (test(stmt)) return true;
    switch ((AstStmtKind)stmt->kind) {
      case AST_STMT_IF: case AST_STMT_WHILE: case AST_STMT_FOR: case AST_STMT_WITH: case AST_STMT_TRY:
        if (search(&stmt->body, test, into_functions) || search(&stmt->orelse, test, into_functions)) return true;
        break;
      case AST_STMT_DEF:
        if (into_functions && search(&stmt->function->body, test, true)) return true;
        break;
      case AST_STMT_EXPR: case AST_STMT_ASSIGN: case AST_STMT_ANNOTATE: case AST_STMT_AUGMENT: case AST_STMT_CLASS:
      case AST_STMT_RETURN: case AST_STMT_ASSERT: case AST_STMT_RAISE: case AST_STMT_DEL: case AST_STMT_IMPORT:
      case AST_STMT_SCOPE: case AST_STMT_PASS: case AST_STMT_BREAK: case AST_STMT_CONTINUE: break;
    }
  }
  return false;
}

static bool is_prim_def(const AstStmt *stmt) { return stmt->kind == AST_STMT_DEF && decorator_is(stmt->function, "prim_func"); }
static bool is_kernel_def(const AstStmt *stmt) { return is_prim_def(stmt) || (stmt->kind == AST_STMT_DEF && kernel_is_jit(stmt->function)); }

static bool is_kernel_with(const AstStmt *stmt) {
  if (stmt->kind != AST_STMT_WITH) return false;
  for (size_t i = 0; i < stmt->items.count; i += 2)
    if (stmt->items.items[i]->kind == AST_CALL && !strcmp(last_name(stmt->items.items[i]), "Kernel")) return true;
  return false;
}

static bool is_const_call(const AstStmt *stmt) {
  return stmt->kind == AST_STMT_ASSIGN && stmt->value->kind == AST_CALL && stmt->value->left->kind == AST_ATTRIBUTE && !strcmp(stmt->value->left->name, "const");
}

// The kernel itself, not a factory: it launches, or takes T.const or tensors, which only such a kernel has (a macro may hold its launch).
static bool is_eager(const AstFunction *function) {
  if (!kernel_is_jit(function) || search(&function->body, is_prim_def, true)) return false;
  for (size_t i = 0; i < function->parameters.count; i++)
    if (is_tensor_parameter(function, &function->parameters.items[i])) return true;
  return search(&function->body, is_kernel_with, false) || search(&function->body, is_const_call, false);
}

static bool is_kernel(const AstFunction *function) {
  if (decorator_is(function, "macro")) return false;
  return decorator_is(function, "prim_func") || kernel_is_jit(function) || search(&function->body, is_kernel_def, true);
}

static bool is_ir_module(const AstStmt *stmt) {
  if (stmt->kind != AST_STMT_CLASS) return false;
  for (size_t i = 0; i < stmt->decorators.count; i++)
    if (!strcmp(last_name(stmt->decorators.items[i]), "ir_module")) return true;
  return false;
}

typedef VECTOR(const AstStmt *) StmtList;

static StmtList find_kernels(Compilation *c, const AstModule *module) {
  StmtList list = {0};
  for (size_t i = 0; i < module->body.count; i++) {
    const AstStmt *stmt = module->body.items[i];
    if (stmt->kind == AST_STMT_DEF && is_kernel(stmt->function)) vector_push(c->arena, &list, stmt);
  }
  return list;
}

static bool imports(const AstModule *module, const char *package) {
  for (size_t i = 0; i < module->body.count; i++) {
    const AstStmt *stmt = module->body.items[i];
    for (size_t k = 0; stmt->kind == AST_STMT_IMPORT && k < stmt->imports.count; k++)
      if (!strncmp(stmt->imports.items[k].module, package, strlen(package))) return true;
  }
  return false;
}

// TVMScript: imported from tvm.script, also in the comment that the printer begins with. A file of TileLang may use TVM, too.
static bool is_script(const Elaborator *e) {
  static const char *const head = "# from tvm.script import";
  if (!strncmp(e->c->sources.items[e->module->source].text, head, strlen(head))) return true;
  return !e->imports_tilelang && imports(e->module, "tvm.script");
}

// ---- -D

// A bare name is a string, such as float16, unless it is a function of the file.
static Value define_value(Elaborator *e, const AstExpr *expr, uint32_t source) {
  Global *global = expr->kind == AST_NAME ? bind_global(e, expr->text) : NULL;
  bool is_function = global && global->stmt->kind == AST_STMT_DEF;
  if (expr->kind == AST_NAME && !is_function) return value_string(expr->text);
  uint32_t saved = e->source;
  e->source = source;
  Value value = eval(e, expr);
  e->source = saved;
  return value;
}

static void read_defines(Elaborator *e) {
  for (size_t i = 0; i < e->options->define_count; i++) {
    const Define *define = &e->options->defines[i];
    const char *path = arena_format(e->c->arena, "-D %s", define->name);
    uint32_t source = source_add(e->c, path, define->value, strlen(define->value));
    const AstExpr *expr = parse_expression(e->c, source);
    if (!expr) continue;
    DefineState state = {.name = intern(e->c, define->name), .source = source, .value = define_value(e, expr, source)};
    for (size_t k = 0; k < e->defines.count; k++)
      if (e->defines.items[k].name == state.name) diag_error(e->c, NO_SPAN, "-D %s is given twice", state.name);
    vector_push(e->c->arena, &e->defines, state);
  }
}

static const char *join_names(Elaborator *e) {
  Text text = text_open(e->c->arena);
  for (size_t i = 0; i < e->wanted.count; i++) text_print(&text, "%s%s", i ? ", " : "", e->wanted.items[i]);
  return text.bytes;
}

static bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

static bool occurs(const char *text, const char *name) {
  size_t length = strlen(name);
  for (const char *at = strstr(text, name); at && length; at = strstr(at + 1, name))
    if ((at == text || !is_word(at[-1])) && !is_word(at[length])) return true;
  return false;
}

// After a failure only names that stand nowhere in the file are reported: the others may just not have been reached.
static void check_defines(Elaborator *e) {
  bool failed = diag_failed(e->c);
  for (size_t i = 0; i < e->defines.count; i++) {
    const char *name = e->defines.items[i].name;
    if (e->defines.items[i].used || (failed && occurs(e->c->sources.items[e->module->source].text, name))) continue;
    const char *close = suggest_close(name, e->wanted.items, e->wanted.count);
    if (close)
      diag_error(e->c, NO_SPAN, "-D %s: the kernel has no such name; did you mean `%s`?", name, close);
    else if (e->wanted.count)
      diag_error(e->c, NO_SPAN, "-D %s: the kernel has no such name; it takes %s", name, join_names(e));
    else
      diag_error(e->c, NO_SPAN, "-D %s: the kernel takes no -D", name);
  }
}

// ---- running factories

// Arguments of a factory by -D; what has neither -D nor default is reported in one message.
static bool factory_arguments(Elaborator *e, const Closure *closure, ArgumentList *arguments) {
  Text missing = text_open(e->c->arena);
  const AstParameters *parameters = closure->lambda ? closure->lambda->parameters : &closure->function->parameters;
  for (size_t i = 0; i < parameters->count; i++) {
    const AstParameter *parameter = &parameters->items[i];
    if (parameter->stars) continue;
    bind_want(e, parameter->name);
    vector_push(e->c->arena, &e->arguments, parameter->name);
    DefineState *define = bind_define(e, parameter->name);
    if (define)
      vector_push(e->c->arena, arguments, ((Argument){parameter->name, define->value, closure->span}));
    else if (!parameter->initial)
      text_print(&missing, " -D %s=...", parameter->name);
  }
  if (missing.length == 0) return true;
  diag_error(e->c, closure->span, "`%s` needs values for its arguments:%s", closure->name, missing.bytes);
  return false;
}

// Calls factories, as deep as they nest, until a kernel comes out.
static void run_factories(Elaborator *e, Closure *closure) {
  for (unsigned level = 0; level < 8; level++) {
    if (closure->is_prim || (closure->function && is_eager(closure->function))) {
      function_elaborate(e, closure, !closure->is_prim);
      return;
    }
    ArgumentList arguments = {0};
    if (!factory_arguments(e, closure, &arguments)) return;
    Value value = call_closure(e, closure, &arguments, closure->span);
    if (value.kind == VALUE_ERROR || diag_failed(e->c)) return;
    if (value.kind != VALUE_FUNCTION) {
      diag_error(e->c, closure->span, "`%s` returns %s, not a kernel made by @T.prim_func", closure->name, value_kind_text(value));
      return;
    }
    closure = value.closure;
  }
  diag_error(e->c, closure->span, "factories are nested too deep");
}

static Closure *new_closure(Elaborator *e, const AstFunction *function) {
  Closure *closure = arena_new(e->c->arena, Closure);
  *closure = (Closure){.name = function->name, .function = function, .scope = e->scope};
  closure->span = (Span){e->module->source, function->name_begin, function->name_end};
  closure->is_prim = decorator_is(function, "prim_func");
  closure->is_jit = kernel_is_jit(function);
  return closure;
}

// ---- modules of kernel IR

static void module_attributes(Elaborator *e, const AstStmt *stmt) {
  const AstExpr *call = stmt->value;
  if (call->kind != AST_CALL || strcmp(last_name(call), "module_attrs") || call->arguments.count != 1) return;
  Value value = eval(e, call->arguments.items[0].value);
  value_to_keywords(e, value, elab_span(e, call), &e->result->attributes);
}

static void read_ir_module(Elaborator *e, const AstStmt *class_stmt) {
  e->script = true;
  for (size_t i = 0; i < class_stmt->class_body.count; i++) {
    const AstStmt *stmt = class_stmt->class_body.items[i];
    e->symbols.count = 0;
    if (stmt->kind == AST_STMT_DEF)
      function_elaborate(e, new_closure(e, stmt->function), false);
    else if (stmt->kind == AST_STMT_EXPR)
      module_attributes(e, stmt);
  }
  if (e->result->functions.count == 0 && !diag_failed(e->c))
    diag_error(e->c, (Span){e->module->source, class_stmt->name_begin, class_stmt->name_end}, "the module has no functions");
}

// ---- choosing

static const char *kernel_names(Compilation *c, const StmtList *kernels) {
  Text text = text_open(c->arena);
  for (size_t i = 0; i < kernels->count; i++) text_print(&text, "%s%s", i ? ", " : "", kernels->items[i]->function->name);
  return text.bytes;
}

// The only one of several that is decorated itself; the others just make kernels, for tuning or tests.
static const AstFunction *only_decorated(const StmtList *kernels) {
  const AstFunction *found = NULL;
  for (size_t i = 0; i < kernels->count; i++) {
    const AstFunction *function = kernels->items[i]->function;
    if (!decorator_is(function, "prim_func") && !kernel_is_jit(function)) continue;
    if (found) return NULL;
    found = function;
  }
  return found;
}

static const AstFunction *choose(Elaborator *e, const StmtList *kernels) {
  const char *wanted = e->options->kernel;
  const AstFunction *found = NULL;
  VECTOR(const char *) names = {0};
  for (size_t i = 0; i < kernels->count; i++) {
    vector_push(e->c->arena, &names, kernels->items[i]->function->name);
    if (!wanted || !strcmp(wanted, kernels->items[i]->function->name)) found = kernels->items[i]->function;
  }
  const char *path = e->c->sources.items[e->module->source].path;
  if (kernels->count == 0) {
    diag_error(e->c, NO_SPAN, "%s has no kernel: no function with @tilelang.jit or @T.prim_func", path);
    return NULL;
  }
  if (wanted && !found) {
    const char *close = suggest_close(wanted, names.items, names.count);
    if (close)
      diag_error(e->c, NO_SPAN, "%s has no kernel `%s`; did you mean `%s`?", path, wanted, close);
    else
      diag_error(e->c, NO_SPAN, "%s has no kernel `%s`; it has %s", path, wanted, kernel_names(e->c, kernels));
    return NULL;
  }
  if (!wanted && kernels->count > 1) {
    found = only_decorated(kernels);
    if (found) return found;
    diag_error(e->c, NO_SPAN, "%s has several kernels; choose one with --kernel: %s", path, kernel_names(e->c, kernels));
    return NULL;
  }
  return found;
}

// ---- kernels inside other functions

static const AstFunction *find_function(const AstModule *module, const char *name, size_t length) {
  for (size_t i = 0; i < module->body.count; i++) {
    const AstStmt *stmt = module->body.items[i];
    if (stmt->kind != AST_STMT_DEF) continue;
    const char *given = stmt->function->name;
    if (strlen(given) == length && !memcmp(given, name, length)) return stmt->function;
  }
  return NULL;
}

// --kernel outer.inner
static void read_nested(Elaborator *e, const char *path) {
  size_t length = strcspn(path, ".");
  const AstFunction *function = find_function(e->module, path, length);
  Closure *closure = function ? nested_find(e, new_closure(e, function), path + length + 1) : NULL;
  if (closure)
    run_factories(e, closure);
  else if (!function)
    diag_error(e->c, NO_SPAN, "%s has no function `%.*s`", e->c->sources.items[e->module->source].path, (int)length, path);
}

Module *frontend_read(Compilation *compilation, uint32_t source, const FrontendOptions *options) {
  compilation->stage = "frontend";
  const AstModule *module = parse_module(compilation, source);
  if (diag_failed(compilation)) return NULL;
  Elaborator *e = arena_new(compilation->arena, Elaborator);
  *e = (Elaborator){.c = compilation, .options = options, .module = module, .source = source};
  e->result = arena_new(compilation->arena, Module);
  e->unnamed = intern(compilation, "buffer");
  e->imports_tilelang = imports(module, "tilelang");
  e->scope = arena_new(compilation->arena, ModuleScope);
  *e->scope = (ModuleScope){.path = compilation->sources.items[source].path, .module = module};
  bind_global_scan(e, e->scope);
  read_defines(e);
  if (diag_failed(compilation)) return NULL;
  for (size_t i = 0; i < module->body.count; i++)
    if (is_ir_module(module->body.items[i])) {
      read_ir_module(e, module->body.items[i]);
      check_defines(e);
      return diag_failed(compilation) ? NULL : e->result;
    }
  e->script = is_script(e);
  if (options->kernel && strchr(options->kernel, '.')) {
    read_nested(e, options->kernel);
  } else {
    StmtList kernels = find_kernels(compilation, module);
    const AstFunction *function = choose(e, &kernels);
    if (!function) return NULL;
    run_factories(e, new_closure(e, function));
  }
  check_defines(e);
  return diag_failed(compilation) ? NULL : e->result;
}

// ---- summaries

// The names in T.const("M, N").
static void add_const_names(Compilation *c, NameList *needs, const AstExpr *expr) {
  if (!expr || expr->kind != AST_CALL || strcmp(last_name(expr), "const") || expr->arguments.count == 0) return;
  const AstExpr *names = expr->arguments.items[0].value;
  if (names->kind != AST_STRING) return;
  for (const char *at = names->text; *at;) {
    size_t length = strcspn(at, ", ");
    if (length) vector_push(c->arena, needs, intern_range(c, at, length));
    at += length + (at[length] != 0);
  }
}

static void add_inner(Compilation *c, NameList *inner, const AstBlock *block, unsigned depth) {
  for (size_t i = 0; i < block->count && depth < 32; i++) {
    const AstStmt *stmt = block->items[i];
    bool holds = stmt->kind == AST_STMT_IF || stmt->kind == AST_STMT_WHILE || stmt->kind == AST_STMT_FOR || stmt->kind == AST_STMT_WITH ||
                 stmt->kind == AST_STMT_TRY;
    if (is_kernel_def(stmt)) vector_push(c->arena, inner, stmt->function->name);
    if (!holds) continue;
    add_inner(c, inner, &stmt->body, depth + 1);
    add_inner(c, inner, &stmt->orelse, depth + 1);
  }
}

static KernelSummary summary(Compilation *c, uint32_t source, const AstFunction *function) {
  KernelSummary result = {.name = function->name};
  Text text = text_open(c->arena);
  const char *bytes = c->sources.items[source].text;
  unsigned column;
  source_position(c, (Span){source, function->name_begin, function->name_end}, &result.line, &column);
  text_print(&text, "%s(", function->name);
  for (size_t i = 0; i < function->parameters.count; i++) {
    const AstParameter *parameter = &function->parameters.items[i];
    text_print(&text, "%s%s%s", i ? ", " : "", parameter->stars == 1 ? "*" : parameter->stars == 2 ? "**" : "", parameter->name);
    if (parameter->initial) text_print(&text, "=%.*s", (int)(parameter->initial->end - parameter->initial->begin), bytes + parameter->initial->begin);
    bool tensor = decorator_is(function, "prim_func") || declared_in_body(function, parameter) || is_tensor_parameter(function, parameter);
    if (!parameter->initial && !parameter->stars && !tensor) vector_push(c->arena, &result.needs, parameter->name);
  }
  text_put(&text, ")");
  for (size_t i = 0; i < function->body.count; i++)
    if (function->body.items[i]->kind == AST_STMT_ASSIGN) add_const_names(c, &result.needs, function->body.items[i]->value);
  if (!decorator_is(function, "prim_func")) add_inner(c, &result.inner, &function->body, 0);
  if (result.inner.count < 2) result.inner.count = 0;
  result.signature = text.bytes;
  return result;
}

KernelSummaryList frontend_kernels(Compilation *compilation, uint32_t source) {
  KernelSummaryList list = {0};
  const AstModule *module = parse_module(compilation, source);
  StmtList kernels = find_kernels(compilation, module);
  for (size_t i = 0; i < kernels.count; i++) {
    KernelSummary one = summary(compilation, source, kernels.items[i]->function);
    vector_push(compilation->arena, &list, one);
  }
  return list;
}
