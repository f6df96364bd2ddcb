// Buffers: indexing, slicing, storing, shapes, and the boxes of T.copy and its like.
#include "frontend/elaborate.h"

#include "ir/simplify.h"

bool index_shape(Elaborator *e, Value value, Span span, ValueList *shape) {
  if (value.kind == VALUE_ERROR) return false;
  if (value_is_sequence(value)) {
    *shape = *value.list;
  } else if (value.kind == VALUE_INT || value.kind == VALUE_EXPR) {
    vector_push(e->c->arena, shape, value);
  } else if (value.kind == VALUE_OPAQUE) {
    arith_unknown(e, value, span);
    return false;
  } else {
    FAIL(e, span, "expected a shape, found %s", value_kind_text(value));
    return false;
  }
  if (shape->count == 0 || shape->count > 8) {
    FAIL(e, span, "a shape needs 1 to 8 dimensions, this one has %zu", shape->count);
    return false;
  }
  return true;
}

// A dimension: an integer, perhaps 0, or an integer expression.
static const Expr *dimension(Elaborator *e, Value value, Span span) {
  if (value.kind == VALUE_STRING) value = function_symbol(e, value.string, TYPE_INT32, span);
  const Expr *expr = arith_expr(e, value, span);
  if (!expr) return NULL;
  if (!type_is_int(expr->type) || expr->kind == EXPR_REGION || type_lanes(expr->type) > 1) {
    FAIL(e, span, "a dimension must be an integer, not %s", type_text(expr->type));
    return NULL;
  }
  if (expr->kind == EXPR_INT && expr->integer < 0) {
    FAIL(e, span, "a dimension can't be negative, this one is %lld", (long long)expr->integer);
    return NULL;
  }
  return expr;
}

static const Expr **compact_strides(Elaborator *e, const Expr **shape, unsigned rank) {
  const Expr **strides = arena_array(e->c->arena, const Expr *, rank);
  strides[rank - 1] = ir_int(e->c, 1);
  for (unsigned i = rank - 1; i-- > 0;)
    strides[i] = ir_simplify_as_tvm(e->c, ir_op(e->c, OP_MUL, strides[i + 1], shape[i + 1]));
  return strides;
}

static bool set_strides(Elaborator *e, Buffer *buffer, const ValueList *strides, Span span) {
  if (strides->count != buffer->rank) {
    FAIL(e, span, "%zu strides for %u dimensions", strides->count, buffer->rank);
    return false;
  }
  const Expr **given = arena_array(e->c->arena, const Expr *, buffer->rank), **compact;
  for (unsigned i = 0; i < buffer->rank; i++) {
    Value value = strides->items[i];
    if (value.kind == VALUE_STRING) value = function_symbol(e, value.string, TYPE_INT32, span);
    given[i] = arith_expr(e, value, span);
    if (!given[i]) return false;
    if (!type_is_int(given[i]->type) || given[i]->kind == EXPR_REGION) {
      FAIL(e, span, "a stride must be an integer, not %s", type_text(given[i]->type));
      return false;
    }
  }
  compact = compact_strides(e, buffer->shape, buffer->rank);
  bool is_compact = true;
  for (unsigned i = 0; i < buffer->rank; i++) is_compact &= ir_provably_equal(e->c, NULL, given[i], compact[i]);
  if (!is_compact) buffer->strides = given;
  return true;
}

Buffer *index_new_buffer(Elaborator *e, const char *name, const Tensor *tensor, Span span) {
  const Expr *shape[8];
  for (size_t i = 0; i < tensor->shape.count; i++)
    if (!(shape[i] = dimension(e, tensor->shape.items[i], span))) return NULL;
  Buffer *buffer = ir_new_buffer(e->c, name ? name : e->unnamed, tensor->type, tensor->scope, (unsigned)tensor->shape.count, shape);
  buffer->span = span;
  for (buffer->storage = tensor->storage; buffer->storage && buffer->storage->storage;) buffer->storage = buffer->storage->storage;
  buffer->address = tensor->address;
  e->has_views |= tensor->storage || tensor->address;
  if (tensor->strides.count && !set_strides(e, buffer, &tensor->strides, span)) return NULL;
  return buffer;
}

// ---- reading

static bool index_integer(Elaborator *e, Value value, Span span, const Expr **index) {
  *index = arith_expr(e, value, span);
  if (!*index) return false;
  if (type_is_int((*index)->type) && (*index)->kind != EXPR_REGION) return true;
  FAIL(e, span, "an index must be an integer, not %s", type_text((*index)->type));
  return false;
}

