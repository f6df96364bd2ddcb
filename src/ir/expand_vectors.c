// Vectors as their elements. In: tile IR with T.Ramp, T.Broadcast, T.Shuffle, slices; out: the same function with a statement for each element, or
// a T.vectorized loop over them; on-chip buffers of vectors get a dim for their elements. What has no such form stays: tensors of vectors, functions
// of GPUs that give a vector.
//   before: A[0:4] = B[bx * 4:bx * 4 + 4] * T.Broadcast(x, 4)
//   after:  for lane in T.vectorized(4):
//               A[lane] = B[bx * 4 + lane] * x
#include "ir/ir.h"
#include "ir/simplify.h"

// A short text with many long vectors must not fill the memory.
enum { MOST_MADE = 100000, MOST_NODES = 1000000 };  // statements; nodes of expressions

// A let of a vector, as lets of its elements; a let of a number whose value was an element, as another one.
typedef struct SplitLet {
  const Var *vector;
  Var **elements;
} SplitLet;

// A buffer of vectors, as one with another dim.
typedef struct SplitBuffer {
  Buffer *vectors, *elements;
  bool whole;  // used in other ways than element by element: stays as it is
} SplitBuffer;

typedef struct Expansion {
  Compilation *c;
  VECTOR(SplitBuffer) buffers;
  VECTOR(SplitLet) lets;
  size_t made, nodes;
} Expansion;

// Which element of the vectors of a statement: a number, or the variable of the loop over them.
typedef struct Lane {
  Expansion *x;
  unsigned number;
  const Expr *var;  // NULL: the number
  bool failed;
} Lane;

static const Expr *element(Lane *lane, const Expr *expr);

static Var *split_element(const Expansion *x, const Var *vector, unsigned number) {
  for (size_t i = x->lets.count; i-- > 0;)
    if (x->lets.items[i].vector == vector) return x->lets.items[i].elements[number];
  return NULL;
}

static SplitBuffer *split_buffer(Expansion *x, const Buffer *vectors) {
  for (size_t i = 0; i < x->buffers.count; i++)
    if (x->buffers.items[i].vectors == vectors) return x->buffers.items[i].whole ? NULL : &x->buffers.items[i];
  return NULL;
}

static const Expr *fail(Lane *lane, const Expr *expr) {
  lane->failed = true;
  return expr;
}

static const Expr *ramp_element(Lane *lane, const Expr *ramp) {
  Compilation *c = lane->x->c;
  const Expr *base = element(lane, ramp->args[0]), *stride = element(lane, ramp->args[1]);
  bool integers = type_is_int(base->type);
  const Expr *number = lane->var ? ir_cast(c, base->type, lane->var) : integers ? ir_int_typed(c, base->type, lane->number) : ir_float(c, base->type, lane->number);
  const Expr *sum = ir_op(c, OP_ADD, base, ir_op(c, OP_MUL, stride, number));
  return integers ? ir_simplify(c, NULL, sum) : sum;
}

// The element at a number that counts through all vectors of the list.
static const Expr *shuffle_element(Lane *lane, const Expr *shuffle) {
  int64_t at;
  if (lane->var || !ir_is_int(shuffle->args[1]->items[lane->number], &at)) return fail(lane, shuffle);
  for (unsigned i = 0; i < shuffle->args[0]->item_count; i++) {
    const Expr *vector = shuffle->args[0]->items[i];
    if (at < type_lanes(vector->type)) {
      Lane inner = {lane->x, (unsigned)at, NULL, false};
      const Expr *found = element(&inner, vector);
      lane->failed |= inner.failed;
      return found;
    }
    at -= type_lanes(vector->type);
  }
  return fail(lane, shuffle);
}

// Where the element of a load or store is; false where it has no place of its own.
static bool place_of(Lane *lane, Buffer **buffer, const Expr *const *of, const Expr **indices) {
  Compilation *c = lane->x->c;
  unsigned rank = (*buffer)->rank;
  SplitBuffer *split = split_buffer(lane->x, *buffer);
  if (rank > 7 || (type_lanes((*buffer)->type) > 1 && !split)) return false;
  for (unsigned i = 0; i < rank; i++) {
    if (i + 1 < rank && type_lanes(of[i]->type) > 1) return false;
    indices[i] = element(lane, of[i]);
  }
  if (!split) return true;
  indices[rank] = lane->var ? lane->var : ir_int(c, lane->number);
  *buffer = split->elements;
  return true;
}

