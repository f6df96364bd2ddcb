// Names: environments, lazily evaluated module globals, -D, and what `name = value` means in a kernel.
#include "frontend/elaborate.h"

// ---- visibility

unsigned bind_frame(const Elaborator *e) { return e->frame_count ? e->frames[e->frame_count - 1] : 0; }

bool bind_visible(const Elaborator *e, const Binding *binding) {
  if (binding->frame == 0) return true;
  for (unsigned i = e->frame_count; i-- > 0;)  // serials ascend
    if (e->frames[i] <= binding->frame) return e->frames[i] == binding->frame;
  return false;
}

enum { FEW_NAMES = 24 };  // up to here a list is quicker than the index

// Names are interned: their addresses are their identity. The order of nothing depends on them.
static size_t slot_of(const Environment *environment, const char *name) {
  size_t slot = ((uintptr_t)name >> 3) * 0x9e3779b97f4a7c15u >> 20 & (environment->capacity - 1);
  while (environment->index[slot] && environment->bindings.items[environment->index[slot] - 1].name != name) slot = (slot + 1) & (environment->capacity - 1);
  return slot;
}

static Binding *find_here(Environment *environment, const char *name) {
  if (environment->index) {
    uint32_t place = environment->index[slot_of(environment, name)];
    return place ? &environment->bindings.items[place - 1] : NULL;
  }
  for (size_t i = environment->bindings.count; i-- > 0;)
    if (environment->bindings.items[i].name == name) return &environment->bindings.items[i];
  return NULL;
}

static void add_binding(Elaborator *e, Environment *environment, Binding binding) {
  vector_push(e->c->arena, &environment->bindings, binding);
  size_t count = environment->bindings.count;
  if (count <= FEW_NAMES) return;
  if (count * 2 < environment->capacity) {
    environment->index[slot_of(environment, binding.name)] = (uint32_t)count;
    return;
  }
  environment->capacity = environment->capacity ? environment->capacity * 2 : 128;
  environment->index = arena_array(e->c->arena, uint32_t, environment->capacity);
  for (size_t i = 0; i < count; i++) environment->index[slot_of(environment, environment->bindings.items[i].name)] = (uint32_t)i + 1;
}

Value bind_as(Elaborator *e, const char *name, Value value, Span span) {
  bind_assign(e, intern(e->c, name), value, span);
  return bind_lookup(e, intern(e->c, name), span);
}

Binding *bind_find(Elaborator *e, const char *name, Environment **where) {
  for (Environment *environment = e->environment; environment; environment = environment->parent) {
    Binding *binding = find_here(environment, name);
    if (!binding) continue;
    if (where) *where = environment;
    return binding;
  }
  return NULL;
}

static void set_in_frame(Elaborator *e, const char *name, Value value, unsigned frame, Span span) {
  Environment *environment = e->environment;
  Binding binding = {name, value, frame, bind_frame(e), span};
  Binding *known = find_here(environment, name);
  if (known)
    *known = binding;
  else
    add_binding(e, environment, binding);
}

// `count = count + 1` under a device loop or condition happens once, while the kernel is traced: tilelang does the same, silently.
static void warn_traced_once(Elaborator *e, const Binding *old, Value value, Span span) {
  bool outer = old->made != bind_frame(e) && e->control, changed = !value_equal(old->value, value);
  if (!outer || !changed || !value_is_number(old->value) || !value_is_number(value)) return;
  diag_warning(e->c, span, "`%s` is a Python number, set once while the kernel is traced, not on the device; use T.alloc_var for a variable", old->name);
}

void bind_set(Elaborator *e, const char *name, Value value, Span span) { set_in_frame(e, name, value, 0, span); }

// ---- -D and suggestions

void bind_want(Elaborator *e, const char *name) {
  for (size_t i = 0; i < e->wanted.count; i++)
    if (e->wanted.items[i] == name) return;
  vector_push(e->c->arena, &e->wanted, name);
}

DefineState *bind_define(Elaborator *e, const char *name) {
  for (size_t i = 0; i < e->defines.count; i++)
    if (e->defines.items[i].name == name) {
      e->defines.items[i].used = true;
      return &e->defines.items[i];
    }
  return NULL;
}

// ---- globals

