// Kernels inside other functions, --kernel outer.inner: what stands before the inner function is executed as far as it can be (a test
// function calls torch, asserts, ...); what can't be leaves its names unknown. Also views, which go to the block that uses them.
#include "frontend/elaborate.h"

static bool holds_def(const AstBlock *block, const char *name) {
  for (size_t i = 0; i < block->count; i++) {
    const AstStmt *stmt = block->items[i];
    switch ((AstStmtKind)stmt->kind) {
      case AST_STMT_DEF:
        if (stmt->function->name == name) return true;
        break;
      case AST_STMT_IF: case AST_STMT_WHILE: case AST_STMT_FOR: case AST_STMT_WITH: case AST_STMT_TRY:
        if (holds_def(&stmt->body, name) || holds_def(&stmt->orelse, name)) return true;
        break;
      case AST_STMT_EXPR: case AST_STMT_ASSIGN: case AST_STMT_ANNOTATE: case AST_STMT_AUGMENT: case AST_STMT_CLASS:
      case AST_STMT_RETURN: case AST_STMT_ASSERT: case AST_STMT_RAISE: case AST_STMT_DEL: case AST_STMT_IMPORT:
      case AST_STMT_SCOPE: case AST_STMT_PASS: case AST_STMT_BREAK: case AST_STMT_CONTINUE: break;
    }
  }
  return false;
}

static Value unknown(const char *name) { return (Value){.kind = VALUE_OPAQUE, .string = name}; }

static void forget_target(Elaborator *e, const AstExpr *target) {
  if (target->kind == AST_NAME) bind_set(e, target->text, unknown(target->text), elab_span(e, target));
  if (target->kind != AST_TUPLE && target->kind != AST_LIST) return;
  for (size_t i = 0; i < target->items.count; i++) forget_target(e, target->items.items[i]);
}

typedef struct Attempt {
  size_t diagnostics, unknown;
} Attempt;

static Attempt attempt_begin(const Elaborator *e) { return (Attempt){e->c->diagnostics.count, e->unknown.count}; }

// Forgets what was reported since; whether it was anything.
static bool attempt_failed(Elaborator *e, Attempt attempt) {
  bool failed = e->c->diagnostics.count > attempt.diagnostics;
  e->c->diagnostics.count = attempt.diagnostics;
  e->unknown.count = attempt.unknown;
  return failed;
}

// -D gives the value of a variable, known or not; of an argument that is assigned to only where that left it unknown.
static void define_target(Elaborator *e, const AstExpr *target) {
  bool names = target->kind == AST_TUPLE || target->kind == AST_LIST;
  for (size_t i = 0; names && i < target->items.count; i++) define_target(e, target->items.items[i]);
  const Binding *binding = target->kind == AST_NAME ? bind_find(e, target->text, NULL) : NULL;
  bool argument = false;
  for (size_t i = 0; i < e->arguments.count && binding; i++) argument |= e->arguments.items[i] == target->text;
  if (!binding || (argument && binding->value.kind != VALUE_OPAQUE)) return;
  bind_want(e, target->text);
  DefineState *define = bind_define(e, target->text);
  if (define) bind_set(e, target->text, define->value, elab_span(e, target));
}

// Executes one statement; if that fails, nothing is reported and what it binds is unknown, or given by -D.
static void try_stmt(Elaborator *e, AstStmt *stmt) {
  Attempt attempt = attempt_begin(e);
  AstBlock one = {0};
  vector_push(e->c->arena, &one, stmt);
  exec_block(e, &one);
  bool failed = attempt_failed(e, attempt);
  if (stmt->kind != AST_STMT_ASSIGN) return;
  for (size_t i = 0; i < stmt->items.count; i++) {
    const AstExpr *target = stmt->items.items[i];
    if (failed) forget_target(e, target);
    define_target(e, target);
  }
}

// A loop around the kernel: its first turn.
static void first_turn(Elaborator *e, const AstStmt *loop) {
  Attempt attempt = attempt_begin(e);
  ValueList items = {0};
  bool known = eval_iterate(e, eval(e, loop->value), elab_span(e, loop->value), &items) && items.count;
  if (known) bind_target(e, loop->target, items.items[0], true);
  if (attempt_failed(e, attempt) || !known) forget_target(e, loop->target);
}

