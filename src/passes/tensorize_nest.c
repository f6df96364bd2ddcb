// Element nests: loops whose bodies store elements, as block ops. The nest is split by statement (legal because every buffer
// it writes is touched only at its own element), each statement then is a matmul accumulation or an element-wise tree.
//   before: for i, j in T.Parallel(64, 64): C[i, j] = C[i, j] * T.float32(2) + D[i, j]
//   after:  T.tt_eltwise(C, T.region(C, ...) * T.float32(2) + T.region(D, ...))
#include "ir/print.h"
#include "passes/tensorize.h"

// A loop over elements has its variable as an index of its own: x[i, j], t[by * 32 + i, k]. A loop over blocks (x[i, ko * 32 + k], or not
// in any index) stays a loop around the block ops.
typedef struct NestScan {
  const Stmt *loop;
  const Stmt *inner[NEST_LIMIT];  // loops below it
  unsigned inner_count;
  bool stores, tile_ops, indexes;
} NestScan;

static void scan_index(NestScan *scan, const Expr *index) {
  if (!ir_uses_var(index, scan->loop->loop.var)) return;
  bool alone = true;
  for (unsigned i = 0; i < scan->inner_count; i++) alone = alone && !ir_uses_var(index, scan->inner[i]->loop.var);
  if (alone) scan->indexes = true;
}

static void scan_expr(void *state, const Expr *expr) {
  if (expr->kind != EXPR_LOAD) return;
  for (unsigned d = 0; d < expr->buffer->rank; d++) scan_index(state, expr->indices[d]);
}

static void scan_visit(void *state, Stmt *stmt) {
  NestScan *scan = state;
  if (stmt->kind == STMT_FOR && scan->inner_count < NEST_LIMIT) scan->inner[scan->inner_count++] = stmt;
  if (stmt->kind == STMT_EVAL && stmt->call->kind == EXPR_CALL && op_info(stmt->call->op)->engine != ENGINE_VALUE) scan->tile_ops = true;
  if (stmt->kind == STMT_STORE && stmt->store.buffer->scope != SCOPE_VAR) {
    scan->stores = true;
    for (unsigned d = 0; d < stmt->store.buffer->rank; d++) scan_index(scan, stmt->store.indices[d]);
  }
  ir_visit_stmt(stmt, scan_expr, scan);
}

bool tensorize_is_nest(const Stmt *loop) {
  NestScan scan = {.loop = loop};
  visit_block(&loop->loop.body, scan_visit, &scan);
  return scan.stores && !scan.tile_ops && (scan.indexes || loop->loop.loop != LOOP_SERIAL);
}

int nest_find(const Nest *nest, const Var *var) {
  for (unsigned i = 0; i < nest->depth; i++)
    if (nest->loops[i]->loop.var == var) return (int)i;
  return -1;
}

int64_t nest_extent(const Nest *nest, int loop) {
  int64_t begin = -1, extent = -1;
  const Stmt *stmt = nest->loops[loop];
  if (!ir_is_int(stmt->loop.begin, &begin) || begin != 0 || !ir_is_int(stmt->loop.extent, &extent)) return -1;
  return extent;
}

typedef struct NestUse {
  const Nest *nest;
  int loop;
  unsigned count;
} NestUse;

static void count_use(void *state, const Expr *expr) {
  NestUse *use = state;
  if (expr->kind != EXPR_VAR) return;
  int loop = nest_find(use->nest, expr->var);
  if (loop < 0) return;
  if (use->count == 0 || loop != use->loop) use->count++;
  use->loop = loop;
}

// The single loop whose variable the index uses: 1 and *loop; none: 0; several: 2 or more.
static unsigned index_loop(const Nest *nest, const Expr *index, int *loop) {
  NestUse use = {nest, -1, 0};
  ir_visit(index, count_use, &use);
  *loop = use.loop;
  return use.count;
}

// The index with the loop at its first iteration.
static const Expr *index_base(Tensorizer *t, const Expr *index, const Var *var) {
  return ir_simplify(t->c, t->bounds, substitute_var(t->c, index, var, ir_int(t->c, 0)));
}

bool nest_access(Tensorizer *t, const Nest *nest, Buffer *buffer, const Expr *const *indices, NestAccess *access) {
  const Expr *mins[PLAN_RANK_LIMIT], *extents[PLAN_RANK_LIMIT];
  int found[2];
  unsigned count = 0;
  if (buffer->rank < 2 || buffer->rank > PLAN_RANK_LIMIT) return false;
  for (unsigned d = 0; d < buffer->rank; d++) {
    int loop;
    unsigned uses = index_loop(nest, indices[d], &loop);
    mins[d] = indices[d];
    extents[d] = ir_int(t->c, 1);
    if (uses == 0) continue;
    if (uses > 1 || count == 2) return false;
    Var *var = nest->loops[loop]->loop.var;
    int64_t extent = nest_extent(nest, loop);
    mins[d] = index_base(t, indices[d], var);
    if (extent < 0 || !ir_provably_equal(t->c, t->bounds, indices[d], ir_op(t->c, OP_ADD, mins[d], ir_var(t->c, var)))) return false;
    extents[d] = ir_int(t->c, extent);
    found[count++] = loop;
  }
  if (count != 2 || found[0] == found[1]) return false;
  access->row = found[0];
  access->column = found[1];
  access->region = ir_region(t->c, buffer, mins, extents, ACCESS_READ);
  return buffer->scope == SCOPE_GLOBAL || is_whole_region(access->region);
}