static const Expr *load_element(Lane *lane, const Expr *load) {
  const Expr *indices[8];
  Buffer *buffer = load->buffer;
  if (!place_of(lane, &buffer, load->indices, indices)) return fail(lane, load);
  return ir_with_span(lane->x->c, ir_load(lane->x->c, buffer, indices), load->span);
}

// T.add2(x, y) and its like are the plain operations on both elements.
static bool pair_op(const Expr *call, Op *op) {
  static const struct {
    const char *name;
    Op op;
    unsigned operands;
  } rows[] = {{"add2", OP_ADD, 2}, {"sub2", OP_SUB, 2}, {"mul2", OP_MUL, 2}, {"max2", OP_MAX, 2}, {"min2", OP_MIN, 2}, {"fma2", OP_FMA, 3}, {"abs2", OP_ABS, 1}};
  if (call->op != OP_INTRINSIC || type_kind(call->type) != TYPE_KIND_FLOAT) return false;
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    if (strcmp(rows[i].name, call->args[0]->string) || call->arg_count != rows[i].operands + 1) continue;
    for (unsigned k = 1; k < call->arg_count; k++)
      if (call->args[k]->type != call->type || call->args[k]->kind == EXPR_REGION) return false;
    *op = rows[i].op;
    return true;
  }
  return false;
}

// The element that many behind the one a T.access_ptr names.
static const Expr *element_behind(Lane *lane, const Expr *pointer) {
  Compilation *c = lane->x->c;
  const Expr *head = pointer->args[0], *indices[8];
  unsigned rank = head->buffer->rank;
  if (rank == 0 || rank > 8 || type_lanes(head->type) > 1) return fail(lane, head);
  for (unsigned i = 0; i < rank; i++) indices[i] = element(lane, head->indices[i]);
  DType type = indices[rank - 1]->type;
  const Expr *number = lane->var ? ir_cast(c, type, lane->var) : ir_int_typed(c, type, lane->number);
  indices[rank - 1] = ir_simplify(c, NULL, ir_op(c, OP_ADD, indices[rank - 1], number));
  return ir_with_span(c, ir_load(c, head->buffer, indices), head->span);
}

// T.atomic_addx4_ret_elem_op(four elements, four values): an atomic addition for each; its value is the element before.
static const Expr *atomic_element(Lane *lane, const Expr *call) {
  Compilation *c = lane->x->c;
  const Expr *place = element_behind(lane, call->args[1]), *value = element_behind(lane, call->args[2]);
  const Expr *pointer = ir_op(c, OP_ACCESS_PTR, place, ir_int(c, 1), call->args[1]->args[2]);
  return ir_with_span(c, ir_op(c, OP_ATOMIC_ADD_RET_ELEM_OP, pointer, ir_cast(c, place->type, value)), call->span);
}

static bool is_atomic_vector(const Expr *call) {
  if (call->op != OP_INTRINSIC || call->arg_count != 3) return false;
  const char *name = call->args[0]->string;
  if (strcmp(name, "atomic_addx2_ret_elem_op") && strcmp(name, "atomic_addx4_ret_elem_op")) return false;
  for (unsigned i = 1; i < 3; i++)
    if (call->args[i]->kind != EXPR_CALL || call->args[i]->op != OP_ACCESS_PTR) return false;
  return true;
}

static const Expr *call_element(Lane *lane, const Expr *call) {
  Compilation *c = lane->x->c;
  if (is_atomic_vector(call)) return atomic_element(lane, call);
  DType type = type_element(call->type);
  Op op = call->op;
  unsigned first = pair_op(call, &op);
  if (op_info(op)->engine != ENGINE_VALUE || op == OP_ACCESS_PTR || op == OP_DATA) return fail(lane, call);
  if (call->op == OP_REINTERPRET && type_lanes(call->type) != type_lanes(call->args[0]->type)) return fail(lane, call);
  const Expr **args = arena_array(c->arena, const Expr *, call->arg_count + 1);
  for (unsigned i = first; i < call->arg_count; i++) args[i - first] = element(lane, call->args[i]);
  Expr *made = arena_new(c->arena, Expr);
  *made = *ir_call_typed(c, op, type, args, call->arg_count - first);
  made->keywords = call->keywords;
  made->span = call->span;
  return made;
}

