// T.atomic_*, T.access_ptr, T.any_of and T.all_of. Elements are named by pointers, T.access_ptr(buffer[i, j], count, access), boxes by
// regions; the printed forms (T.atomic_add_elem_op, ...) are read as ops by name.
#include "frontend/elaborate.h"

#include "ir/simplify.h"

// The elements of the box as one count.
static const Expr *element_count(Elaborator *e, const Box *box) {
  const Expr *count = ir_int(e->c, 1);
  for (unsigned i = 0; i < box->buffer->rank; i++) count = ir_op(e->c, OP_MUL, count, arith_cast_expr(e, TYPE_INT32, box->extents[i]));
  return ir_simplify(e->c, NULL, count);
}

static const Expr *pointer(Elaborator *e, Box *box, Access access, Span span) {
  tile_close_box(e, box);
  const Expr *args[] = {ir_load(e->c, box->buffer, box->mins), element_count(e, box), ir_int(e->c, access)};
  return ir_with_span(e->c, ir_call(e->c, OP_ACCESS_PTR, args, 3), span);
}

static bool memory_order(Elaborator *e, const Call *call, unsigned index, int *order) {
  static const char *const names[] = {"relaxed", "consume", "acquire", "release", "acq_rel", "seq_cst"};
  const char *name = argument_string(e, call, index);
  if (!name) return false;
  for (int i = 0; i < (int)(sizeof names / sizeof *names); i++)
    if (!strcmp(names[i], name)) {
      *order = i;
      return true;
    }
  FAIL(e, call->spans[index], "no memory order is named \"%s\"; there are relaxed, consume, acquire, release, acq_rel and seq_cst", name);
  return false;
}

// ---- atomic_add, atomic_max, atomic_min

enum { DST, VALUE, ORDER, RETURN, TMA };

typedef struct AtomicOps {
  const char *name;
  Op element, returning, box;
} AtomicOps;

static const AtomicOps ATOMICS[] = {
    {"atomic_add", OP_ATOMIC_ADD_ELEM_OP, OP_ATOMIC_ADD_RET_ELEM_OP, OP_ATOMICADD},
    {"atomic_max", OP_ATOMIC_MAX_ELEM_OP, OP_ATOMIC_MAX_RET_ELEM_OP, OP_ATOMICMAX},
    {"atomic_min", OP_ATOMIC_MIN_ELEM_OP, OP_ATOMIC_MIN_RET_ELEM_OP, OP_ATOMICMIN},
};

static bool has_extents(Value value) {
  return value.kind == VALUE_BUFFER ? value.buffer->scope != SCOPE_VAR : value.kind == VALUE_EXPR && value.expr->kind == EXPR_REGION;
}

// An element: T.atomic_add(C[i, j], x). Its order prints only where it was given, but always for max and min.
static Value atomic_element(Elaborator *e, const Call *call, const AtomicOps *ops, bool returning) {
  Box box;
  int order = 0;
  if (!index_box(e, call->args[DST], call->spans[DST], "the target of an atomic operation", &box)) return VALUE_FAILED;
  if (argument_given(call, ORDER) && !memory_order(e, call, ORDER, &order)) return VALUE_FAILED;
  const Expr *value = arith_expr(e, call->args[VALUE], call->spans[VALUE]);  // the op converts it to the type of the element
  if (!value) return VALUE_FAILED;
  const Expr *args[] = {pointer(e, &box, ACCESS_READ_WRITE, call->spans[DST]), value, ir_int(e->c, order)};
  unsigned count = argument_given(call, ORDER) || ops->box != OP_ATOMICADD ? 3 : 2;
  KeywordList keywords = {0};
  if (!tile_keywords(e, call, &keywords)) return VALUE_FAILED;
  if (!returning) return tile_emit(e, ops->element, args, count, &keywords, call->span);
  return value_expr(ir_with_span(e->c, ir_call(e->c, ops->returning, args, count), call->span));
}