static void add_step(Elaborator *e, Global *global, const AstStmt *step) {
  global->changed |= step->kind == AST_STMT_AUGMENT || step->kind == AST_STMT_IF || step->kind == AST_STMT_FOR;
  if (global->steps.count && global->steps.items[global->steps.count - 1] == step) return;
  vector_push(e->c->arena, &global->steps, step);
}

static void add_global(Elaborator *e, Global global) {
  const AstStmt *step = e->module_step;
  for (size_t i = 0; i < e->scope->globals.count; i++) {
    Global *known = &e->scope->globals.items[i], old = *known;
    if (known->name != global.name) continue;
    if (!global.nested || known->nested) *known = global;  // the last one counts; one that always runs beats one that may
    known->changed = old.changed;
    known->steps.items = old.steps.items;
    known->steps.count = old.steps.count;
    known->steps.capacity = old.steps.capacity;
    add_step(e, known, step);
    return;
  }
  add_step(e, &global, step);
  vector_push(e->c->arena, &e->scope->globals, global);
}

static void scan_target(Elaborator *e, const AstStmt *stmt, const AstExpr *target, bool nested) {
  if (target->kind == AST_NAME) {
    add_global(e, (Global){.name = target->text, .stmt = stmt, .target = target, .nested = nested});
  } else if (target->kind == AST_TUPLE || target->kind == AST_LIST) {
    for (size_t i = 0; i < target->items.count; i++)
      if (target->items.items[i]->kind == AST_NAME)
        add_global(e, (Global){.name = target->items.items[i]->text, .stmt = stmt, .target = target, .nested = nested});
  }
}

static void scan_block(Elaborator *e, const AstBlock *block, bool nested);

static void scan_stmt(Elaborator *e, const AstStmt *stmt, bool nested) {
  switch ((AstStmtKind)stmt->kind) {
    case AST_STMT_ASSIGN:
      for (size_t i = 0; i < stmt->items.count; i++) scan_target(e, stmt, stmt->items.items[i], nested);
      break;
    case AST_STMT_ANNOTATE:
      if (stmt->value) scan_target(e, stmt, stmt->target, nested);
      break;
    case AST_STMT_AUGMENT: scan_target(e, stmt, stmt->target, nested); break;
    case AST_STMT_DEF: add_global(e, (Global){.name = stmt->function->name, .stmt = stmt, .nested = nested}); break;
    case AST_STMT_CLASS: add_global(e, (Global){.name = stmt->name, .stmt = stmt, .nested = nested}); break;
    case AST_STMT_IMPORT:
      for (size_t i = 0; i < stmt->imports.count; i++)
        if (stmt->imports.items[i].name && !strcmp(stmt->imports.items[i].name, "*")) vector_push(e->c->arena, &e->scope->stars, &stmt->imports.items[i]);
      for (size_t i = 0; i < stmt->imports.count; i++)
        if (stmt->imports.items[i].alias)
          add_global(e, (Global){.name = stmt->imports.items[i].alias, .stmt = stmt, .import = (unsigned)i, .nested = nested});
      break;
    case AST_STMT_FOR: scan_target(e, stmt, stmt->target, true); // fall through
    case AST_STMT_IF: case AST_STMT_WHILE: case AST_STMT_WITH: case AST_STMT_TRY:
      scan_block(e, &stmt->body, true);
      scan_block(e, &stmt->orelse, true);
      break;
    case AST_STMT_EXPR: case AST_STMT_RETURN: case AST_STMT_ASSERT: case AST_STMT_RAISE: case AST_STMT_DEL:
    case AST_STMT_SCOPE: case AST_STMT_PASS: case AST_STMT_BREAK: case AST_STMT_CONTINUE: break;
  }
}

static void scan_block(Elaborator *e, const AstBlock *block, bool nested) {
  for (size_t i = 0; i < block->count; i++) {
    if (!nested) e->module_step = block->items[i];
    scan_stmt(e, block->items[i], nested);
  }
}

void bind_global_scan(Elaborator *e, ModuleScope *scope) {
  ModuleScope *saved = e->scope;
  e->scope = scope;
  scan_block(e, &scope->module->body, false);
  e->scope = saved;
}

Global *bind_global(Elaborator *e, const char *name) {
  for (size_t i = 0; i < e->scope->globals.count; i++)
    if (e->scope->globals.items[i].name == name) return &e->scope->globals.items[i];
  return NULL;
}