// T.Shuffle that gives one number stands in expressions of any type; so do variables whose let had such a value.
static const Expr *plain_element(void *state, Compilation *c, const Expr *expr) {
  Var *changed = expr->kind == EXPR_VAR && type_lanes(expr->type) == 1 ? split_element(state, expr->var, 0) : NULL;
  if (changed) return ir_with_span(c, ir_var(c, changed), expr->span);
  if (expr->kind != EXPR_CALL || expr->op != OP_SHUFFLE || type_lanes(expr->type) > 1) return expr;
  Lane first = {state, 0, NULL, false};
  const Expr *found = shuffle_element(&first, expr);
  return first.failed ? expr : found;
}

static const Expr *element(Lane *lane, const Expr *expr) {
  if (lane->x->nodes++ > MOST_NODES) return fail(lane, expr);
  if (type_lanes(expr->type) == 1) return ir_map(lane->x->c, expr, plain_element, lane->x);
  if (expr->kind == EXPR_VAR) {
    Var *var = lane->var ? NULL : split_element(lane->x, expr->var, lane->number);
    return var ? ir_with_span(lane->x->c, ir_var(lane->x->c, var), expr->span) : fail(lane, expr);
  }
  if (expr->kind == EXPR_LOAD) return load_element(lane, expr);
  if (expr->kind != EXPR_CALL) return fail(lane, expr);
  if (expr->op == OP_RAMP) return ramp_element(lane, expr);
  if (expr->op == OP_BROADCAST) return element(lane, expr->args[0]);
  return expr->op == OP_SHUFFLE ? shuffle_element(lane, expr) : call_element(lane, expr);
}

// ---- statements

static bool spend(Expansion *x, size_t count) { return (x->made += count) <= MOST_MADE; }

typedef struct Survey {
  const Buffer *stored;
  bool loads_stored, needs_numbers;
} Survey;

static const Buffer *storage_of(const Buffer *buffer) { return buffer->storage ? buffer->storage : buffer; }

static void survey(void *state, const Expr *expr) {
  Survey *s = state;
  if (expr->kind == EXPR_LOAD && storage_of(expr->buffer) == storage_of(s->stored)) s->loads_stored = true;
  if (expr->kind == EXPR_VAR && type_lanes(expr->type) > 1) s->needs_numbers = true;
  if (expr->kind == EXPR_CALL && expr->op == OP_SHUFFLE) s->needs_numbers = true;
}

static Stmt *store_element(Lane *lane, const Stmt *stmt, const Expr *value) {
  const Expr *indices[8];
  Buffer *buffer = stmt->store.buffer;
  if (!place_of(lane, &buffer, stmt->store.indices, indices)) {
    lane->failed = true;
    return NULL;
  }
  Stmt *store = ir_store(lane->x->c, buffer, indices, value);
  store->span = stmt->span;
  return store;
}

static bool expand_in_loop(Expansion *x, const Stmt *stmt, unsigned lanes, Block *out) {
  Var *var = ir_new_var(x->c, "lane", TYPE_INT32);
  Lane lane = {x, 0, ir_var(x->c, var), false};
  Stmt *loop = ir_for(x->c, var, ir_int(x->c, 0), ir_int(x->c, lanes), LOOP_VECTORIZED);
  loop->span = var->span = stmt->span;
  Stmt *store = store_element(&lane, stmt, element(&lane, stmt->store.value));
  if (!lane.failed) ir_append(x->c, &loop->loop.body, store);
  if (!lane.failed) ir_append(x->c, out, loop);
  return !lane.failed;
}

// A let before the stores, so that no element is read after it was stored.
static Var *let_element(Expansion *x, const char *name, const Expr *value, Span span, Block *out) {
  Var *var = ir_new_var(x->c, name, value->type);
  Stmt *let = ir_let(x->c, var, value);
  var->span = let->span = span;
  ir_append(x->c, out, let);
  return var;
}

