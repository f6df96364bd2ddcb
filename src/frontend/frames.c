// Loops and launches: what `for` and `with` do with the frames made by T.Kernel, T.Parallel, T.Pipelined, T.thread_binding...
#include "frontend/elaborate.h"

#include "ir/simplify.h"

// ---- launches

static Stmt *new_launch(Elaborator *e) {
  Stmt *launch = ir_if(e->c, NULL);
  launch->kind = STMT_LAUNCH;
  memset(&launch->launch, 0, sizeof launch->launch);
  launch->span = e->stmt_span;
  return launch;
}

// Allocations come first in a launch, wherever the source has them.
static void hoist_allocations(Elaborator *e, Block *body, const Block *allocations) {
  if (allocations->count == 0) return;
  Block joined = {0};
  for (size_t i = 0; i < allocations->count; i++) ir_append(e->c, &joined, allocations->items[i]);
  for (size_t i = 0; i < body->count; i++) ir_append(e->c, &joined, body->items[i]);
  *body = joined;
}

static const char *target_name(const AstExpr *target, unsigned dim, unsigned dims) {
  static const char *const names[] = {"bx", "by", "bz"};
  if (target && target->kind == AST_NAME && dims == 1 && strcmp(target->text, "_")) return target->text;
  if (target && (target->kind == AST_TUPLE || target->kind == AST_LIST) && dim < target->items.count) {
    const AstExpr *item = target->items.items[dim];
    if (item->kind == AST_NAME && strcmp(item->text, "_")) return item->text;
  }
  return names[dim];
}

static Value grid_variables(Elaborator *e, Stmt *launch, const AstExpr *target) {
  Value items[3];
  for (unsigned i = 0; i < launch->launch.dims; i++) {
    launch->launch.grid[i] = ir_new_var(e->c, target_name(target, i, launch->launch.dims), launch->launch.extents[i]->type);
    launch->launch.grid[i]->span = target ? elab_span(e, target) : e->stmt_span;
    items[i] = value_expr(ir_var(e->c, launch->launch.grid[i]));
  }
  return launch->launch.dims == 1 ? items[0] : value_list(e->c, VALUE_TUPLE, items, launch->launch.dims);
}

// Emits the launch; NULL if there is one open already.
static Stmt *open_launch(Elaborator *e, const Frame *frame, Span span) {
  if (e->launch) {
    FAIL(e, span, "T.Kernel inside of T.Kernel");
    return NULL;
  }
  Stmt *launch = new_launch(e);
  launch->launch.dims = frame->dims;
  for (unsigned i = 0; i < frame->dims; i++) launch->launch.extents[i] = frame->extent[i];
  for (unsigned i = 0; i < 3; i++) e->cluster[i] = frame->cluster[i] > 0 ? frame->cluster[i] : 1;
  launch->launch.thread_dims = frame->thread_dims;
  for (unsigned i = 0; i < frame->thread_dims; i++) launch->launch.threads[i] = frame->threads[i];
  launch->launch.attributes = frame->annotations;
  exec_emit(e, launch);
  return launch;
}

static Flow with_item(Elaborator *e, const AstStmt *stmt, size_t item);

// What stands in the `with` behind the launch is entered inside of it.
static Flow with_kernel(Elaborator *e, const AstStmt *stmt, size_t item, const Frame *frame) {
  const AstExpr *target = stmt->items.items[item + 1];
  Span span = elab_span(e, stmt->items.items[item]);
  Stmt *launch = open_launch(e, frame, span);
  if (!launch) return FLOW_NEXT;
  Block allocations = {0}, *outer_allocations = e->allocations;
  e->allocations = &allocations;
  e->launch = launch;
  Block *outer = exec_open(e, &launch->launch.body);
  Value variables = grid_variables(e, launch, target);
  if (target) bind_target(e, target, variables, true);
  Flow flow = with_item(e, stmt, item + 2);
  exec_close(e, outer);
  e->launch = NULL;
  e->allocations = outer_allocations;
  hoist_allocations(e, &launch->launch.body, &allocations);
  return flow == FLOW_RETURN ? flow : FLOW_NEXT;
}