// A box: T.atomic_add(C[i0:i1, j0:j1], tile).
static Value atomic_box(Elaborator *e, const Call *call, const AtomicOps *ops) {
  Box dst, src;
  int order = 0;
  int64_t tma = 0;
  KeywordList keywords = {0};
  const Expr *value;
  if (!index_box(e, call->args[DST], call->spans[DST], "the target of an atomic operation", &dst)) return VALUE_FAILED;
  if (has_extents(call->args[VALUE])) {
    if (!index_box(e, call->args[VALUE], call->spans[VALUE], "the value of an atomic operation", &src)) return VALUE_FAILED;
    tile_pair_extents(e, &src, &dst);
    value = index_region(e, &src, ACCESS_READ, call->spans[VALUE]);
  } else {
    tile_close_box(e, &dst);
    value = arith_expr(e, call->args[VALUE], call->spans[VALUE]);
  }
  if (!value || !tile_keywords(e, call, &keywords)) return VALUE_FAILED;
  if (call->count > TMA && argument_given(call, TMA) && !argument_int(e, call, TMA, &tma)) return VALUE_FAILED;
  if (tma) vector_push(e->c->arena, &keywords, ((Keyword){intern(e->c, "use_tma"), ir_int(e->c, 1)}));
  if (argument_given(call, ORDER)) {
    if (!memory_order(e, call, ORDER, &order)) return VALUE_FAILED;
    vector_push(e->c->arena, &keywords, ((Keyword){intern(e->c, "memory_order"), ir_int(e->c, order)}));
  }
  const Expr *args[] = {value, index_region(e, &dst, ACCESS_WRITE, call->spans[DST])};
  return tile_emit(e, ops->box, args, 2, &keywords, call->span);
}

static Value run_atomic(Elaborator *e, Call *call) {
  const AtomicOps *ops = ATOMICS;
  while (strcmp(ops->name, call->builtin->name)) ops++;
  int64_t returning = 0;
  if (argument_given(call, RETURN) && !argument_int(e, call, RETURN, &returning)) return VALUE_FAILED;
  if (!has_extents(call->args[DST]) && !has_extents(call->args[VALUE])) return atomic_element(e, call, ops, returning != 0);
  if (returning) return FAIL(e, call->span, "T.%s of a box has no return value; loop over its elements with T.Parallel", ops->name);
  return atomic_box(e, call, ops);
}

// ---- the other atomics

static Value run_atomic_or(Elaborator *e, Call *call) {
  Box box;
  int order = 0;
  if (!index_box(e, call->args[0], call->spans[0], "the target of an atomic operation", &box)) return VALUE_FAILED;
  if (argument_given(call, 2) && !memory_order(e, call, 2, &order)) return VALUE_FAILED;
  if (!type_is_int(box.buffer->type)) return FAIL(e, call->spans[0], "T.atomic_or needs integers, not %s", type_text(box.buffer->type));
  const Expr *value = arith_expr(e, call->args[1], call->spans[1]);
  if (!value) return VALUE_FAILED;
  const Expr *args[] = {pointer(e, &box, ACCESS_READ_WRITE, call->spans[0]), value, ir_int(e->c, order)};
  return tile_emit(e, OP_ATOMIC_OR_ELEM_OP, args, 3, NULL, call->span);
}

static Value run_atomic_addx(Elaborator *e, Call *call) {
  Box dst, src;
  int64_t returning = 0;
  bool pair = !strcmp(call->builtin->name, "atomic_addx2");
  if (!index_box(e, call->args[0], call->spans[0], "the target of an atomic operation", &dst) ||
      !index_box(e, call->args[1], call->spans[1], "the value of an atomic operation", &src))
    return VALUE_FAILED;
  if (argument_given(call, 2) && !argument_int(e, call, 2, &returning)) return VALUE_FAILED;
  const Expr *args[] = {pointer(e, &dst, ACCESS_READ_WRITE, call->spans[0]), pointer(e, &src, ACCESS_READ, call->spans[1])};
  if (returning) {  // of GPUs: a vector
    DType type = TYPE_HANDLE;
    value_as_dtype(value_string(arena_format(e->c->arena, "%sx%d", type_text(dst.buffer->type), pair ? 2 : 4)), &type);
    return gpu_call(e, pair ? "atomic_addx2_ret_elem_op" : "atomic_addx4_ret_elem_op", type, args, 2, NULL, call->span);
  }
  return tile_emit(e, pair ? OP_ATOMIC_ADDX2_ELEM_OP : OP_ATOMIC_ADDX4_ELEM_OP, args, 2, NULL, call->span);
}

