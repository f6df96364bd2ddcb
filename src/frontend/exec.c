// Execution of statements. Plain Python runs at trace time; inside kernels and macros statements make IR.
#include "frontend/elaborate.h"

// ---- emitting

Stmt *exec_emit(Elaborator *e, Stmt *stmt) {
  if (stmt->span.file == NO_FILE || stmt->kind != STMT_ALLOC) stmt->span = e->stmt_span;
  bool allowed = e->device || (e->tracing && stmt->kind == STMT_ALLOC);
  if (!e->block || !allowed) {
    FAIL(e, e->stmt_span, "this makes a device statement, but stands in plain Python; decorate the function with @T.macro or @T.prim_func");
  } else if (e->emitted++ >= MOST_EMITTED) {
    if (e->emitted == MOST_EMITTED + 1) FAIL(e, e->stmt_span, "the kernel unrolls to more than %d statements", MOST_EMITTED);
  } else {
    ir_append(e->c, e->block, stmt);
  }
  return stmt;
}

Block *exec_open(Elaborator *e, Block *block) {
  if (e->frame_count == e->frame_capacity) {
    e->frame_capacity = e->frame_capacity ? e->frame_capacity * 2 : 16;
    unsigned *grown = arena_array(e->c->arena, unsigned, e->frame_capacity);
    if (e->frame_count) memcpy(grown, e->frames, e->frame_count * sizeof *grown);
    e->frames = grown;
  }
  e->frames[e->frame_count++] = ++e->frame_serial;
  Block *outer = e->block;
  e->block = block;
  return outer;
}

void exec_close(Elaborator *e, Block *outer) {
  e->frame_count--;
  e->block = outer;
}

void exec_device_block(Elaborator *e, const AstBlock *body, Block *block, LoopState loop) {
  Block *outer = exec_open(e, block);
  LoopState saved = e->loop;
  e->loop = loop;
  e->control++;
  exec_block(e, body);
  e->control--;
  e->loop = saved;
  exec_close(e, outer);
}

void exec_drop_observer(Elaborator *e, const Block *body) {
  if (e->observed != body || body->count || !e->block->count) return;
  e->block->count--;
  e->observed = e->block;
}

// ---- expression statements

void exec_evaluate(Elaborator *e, Value value, Span span) {
  if (value.kind == VALUE_FRAME) {
    if (value.frame->kind == FRAME_LOOP)
      FAIL(e, span, "a loop stands alone; write `for i in T....:`");
    else
      frames_enter(e, value.frame, span);
  } else if (value.kind == VALUE_EXPR && value.expr->kind == EXPR_CALL && op_info(value.expr->op)->engine != ENGINE_VALUE) {
    exec_emit(e, ir_eval(e->c, value.expr));
  } else if (e->device && value.kind == VALUE_OPAQUE && strchr(value.string, '(')) {
    UNSUPPORTED(e, span, "`%s`: Python that is not in this file is not executed; define it here, as a @T.macro if it makes statements", value.string);
  } else if (e->device && e->block && value.kind == VALUE_EXPR && value.expr->kind != EXPR_REGION && !e->script) {
    exec_emit(e, ir_eval(e->c, value.expr));
  } else if (value.kind == VALUE_TENSOR && value.output) {
    FAIL(e, span, "the tensor of T.empty needs a name");
  }
}

// ---- assignments

// A print declares the variable of a let that stands in a `with T.attr(...)` once more behind it: `x = T.int32()` names the same one.
static bool declares_again(Elaborator *e, const AstStmt *stmt) {
  const AstExpr *call = stmt->value;
  DType type;
  if (!e->script || !e->launch || call->kind != AST_CALL || call->arguments.count || call->left->kind != AST_ATTRIBUTE) return false;
  if (stmt->items.count != 1 || stmt->items.items[0]->kind != AST_NAME || !value_as_dtype(value_string(call->left->name), &type)) return false;
  const Binding *binding = bind_find(e, stmt->items.items[0]->text, NULL);
  const Expr *expr = binding && binding->value.kind == VALUE_EXPR ? binding->value.expr : NULL;
  return expr && expr->kind == EXPR_VAR && expr->var->value && expr->type == type && bind_visible(e, binding);
}

static void exec_assign(Elaborator *e, const AstStmt *stmt) {
  if (declares_again(e, stmt)) return;
  Value value = eval(e, stmt->value);
  e->value_span = elab_span(e, stmt->value);
  for (size_t i = 0; i < stmt->items.count; i++) bind_target(e, stmt->items.items[i], value, false);
}