static bool only_allocations(const Block *block) {
  for (size_t i = 0; i < block->count; i++)
    if (block->items[i]->kind != STMT_ALLOC) return false;
  return true;
}

// The launch that T.thread_binding of this axis belongs to: the open one if it has no statements yet.
static Stmt *binding_launch(Elaborator *e, const Frame *frame, Span span) {
  Stmt *launch = e->launch;
  unsigned dim = frame->axis >= 'x' && frame->axis <= 'z' ? (unsigned)(frame->axis - 'x') : 0;
  if (!launch && frame->is_thread && e->frame_count) {
    FAIL(e, span, "threads are bound outside of a launch");
    return NULL;
  }
  if (!launch) {
    launch = new_launch(e);
    exec_emit(e, launch);
    if (frame->is_thread) {  // threads of no grid: those of one block
      launch->launch.dims = 1;
      launch->launch.extents[0] = ir_int(e->c, 1);
      launch->launch.grid[0] = ir_new_var(e->c, target_name(NULL, 0, 1), TYPE_INT32);
      launch->launch.grid[0]->span = span;
    }
  }
  if (frame->is_thread) {
    int64_t count = 1;
    if (!ir_is_int(frame->extent[0], &count)) UNSUPPORTED(e, span, "a number of threads that is not constant: threads have no meaning on a Tensix core; bind a constant");
    for (unsigned i = launch->launch.thread_dims; i < 3; i++) launch->launch.threads[i] = 1;
    launch->launch.threads[dim] = count;
    launch->launch.thread_dims = 3;
  } else if (dim != launch->launch.dims || dim >= 3 || !only_allocations(&launch->launch.body)) {
    FAIL(e, span, "blockIdx.x, .y and .z are bound in this order, one directly inside the other");
    return NULL;
  } else {
    launch->launch.extents[dim] = frame->extent[0];
    launch->launch.dims = dim + 1;
  }
  return launch;
}

Value frames_thread(Elaborator *e, Stmt *launch, unsigned dim) {
  static const char *const names[] = {"tx", "ty", "tz"};
  Var **var = &launch->launch.thread_vars[dim];
  if (!*var) {
    *var = ir_new_var(e->c, names[dim], TYPE_INT32);
    (*var)->span = e->stmt_span;
  }
  return value_expr(ir_var(e->c, *var));
}

// Binds the variable of T.thread_binding or T.launch_thread; the launch is e->launch afterwards.
static Value bind_axis(Elaborator *e, const Frame *frame, const char *name, Span span) {
  Stmt *launch = binding_launch(e, frame, span);
  if (!launch) return VALUE_FAILED;
  e->launch = launch;
  if (frame->is_thread) return frames_thread(e, launch, (unsigned)(frame->axis - 'x'));
  unsigned dim = launch->launch.dims - 1;
  Var *var = ir_new_var(e->c, name ? name : target_name(NULL, dim, 3), frame->extent[0]->type);
  var->span = span;
  launch->launch.grid[dim] = var;
  return value_expr(ir_var(e->c, var));
}

static Flow for_binding(Elaborator *e, const AstStmt *stmt, const Frame *frame) {
  Stmt *before = e->launch;
  const char *name = stmt->target->kind == AST_NAME ? stmt->target->text : NULL;
  Value variable = bind_axis(e, frame, name, elab_span(e, stmt->target));
  Block *outer = exec_open(e, e->launch ? &e->launch->launch.body : e->block);
  bind_target(e, stmt->target, variable, true);
  exec_block(e, &stmt->body);
  exec_close(e, outer);
  e->launch = before;
  return FLOW_NEXT;
}