// ---- element-wise trees

typedef struct TreeBuilder {
  Tensorizer *t;
  const Nest *nest;
  int row, column;
  Span span;
  Block *out;  // where reads of tensors are staged
} TreeBuilder;

static const Expr *build_load(TreeBuilder *b, const Expr *load) {
  NestAccess access;
  Tensorizer *t = b->t;
  if (!nest_access(t, b->nest, load->buffer, load->indices, &access) || access.row != b->row || access.column != b->column) {
    diag_unsupported(t->c, load->span.file == NO_FILE ? b->span : load->span,
                     "%s in an element-wise loop: operands are indexed like the result, by the loop variables in order over the whole block",
                     ir_print_expr(t->c, load));
    return NULL;
  }
  if (load->buffer->scope != SCOPE_GLOBAL)
    return tensorize_check_onchip(t, load->buffer, b->span) ? whole_region(t->c, load->buffer, ACCESS_READ) : NULL;
  int64_t rows = nest_extent(b->nest, b->row), columns = nest_extent(b->nest, b->column);
  const char *name = arena_format(t->c->arena, "%s_in", load->buffer->name);
  Buffer *stage = tensorize_stage(t, b->out, name, load->type, rows, columns, b->span);
  const Expr *block = tensorize_check_onchip(t, stage, b->span) ? tensorize_block_region(t, access.region, ACCESS_READ, rows, columns, b->span) : NULL;
  if (!block) return NULL;
  tensorize_op(t, b->out, OP_TT_READ, b->span, whole_region(t->c, stage, ACCESS_WRITE), block);
  return whole_region(t->c, stage, ACCESS_READ);
}

static bool is_tile_op(Op op) {
  return op == OP_ADD || op == OP_SUB || op == OP_MUL || op == OP_DIV || op == OP_MIN || op == OP_MAX || op == OP_CAST;
}

static const Expr *build_tree(TreeBuilder *b, const Expr *expr) {
  Compilation *c = b->t->c;
  if (expr->kind == EXPR_FLOAT) return expr;
  if (expr->kind == EXPR_LOAD) return build_load(b, expr);
  if (expr->kind == EXPR_VAR && expr->var->value && nest_find(b->nest, expr->var) < 0 && type_kind(expr->type) == TYPE_KIND_FLOAT)
    return build_tree(b, expr->var->value);
  int64_t integer;
  if (expr->kind == EXPR_CALL && expr->op == OP_CAST && type_kind(expr->type) == TYPE_KIND_FLOAT && ir_is_int(expr->args[0], &integer))
    return ir_float(c, expr->type, (double)integer);
  if (expr->kind == EXPR_CALL && expr->op == OP_CLAMP)
    return build_tree(b, ir_op(c, OP_MIN, ir_op(c, OP_MAX, expr->args[0], expr->args[1]), expr->args[2]));
  bool floats = type_kind(expr->type) == TYPE_KIND_FLOAT;
  if (expr->kind != EXPR_CALL || !floats || !is_tile_op(expr->op)) {
    diag_unsupported(c, expr->span.file == NO_FILE ? b->span : expr->span,
                     "%s in an element-wise loop: the passes lower + - * / max min, casts between float types and constants",
                     ir_print_expr(c, expr));
    return NULL;
  }
  const Expr *args[2] = {0};
  for (unsigned i = 0; i < expr->arg_count && i < 2; i++) {
    args[i] = build_tree(b, expr->args[i]);
    if (!args[i]) return NULL;
  }
  if (expr->op == OP_CAST) return ir_cast(c, expr->type, args[0]);
  return ir_call_typed(c, expr->op, expr->type, args, 2);
}

static bool tensorize_elementwise(Tensorizer *t, const Nest *nest, const Stmt *store, const NestAccess *target, Block *out) {
  Buffer *buffer = store->store.buffer;
  int64_t rows = nest_extent(nest, target->row), columns = nest_extent(nest, target->column);
  TreeBuilder builder = {t, nest, target->row, target->column, store->span, out};
  const Expr *tree = build_tree(&builder, store->store.value);
  if (!tree) return false;
  tree = ir_cast(t->c, buffer->type, tree);
  if (buffer->scope != SCOPE_GLOBAL) {
    if (!tensorize_check_onchip(t, buffer, store->span)) return false;
    tensorize_op(t, out, OP_TT_ELTWISE, store->span, whole_region(t->c, buffer, ACCESS_WRITE), tree);
    return true;
  }
  const char *name = arena_format(t->c->arena, "%s_out", buffer->name);
  Buffer *stage = tensorize_stage(t, out, name, buffer->type, rows, columns, store->span);
  if (!tensorize_check_onchip(t, stage, store->span)) return false;
  const Expr *block = tensorize_block_region(t, target->region, ACCESS_WRITE, rows, columns, store->span);
  if (!block) return false;
  tensorize_op(t, out, OP_TT_ELTWISE, store->span, whole_region(t->c, stage, ACCESS_WRITE), tree);
  tensorize_op(t, out, OP_TT_WRITE, store->span, block, whole_region(t->c, stage, ACCESS_READ));
  return true;
}