static Value import_value(Elaborator *e, const AstImport *import) {
  if (!import->name) return (Value){.kind = VALUE_MODULE, .string = import->whole ? import->alias : import->module};
  Value value;
  if (import->module[0] == '.') {
    bool alone = import->module[strspn(import->module, ".")] == 0;
    if (!alone && module_value(e, import->module, import->name, NO_SPAN, &value)) return value;
    if (module_submodule(e, import->module, import->name, &value)) return value;
    if (alone && module_value(e, import->module, import->name, NO_SPAN, &value)) return value;
  }
  return builtin_module_attribute(e, import->module, import->name, NO_SPAN);
}

// The items of `a, b = value` for one of its names.
static Value global_item(Elaborator *e, const AstExpr *target, const char *name, Value value, Span span) {
  if (target->kind == AST_NAME || value.kind == VALUE_ERROR) return value;
  ValueList items = {0};
  if (!eval_iterate(e, value, span, &items)) return VALUE_FAILED;
  for (size_t i = 0; i < target->items.count && i < items.count; i++)
    if (target->items.items[i]->kind == AST_NAME && target->items.items[i]->text == name) return items.items[i];
  return FAIL(e, span, "not enough values to unpack");
}

// Executes the statements of the module that bind the name, one after the other: `x = 8`, then `if y > 4: x += 2`. False, with nothing
// reported, if they can't be executed.
static bool run_steps(Elaborator *e, const Global *global, Value *value) {
  Environment *environment = arena_new(e->c->arena, Environment);
  size_t before = e->c->diagnostics.count, unknown = e->unknown.count;
  e->environment = environment;
  for (size_t i = 0; i < global->steps.count && e->c->diagnostics.count == before; i++) {
    AstBlock one = {0};
    AstStmt *step = arena_new(e->c->arena, AstStmt);
    *step = *global->steps.items[i];
    vector_push(e->c->arena, &one, step);
    exec_block(e, &one);
  }
  const Binding *binding = find_here(environment, global->name);
  bool executed = e->c->diagnostics.count == before && binding;
  e->environment = NULL;
  e->c->diagnostics.count = before;
  e->unknown.count = unknown;
  if (executed) *value = binding->value;
  return executed;
}

static Value evaluate_global(Elaborator *e, Global *global) {
  Value changed;
  if (global->changed && run_steps(e, global, &changed)) return changed;
  const AstStmt *stmt = global->stmt;
  Span span = {e->scope->module->source, stmt->begin, stmt->end};
  switch ((AstStmtKind)stmt->kind) {
    case AST_STMT_IMPORT: return import_value(e, &stmt->imports.items[global->import]);
    case AST_STMT_DEF: {
      Closure *closure = arena_new(e->c->arena, Closure);
      Span name = {e->scope->module->source, stmt->function->name_begin, stmt->function->name_end};
      *closure = (Closure){.name = global->name, .function = stmt->function, .span = name};
      closure->scope = e->scope;
      closure->is_macro = decorator_is(stmt->function, "macro");
      closure->is_prim = decorator_is(stmt->function, "prim_func");
      closure->is_jit = kernel_is_jit(stmt->function);
      return (Value){.kind = VALUE_FUNCTION, .closure = closure};
    }
    case AST_STMT_ASSIGN:
    case AST_STMT_ANNOTATE: return global_item(e, global->target, global->name, eval(e, stmt->value), span);
    case AST_STMT_AUGMENT: return FAIL(e, span, "`%s` is changed while the module runs", global->name);
    case AST_STMT_CLASS: return object_class(e, stmt);
    case AST_STMT_EXPR: case AST_STMT_IF: case AST_STMT_WHILE: case AST_STMT_FOR: case AST_STMT_WITH: case AST_STMT_RETURN:
    case AST_STMT_ASSERT: case AST_STMT_RAISE: case AST_STMT_DEL: case AST_STMT_SCOPE: case AST_STMT_TRY: case AST_STMT_PASS:
    case AST_STMT_BREAK: case AST_STMT_CONTINUE: break;
  }
  return FAIL(e, span, "`%s` is set by a statement that is not evaluated", global->name);
}

