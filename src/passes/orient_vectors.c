// orient_vectors: part of tensorize_tt. On-chip buffers with one dim become columns (n, 1) or rows (1, n), whichever their uses want.
//   before: s = alloc((64,)); for i, j in T.Parallel(64, 32): C[i, j] = C[i, j] * s[i]
//   after:  s = alloc((64, 1)); for i, j in T.Parallel(64, 32): C[i, j] = C[i, j] * s[i, 0]
// A vector indexed by the variable that indexes the rows of a block in the same statement is a column, one indexed by that of its
// columns a row. Vectors indexed by one variable of a statement, or copied to each other, are alike. Where the uses disagree the
// more frequent one decides; a use the other way then is a transposed access.
#include "passes/tensorize.h"

typedef struct Vector {
  Buffer *buffer;
  size_t alike;  // union-find parent
  unsigned column_votes, row_votes;
} Vector;

struct Orienter {
  Compilation *c;
  VECTOR(Vector) vectors;
};

static bool is_vector(const Buffer *buffer) {
  bool onchip = buffer->scope == SCOPE_SHARED || buffer->scope == SCOPE_FRAGMENT || buffer->scope == SCOPE_REDUCER ||
                buffer->scope == SCOPE_VAR || buffer->scope == SCOPE_LOCAL;
  return onchip && buffer->rank == 1 && !buffer->storage;
}

static void add_vector(void *state, Stmt *stmt) {
  Orienter *o = state;
  if (stmt->kind != STMT_ALLOC || !is_vector(stmt->alloc)) return;
  Vector vector = {.buffer = stmt->alloc, .alike = o->vectors.count};
  vector_push(o->c->arena, &o->vectors, vector);
}

static size_t find_root(const Orienter *o, size_t i) {
  while (o->vectors.items[i].alike != i) i = o->vectors.items[i].alike;
  return i;
}

static bool find_vector(const Orienter *o, const Buffer *buffer, size_t *root) {
  for (size_t i = 0; i < o->vectors.count; i++)
    if (o->vectors.items[i].buffer == buffer) {
      *root = find_root(o, i);
      return true;
    }
  return false;
}

static void make_alike(Orienter *o, size_t a, size_t b) {
  a = find_root(o, a);
  b = find_root(o, b);
  if (a == b) return;
  // The smaller index stays the root: the result does not depend on the order of the merges.
  if (b < a) {
    size_t swap = a;
    a = b;
    b = swap;
  }
  o->vectors.items[b].alike = a;
  o->vectors.items[a].column_votes += o->vectors.items[b].column_votes;
  o->vectors.items[a].row_votes += o->vectors.items[b].row_votes;
}

// ---- votes of element accesses

typedef struct Accesses {
  Orienter *o;
  const Var *loop;
  bool row, column;  // the variable indexes the rows, the columns of some block
  bool found;        // some vector is indexed by it
  size_t first;
} Accesses;

static void note_access(Accesses *a, const Buffer *buffer, const Expr *const *indices) {
  size_t root;
  if (buffer->rank >= 2) {
    if (ir_uses_var(indices[buffer->rank - 1], a->loop)) a->column = true;
    if (ir_uses_var(indices[buffer->rank - 2], a->loop)) a->row = true;
  } else if (buffer->rank == 1 && ir_uses_var(indices[0], a->loop) && find_vector(a->o, buffer, &root)) {
    if (a->found) make_alike(a->o, a->first, root);
    a->found = true;
    a->first = root;
  }
}

static void note_load(void *state, const Expr *expr) {
  if (expr->kind == EXPR_LOAD) note_access(state, expr->buffer, expr->indices);
}

static void note_statement(void *state, Stmt *stmt) {
  Accesses *a = state;
  if (stmt->kind == STMT_STORE) note_access(a, stmt->store.buffer, stmt->store.indices);
  ir_visit_stmt(stmt, note_load, a);
}

// All statements of a loop over elements speak of the same rows and columns.
static void vote_loop(void *state, Stmt *stmt) {
  Orienter *o = state;
  if (stmt->kind != STMT_FOR) return;
  Accesses a = {.o = o, .loop = stmt->loop.var};
  ir_visit_block(&stmt->loop.body, note_statement, &a);
  if (!a.found || a.row == a.column) return;
  Vector *root = &o->vectors.items[find_root(o, a.first)];
  root->column_votes += a.row;
  root->row_votes += a.column;
}

// ---- votes of tile ops

// The only dim of the region with an extent above 1; -1 if there is none or several.
static int wide_dim(const Expr *region) {
  int wide = -1;
  for (unsigned d = 0; d < region->buffer->rank; d++) {
    int64_t extent = 0;
    if (ir_is_int(region->extents[d], &extent) && extent == 1) continue;
    if (wide >= 0) return -1;
    wide = (int)d;
  }
  return wide;
}

static void vote_copy(Orienter *o, const Expr *a, const Expr *b) {
  size_t left = 0, right = 0;
  bool left_is = find_vector(o, a->buffer, &left), right_is = find_vector(o, b->buffer, &right);
  if (left_is && right_is) {
    make_alike(o, left, right);
    return;
  }
  if (!left_is && !right_is) return;
  const Expr *other = left_is ? b : a;
  int dim = wide_dim(other);
  if (other->buffer->scope == SCOPE_GLOBAL || other->buffer->rank < 2 || dim < 0) return;
  Vector *vector = &o->vectors.items[left_is ? left : right];
  if ((unsigned)dim == other->buffer->rank - 1) vector->row_votes++;
  if ((unsigned)dim == other->buffer->rank - 2) vector->column_votes++;
}