// The branch of an `if` that runs, where its condition is known: 1, 0, or -1.
static int known_branch(Elaborator *e, const AstStmt *stmt) {
  const Expr *condition = NULL;
  Attempt attempt = attempt_begin(e);
  int test = eval_test(e, eval(e, stmt->test), elab_span(e, stmt->test), &condition);
  return attempt_failed(e, attempt) || test < 0 ? -1 : test;
}

// Executes what stands before the def of the name, and the def. False if it is not there.
static bool reach(Elaborator *e, const AstBlock *block, const char *name) {
  if (!elab_enter(e, e->stmt_span)) return false;
  bool found = false;
  for (size_t i = 0; i < block->count && !found; i++) {
    AstStmt *stmt = block->items[i];
    bool inside = stmt->kind == AST_STMT_IF || stmt->kind == AST_STMT_WHILE || stmt->kind == AST_STMT_FOR ||
                  stmt->kind == AST_STMT_WITH || stmt->kind == AST_STMT_TRY;
    bool in_body = inside && holds_def(&stmt->body, name), in_else = inside && holds_def(&stmt->orelse, name);
    int branch = (in_body || in_else) && stmt->kind == AST_STMT_IF ? known_branch(e, stmt) : -1;
    if (in_body && in_else && branch == 0) in_body = false;
    if (in_body && stmt->kind == AST_STMT_FOR) first_turn(e, stmt);
    if (in_body || in_else)
      found = reach(e, in_body ? &stmt->body : &stmt->orelse, name);
    else
      try_stmt(e, stmt);
    found |= stmt->kind == AST_STMT_DEF && stmt->function->name == name;
  }
  elab_leave(e);
  return found;
}

static void bind_arguments(Elaborator *e, const AstParameters *parameters, uint32_t source) {
  for (size_t i = 0; i < parameters->count; i++) {
    const AstParameter *parameter = &parameters->items[i];
    Span span = {source, parameter->begin, parameter->end};
    Attempt attempt = attempt_begin(e);
    bind_want(e, parameter->name);
    vector_push(e->c->arena, &e->arguments, parameter->name);
    DefineState *define = bind_define(e, parameter->name);
    Value value = unknown(parameter->name);
    if (define)
      value = define->value;
    else if (parameter->initial)
      value = eval(e, parameter->initial);
    if (attempt_failed(e, attempt) || value.kind == VALUE_ERROR) value = unknown(parameter->name);
    bind_set(e, parameter->name, value, span);
  }
}

Closure *nested_find(Elaborator *e, Closure *outer, const char *path) {
  while (*path) {
    size_t length = strcspn(path, ".");
    const char *name = intern_range(e->c, path, length);
    Environment *environment = arena_new(e->c->arena, Environment);
    environment->parent = outer->environment;
    e->environment = environment;
    e->source = outer->span.file;
    e->scope = outer->scope;
    bind_arguments(e, &outer->function->parameters, outer->span.file);
    const Binding *binding = reach(e, &outer->function->body, name) ? bind_find(e, name, NULL) : NULL;
    if (!binding || binding->value.kind != VALUE_FUNCTION) {
      diag_error(e->c, outer->span, "`%s` defines no function `%s`", outer->name, name);
      return NULL;
    }
    outer = binding->value.closure;
    path += length + (path[length] == '.');
  }
  return outer;
}

// ---- views

enum { MOST_VIEWS = 64 };  // more are left where they are made: the search is linear for each

typedef struct FindBuffer {
  const Buffer *buffer;
  bool found;
} FindBuffer;

static void find_buffer_visit(void *state, const Expr *expr) {
  FindBuffer *find = state;
  if ((expr->kind == EXPR_LOAD || expr->kind == EXPR_REGION) && expr->buffer == find->buffer) find->found = true;
}

static bool block_mentions(const Block *block, const Buffer *buffer);