// Evaluates in the module's scope, with the state of the kernel set aside; errors become one error at the use.
static Value run_global(Elaborator *e, Global *global, Span use) {
  if (global->state == GLOBAL_RUNNING) return FAIL(e, use, "`%s` is defined by itself", global->name);
  Elaborator saved = *e;
  e->environment = NULL;
  e->device = e->script = e->tracing = false;
  e->site = NULL;
  e->source = e->scope->module->source;
  e->frame_count = 0;
  global->state = GLOBAL_RUNNING;
  size_t before = e->c->diagnostics.count;
  Value value = evaluate_global(e, global);
  e->environment = saved.environment;
  e->device = saved.device;
  e->tracing = saved.tracing;
  e->script = saved.script;
  e->site = saved.site;
  e->source = saved.source;
  e->frame_count = saved.frame_count;
  if (value.kind != VALUE_ERROR && value.kind != VALUE_OPAQUE) return value;
  bool simple = global->stmt->kind == AST_STMT_ASSIGN || global->stmt->kind == AST_STMT_ANNOTATE || global->stmt->kind == AST_STMT_FOR ||
                global->stmt->kind == AST_STMT_AUGMENT;
  if (!simple) return value;
  Span place = {e->scope->module->source, global->stmt->begin, global->stmt->end};
  const char *why = before < e->c->diagnostics.count ? e->c->diagnostics.items[before].message : "Python code is not executed";
  if (before < e->c->diagnostics.count) place = e->c->diagnostics.items[before].span;
  e->c->diagnostics.count = before;
  e->unknown.count = saved.unknown.count;
  if (value.kind == VALUE_OPAQUE && global->nested) return value;
  diag_error(e->c, use, "the value of `%s` can't be worked out at compile time; give it with -D %s=...", global->name, global->name);
  diag_note(e->c, place, "%s", why);
  return VALUE_FAILED;
}

// -D means an argument of the kernel, not the global of that name, where the global has a value of its own.
static bool has_own_value(Elaborator *e, Global *global, Span use, Value *value) {
  bool argument = false;
  size_t before = e->c->diagnostics.count, unknown = e->unknown.count;
  for (size_t i = 0; i < e->arguments.count; i++) argument |= e->arguments.items[i] == global->name;
  if (!argument) return false;
  *value = run_global(e, global, use);
  e->c->diagnostics.count = before;
  e->unknown.count = unknown;
  return value->kind != VALUE_ERROR && value->kind != VALUE_OPAQUE;
}

Value bind_global_value(Elaborator *e, Global *global, Span use) {
  if (global->state == GLOBAL_DONE) return global->value;
  bool assigned = global->stmt->kind == AST_STMT_ASSIGN || global->stmt->kind == AST_STMT_ANNOTATE ||
                  global->stmt->kind == AST_STMT_AUGMENT || global->stmt->kind == AST_STMT_FOR;
  if (global->state == GLOBAL_RUNNING) return FAIL(e, use, "`%s` is defined by itself", global->name);
  Value found = value_none();
  if (global->stmt->kind == AST_STMT_IMPORT && global->stmt->imports.items[global->import].name) {
    global->state = GLOBAL_RUNNING;
    found = import_value(e, &global->stmt->imports.items[global->import]);
    assigned = found.kind == VALUE_OPAQUE;
    global->state = GLOBAL_UNSEEN;
  }
  if (assigned) bind_want(e, global->name);
  DefineState *define = assigned ? bind_define(e, global->name) : NULL;
  Value value = value_none();
  bool own = define && has_own_value(e, global, use, &value);
  value = own ? value : define ? define->value : found.kind != VALUE_NONE ? found : run_global(e, global, use);
  global->value = value;
  global->state = GLOBAL_DONE;
  return value;
}

// ---- look-up

static Value unknown_name(Elaborator *e, const char *name, Span span) {
  VECTOR(const char *) names = {0};
  for (Environment *environment = e->environment; environment; environment = environment->parent)
    for (size_t i = 0; i < environment->bindings.count; i++)
      vector_push(e->c->arena, &names, environment->bindings.items[i].name);
  for (size_t i = 0; i < e->scope->globals.count; i++) vector_push(e->c->arena, &names, e->scope->globals.items[i].name);
  for (const Builtin *row = PYTHON_BUILTINS; row->name; row++) vector_push(e->c->arena, &names, row->name);
  const char *close = suggest_close(name, names.items, names.count);
  if (close) return FAIL(e, span, "unknown name `%s`; did you mean `%s`?", name, close);
  return FAIL(e, span, "unknown name `%s`", name);
}