// A reduction of a matrix along its columns gives a column.
static void vote_reduction(Orienter *o, const Expr *source, const Expr *target, const Expr *dim) {
  size_t root;
  int64_t value;
  if (source->buffer->rank < 2 || !find_vector(o, target->buffer, &root) || !ir_is_int(dim, &value)) return;
  if (value == (int64_t)source->buffer->rank - 1) o->vectors.items[root].column_votes++;
  if (value == (int64_t)source->buffer->rank - 2) o->vectors.items[root].row_votes++;
}

static void vote_tile_op(void *state, Stmt *stmt) {
  Orienter *o = state;
  if (is_call(stmt, OP_REDUCE)) vote_reduction(o, stmt->call->args[0], stmt->call->args[1], stmt->call->args[3]);
  if (is_call(stmt, OP_CUMSUM) || is_call(stmt, OP_CUMMAX)) vote_copy(o, stmt->call->args[0], stmt->call->args[1]);
  if (is_call(stmt, OP_COPY)) vote_copy(o, stmt->call->args[0], stmt->call->args[1]);
}

// ---- rewriting

static bool is_column(const Orienter *o, const Buffer *buffer) {
  size_t root;
  if (!find_vector(o, buffer, &root)) return false;
  const Vector *vector = &o->vectors.items[root];
  return vector->column_votes > 0 && vector->column_votes >= vector->row_votes;
}

static const Expr **with_unit(const Orienter *o, const Buffer *buffer, const Expr *index, const Expr *unit) {
  const Expr **pair = arena_array(o->c->arena, const Expr *, 2);
  bool column = is_column(o, buffer);
  pair[0] = column ? index : unit;
  pair[1] = column ? unit : index;
  return pair;
}

static bool is_oriented(const Orienter *o, const Buffer *buffer) {
  size_t root;
  return find_vector(o, buffer, &root);
}

static const Expr *rewrite_expr(void *state, Compilation *c, const Expr *expr) {
  const Orienter *o = state;
  bool access = expr->kind == EXPR_LOAD || expr->kind == EXPR_REGION;
  if (!access || !is_oriented(o, expr->buffer)) return expr;
  Expr *copy = arena_new(c->arena, Expr);
  *copy = *expr;
  copy->indices = with_unit(o, expr->buffer, expr->indices[0], ir_int(c, 0));
  if (expr->kind == EXPR_REGION) copy->extents = with_unit(o, expr->buffer, expr->extents[0], ir_int(c, 1));
  return copy;
}

// The only dim of a vector becomes rows or columns also where an op names it.
static const Expr *rewrite_dim(const Orienter *o, const Expr *call) {
  unsigned at = call->op == OP_REDUCE ? 3 : 2;
  if (!is_oriented(o, call->args[0]->buffer)) return call;
  const Expr **args = arena_array(o->c->arena, const Expr *, call->arg_count);
  for (unsigned i = 0; i < call->arg_count; i++) args[i] = call->args[i];
  args[at] = ir_int(o->c, is_column(o, call->args[0]->buffer) ? 0 : 1);
  Expr *copy = arena_new(o->c->arena, Expr);
  *copy = *call;
  copy->args = args;
  return copy;
}

static void rewrite_stmt(void *state, Stmt *stmt) {
  Orienter *o = state;
  Compilation *c = o->c;
  if (is_call(stmt, OP_REDUCE) || is_call(stmt, OP_CUMSUM) || is_call(stmt, OP_CUMMAX)) stmt->call = rewrite_dim(o, stmt->call);
  if (stmt->kind == STMT_EVAL) stmt->call = ir_map(c, stmt->call, rewrite_expr, o);
  if (stmt->kind == STMT_LET) stmt->let->value = ir_map(c, stmt->let->value, rewrite_expr, o);
  if (stmt->kind == STMT_IF || stmt->kind == STMT_WHILE) stmt->branch.condition = ir_map(c, stmt->branch.condition, rewrite_expr, o);
  if (stmt->kind == STMT_FOR) {
    stmt->loop.begin = ir_map(c, stmt->loop.begin, rewrite_expr, o);
    stmt->loop.extent = ir_map(c, stmt->loop.extent, rewrite_expr, o);
  }
  if (stmt->kind != STMT_STORE) return;
  Buffer *buffer = stmt->store.buffer;
  for (unsigned d = 0; d < buffer->rank; d++) stmt->store.indices[d] = ir_map(c, stmt->store.indices[d], rewrite_expr, o);
  stmt->store.value = ir_map(c, stmt->store.value, rewrite_expr, o);
  if (is_oriented(o, buffer)) stmt->store.indices = with_unit(o, buffer, stmt->store.indices[0], ir_int(c, 0));
}

const Orienter *orient_votes(Compilation *c, const PrimFunc *func) {
  Orienter *o = arena_new(c->arena, Orienter);
  o->c = c;
  ir_visit_block(&func->body, add_vector, o);
  ir_visit_block(&func->body, vote_loop, o);
  ir_visit_block(&func->body, vote_tile_op, o);
  return o;
}

int orient_lines(const Orienter *o, const Buffer *buffer) { return !is_oriented(o, buffer) ? 0 : is_column(o, buffer) ? 1 : -1; }

void orient_vectors(Compilation *c, PrimFunc *func) {
  Orienter o = *orient_votes(c, func);
  if (!o.vectors.count) return;
  ir_visit_block(&func->body, rewrite_stmt, &o);
  // ir_map walks `rank` indices, so the buffers grow only after all their accesses have.
  for (size_t i = 0; i < o.vectors.count; i++) {
    Buffer *buffer = o.vectors.items[i].buffer;
    buffer->shape = with_unit(&o, buffer, buffer->shape[0], ir_int(c, 1));
    buffer->strides = NULL;
  }
  for (size_t i = 0; i < o.vectors.count; i++) o.vectors.items[i].buffer->rank = 2;
}