static bool is_thread(const Elaborator *e, const Var *var) {
  for (unsigned i = 0; e->launch && i < 3; i++)
    if (e->launch->launch.thread_vars[i] == var) return true;
  return false;
}

// `x: T.int32 = e` of TVMScript is a let of that type, also when e is a literal.
static void exec_script_let(Elaborator *e, const AstStmt *stmt) {
  DType type;
  Span span = elab_span(e, stmt->target), whole = {e->source, stmt->begin, stmt->end};
  Value annotation = eval(e, stmt->annotation), value = eval(e, stmt->value);
  bool thread = value.kind == VALUE_EXPR && value.expr->kind == EXPR_VAR && is_thread(e, value.expr->var);
  if (annotation.kind == VALUE_ERROR || value.kind == VALUE_ERROR || thread || stmt->target->kind != AST_NAME) {
    bind_target(e, stmt->target, value, true);
    return;
  }
  if (annotation.kind == VALUE_HANDLE) {
    const Expr *pointer = arith_expr(e, value, elab_span(e, stmt->value));
    bind_set(e, stmt->target->text, pointer ? pointer_let(e, stmt->target->text, pointer, annotation.handle, whole) : VALUE_FAILED, span);
    return;
  }
  if (!value_as_dtype(annotation, &type)) {
    FAIL(e, elab_span(e, stmt->annotation), "expected a type, found %s", value_kind_text(annotation));
    bind_set(e, stmt->target->text, VALUE_FAILED, span);
    return;
  }
  const Expr *expr = arith_expr(e, value, elab_span(e, stmt->value));
  if (!expr) return;
  if (expr->type != type && value.kind != VALUE_EXPR) expr = arith_cast_expr(e, type, expr);
  expr = gpu_as_type(e, expr, type);
  if (expr->type != type) {
    FAIL(e, whole, "`%s` is declared %s, its value is %s", stmt->target->text, type_text(type), type_text(expr->type));
    bind_set(e, stmt->target->text, VALUE_FAILED, span);
    return;
  }
  Var *var = ir_new_var(e->c, stmt->target->text, type);
  var->span = span;
  bool pending = false;
  for (size_t i = 0; i < e->pending.count; i++) pending |= ir_uses_var(expr, e->pending.items[i]);
  Stmt *let = ir_let(e->c, var, expr);
  e->has_vector_lets |= type_lanes(type) > 1;
  if (pending)
    vector_push(e->c->arena, &e->pending_lets, var);
  else
    exec_emit(e, let);
  bind_target(e, stmt->target, value_expr(ir_var(e->c, var)), true);
}

static void exec_annotate(Elaborator *e, const AstStmt *stmt) {
  if (!stmt->value) {
    if (!e->script && e->device) function_declare(e, stmt);
    return;
  }
  if (e->script)
    exec_script_let(e, stmt);
  else
    bind_target(e, stmt->target, eval(e, stmt->value), false);  // tilelang ignores the annotation, too
}

static void exec_augment(Elaborator *e, const AstStmt *stmt) {
  Span span = {e->source, stmt->begin, stmt->end};
  if (stmt->target->kind == AST_SUBSCRIPT) {
    Value object = eval_raw(e, stmt->target->left), index = eval(e, stmt->target->right);
    Value old = index_value(e, object, index, elab_span(e, stmt->target));
    Value result = arith_binary(e, stmt->op, old, eval(e, stmt->value), span);
    if (result.kind != VALUE_ERROR && old.kind != VALUE_ERROR) index_store(e, object, index, result, elab_span(e, stmt->target));
  } else if (stmt->target->kind == AST_NAME) {
    Value old = eval(e, stmt->target), result = arith_binary(e, stmt->op, old, eval(e, stmt->value), span);
    bool var = old.kind == VALUE_EXPR && (old.expr->kind == EXPR_VAR || old.expr->kind == EXPR_LOAD);
    if (var || result.kind != VALUE_EXPR)
      bind_assign(e, stmt->target->text, result, elab_span(e, stmt->target));
    else
      bind_set(e, stmt->target->text, result, elab_span(e, stmt->target));  // a Python number that became an expression
  } else if (stmt->target->kind == AST_ATTRIBUTE) {
    Value object = eval_raw(e, stmt->target->left), old = eval(e, stmt->target);
    Value result = arith_binary(e, stmt->op, old, eval(e, stmt->value), span);
    if (result.kind != VALUE_ERROR) object_set(e, object, stmt->target->name, result, elab_span(e, stmt->target));
  } else {
    FAIL(e, elab_span(e, stmt->target), "this can't be assigned to");
  }
}