static const Expr *difference(Elaborator *e, const Expr *high, const Expr *low) {
  if (low->kind == EXPR_INT && low->integer == 0) return high;
  return ir_simplify_as_tvm(e->c, ir_op(e->c, OP_SUB, high, low->type == high->type ? low : arith_cast_expr(e, high->type, low)));
}

static bool slice_bounds(Elaborator *e, const Buffer *buffer, unsigned dim, Value slice, Span span, const Expr **min, const Expr **extent) {
  const Value *parts = slice.list->items;
  int64_t step;
  *min = ir_int(e->c, 0);
  *extent = buffer->shape[dim];
  if (parts[2].kind != VALUE_NONE && (!value_as_int(parts[2], &step) || step != 1)) {
    UNSUPPORTED(e, span, "a slice with a step: a region is a dense box; copy the whole box and index it with a stride");
    return false;
  }
  if (parts[0].kind != VALUE_NONE && !index_integer(e, parts[0], span, min)) return false;
  const Expr *high = *extent;
  if (parts[1].kind != VALUE_NONE && !index_integer(e, parts[1], span, &high)) return false;
  if (high->kind == EXPR_INT && high->integer < 0 && parts[1].kind != VALUE_NONE && !e->script) {
    FAIL(e, span, "negative indices do not count from the end in a kernel");
    return false;
  }
  *extent = difference(e, high, *min);
  if ((*extent)->kind == EXPR_INT && (*extent)->integer <= 0) {
    FAIL(e, span, "this slice is empty");
    return false;
  }
  return true;
}

// A[b:b + s * n:s] of TVMScript: the index T.Ramp(b, s, n). False where the slice is none of that form.
static bool strided_slice(Elaborator *e, Value slice, Span span, const Expr **index) {
  const Value *parts = slice.list->items;
  const Expr *begin, *end;
  int64_t step, length;
  DType type;
  if (!e->script || parts[0].kind == VALUE_NONE || parts[1].kind == VALUE_NONE || !value_as_int(parts[2], &step) || step == 0 || step == 1) return false;
  if (!index_integer(e, parts[0], span, &begin) || !index_integer(e, parts[1], span, &end)) return false;
  if (!ir_is_int(difference(e, end, begin), &length) || length % step || length / step < 1 || length / step > UINT16_MAX) return false;
  if (!type_vector(begin->type, (unsigned)(length / step), &type)) return false;
  *index = ir_op(e->c, OP_RAMP, begin, ir_int_typed(e->c, begin->type, step), ir_int(e->c, length / step));
  return true;
}

static ValueList index_list(Elaborator *e, Value index) {
  ValueList list = {0};
  if (value_is_sequence(index))
    list = *index.list;
  else
    vector_push(e->c->arena, &list, index);
  return list;
}

static bool check_rank(Elaborator *e, const Buffer *buffer, const ValueList *list, Span span) {
  if (list->count == buffer->rank) return true;
  FAIL(e, span, "`%s` has %u dimension%s, but is indexed with %zu", buffer->name, buffer->rank,
       buffer->rank == 1 ? "" : "s", list->count);
  return false;
}

static Value buffer_index(Elaborator *e, Buffer *buffer, Value index, Span span) {
  ValueList list = index_list(e, index);
  const Expr *mins[8], *extents[8];
  bool sliced = false;
  uint32_t depth = 1;
  for (size_t i = 0; i < list.count; i++)
    if (list.items[i].kind == VALUE_ELLIPSIS) return UNSUPPORTED(e, span, "`...` in an index: write `:` for each dimension");
  if (!check_rank(e, buffer, &list, span)) return VALUE_FAILED;
  for (unsigned i = 0; i < buffer->rank; i++) {
    Value item = list.items[i];
    if (item.kind == VALUE_EXPR && item.depth > depth) depth = item.depth;
    if (item.kind == VALUE_SLICE && strided_slice(e, item, span, &mins[i])) {
      extents[i] = ir_int(e->c, 1);
    } else if (item.kind == VALUE_SLICE) {
      sliced = true;
      if (!slice_bounds(e, buffer, i, item, span, &mins[i], &extents[i])) return VALUE_FAILED;
    } else {
      extents[i] = ir_int(e->c, 1);
      if (!index_integer(e, item, span, &mins[i])) return VALUE_FAILED;
    }
  }
  const Expr *expr = sliced ? ir_region(e->c, buffer, mins, extents, ACCESS_READ) : ir_load(e->c, buffer, mins);
  if (depth + 1 > MOST_EXPR_DEPTH)
    return FAIL(e, span, "this expression is nested more than %d deep; bind parts of it to variables", MOST_EXPR_DEPTH);
  return (Value){.kind = VALUE_EXPR, .slice = sliced, .depth = depth + 1, .expr = ir_with_span(e->c, expr, span)};
}