static bool python_type(const char *name, Value *value) {
  static const char *const types[] = {"object", "Exception", "ValueError", "RuntimeError", "TypeError", "__name__", "__file__"};
  for (size_t i = 0; i < sizeof types / sizeof *types; i++)
    if (!strcmp(types[i], name)) {
      *value = (Value){.kind = VALUE_OPAQUE, .string = name};
      return true;
    }
  return false;
}

Value bind_lookup(Elaborator *e, const char *name, Span span) {
  Value value;
  const Binding *binding = bind_find(e, name, NULL);
  if (binding && bind_visible(e, binding)) return binding->value;
  if (binding) {
    diag_error(e->c, span, "`%s` was bound inside a device loop or branch that has ended", name);
    diag_note(e->c, binding->span, "bound here; use T.alloc_var for a value that outlives the block");
    return elab_failed(e);
  }
  Global *global = bind_global(e, name);
  if (global) return bind_global_value(e, global, span);
  for (size_t i = 0; i < e->scope->stars.count; i++)
    if (module_value(e, e->scope->stars.items[i]->module, name, span, &value)) return value;
  const Builtin *builtin = builtin_find(PYTHON_BUILTINS, name);
  if (builtin) return (Value){.kind = VALUE_BUILTIN, .builtin = builtin};
  if (python_type(name, &value)) return value;
  // Snippets without their imports.
  if (!strcmp(name, "T")) return (Value){.kind = VALUE_MODULE, .string = "tilelang.language"};
  if (!strcmp(name, "tilelang")) return (Value){.kind = VALUE_MODULE, .string = "tilelang"};
  if (e->script && !strcmp(name, "metadata")) return (Value){.kind = VALUE_OPAQUE, .string = name};  // GPU layouts
  return unknown_name(e, name, span);
}

// ---- assignment

static void find_load(void *state, const Expr *expr) {
  if (expr->kind == EXPR_LOAD || expr->kind == EXPR_REGION) *(bool *)state = true;
}

static bool is_pure(const Expr *expr) {
  bool loads = false;
  ir_visit(expr, find_load, &loads);
  return !loads;
}

static Value make_let(Elaborator *e, const char *name, Value value, Span span) {
  Var *var = ir_new_var(e->c, name, value.expr->type);
  var->span = span;
  exec_emit(e, ir_let(e->c, var, value.expr));
  return value_expr(ir_with_span(e->c, ir_var(e->c, var), span));
}

static bool needs_let(const Elaborator *e, Value value) {
  if (value.kind != VALUE_EXPR || value.expr->kind == EXPR_VAR || value.expr->kind == EXPR_REGION) return false;
  return e->frame_count > 0 || !is_pure(value.expr);
}

static void forget_pending(Elaborator *e, const Var *var) {
  for (size_t i = 0; i < e->pending.count; i++)
    if (e->pending.items[i] == var) e->pending.items[i] = e->pending.items[--e->pending.count];
}

// A loop below has the name as its variable.
static bool is_looped(const AstBlock *block, const char *name) {
  for (size_t i = 0; i < block->count; i++) {
    const AstStmt *stmt = block->items[i];
    bool loop = stmt->kind == AST_STMT_FOR, inside = loop || stmt->kind == AST_STMT_IF || stmt->kind == AST_STMT_WHILE || stmt->kind == AST_STMT_WITH;
    if (loop && stmt->target->kind == AST_NAME && stmt->target->text == name) return true;
    if (inside && (is_looped(&stmt->body, name) || is_looped(&stmt->orelse, name))) return true;
  }
  return false;
}

// `m = T.int32()` names the symbol; -D may give it a value.
static Value name_symbol(Elaborator *e, const char *name, Value value) {
  if (value.kind != VALUE_EXPR || value.expr->kind != EXPR_VAR || value.expr->var->name[0]) return value;
  // TVM prints so, too, where a let of a `with T.attr(...)` is used after it: the name stands for the let.
  const Binding *old = e->script && e->launch ? bind_find(e, name, NULL) : NULL;
  bool is_let = old && bind_visible(e, old) && old->value.kind == VALUE_EXPR && old->value.expr->kind == EXPR_VAR && old->value.expr->var->value;
  if (is_let && old->value.expr->type == value.expr->type) {
    forget_pending(e, value.expr->var);
    return old->value;
  }
  bind_want(e, name);
  DefineState *define = bind_define(e, name);
  if (define) return define->value;
  value.expr->var->name = name;
  if (e->script && e->launch && !is_looped(e->body, name)) {  // a symbol of the function that is first used here
    forget_pending(e, value.expr->var);
    vector_push(e->c->arena, &e->symbols, value.expr->var);
  }
  return value;
}