// ---- branches and loops

static Flow exec_if(Elaborator *e, const AstStmt *stmt) {
  const Expr *condition = NULL;
  int test = eval_test(e, eval(e, stmt->test), elab_span(e, stmt->test), &condition);
  if (test >= 0) return exec_block(e, test ? &stmt->body : &stmt->orelse);
  if (test == -1 && !e->device) {
    FAIL(e, elab_span(e, stmt->test), "this condition is only known on the device, but the `if` stands in plain Python; use T.if_then_else, or decorate the function with @T.macro");
    return FLOW_NEXT;
  }
  // After a report both branches are still looked at.
  Stmt *branch = ir_if(e->c, condition ? condition : ir_bool(e->c, true));
  if (test == -1) exec_emit(e, branch);
  LoopState loop = e->loop == LOOP_PYTHON ? LOOP_PYTHON_UNDER_BRANCH : e->loop;
  exec_device_block(e, &stmt->body, &branch->branch.then, loop);
  if (stmt->orelse.count) exec_device_block(e, &stmt->orelse, &branch->branch.orelse, loop);
  if (test == -1 && !branch->branch.orelse.count) exec_drop_observer(e, &branch->branch.then);
  return FLOW_NEXT;
}

static Flow exec_while(Elaborator *e, const AstStmt *stmt) {
  Span span = elab_span(e, stmt->test);
  if (stmt->orelse.count) FAIL(e, span, "`while ... else` is not possible in a kernel");
  for (;;) {
    const Expr *condition = NULL;
    int test = eval_test(e, eval(e, stmt->test), span, &condition);
    if (test == -1 && e->device) {
      Stmt *loop = ir_if(e->c, condition);
      loop->kind = STMT_WHILE;
      exec_emit(e, loop);
      exec_device_block(e, &stmt->body, &loop->branch.then, LOOP_DEVICE);
      return FLOW_NEXT;
    }
    if (test == -1) FAIL(e, span, "this condition is only known on the device, but the loop stands in plain Python");
    if (test != 1 || !elab_step(e, span)) return FLOW_NEXT;
    if (e->device) {
      FAIL(e, span, "this condition is always true: the loop would never end");
      return FLOW_NEXT;
    }
    LoopState saved = e->loop;
    e->loop = LOOP_PYTHON;
    Flow flow = exec_block(e, &stmt->body);
    e->loop = saved;
    if (flow == FLOW_RETURN) return flow;
    if (flow == FLOW_BREAK) return FLOW_NEXT;
  }
}

static Flow exec_break(Elaborator *e, const AstStmt *stmt) {
  bool is_break = stmt->kind == AST_STMT_BREAK;
  switch (e->loop) {
    case LOOP_PYTHON: return is_break ? FLOW_BREAK : FLOW_CONTINUE;
    case LOOP_DEVICE: {
      Stmt *jump = ir_if(e->c, NULL);
      jump->kind = is_break ? STMT_BREAK : STMT_CONTINUE;
      exec_emit(e, jump);
      return FLOW_STOP;
    }
    case LOOP_PYTHON_UNDER_BRANCH:
      FAIL(e, e->stmt_span, "the loop runs at compile time, but this depends on a condition of the device; loop with T.serial");
      return FLOW_NEXT;
    case LOOP_NONE: FAIL(e, e->stmt_span, "not inside a loop"); return FLOW_NEXT;
  }
  return FLOW_NEXT;
}

// ---- the rest

static void exec_def(Elaborator *e, const AstStmt *stmt) {
  const AstFunction *function = stmt->function;
  Span span = {e->source, function->name_begin, function->name_end};
  Closure *closure = arena_new(e->c->arena, Closure);
  *closure = (Closure){.name = function->name, .function = function, .environment = e->environment, .scope = e->scope, .span = span};
  closure->is_macro = decorator_is(function, "macro");
  closure->is_prim = decorator_is(function, "prim_func");
  closure->is_jit = kernel_is_jit(function);
  bind_set(e, function->name, (Value){.kind = VALUE_FUNCTION, .closure = closure}, span);
}

static void exec_import(Elaborator *e, const AstStmt *stmt) {
  for (size_t i = 0; i < stmt->imports.count; i++) {
    const AstImport *import = &stmt->imports.items[i];
    if (!import->alias) continue;
    Value value = {.kind = VALUE_MODULE, .string = import->whole ? import->alias : import->module};
    if (import->name && !module_value(e, import->module, import->name, e->stmt_span, &value))
      value = builtin_module_attribute(e, import->module, import->name, e->stmt_span);
    bind_set(e, import->alias, value, e->stmt_span);
  }
}