static Value sequence_index(Elaborator *e, Value object, Value index, Span span) {
  int64_t at, count = (int64_t)object.list->count;
  if (index.kind == VALUE_SLICE) {
    int64_t low = 0, high = count, step = 1;
    const Value *parts = index.list->items;
    if ((parts[0].kind != VALUE_NONE && !value_as_int(parts[0], &low)) || (parts[1].kind != VALUE_NONE && !value_as_int(parts[1], &high)) ||
        (parts[2].kind != VALUE_NONE && !value_as_int(parts[2], &step)) || step == 0)
      return FAIL(e, span, "the bounds of this slice are not known at compile time");
    if (step < 0 && elab_spend(e, object.list->count, span)) {  // only the whole sequence backwards
      if (step != -1 || parts[0].kind != VALUE_NONE || parts[1].kind != VALUE_NONE) return FAIL(e, span, "unsupported slice of a sequence");
      Value reversed = value_list(e->c, (ValueKind)object.kind, NULL, 0);
      for (int64_t i = count; i-- > 0;) vector_push(e->c->arena, reversed.list, object.list->items[i]);
      return reversed;
    }
    if (!elab_spend(e, object.list->count, span)) return VALUE_FAILED;
    low = low < 0 ? (low + count < 0 ? 0 : low + count) : low;
    high = high < 0 ? high + count : high > count ? count : high;
    Value result = value_list(e->c, (ValueKind)object.kind, NULL, 0);
    for (int64_t i = low; i < high; i += step) {
      vector_push(e->c->arena, result.list, object.list->items[i]);
      if (step > count) break;
    }
    return result;
  }
  if (!value_as_int(index, &at))
    return index.kind == VALUE_ERROR ? index : FAIL(e, span, "the index of %s must be known at compile time", value_kind_text(object));
  if (at < 0) at += count;
  if (at < 0 || at >= count) return FAIL(e, span, "index %lld is out of range: there are %lld items", (long long)at, (long long)count);
  return object.list->items[at];
}

static Value dict_index(Elaborator *e, Value object, Value key, Span span) {
  for (size_t i = 0; i < object.list->count; i += 2)
    if (value_equal(object.list->items[i], key)) return object.list->items[i + 1];
  return FAIL(e, span, "no such key: %s", value_text(e->c, key));
}

// T.Tensor[[M, N], dtype], T.Buffer[(256, 256), "float16"]: the same as a call.
static Value builtin_index(Elaborator *e, Value object, Value index, Span span) {
  ArgumentList arguments = {0};
  ValueList list = index_list(e, index);
  DType type;
  bool call_form = index.kind == VALUE_TUPLE && list.count >= 2 && value_is_sequence(list.items[0]);
  if (!call_form && index.kind == VALUE_TUPLE && list.count == 2 && value_as_dtype(list.items[1], &type)) call_form = true;
  if (!call_form) {
    vector_push(e->c->arena, &arguments, ((Argument){NULL, index, span}));
    return call_value(e, object, &arguments, span);
  }
  for (size_t i = 0; i < list.count; i++) vector_push(e->c->arena, &arguments, ((Argument){NULL, list.items[i], span}));
  return call_value(e, object, &arguments, span);
}

static Value scalar_variable_index(Elaborator *e, Value object, Value index, Span span) {
  int64_t at;
  if (value_as_int(index, &at) && at == 0) return eval_unwrap(e, object);
  return buffer_index(e, object.buffer, index, span);
}

Value index_value(Elaborator *e, Value object, Value index, Span span) {
  if (index.kind == VALUE_ERROR) return index;
  switch ((ValueKind)object.kind) {
    case VALUE_ERROR: return object;
    case VALUE_BUFFER:
      return object.buffer->scope == SCOPE_VAR ? scalar_variable_index(e, object, index, span)
                                               : buffer_index(e, object.buffer, index, span);
    case VALUE_TUPLE:
    case VALUE_LIST: return sequence_index(e, object, index, span);
    case VALUE_DICT: return dict_index(e, object, index, span);
    case VALUE_BUILTIN: return builtin_index(e, object, index, span);
    case VALUE_RANGE: {
      ValueList items = {0};
      if (!eval_iterate(e, object, span, &items)) return VALUE_FAILED;
      return sequence_index(e, value_list(e->c, VALUE_LIST, items.items, items.count), index, span);
    }
    case VALUE_MODULE:
    case VALUE_OPAQUE: return (Value){.kind = VALUE_OPAQUE, .string = object.string};
    case VALUE_ABSENT: case VALUE_NONE: case VALUE_ELLIPSIS: case VALUE_BOOL: case VALUE_INT: case VALUE_FLOAT: case VALUE_STRING:
    case VALUE_DTYPE: case VALUE_SLICE: case VALUE_FUNCTION: case VALUE_METHOD: case VALUE_EXPR: case VALUE_TENSOR:
    case VALUE_FRAME: case VALUE_HANDLE: case VALUE_CLASS: case VALUE_OBJECT: break;
  }
  return FAIL(e, span, "%s can't be indexed", value_kind_text(object));
}