static void bind_ir(Elaborator *e, const char *name, Value value, Span span) {
  value = name_symbol(e, name, value);
  if (value.kind == VALUE_BUFFER && value.buffer->name == e->unnamed) value.buffer->name = name, value.buffer->span = span;
  if (value.slice && !e->script && e->frame_count) vector_bind_slice(e, name, value.expr, span);
  if (needs_let(e, value)) value = make_let(e, name, value, span);
  set_in_frame(e, name, value, bind_frame(e), span);
}

// A value that stays a Python value when bound.
static bool is_python(Value *value) {
  if (value->kind == VALUE_EXPR && value->expr->kind == EXPR_INT && value->expr->type == TYPE_INT32) {
    *value = value_int(value->expr->integer);
    return true;
  }
  return value->kind != VALUE_EXPR && value->kind != VALUE_BUFFER;
}

// `flat = T.Buffer(shape, dtype, data=buffer.data)`: another view of the buffer's storage.
static Value make_view(Elaborator *e, const char *name, const Tensor *tensor, Span span) {
  Buffer *view = index_new_buffer(e, name, tensor, span);
  if (!view) return VALUE_FAILED;
  exec_emit(e, ir_alloc(e->c, view));
  return value_buffer(view);
}

// A variable set by Python that is not executed takes its value from -D, or is reported by its own name where it is needed.
static Value name_opaque(Elaborator *e, const char *name, Value value) {
  if (value.kind != VALUE_OPAQUE || !strchr(value.string, '(')) return value;
  bind_want(e, name);
  DefineState *define = bind_define(e, name);
  if (define) return define->value;
  value.string = name;
  return value;
}

void bind_assign(Elaborator *e, const char *name, Value value, Span span) {
  value = name_opaque(e, name, value);
  bool operation = value.kind == VALUE_EXPR && value.expr->kind == EXPR_CALL && value.expr->type == TYPE_VOID;
  if (operation && e->device) value = FAIL(e, e->value_span.file == NO_FILE ? span : e->value_span, "T.%s gives no value; let it stand alone", op_info(value.expr->op)->text);
  if (value.kind == VALUE_HANDLE && !value.handle->name) value.handle->name = name;
  if (!e->device || value.kind == VALUE_ERROR) {
    bind_set(e, name, value, span);
    return;
  }
  if (value.kind == VALUE_FRAME) value = frames_enter(e, value.frame, span);
  if (value.kind == VALUE_TENSOR && value.output) value = function_empty(e, name, value.tensor, span);
  if (value.kind == VALUE_TENSOR && (value.tensor->storage || value.tensor->address)) value = make_view(e, name, value.tensor, span);
  Environment *where = NULL;
  const Binding *old = bind_find(e, name, &where);
  bool live = old && where == e->environment && bind_visible(e, old), number = value_is_number(value) || value.kind == VALUE_EXPR;
  if (live && number && old->value.kind == VALUE_BUFFER && old->value.buffer->scope == SCOPE_VAR) {
    index_store(e, old->value, value_int(0), value, span);
    return;
  }
  if (live && number && old->value.reference) {
    const Expr *target = old->value.expr;
    const Expr *stored = arith_expr(e, value, span);
    if (stored && type_lanes(stored->type) > type_lanes(target->type))
      FAIL(e, span, "%s can't be converted to %s", type_text(stored->type), type_text(target->type));
    else if (stored)
      exec_emit(e, ir_store(e->c, target->buffer, target->indices, arith_cast_expr(e, target->type, stored)));
    return;
  }
  if (is_python(&value) && !e->script && live) warn_traced_once(e, old, value, span);
  if (is_python(&value) && !e->script)
    bind_set(e, name, value, span);
  else
    bind_ir(e, name, value, span);
}

// `a, b = python_that_is_not_executed()`: each name may have its value from -D.
static Value name_unknown(Elaborator *e, const AstExpr *target, Value value) {
  if (target->kind == AST_STARRED) target = target->left;
  if (target->kind != AST_NAME) return value;
  bind_want(e, target->text);
  DefineState *define = bind_define(e, target->text);
  return define ? define->value : (Value){.kind = VALUE_OPAQUE, .string = target->text};
}