Value frames_enter(Elaborator *e, Frame *frame, Span span) {
  switch (frame->kind) {
    case FRAME_KERNEL: {
      Stmt *launch = open_launch(e, frame, span);
      if (!launch) return VALUE_FAILED;
      e->launch = launch;
      exec_open(e, &launch->launch.body);  // exec_block closes it at the end of the enclosing block
      return grid_variables(e, launch, NULL);
    }
    case FRAME_BINDING: {
      Value variable = bind_axis(e, frame, NULL, span);
      if (e->launch) exec_open(e, &e->launch->launch.body);
      return variable;
    }
    case FRAME_ATTR: {
      Stmt *stmt = ir_if(e->c, NULL);
      stmt->kind = STMT_ATTR;
      stmt->attribute.node = frame->node;
      stmt->attribute.key = frame->key;
      stmt->attribute.value = frame->value;
      exec_emit(e, stmt);
      return value_none();
    }
    case FRAME_BRANCH: return FAIL(e, span, "T.ws stands in a `with`");
    case FRAME_BLOCK: return value_none();
    case FRAME_IF:
    case FRAME_SIDE: return FAIL(e, span, "T.If, T.Then and T.Else stand in a `with`; or write `if condition:`");
    case FRAME_WHILE: return FAIL(e, span, "T.While stands in a `with`; or write `while condition:`");
    case FRAME_LOOP: return FAIL(e, span, "a loop can't be bound to a name; write `for i in T....:`");
  }
  return VALUE_FAILED;
}

// ---- with

static Flow with_while(Elaborator *e, const AstStmt *stmt, size_t item, const Frame *frame) {
  Stmt *loop = ir_if(e->c, frame->value);
  LoopState saved = e->loop;
  loop->kind = STMT_WHILE;
  exec_emit(e, loop);
  Block *outer = exec_open(e, &loop->branch.then);
  e->loop = LOOP_DEVICE;
  e->control++;
  with_item(e, stmt, item + 2);
  e->control--;
  e->loop = saved;
  exec_close(e, outer);
  return FLOW_NEXT;
}

static void poison_target(Elaborator *e, const AstExpr *target) {
  if (target) bind_target(e, target, VALUE_FAILED, true);
}

static Flow with_item(Elaborator *e, const AstStmt *stmt, size_t item);

static Flow with_branch(Elaborator *e, const AstStmt *stmt, size_t item, const Frame *frame, Span span) {
  Frame hint = {.kind = FRAME_ATTR, .key = frame->key, .value = ir_int(e->c, 1)};
  Stmt *branch = exec_emit(e, ir_if(e->c, frame->value));
  Block *outer = exec_open(e, &branch->branch.then);
  LoopState saved = e->loop;
  if (e->loop == LOOP_PYTHON) e->loop = LOOP_PYTHON_UNDER_BRANCH;
  e->control++;
  frames_enter(e, &hint, span);
  with_item(e, stmt, item + 2);
  e->control--;
  e->loop = saved;
  exec_close(e, outer);
  return FLOW_NEXT;
}

// `with T.If(condition):` holds `with T.Then():` and `with T.Else():`.
static Flow with_if(Elaborator *e, const AstStmt *stmt, size_t item, const Frame *frame) {
  Stmt *outer = e->branch;
  e->branch = exec_emit(e, ir_if(e->c, frame->value));
  with_item(e, stmt, item + 2);
  e->branch = outer;
  return FLOW_NEXT;
}

static Flow with_side(Elaborator *e, const AstStmt *stmt, size_t item, const Frame *frame, Span span) {
  Stmt *branch = e->branch;
  if (!branch) return FAIL(e, span, "T.Then and T.Else stand in a `with T.If(condition):`"), FLOW_NEXT;
  Block *outer = exec_open(e, frame->otherwise ? &branch->branch.orelse : &branch->branch.then);
  LoopState saved = e->loop;
  if (e->loop == LOOP_PYTHON) e->loop = LOOP_PYTHON_UNDER_BRANCH;
  e->branch = NULL;
  e->control++;
  with_item(e, stmt, item + 2);
  e->control--;
  e->branch = branch;
  e->loop = saved;
  exec_close(e, outer);
  return FLOW_NEXT;
}

// `with T.sblock():` of the source: what it allocates stands at its begin.
static Flow with_block(Elaborator *e, const AstStmt *stmt, size_t item) {
  Block allocations = {0}, body = {0}, *outer = e->block, *outer_allocations = e->allocations;
  e->block = &body;
  e->allocations = &allocations;
  Flow flow = with_item(e, stmt, item + 2);
  e->block = outer;
  e->allocations = outer_allocations;
  hoist_allocations(e, &body, &allocations);
  for (size_t i = 0; i < body.count; i++) ir_append(e->c, outer, body.items[i]);
  return flow;
}