// ---- writing

static void store_python(Elaborator *e, Value object, Value index, Value value, Span span) {
  int64_t at;
  if (object.kind == VALUE_LIST && value_as_int(index, &at)) {
    if (at < 0) at += (int64_t)object.list->count;
    if (at < 0 || at >= (int64_t)object.list->count)
      FAIL(e, span, "index %lld is out of range: there are %zu items", (long long)at, object.list->count);
    else
      object.list->items[at] = value;
  } else if (object.kind == VALUE_DICT) {
    for (size_t i = 0; i < object.list->count; i += 2)
      if (value_equal(object.list->items[i], index)) {
        object.list->items[i + 1] = value;
        return;
      }
    vector_push(e->c->arena, object.list, index);
    vector_push(e->c->arena, object.list, value);
  } else if (object.kind != VALUE_ERROR) {
    FAIL(e, span, "an item of %s can't be assigned to", value_kind_text(object));
  }
}

void index_store(Elaborator *e, Value object, Value index, Value value, Span span) {
  bool assigned = e->value_span.file == span.file && e->value_span.begin > span.begin && e->value_span.end <= e->stmt_span.end;
  Span value_span = assigned ? e->value_span : span;
  if (object.kind != VALUE_BUFFER) {
    store_python(e, object, index, value, span);
    return;
  }
  if (index.kind == VALUE_ERROR || value.kind == VALUE_ERROR) return;
  Value target = buffer_index(e, object.buffer, index, span);
  if (target.kind == VALUE_ERROR) return;
  const Expr *place = target.expr->kind == EXPR_REGION ? vector_of_slice(e, target.expr) : target.expr;
  if (!place) {
    UNSUPPORTED(e, span, "assigning to a slice: a store writes one element or a vector; use T.fill, T.copy or a T.Parallel loop");
    return;
  }
  if (value.kind == VALUE_EXPR && value.expr->kind == EXPR_REGION && !e->script && type_lanes(place->type) == 1) {
    FAIL(e, value_span, "a slice is stored to one element; index every dimension");
    return;
  }
  const Expr *stored = arith_expr(e, value, value_span);
  if (!stored) return;
  stored = gpu_as_type(e, stored, place->type);
  if (stored->type != place->type) {
    Value cast = arith_cast(e, place->type, value.kind == VALUE_EXPR ? value : value_expr(stored), value_span);
    if (cast.kind == VALUE_ERROR) return;
    stored = cast.expr;
  }
  exec_emit(e, ir_store(e->c, object.buffer, place->indices, stored));
}

// ---- boxes

bool index_box(Elaborator *e, Value value, Span span, const char *what, Box *box) {
  if (value.kind == VALUE_ERROR) return false;
  *box = (Box){0};
  if (value.kind == VALUE_BUFFER) {
    box->buffer = value.buffer;
    box->mins = arena_array(e->c->arena, const Expr *, box->buffer->rank);
    for (unsigned i = 0; i < box->buffer->rank; i++) box->mins[i] = ir_int(e->c, 0);
    box->extents = box->buffer->shape;
    return true;
  }
  if (value.kind == VALUE_EXPR && (value.expr->kind == EXPR_REGION || value.expr->kind == EXPR_LOAD)) {
    box->buffer = value.expr->buffer;
    box->mins = value.expr->indices;
    box->is_load = value.expr->kind == EXPR_LOAD;
    box->extents = value.expr->extents;
    return true;
  }
  FAIL(e, span, "%s must be a buffer or a part of one, not %s", what, value_kind_text(value));
  return false;
}

const Expr *index_region(Elaborator *e, const Box *box, Access access, Span span) {
  return ir_with_span(e->c, ir_region(e->c, box->buffer, box->mins, box->extents, access), span);
}