// In the statement itself, not in the blocks inside it.
static bool header_mentions(const Stmt *stmt, const Buffer *buffer) {
  FindBuffer find = {buffer, false};
  ir_visit_stmt(stmt, find_buffer_visit, &find);
  if (stmt->kind == STMT_STORE && stmt->store.buffer == buffer) find.found = true;
  if (stmt->kind == STMT_ALLOC && stmt->alloc->storage == buffer) find.found = true;
  return find.found;
}

// The blocks of a statement: at most two.
static unsigned inner_blocks(Stmt *stmt, Block *blocks[2]) {
  switch (stmt->kind) {
    case STMT_FOR: blocks[0] = &stmt->loop.body; return 1;
    case STMT_LAUNCH: blocks[0] = &stmt->launch.body; return 1;
    case STMT_WHILE: blocks[0] = &stmt->branch.then; return 1;
    case STMT_IF:
      blocks[0] = &stmt->branch.then;
      blocks[1] = &stmt->branch.orelse;
      return 2;
    case STMT_EVAL: case STMT_STORE: case STMT_LET: case STMT_ALLOC: case STMT_BREAK: case STMT_CONTINUE: case STMT_ATTR: break;
  }
  return 0;
}

static bool stmt_mentions(Stmt *stmt, const Buffer *buffer) {
  Block *blocks[2];
  unsigned count = inner_blocks(stmt, blocks);
  bool found = header_mentions(stmt, buffer);
  for (unsigned i = 0; i < count && !found; i++) found = block_mentions(blocks[i], buffer);
  return found;
}

static bool block_mentions(const Block *block, const Buffer *buffer) {
  for (size_t i = 0; i < block->count; i++)
    if (stmt_mentions(block->items[i], buffer)) return true;
  return false;
}

static void insert(Elaborator *e, Block *block, size_t at, Stmt *stmt) {
  ir_append(e->c, block, stmt);
  for (size_t i = block->count - 1; i > at; i--) block->items[i] = block->items[i - 1];
  block->items[at] = stmt;
}

// Puts the view before its first use, in the innermost block that holds all uses; drops it if there are none.
static void place(Elaborator *e, Block *block, size_t from, Stmt *view) {
  size_t first = from, uses = 0;
  for (size_t i = from; i < block->count; i++)
    if (stmt_mentions(block->items[i], view->alloc) && uses++ == 0) first = i;
  if (uses == 0) return;
  Block *blocks[2];
  unsigned count = uses == 1 && !header_mentions(block->items[first], view->alloc) ? inner_blocks(block->items[first], blocks) : 0;
  unsigned holding = 0;
  Block *only = NULL;
  for (unsigned i = 0; i < count; i++)
    if (block_mentions(blocks[i], view->alloc)) only = blocks[i], holding++;
  if (holding == 1)
    place(e, only, 0, view);
  else
    insert(e, block, first, view);
}

// ---- where views stand

typedef struct Views {
  Elaborator *e;
  Stmt *items[MOST_VIEWS];
  bool placed[MOST_VIEWS];
  unsigned count;
  Stmt *order[MOST_VIEWS];  // by first use, each after the view it is a view of
  unsigned ordered;
} Views;

static bool is_view(const Stmt *stmt) { return stmt->kind == STMT_ALLOC && (stmt->alloc->storage || stmt->alloc->address); }

static bool too_many(const Block *block, unsigned *count) {
  for (size_t i = 0; i < block->count; i++) {
    Block *blocks[2];
    unsigned inner = inner_blocks(block->items[i], blocks);
    *count += is_view(block->items[i]);
    for (unsigned k = 0; k < inner; k++)
      if (too_many(blocks[k], count)) return true;
  }
  return *count > MOST_VIEWS;
}

// Takes the views out of the block and those inside it.
static void take_views(Views *views, Block *block) {
  size_t kept = 0;
  for (size_t i = 0; i < block->count; i++) {
    Stmt *stmt = block->items[i];
    Block *blocks[2];
    unsigned inner = inner_blocks(stmt, blocks);
    for (unsigned k = 0; k < inner; k++) take_views(views, blocks[k]);
    if (is_view(stmt))
      views->items[views->count++] = stmt;
    else
      block->items[kept++] = stmt;
  }
  block->count = kept;
}