static void exec_assert(Elaborator *e, const AstStmt *stmt) {
  const Expr *condition = NULL;
  Span span = elab_span(e, stmt->test);
  if (eval_test(e, eval(e, stmt->test), span, &condition) != 0) return;  // on the device asserts are hints
  if (!stmt->value) {
    FAIL(e, span, "assertion failed");
    return;
  }
  Value message = eval(e, stmt->value);
  if (message.kind != VALUE_ERROR) FAIL(e, span, "assertion failed: %s", value_text(e->c, message));
}

static Flow exec_return(Elaborator *e, const AstStmt *stmt) {
  Value value = value_none();
  if (stmt->value) value = eval(e, stmt->value);
  if (e->device) value = eval_unwrap(e, value);  // a variable that a macro returns is read
  if (e->device && e->control) {
    FAIL(e, e->stmt_span, "`return` inside a device loop or branch; set a T.alloc_var there and return it at the end");
    return FLOW_NEXT;
  }
  e->returned = value;
  e->returned_span = e->stmt_span;
  return FLOW_RETURN;
}

static void exec_raise(Elaborator *e, const AstStmt *stmt) {
  const AstExpr *value = stmt->value;
  const char *text = "an exception";
  if (value && value->kind == AST_CALL && value->arguments.count == 1 && !value->arguments.items[0].stars) {
    Value message = eval(e, value->arguments.items[0].value);
    if (message.kind == VALUE_ERROR) return;
    text = value_text(e->c, message);
  }
  FAIL(e, e->stmt_span, "the kernel raises: %s", text);
}

static Flow exec_stmt(Elaborator *e, const AstStmt *stmt) {
  switch ((AstStmtKind)stmt->kind) {
    case AST_STMT_EXPR: exec_evaluate(e, eval(e, stmt->value), elab_span(e, stmt->value)); return FLOW_NEXT;
    case AST_STMT_ASSIGN: exec_assign(e, stmt); return FLOW_NEXT;
    case AST_STMT_ANNOTATE: exec_annotate(e, stmt); return FLOW_NEXT;
    case AST_STMT_AUGMENT: exec_augment(e, stmt); return FLOW_NEXT;
    case AST_STMT_IF: return exec_if(e, stmt);
    case AST_STMT_WHILE: return exec_while(e, stmt);
    case AST_STMT_FOR: return frames_for(e, stmt);
    case AST_STMT_WITH: return frames_with(e, stmt);
    case AST_STMT_DEF: exec_def(e, stmt); return FLOW_NEXT;
    case AST_STMT_CLASS: bind_set(e, stmt->name, object_class(e, stmt), e->stmt_span); return FLOW_NEXT;
    case AST_STMT_RETURN: return exec_return(e, stmt);
    case AST_STMT_ASSERT: exec_assert(e, stmt); return FLOW_NEXT;
    case AST_STMT_RAISE: exec_raise(e, stmt); return FLOW_RETURN;
    case AST_STMT_IMPORT: exec_import(e, stmt); return FLOW_NEXT;
    case AST_STMT_TRY: return exec_block(e, &stmt->body);
    case AST_STMT_BREAK:
    case AST_STMT_CONTINUE: return exec_break(e, stmt);
    case AST_STMT_DEL: case AST_STMT_SCOPE: case AST_STMT_PASS: return FLOW_NEXT;
  }
  return FLOW_NEXT;
}

Flow exec_block(Elaborator *e, const AstBlock *block) {
  Flow flow = FLOW_NEXT;
  Block *outer = e->block;
  Stmt *launch = e->launch;
  unsigned frame_count = e->frame_count;
  Span saved = e->stmt_span;
  for (size_t i = 0; i < block->count && flow == FLOW_NEXT; i++) {
    const AstStmt *stmt = block->items[i];
    e->stmt_span = (Span){e->source, stmt->begin, stmt->end};
    if (e->c->diagnostics.count > MOST_ERRORS || e->emitted > MOST_EMITTED || !elab_step(e, e->stmt_span)) break;
    if (!elab_enter(e, e->stmt_span)) break;
    flow = exec_stmt(e, stmt);
    elab_leave(e);
  }
  e->stmt_span = saved;
  e->frame_count = frame_count;  // frames that were opened for the rest of this block
  e->block = outer;
  e->launch = launch;
  return flow;
}