static bool expand_store(Expansion *x, const Stmt *stmt, Block *out) {
  const Buffer *buffer = stmt->store.buffer;
  unsigned lanes = type_lanes(ir_load_type(buffer, stmt->store.indices));
  Survey s = {buffer, false, false};
  ir_visit_stmt(stmt, survey, &s);
  bool in_loop = lanes > 1 && !s.loads_stored && !s.needs_numbers;
  if (!spend(x, in_loop ? 1 : 2 * lanes)) return false;
  if (in_loop) return expand_in_loop(x, stmt, lanes, out);
  Block made = {0}, stores = {0};
  bool failed = false;
  for (unsigned i = 0; i < lanes; i++) {
    Lane lane = {x, i, NULL, false};
    const Expr *value = element(&lane, stmt->store.value);
    if (s.loads_stored && lanes > 1 && !lane.failed) value = ir_var(x->c, let_element(x, "element", value, stmt->span, &made));
    Stmt *store = store_element(&lane, stmt, value);
    if (!lane.failed) ir_append(x->c, &stores, store);
    failed |= lane.failed;
  }
  for (size_t i = 0; i < made.count && !failed; i++) ir_append(x->c, out, made.items[i]);
  for (size_t i = 0; i < stores.count && !failed; i++) ir_append(x->c, out, stores.items[i]);
  return !failed;
}

static bool expand_let(Expansion *x, const Stmt *stmt, Block *out) {
  const Var *vector = stmt->let;
  unsigned lanes = type_lanes(vector->type);
  if (lanes == 1 || !spend(x, lanes)) return false;
  Var **elements = arena_array(x->c->arena, Var *, lanes);
  Block made = {0};
  for (unsigned i = 0; i < lanes; i++) {
    Lane lane = {x, i, NULL, false};
    elements[i] = let_element(x, vector->name, element(&lane, vector->value), stmt->span, &made);
    if (lane.failed) return false;
  }
  for (size_t i = 0; i < made.count; i++) ir_append(x->c, out, made.items[i]);
  vector_push(x->c->arena, &x->lets, ((SplitLet){vector, elements}));
  return true;
}

static Block expand_block(Expansion *x, const Block *block);

// The variable belongs to the function as it was: where its value changes, another takes its place.
static Var *changed_let(Expansion *x, Var *var) {
  const Expr *value = ir_map(x->c, var->value, plain_element, x);
  if (value == var->value) return var;
  Var **changed = arena_array(x->c->arena, Var *, 1);
  changed[0] = arena_new(x->c->arena, Var);
  *changed[0] = *var;
  changed[0]->value = value;
  vector_push(x->c->arena, &x->lets, ((SplitLet){var, changed}));
  return changed[0];
}

// The statement itself: a value in it may be an element of a vector.
static Stmt *expand_scalars(Expansion *x, const Stmt *stmt) {
  Stmt *copy = arena_new(x->c->arena, Stmt);
  *copy = *stmt;
  switch (stmt->kind) {
    case STMT_FOR:
      copy->loop.begin = ir_map(x->c, stmt->loop.begin, plain_element, x);
      copy->loop.extent = ir_map(x->c, stmt->loop.extent, plain_element, x);
      copy->loop.body = expand_block(x, &stmt->loop.body);
      break;
    case STMT_LAUNCH: copy->launch.body = expand_block(x, &stmt->launch.body); break;
    case STMT_WHILE:
    case STMT_IF:
      copy->branch.condition = ir_map(x->c, stmt->branch.condition, plain_element, x);
      copy->branch.then = expand_block(x, &stmt->branch.then);
      copy->branch.orelse = expand_block(x, &stmt->branch.orelse);
      break;
    case STMT_EVAL: copy->call = ir_map(x->c, stmt->call, plain_element, x); break;
    case STMT_LET: copy->let = changed_let(x, stmt->let); break;
    case STMT_ALLOC: {
      const SplitBuffer *split = split_buffer(x, stmt->alloc);
      if (split) copy->alloc = split->elements;
      break;
    }
    case STMT_STORE: {
      const Expr **indices = arena_array(x->c->arena, const Expr *, stmt->store.buffer->rank);
      for (unsigned i = 0; i < stmt->store.buffer->rank; i++) indices[i] = ir_map(x->c, stmt->store.indices[i], plain_element, x);
      copy->store.indices = indices;
      copy->store.value = ir_map(x->c, stmt->store.value, plain_element, x);
      break;
    }
    case STMT_BREAK: case STMT_CONTINUE: case STMT_ATTR: break;
  }
  return copy;
}