static Flow with_item(Elaborator *e, const AstStmt *stmt, size_t item) {
  if (item >= stmt->items.count) return exec_block(e, &stmt->body);
  const AstExpr *context = stmt->items.items[item], *target = stmt->items.items[item + 1];
  Value value = eval(e, context);
  Span span = elab_span(e, context);
  if (value.kind == VALUE_FRAME && value.frame->kind == FRAME_KERNEL) {
    if (!e->device) return FAIL(e, span, "T.Kernel in plain Python; decorate the function with @T.prim_func"), FLOW_NEXT;
    return with_kernel(e, stmt, item, value.frame);
  }
  if (value.kind == VALUE_FRAME && value.frame->kind == FRAME_BLOCK && e->device && !e->script) return with_block(e, stmt, item);
  if (value.kind == VALUE_FRAME && value.frame->kind == FRAME_BRANCH && e->device) return with_branch(e, stmt, item, value.frame, span);
  if (value.kind == VALUE_FRAME && value.frame->kind == FRAME_IF && e->device) return with_if(e, stmt, item, value.frame);
  if (value.kind == VALUE_FRAME && value.frame->kind == FRAME_SIDE && e->device) return with_side(e, stmt, item, value.frame, span);
  if (value.kind == VALUE_FRAME && value.frame->kind == FRAME_WHILE && e->device) return with_while(e, stmt, item, value.frame);
  if (value.kind == VALUE_FRAME && value.frame->kind != FRAME_LOOP) {
    Value entered = frames_enter(e, value.frame, span);
    if (target) bind_target(e, target, entered, true);
    return with_item(e, stmt, item + 2);
  }
  if (value.kind == VALUE_OPAQUE && !e->device) {  // a context of plain Python, such as a target
    if (target) bind_target(e, target, value, true);
    return with_item(e, stmt, item + 2);
  }
  if (value.kind != VALUE_ERROR) FAIL(e, span, "%s can't be used with `with` in a kernel", value_kind_text(value));
  poison_target(e, target);
  return with_item(e, stmt, item + 2);
}

Flow frames_with(Elaborator *e, const AstStmt *stmt) { return with_item(e, stmt, 0); }

// ---- for

static const char *loop_name(const AstExpr *target, unsigned dim, const Frame *frame) {
  if (frame->step) return "_tmp";
  const AstExpr *item = target;
  if ((target->kind == AST_TUPLE || target->kind == AST_LIST) && dim < target->items.count) item = target->items.items[dim];
  return item->kind == AST_NAME && strcmp(item->text, "_") ? item->text : "i";
}

// The variable that printed T.Persistent declares above its loop.
static Var *pending_variable(Elaborator *e, const AstExpr *target, DType type) {
  for (size_t i = 0; i < e->pending.count; i++)
    if (target->kind == AST_NAME && e->pending.items[i]->name == target->text && e->pending.items[i]->type == type) return e->pending.items[i];
  return NULL;
}

static void emit_pending_lets(Elaborator *e) {
  for (size_t i = 0; i < e->pending_lets.count; i++) {
    Var *var = e->pending_lets.items[i];
    exec_emit(e, ir_let(e->c, var, var->value));
  }
  e->pending.count = e->pending_lets.count = 0;
}

// As tilelang prints a dict: by key.
static KeywordList sorted_annotations(Elaborator *e, const KeywordList *annotations) {
  KeywordList sorted = {0};
  for (size_t i = 0; i < annotations->count; i++) {
    vector_push(e->c->arena, &sorted, annotations->items[i]);
    for (size_t k = i; k > 0 && !e->script && strcmp(sorted.items[k - 1].name, sorted.items[k].name) > 0; k--) {
      Keyword later = sorted.items[k - 1];
      sorted.items[k - 1] = sorted.items[k];
      sorted.items[k] = later;
    }
  }
  return sorted;
}