static void bind_items(Elaborator *e, const AstExpr *target, ValueList *items, bool fresh) {
  // `a, b = b, a`: all values are computed before the first name is bound.
  for (size_t i = 0; i < target->items.count && e->device; i++) {
    const AstExpr *item = target->items.items[i];
    Value *value = &items->items[i];
    if (needs_let(e, *value) && !is_python(value))
      *value = make_let(e, item->kind == AST_NAME ? item->text : "_tmp", *value, elab_span(e, item));
  }
  for (size_t i = 0; i < target->items.count; i++) bind_target(e, target->items.items[i], items->items[i], fresh);
}

// `a, *b = ...`: the starred target takes a list of what the others leave.
static bool gather_star(Elaborator *e, const AstExpr *target, ValueList *items) {
  size_t count = target->items.count, star = 0;
  while (star < count && target->items.items[star]->kind != AST_STARRED) star++;
  if (star == count || items->count + 1 < count) return false;
  size_t taken = items->count + 1 - count;
  ValueList gathered = {0};
  for (size_t i = 0; i < star; i++) vector_push(e->c->arena, &gathered, items->items[i]);
  vector_push(e->c->arena, &gathered, value_list(e->c, VALUE_LIST, items->items + star, taken));
  for (size_t i = star + taken; i < items->count; i++) vector_push(e->c->arena, &gathered, items->items[i]);
  *items = gathered;
  return true;
}

static void bind_tuple(Elaborator *e, const AstExpr *target, Value value, bool fresh) {
  ValueList items = {0}, poison = {0};
  Span span = elab_span(e, target);
  if (value.kind == VALUE_FRAME) value = frames_enter(e, value.frame, span);
  if (value.kind == VALUE_EXPR && target->items.count == 1)  // `as (bx,)`, `for (i,) in T.Parallel(n)`
    value = value_list(e->c, VALUE_TUPLE, &value, 1);
  bool opaque = value.kind == VALUE_OPAQUE && !fresh;
  for (size_t i = 0; i < target->items.count && opaque; i++) vector_push(e->c->arena, &items, name_unknown(e, target->items.items[i], value));
  bool known = opaque || (value.kind != VALUE_ERROR && eval_iterate(e, value, span, &items));
  if (known && !opaque) gather_star(e, target, &items);
  if (known && items.count != target->items.count) {
    FAIL(e, span, "%zu names for %zu values", target->items.count, items.count);
    known = false;
  }
  if (!known) {
    for (size_t i = 0; i < target->items.count; i++) vector_push(e->c->arena, &poison, VALUE_FAILED);
    items = poison;
  }
  // A value may be changed by its let: work on a copy.
  ValueList copy = {0};
  for (size_t i = 0; i < items.count; i++) vector_push(e->c->arena, &copy, items.items[i]);
  bind_items(e, target, &copy, fresh);
}

void bind_target(Elaborator *e, const AstExpr *target, Value value, bool fresh) {
  Span span = elab_span(e, target);
  if (!elab_enter(e, span)) return;
  switch ((AstKind)target->kind) {
    case AST_NAME:
      if (fresh && e->device && !is_python(&value))
        bind_ir(e, target->text, value, span);
      else if (fresh)
        bind_set(e, target->text, value, span);
      else
        bind_assign(e, target->text, value, span);
      break;
    case AST_TUPLE:
    case AST_LIST: bind_tuple(e, target, value, fresh); break;
    case AST_STARRED: bind_target(e, target->left, value, fresh); break;
    case AST_SUBSCRIPT: {
      Value object = eval_raw(e, target->left), index = eval(e, target->right);
      index_store(e, object, index, value, span);
      break;
    }
    case AST_ATTRIBUTE: object_set(e, eval_raw(e, target->left), target->name, value, span); break;
    case AST_INT: case AST_FLOAT: case AST_STRING: case AST_FSTRING: case AST_CONSTANT: case AST_OPAQUE: case AST_SET:
    case AST_DICT: case AST_UNARY: case AST_BINARY: case AST_COMPARE: case AST_AND_OR: case AST_CONDITIONAL: case AST_LAMBDA:
    case AST_CALL: case AST_SLICE: case AST_WALRUS: case AST_COMPREHENSION: break;  // the parser lets none of them through
  }
  elab_leave(e);
}