static bool tensorize_element_store(Tensorizer *t, const Nest *nest, const Stmt *store, Block *out) {
  if (tensorize_matmul_nest(t, nest, store, out)) return !diag_failed(t->c);
  NestAccess target;
  if (!nest_access(t, nest, store->store.buffer, store->store.indices, &target)) {
    diag_unsupported(t->c, store->span, "a store to %s that does not cover the block element by element: index it by the loop variables, from 0 to its shape",
                     store->store.buffer->name);
    return false;
  }
  if (nest->depth != 2) {
    diag_unsupported(t->c, store->span,
                     "a loop around an element store that is neither element-wise nor a matmul accumulation C[i, j] += A[i, k] * B[k, j]: use T.gemm, "
                     "or T.Parallel over the block's two dims");
    return false;
  }
  return tensorize_elementwise(t, nest, store, &target, out);
}

// ---- splitting the nest by statement

typedef struct SplitCheck {
  const Stmt *store;  // first store to the buffer
  const Buffer *buffer;
  bool differs;
} SplitCheck;

static bool same_indices(const SplitCheck *check, const Expr *const *indices) {
  for (unsigned d = 0; d < check->buffer->rank; d++)
    if (!ir_same(check->store->store.indices[d], indices[d])) return false;
  return true;
}

static void check_expr(void *state, const Expr *expr) {
  SplitCheck *check = state;
  if (expr->kind == EXPR_LOAD && expr->buffer == check->buffer && !same_indices(check, expr->indices)) check->differs = true;
}

static void check_stmt(void *state, Stmt *stmt) {
  SplitCheck *check = state;
  if (stmt->kind == STMT_STORE && stmt->store.buffer == check->buffer && !same_indices(check, (const Expr *const *)stmt->store.indices))
    check->differs = true;
  ir_visit_stmt(stmt, check_expr, check);
}

typedef struct StoreList {
  Compilation *c;
  VECTOR(Stmt *) stores;
} StoreList;

static void list_stores(void *state, Stmt *stmt) {
  StoreList *list = state;
  if (stmt->kind == STMT_STORE) vector_push(list->c->arena, &list->stores, stmt);
}

// Splitting a body of several statements is legal when every buffer it writes is touched at one element only, and that element
// differs in every iteration of the loops shared so far.
static bool may_split(Tensorizer *t, const Nest *nest, const Block *body) {
  StoreList list = {.c = t->c};
  visit_block(body, list_stores, &list);
  for (size_t i = 0; i < list.stores.count; i++) {
    const Stmt *store = list.stores.items[i];
    SplitCheck check = {store, store->store.buffer, false};
    visit_block(body, check_stmt, &check);
    if (check.differs) return false;
    for (unsigned l = 0; l < nest->depth; l++) {
      bool used = false;
      for (unsigned d = 0; d < store->store.buffer->rank; d++) used |= ir_uses_var(store->store.indices[d], nest->loops[l]->loop.var);
      if (!used) return false;
    }
  }
  return true;
}

static bool tensorize_nest_body(Tensorizer *t, Nest *nest, const Block *body, Block *out) {
  size_t statements = 0;
  for (size_t i = 0; i < body->count; i++) statements += body->items[i]->kind == STMT_STORE || body->items[i]->kind == STMT_FOR;
  if (statements > 1 && !may_split(t, nest, body)) {
    diag_unsupported(t->c, body->items[0]->span, "statements of an element loop that depend on each other across elements: put each into a loop of its own");
    return false;
  }
  for (size_t i = 0; i < body->count; i++) {
    Stmt *stmt = body->items[i];
    if (stmt->kind == STMT_LET || stmt->kind == STMT_ATTR) continue;  // lets are looked through where they are used
    if (stmt->kind == STMT_STORE) {
      if (!tensorize_element_store(t, nest, stmt, out)) return false;
    } else if (stmt->kind == STMT_FOR && nest->depth < NEST_LIMIT) {
      nest->loops[nest->depth++] = stmt;
      bool good = tensorize_nest_body(t, nest, &stmt->loop.body, out);
      nest->depth--;
      if (!good) return false;
    } else {
      diag_unsupported(t->c, stmt->span, "this statement in a loop over elements: the passes lower stores and loops there");
      return false;
    }
  }
  return true;
}

bool tensorize_nest(Tensorizer *t, Stmt *loop, Block *out) {
  Nest nest = {.loops = {loop}, .depth = 1};
  return tensorize_nest_body(t, &nest, &loop->loop.body, out);
}