static Value run_atomic_load(Elaborator *e, Call *call) {
  Box box;
  int order = 5;
  if (!index_box(e, call->args[0], call->spans[0], "the source of T.atomic_load", &box)) return VALUE_FAILED;
  if (argument_given(call, 1) && !memory_order(e, call, 1, &order)) return VALUE_FAILED;
  const Expr *args[] = {pointer(e, &box, ACCESS_READ, call->spans[0]), ir_int(e->c, order)};
  return value_expr(ir_with_span(e->c, ir_call(e->c, OP_ATOMIC_LOAD_ELEM_OP, args, 2), call->span));
}

static Value run_atomic_store(Elaborator *e, Call *call) {
  Box box;
  int order = 5;
  if (!index_box(e, call->args[0], call->spans[0], "the target of T.atomic_store", &box)) return VALUE_FAILED;
  if (argument_given(call, 2) && !memory_order(e, call, 2, &order)) return VALUE_FAILED;
  const Expr *value = arith_expr(e, call->args[1], call->spans[1]);
  if (!value) return VALUE_FAILED;
  const Expr *args[] = {pointer(e, &box, ACCESS_WRITE, call->spans[0]), value, ir_int(e->c, order)};
  return tile_emit(e, OP_ATOMIC_STORE_ELEM_OP, args, 3, NULL, call->span);
}

// ---- pointers

const Expr *atomic_pointer(Elaborator *e, Value value, Access access, Span span) {
  Box box;
  return index_box(e, value, span, "the target of T.access_ptr", &box) ? pointer(e, &box, access, span) : NULL;
}

static bool pointer_access(Elaborator *e, const Call *call, int64_t *access) {
  *access = ACCESS_READ;
  if (!argument_given(call, 1)) return true;
  Value value = call->args[1];
  if (value.kind == VALUE_STRING) *access = !strcmp(value.string, "r") ? 1 : !strcmp(value.string, "w") ? 2 : !strcmp(value.string, "rw") ? 3 : 0;
  else if (!value_as_int(value, access)) *access = 0;
  if (*access >= 1 && *access <= 3) return true;
  FAIL(e, call->spans[1], "the access of T.access_ptr is \"r\", \"w\" or \"rw\"");
  return false;
}

// How many elements the pointer is for: extent=, the product of the extents, or those of the part.
static const Expr *pointer_count(Elaborator *e, const Call *call, Box *box, int extent) {
  if (argument_given(call, (unsigned)extent)) return arith_expr(e, call->args[extent], call->spans[extent]);
  if (!call->rest.count) return tile_close_box(e, box), element_count(e, box);
  ValueList extents = {0};
  for (size_t i = 0; i < call->rest.count; i++) vector_push(e->c->arena, &extents, call->rest.items[i].value);
  if (extents.count == 1 && value_is_sequence(extents.items[0])) extents = *extents.items[0].list;
  Value count = value_int(1);
  for (size_t i = 0; i < extents.count; i++) count = arith_op(e, OP_MUL, count, extents.items[i], call->span);
  return arith_expr(e, count, call->span);
}