static Block expand_block(Expansion *x, const Block *block) {
  Block out = {0};
  for (size_t i = 0; i < block->count; i++) {
    Stmt *stmt = block->items[i];
    Span span;
    bool vector = ir_vector_in_stmt(stmt, &span);
    bool done = vector && ((stmt->kind == STMT_STORE && expand_store(x, stmt, &out)) || (stmt->kind == STMT_LET && expand_let(x, stmt, &out)));
    if (!done) ir_append(x->c, &out, expand_scalars(x, stmt));
  }
  return out;
}

static bool has_vectors(const Block *block) {
  for (size_t i = 0; i < block->count; i++) {
    const Stmt *stmt = block->items[i];
    Span span;
    if (ir_vector_in_stmt(stmt, &span)) return true;
    if (stmt->kind == STMT_FOR && has_vectors(&stmt->loop.body)) return true;
    if (stmt->kind == STMT_LAUNCH && has_vectors(&stmt->launch.body)) return true;
    if ((stmt->kind == STMT_IF || stmt->kind == STMT_WHILE) && (has_vectors(&stmt->branch.then) || has_vectors(&stmt->branch.orelse))) return true;
  }
  return false;
}

// ---- buffers of vectors

static void split_alloc(Expansion *x, Buffer *buffer) {
  const Expr *shape[8];
  if (type_lanes(buffer->type) == 1 || buffer->storage || buffer->address || buffer->strides || buffer->rank > 7 || scope_is_gpu(buffer->scope)) return;
  for (unsigned i = 0; i < buffer->rank; i++) shape[i] = buffer->shape[i];
  shape[buffer->rank] = ir_int(x->c, type_lanes(buffer->type));
  Scope scope = buffer->scope == SCOPE_VAR ? SCOPE_LOCAL : buffer->scope;
  Buffer *elements = ir_new_buffer(x->c, buffer->name, type_element(buffer->type), scope, buffer->rank + 1, shape);
  elements->span = buffer->span;
  vector_push(x->c->arena, &x->buffers, ((SplitBuffer){buffer, elements, false}));
}

static void keep_whole(Expansion *x, const Buffer *buffer) {
  SplitBuffer *split = buffer ? split_buffer(x, buffer) : NULL;
  if (split) split->whole = true;
}

static void note_use(void *state, const Expr *expr) {
  bool slice = expr->kind == EXPR_LOAD && expr->buffer->rank && type_lanes(expr->indices[expr->buffer->rank - 1]->type) > 1;
  if (expr->kind == EXPR_REGION || slice) keep_whole(state, expr->buffer);
}

static void split_buffers(Expansion *x, const Block *block) {
  for (size_t i = 0; i < block->count; i++) {
    Stmt *stmt = block->items[i];
    if (stmt->kind == STMT_ALLOC) split_alloc(x, stmt->alloc);
    if (stmt->kind == STMT_ALLOC) keep_whole(x, stmt->alloc->storage);
    if (stmt->kind == STMT_STORE && type_lanes(stmt->store.indices[stmt->store.buffer->rank - 1]->type) > 1) keep_whole(x, stmt->store.buffer);
    ir_visit_stmt(stmt, note_use, x);
    if (stmt->kind == STMT_FOR) split_buffers(x, &stmt->loop.body);
    if (stmt->kind == STMT_LAUNCH) split_buffers(x, &stmt->launch.body);
    if (stmt->kind == STMT_IF || stmt->kind == STMT_WHILE) split_buffers(x, &stmt->branch.then);
    if (stmt->kind == STMT_IF) split_buffers(x, &stmt->branch.orelse);
  }
}

const PrimFunc *ir_expand_vectors(Compilation *compilation, const PrimFunc *func) {
  if (!has_vectors(&func->body)) return func;
  Expansion x = {.c = compilation};
  PrimFunc *expanded = arena_new(compilation->arena, PrimFunc);
  *expanded = *func;
  split_buffers(&x, &func->body);
  expanded->body = expand_block(&x, &func->body);
  return expanded;
}