static Flow device_loop(Elaborator *e, const AstStmt *stmt, const Frame *frame) {
  Value variables[FRAME_DIMS];
  Block *block = e->block;
  Stmt *loop = NULL;
  Var *pending = NULL;
  for (unsigned i = 0; i < frame->dims; i++) {
    Var *var = pending = pending_variable(e, stmt->target, frame->extent[i]->type);
    if (!var) var = ir_new_var(e->c, loop_name(stmt->target, i, frame), frame->extent[i]->type);
    var->span = elab_span(e, stmt->target);
    loop = ir_for(e->c, var, frame->begin[i], frame->extent[i], frame->loop);
    if (i == 0) loop->loop.annotations = sorted_annotations(e, &frame->annotations);
    if (i == 0) {
      exec_emit(e, loop);
    } else {
      loop->span = e->stmt_span;
      ir_append(e->c, block, loop);
    }
    block = &loop->loop.body;
    variables[i] = value_expr(ir_var(e->c, var));
  }
  Block *outer = exec_open(e, block);
  LoopState saved = e->loop;
  e->loop = LOOP_DEVICE;
  e->control++;
  Value value = frame->dims == 1 ? variables[0] : value_list(e->c, VALUE_TUPLE, variables, frame->dims);
  if (frame->step) {
    Value scaled = arith_op(e, OP_MUL, value, value_expr(frame->step), e->stmt_span);
    value = arith_op(e, OP_ADD, value_expr(frame->begin[1]), scaled, e->stmt_span);
    e->stmt_span = elab_span(e, stmt->target);
  }
  bind_target(e, stmt->target, value, true);
  if (pending) emit_pending_lets(e);
  exec_block(e, &stmt->body);
  e->control--;
  e->loop = saved;
  exec_close(e, outer);
  if (frame->dims == 1) exec_drop_observer(e, block);
  return FLOW_NEXT;
}

// A Python loop inside a kernel or a factory: the body is executed once per item.
static Flow python_loop(Elaborator *e, const AstStmt *stmt, const ValueList *items) {
  LoopState saved = e->loop;
  Flow flow = FLOW_NEXT;
  e->loop = LOOP_PYTHON;
  for (size_t i = 0; i < items->count; i++) {
    if (!elab_step(e, e->stmt_span)) break;
    bind_target(e, stmt->target, items->items[i], true);
    flow = exec_block(e, &stmt->body);
    if (flow == FLOW_RETURN || flow == FLOW_BREAK || e->c->diagnostics.count > MOST_ERRORS) break;
  }
  e->loop = saved;
  if (flow == FLOW_NEXT && stmt->orelse.count && !e->device) flow = exec_block(e, &stmt->orelse);
  return flow == FLOW_RETURN ? flow : FLOW_NEXT;
}

static Flow failed_loop(Elaborator *e, const AstStmt *stmt) {
  poison_target(e, stmt->target);
  Block dropped = {0};
  if (e->device) exec_device_block(e, &stmt->body, &dropped, LOOP_DEVICE);
  return FLOW_NEXT;
}

Flow frames_for(Elaborator *e, const AstStmt *stmt) {
  Value value = eval(e, stmt->value);
  Span span = elab_span(e, stmt->value);
  ValueList items = {0};
  if (e->device && stmt->orelse.count) FAIL(e, span, "`for ... else` is not possible in a kernel");
  if (e->device && value.kind == VALUE_RANGE) {
    ArgumentList arguments = {0};
    for (size_t i = 0; i < 3; i++) vector_push(e->c->arena, &arguments, ((Argument){NULL, value.list->items[i], span}));
    value = call_value(e, (Value){.kind = VALUE_BUILTIN, .builtin = builtin_find(LAUNCH_BUILTINS, "serial")}, &arguments, span);
  }
  if (value.kind == VALUE_FRAME && value.frame->persistent && e->device) return persistent_loop(e, stmt, value.frame);
  if (value.kind == VALUE_FRAME && value.frame->kind == FRAME_LOOP && e->device) return device_loop(e, stmt, value.frame);
  if (value.kind == VALUE_FRAME && value.frame->kind == FRAME_BINDING && e->device) return for_binding(e, stmt, value.frame);
  if (value.kind == VALUE_FRAME) FAIL(e, span, "a device loop in plain Python; decorate the function with @T.macro");
  if (value.kind == VALUE_FRAME || value.kind == VALUE_ERROR || !eval_iterate(e, value, span, &items)) return failed_loop(e, stmt);
  return python_loop(e, stmt, &items);
}