// T.access_ptr(A[i], "rw", extents..., offset=, extent=) of the source; T.access_ptr(A[i], count, access) as printed.
static Value run_access_ptr(Elaborator *e, Call *call) {
  Box box;
  int64_t access, ignored = 0;
  const Expr *count;
  int offset = argument_place(call, "offset"), ignore = argument_place(call, "ignore_last_ndim");
  if (!index_box(e, call->args[0], call->spans[0], "the target of T.access_ptr", &box)) return VALUE_FAILED;
  if (e->script && call->args[1].kind != VALUE_STRING && call->rest.count == 1) {
    count = arith_expr(e, call->args[1], call->spans[1]);
    if (!count) return VALUE_FAILED;
    if (!value_as_int(call->rest.items[0].value, &access)) return FAIL(e, call->span, "the access of T.access_ptr is 1 (read), 2 (write) or 3 (both)");
  } else {
    if (!pointer_access(e, call, &access) || (argument_given(call, (unsigned)ignore) && !argument_int(e, call, (unsigned)ignore, &ignored))) return VALUE_FAILED;
    const Expr **mins = arena_array(e->c->arena, const Expr *, box.buffer->rank);
    for (unsigned i = 0; i < box.buffer->rank; i++) mins[i] = i + ignored < box.buffer->rank ? box.mins[i] : ir_int(e->c, 0);
    if (argument_given(call, (unsigned)offset) && box.buffer->rank == 1)
      mins[0] = arith_expr(e, arith_op(e, OP_ADD, value_expr(mins[0]), call->args[offset], call->spans[offset]), call->spans[offset]);
    box.mins = mins;
    count = pointer_count(e, call, &box, argument_place(call, "extent"));
    if (!count || !mins[0]) return VALUE_FAILED;
  }
  const Expr *args[] = {ir_load(e->c, box.buffer, box.mins), count, ir_int(e->c, access)};
  return value_expr(ir_with_span(e->c, ir_call(e->c, OP_ACCESS_PTR, args, 3), call->span));
}

// T.any_of(buffer), T.any_of(buffer[i, a:b]); printed: a pointer and the count.
static Value run_any_all(Elaborator *e, Call *call) {
  Op op = !strcmp(call->builtin->name, "any_of") ? OP_ANY_OF : OP_ALL_OF;
  Value value = call->args[0];
  Box box;
  if (argument_given(call, 1)) {
    ArgumentList arguments = {0};
    for (unsigned i = 0; i < 2; i++) vector_push(e->c->arena, &arguments, ((Argument){NULL, call->args[i], call->spans[i]}));
    return builtin_op(e, op, &arguments, NULL, call->span);
  }
  if (!has_extents(value)) return FAIL(e, call->spans[0], "T.%s needs a buffer or a slice of its last dimension", call->builtin->name);
  if (!index_box(e, value, call->spans[0], "the argument", &box)) return VALUE_FAILED;
  for (unsigned i = 0; value.kind == VALUE_EXPR && i + 1 < box.buffer->rank; i++) {
    int64_t extent = 0;
    if (!ir_is_int(box.extents[i], &extent) || extent != 1)
      return FAIL(e, call->spans[0], "T.%s needs a buffer or a slice of its last dimension", call->builtin->name);
  }
  const Expr *args[] = {pointer(e, &box, ACCESS_READ, call->spans[0]), element_count(e, &box)};
  return value_expr(ir_with_span(e->c, ir_call(e->c, op, args, 2), call->span));
}

const Builtin ATOMIC_BUILTINS[] = {
    {"atomic_add", "dst value memory_order? return_prev? use_tma? **", run_atomic},
    {"atomic_max", "dst value memory_order? return_prev? **", run_atomic},
    {"atomic_min", "dst value memory_order? return_prev? **", run_atomic},
    {"atomic_or", "dst value memory_order?", run_atomic_or},
    {"atomic_addx2", "dst value return_prev?", run_atomic_addx},
    {"atomic_addx4", "dst value return_prev?", run_atomic_addx},
    {"atomic_load", "src memory_order?", run_atomic_load},
    {"atomic_store", "dst src memory_order?", run_atomic_store},
    {"access_ptr", "base access_type? *extents offset? extent? ignore_last_ndim?", run_access_ptr},
    {"any_of", "buffer count?", run_any_all},
    {"all_of", "buffer count?", run_any_all},
    {0},
};
