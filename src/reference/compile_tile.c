// Tile ops to instructions. In: calls of tile ops; out: one instruction each; atomics, and updates of reducers, become a load, an
// operation and a store.
#include "reference/compile.h"

// ---- operands

static void compile_region(Compiler *k, const Expr *expr, Region *region) {
  if (expr->kind != EXPR_REGION) internal_error(k->c, "an operand of a tile op is no region");
  region->memory = memory_of(k, expr->buffer);
  region->span = expr->span;
  for (unsigned i = 0; i < expr->buffer->rank && i < MAX_RANK; i++) {
    region->mins[i] = compile_expr(k, expr->indices[i]);
    region->extents[i] = compile_expr(k, expr->extents[i]);
    region->literal_one[i] = expr->extents[i]->kind == EXPR_INT && expr->extents[i]->integer == 1;
  }
}

static Register compile_value(Compiler *k, const Expr *value, const Expr *region) {
  return compile_expr(k, ir_with_span(k->c, ir_cast(k->c, region->buffer->type, value), value->span));
}

static bool combine_from_text(const char *text, Combine *combine) {
  static const char *const names[] = {[COMBINE_SUM] = "sum",       [COMBINE_ABS_SUM] = "abssum", [COMBINE_MAX] = "max",
                                      [COMBINE_ABS_MAX] = "absmax", [COMBINE_MIN] = "min",       [COMBINE_AND] = "bitand",
                                      [COMBINE_OR] = "bitor",       [COMBINE_XOR] = "bitxor"};
  for (unsigned i = COMBINE_SUM; i < sizeof names / sizeof *names; i++)
    if (strcmp(text, names[i]) == 0) {
      *combine = (Combine)i;
      return true;
    }
  return false;
}

static Combine combine_of(Compiler *k, const char *text) {
  Combine combine = COMBINE_NONE;
  if (!text || !combine_from_text(text, &combine)) internal_error(k->c, "unknown reduction \"%s\"", text ? text : "");
  return combine;
}

// ---- elements that an op updates

static bool is_place(const Expr *expr) { return expr->kind == EXPR_LOAD; }

static const Expr *place_of(Compiler *k, const Expr *pointer) {
  if (pointer->kind == EXPR_CALL && pointer->op == OP_ACCESS_PTR && is_place(pointer->args[0])) return pointer->args[0];
  internal_error(k->c, "an operand of an atomic is no element of a buffer");
}

// The element `step` places further in the last dimension.
static const Expr *moved(Compiler *k, const Expr *place, int64_t step) {
  unsigned rank = place->buffer->rank;
  if (step == 0 || rank == 0) return place;
  const Expr **indices = arena_array(k->c->arena, const Expr *, rank);
  for (unsigned i = 0; i < rank; i++) indices[i] = place->indices[i];
  const Expr *last = indices[rank - 1];
  indices[rank - 1] = ir_op(k->c, OP_ADD, last, ir_int_typed(k->c, last->type, step));
  return ir_with_span(k->c, ir_load(k->c, place->buffer, indices), place->span);
}

static void store_place(Compiler *k, const Expr *place, Register value, Span span) {
  bool vector;
  ElementAccess *access = compile_access(k, place->buffer, place->indices, &vector);
  if (vector) value = as_vector(k, value, place->type);
  if (!vector && is_vector(value)) internal_error(k->c, "lanes update one element of %s", place->buffer->name);
  emit(k, (Instruction){.code = CODE_STORE, .type = place->type, .a = value, .span = span, .access = access});
}

// place = op(place, value); the register with the element before.
static Register update_place(Compiler *k, const Expr *place, Op op, Register value, Span span) {
  Register old = compile_expr(k, place);
  store_place(k, place, emit_value(k, place, op, (Register[]){old, value}, 2, place->type), span);
  return old;
}

// ---- atomics

typedef struct AtomicRow {
  Op atomic, op;
  unsigned count;  // elements; their values stand behind a pointer if more than one
} AtomicRow;