static void order_view(Views *views, unsigned index) {
  if (views->placed[index]) return;
  views->placed[index] = true;
  for (unsigned i = 0; i < views->count; i++)
    if (views->items[i]->alloc == views->items[index]->alloc->storage) order_view(views, i);
  views->order[views->ordered++] = views->items[index];
}

static void order_buffer(Views *views, const Buffer *buffer) {
  for (unsigned k = 0; k < views->count; k++)
    if (views->items[k]->alloc == buffer) order_view(views, k);
}

static void order_visit(void *state, const Expr *expr) {
  if (expr->kind == EXPR_LOAD || expr->kind == EXPR_REGION) order_buffer(state, expr->buffer);
}

static void order_by_use(Views *views, const Block *block) {
  for (size_t i = 0; i < block->count; i++) {
    Block *blocks[2];
    unsigned inner = inner_blocks(block->items[i], blocks);
    if (block->items[i]->kind == STMT_STORE) order_buffer(views, block->items[i]->store.buffer);
    ir_visit_stmt(block->items[i], order_visit, views);
    for (unsigned k = 0; k < inner; k++) order_by_use(views, blocks[k]);
  }
}

typedef struct FindBound {
  const PrimFunc *func;
  bool found;
} FindBound;

static void find_bound(void *state, const Expr *expr) {
  FindBound *find = state;
  if (expr->kind == EXPR_LOAD) find->found = true;
  if (expr->kind != EXPR_VAR) return;
  bool known = false;
  for (size_t i = 0; i < find->func->symbols.count; i++) known |= find->func->symbols.items[i] == expr->var;
  for (size_t i = 0; i < find->func->params.count; i++) known |= find->func->params.items[i].var == expr->var;
  find->found |= !known;
}

// Its shape is the same everywhere in the function.
static bool is_constant(const PrimFunc *func, const Buffer *view) {
  FindBound find = {func, view->address != NULL};
  for (unsigned i = 0; i < view->rank; i++) {
    ir_visit(view->shape[i], find_bound, &find);
    if (view->strides) ir_visit(view->strides[i], find_bound, &find);
  }
  return !find.found;
}

// Behind the allocations that begin the block, what was put there before, and the buffer that it is a view of.
static void put_first(Elaborator *e, Block *block, Stmt *view) {
  size_t at = 0;
  while (at < block->count && block->items[at]->kind == STMT_ALLOC) at++;
  for (size_t i = at; i < block->count; i++)
    if (block->items[i]->kind == STMT_ALLOC && block->items[i]->alloc == view->alloc->storage) at = i + 1;
  insert(e, block, at, view);
}

void nested_place_views(Elaborator *e, PrimFunc *func) {
  unsigned count = 0;
  Views views = {.e = e};
  if (!e->has_views || too_many(&func->body, &count)) return;
  take_views(&views, &func->body);
  order_by_use(&views, &func->body);
  // From the last, so that a view of a view is a use of what it is made of.
  for (unsigned i = views.ordered; i-- > 0;)
    if (!is_constant(func, views.order[i]->alloc)) place(e, &func->body, 0, views.order[i]);
  for (unsigned i = 0; i < views.ordered; i++) {
    Stmt *view = views.order[i], *launch = NULL;
    unsigned users = 0;
    if (!is_constant(func, view->alloc)) continue;
    for (size_t k = 0; k < func->body.count; k++)
      if (stmt_mentions(func->body.items[k], view->alloc)) users++, launch = func->body.items[k];
    bool dependent = false;  // a later view is made of it
    for (unsigned k = i + 1; k < views.ordered; k++) dependent |= views.order[k]->alloc->storage == view->alloc;
    if (dependent && users == 0) launch = NULL, users = 1;
    put_first(e, users == 1 && launch && launch->kind == STMT_LAUNCH ? &launch->launch.body : &func->body, view);
  }
}