static const AtomicRow *atomic_row(Op op) {
  static const AtomicRow rows[] = {
      {OP_ATOMIC_ADD_ELEM_OP, OP_ADD, 1},     {OP_ATOMIC_MAX_ELEM_OP, OP_MAX, 1},     {OP_ATOMIC_MIN_ELEM_OP, OP_MIN, 1},
      {OP_ATOMIC_OR_ELEM_OP, OP_BITWISE_OR, 1}, {OP_ATOMIC_ADD_RET_ELEM_OP, OP_ADD, 1}, {OP_ATOMIC_MAX_RET_ELEM_OP, OP_MAX, 1},
      {OP_ATOMIC_MIN_RET_ELEM_OP, OP_MIN, 1}, {OP_ATOMIC_ADDX2_ELEM_OP, OP_ADD, 2},   {OP_ATOMIC_ADDX4_ELEM_OP, OP_ADD, 4},
      {OP_ATOMIC_LOAD_ELEM_OP, OP_COUNT, 0},  {OP_ATOMIC_STORE_ELEM_OP, OP_COUNT, 1},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    if (rows[i].atomic == op) return &rows[i];
  return NULL;
}

bool is_atomic(Op op) { return atomic_row(op) != NULL; }

Register compile_atomic(Compiler *k, const Expr *call) {
  const AtomicRow *row = atomic_row(call->op);
  const Expr *place = place_of(k, call->args[0]);
  if (row->count == 0) return compile_expr(k, place);
  if (row->count == 1) {
    Register value = compile_value(k, call->args[1], place);
    if (row->op != OP_COUNT) return update_place(k, place, row->op, value, call->span);
    store_place(k, place, value, call->span);
    return value;
  }
  const Expr *from = place_of(k, call->args[1]);
  Register old = new_scalar(k);
  for (unsigned i = 0; i < row->count; i++)
    old = update_place(k, moved(k, place, i), row->op, compile_value(k, moved(k, from, i), place), call->span);
  return old;
}

// T.any_of, T.all_of: a loop over the elements, left at the first that decides.
Register compile_quantifier(Compiler *k, const Expr *call) {
  const Expr *place = place_of(k, call->args[0]);
  Var *step = ir_new_var(k->c, "element", TYPE_INT32);
  unsigned rank = place->buffer->rank;
  const Expr **indices = arena_array(k->c->arena, const Expr *, rank);
  for (unsigned i = 0; i < rank; i++) indices[i] = place->indices[i];
  if (rank) indices[rank - 1] = ir_op(k->c, OP_ADD, ir_cast(k->c, TYPE_INT32, indices[rank - 1]), ir_var(k->c, step));
  const Expr *element = ir_with_span(k->c, ir_load(k->c, place->buffer, indices), place->span);
  Register result = new_scalar(k), zero = new_scalar(k), count = compile_expr(k, call->args[1]), var = new_scalar(k);
  new_scalar(k);
  bool any = call->op == OP_ANY_OF;
  emit_move(k, result, new_constant(k, (Scalar){.i = !any}), TYPE_BOOL);
  uint32_t enter = emit(k, (Instruction){.code = CODE_LOOP, .dst = var, .a = zero, .b = count});
  bind_var(k, step, var);
  emit_move(k, result, compile_expr(k, ir_cast(k->c, TYPE_BOOL, element)), TYPE_BOOL);
  Register decided = any ? result : emit_value(k, call, OP_NOT, &result, 1, TYPE_BOOL);
  uint32_t next = emit(k, (Instruction){.code = CODE_JUMP_UNLESS, .a = decided});
  uint32_t leave = emit(k, (Instruction){.code = CODE_JUMP});
  set_target(k, next, here(k));
  emit(k, (Instruction){.code = CODE_LOOP_NEXT, .dst = var, .target = enter + 1});
  set_target(k, enter, here(k));
  set_target(k, leave, here(k));
  k->bindings.count--;
  return result;
}

// ---- reducers

static Op op_of_combine(Combine combine) {
  switch (combine) {
    case COMBINE_SUM: return OP_ADD;
    case COMBINE_MAX: return OP_MAX;
    case COMBINE_MIN: return OP_MIN;
    case COMBINE_AND: return OP_BITWISE_AND;
    case COMBINE_OR: return OP_BITWISE_OR;
    case COMBINE_XOR: return OP_BITWISE_XOR;
    case COMBINE_ABS_SUM:
    case COMBINE_ABS_MAX:
    case COMBINE_NONE: break;
  }
  return OP_COUNT;
}

// False with an error if the buffer has no kind.
static bool check_reducer(Compiler *k, const Buffer *buffer, Span span) {
  if (buffer->reducer) return true;
  diag_error(k->c, span, "%s is no reducer: T.alloc_reducer makes one", buffer->name);
  k->failed = true;
  return false;
}

static void compile_update(Compiler *k, const Expr *call, Span span) {
  const Expr *place = call->args[0];
  if (!is_place(place)) internal_error(k->c, "an operand of T.reducer_update is no element of a buffer");
  if (!check_reducer(k, place->buffer, span)) return;
  Op op = op_of_combine(combine_of(k, place->buffer->reducer));
  if (op != OP_COUNT) update_place(k, place, op, compile_value(k, call->args[1], place), span);
}

// T.reducer_init fills with the value, or with what changes nothing.
static void compile_reducer_init(Compiler *k, const Expr *call, TileCall *tile) {
  const Buffer *buffer = call->args[0]->buffer;
  compile_region(k, call->args[0], &tile->regions[0]);
  tile->op = OP_FILL;
  if (call->arg_count > 1)
    tile->value = compile_value(k, call->args[1], call->args[0]);
  else if (check_reducer(k, buffer, call->span))
    tile->value = new_constant(k, combine_identity(combine_of(k, buffer->reducer), buffer->type));
}

// ---- all others

static void compile_numbers(Compiler *k, const Expr *call, unsigned first, unsigned count, TileCall *tile) {
  for (unsigned i = 0; i < count; i++) tile->numbers[i] = compile_expr(k, call->args[first + i]);
}

static void compile_atomic_box(Compiler *k, const Expr *call, TileCall *tile) {
  tile->combine = call->op == OP_ATOMICADD ? COMBINE_SUM : call->op == OP_ATOMICMAX ? COMBINE_MAX : COMBINE_MIN;
  tile->has_value = call->args[0]->kind != EXPR_REGION;
  compile_region(k, call->args[1], &tile->regions[1]);
  if (tile->has_value)
    tile->value = compile_value(k, call->args[0], call->args[1]);
  else
    compile_region(k, call->args[0], &tile->regions[0]);
}

static void compile_fold(Compiler *k, const Expr *call, TileCall *tile) {
  bool reduce = call->op == OP_REDUCE;
  compile_region(k, call->args[0], &tile->regions[0]);
  compile_region(k, call->args[1], &tile->regions[1]);
  compile_numbers(k, call, reduce ? 3 : 2, 2, tile);
  tile->combine = call->op == OP_CUMSUM ? COMBINE_SUM : COMBINE_MAX;
  if (!reduce) return;
  tile->combine = combine_of(k, call->args[2]->kind == EXPR_STRING ? call->args[2]->string : NULL);
  const Expr *nan = ir_attribute(&call->keywords, "nan_propagate");
  int64_t propagates = 0;
  DType type = call->args[1]->buffer->type;
  // As in tilelang, which has such a maximum for these two dtypes only.
  tile->nan_propagates = nan && ir_is_int(nan, &propagates) && propagates && (type == TYPE_FLOAT16 || type == TYPE_BFLOAT16);
}

// False if the evaluator does not know the op.
static bool compile_operands(Compiler *k, const Expr *call, TileCall *tile) {
  switch ((unsigned)call->op) {
    case OP_ASYNC_COPY:
    case OP_FINALIZE_REDUCER_V2:
    case OP_COPY:
    case OP_TRANSPOSE:
      if (call->op != OP_TRANSPOSE) tile->op = OP_COPY;
      compile_region(k, call->args[0], &tile->regions[0]);
      compile_region(k, call->args[1], &tile->regions[1]);
      return true;
    case OP_FILL:
      compile_region(k, call->args[0], &tile->regions[0]);
      tile->value = compile_value(k, call->args[1], call->args[0]);
      return true;
    case OP_REDUCER_INIT: compile_reducer_init(k, call, tile); return true;
    case OP_ATOMICADD:
    case OP_ATOMICMAX:
    case OP_ATOMICMIN: compile_atomic_box(k, call, tile); return true;
    case OP_REDUCE:
    case OP_CUMSUM:
    case OP_CUMMAX: compile_fold(k, call, tile); return true;
    case OP_IM2COL:
      compile_region(k, call->args[0], &tile->regions[0]);
      compile_region(k, call->args[1], &tile->regions[1]);
      compile_numbers(k, call, 2, 6, tile);
      return true;
    case OP_GEMM:
      for (unsigned i = 0; i < 3; i++) compile_region(k, call->args[i], &tile->regions[i]);
      tile->numbers[0] = compile_expr(k, call->args[3]);
      tile->numbers[1] = compile_expr(k, call->args[4]);
      tile->numbers[2] = compile_expr(k, call->args[9]);
      return true;
  }
  return false;
}

void compile_tile_op(Compiler *k, const Expr *call, Span span) {
  if (call->op == OP_FINALIZE_REDUCER) return;  // the sums of one thread are the whole sums
  if (is_atomic(call->op)) {
    compile_atomic(k, call);
    return;
  }
  if (call->op == OP_REDUCER_UPDATE) {
    compile_update(k, call, span);
    return;
  }
  TileCall *tile = arena_new(k->c->arena, TileCall);
  tile->op = call->op;
  if (!compile_operands(k, call, tile)) {
    diag_unsupported(k->c, span, "the reference evaluator does not know T.%s: it runs what the chip can, no functions of GPUs or of kernel IR",
                     call_name(call));
    k->failed = true;
  }
  if (!k->failed) emit(k, (Instruction){.code = CODE_TILE, .span = span, .tile = tile});
}
