// T.* of printed TVMScript: headers, regions, blocks, bindings; ops of ops.def by name; attribute values.
#include "frontend/elaborate.h"

// ---- attribute values

static const Expr *attribute_list(Elaborator *e, const ValueList *list, Span span) {
  const Expr **items = arena_array(e->c->arena, const Expr *, list->count);
  for (size_t i = 0; i < list->count; i++)
    if (!(items[i] = value_to_attribute(e, list->items[i], span))) return NULL;
  return ir_list(e->c, items, (unsigned)list->count);
}

bool value_to_keywords(Elaborator *e, Value value, Span span, KeywordList *list) {
  if (value.kind == VALUE_ERROR) return false;
  if (value.kind != VALUE_DICT) {
    FAIL(e, span, "expected a dict, found %s", value_kind_text(value));
    return false;
  }
  for (size_t i = 0; i < value.list->count; i += 2) {
    Value key = value.list->items[i];
    if (key.kind != VALUE_STRING) continue;  // {buffer.data: ...}: GPU layouts
    Value layout = value.list->items[i + 1];
    if (layout.kind == VALUE_OPAQUE && !strcmp(layout.string, "metadata")) continue;
    if (!strcmp(key.string, "tilelang_pass_configs") || !strcmp(key.string, "target") || !strcmp(key.string, "tl.non_restrict_params")) continue;  // of GPUs
    const Expr *expr = value_to_attribute(e, value.list->items[i + 1], span);
    if (!expr) return false;
    vector_push(e->c->arena, list, ((Keyword){intern(e->c, key.string), expr}));
  }
  return true;
}

const Expr *value_to_attribute(Elaborator *e, Value value, Span span) {
  KeywordList entries = {0};
  if (!elab_enter(e, span)) return NULL;
  const Expr *expr = NULL;
  switch ((ValueKind)value.kind) {
    case VALUE_STRING: expr = ir_string(e->c, value.string); break;
    case VALUE_DTYPE: expr = ir_string(e->c, type_text(value.dtype)); break;
    case VALUE_OPAQUE: expr = ir_string(e->c, value.string); break;
    case VALUE_BUFFER: expr = value.buffer->scope == SCOPE_VAR ? arith_expr(e, value, span) : gpu_data_of(e, value.buffer); break;
    case VALUE_TUPLE:
    case VALUE_LIST: expr = attribute_list(e, value.list, span); break;
    case VALUE_DICT:
      if (value_to_keywords(e, value, span, &entries)) expr = ir_dict(e->c, &entries);
      break;
    case VALUE_HANDLE: expr = value.handle->buffer || value.handle->name ? gpu_operand(e, value, span) : ir_int(e->c, 0); break;
    case VALUE_CLASS: case VALUE_OBJECT: case VALUE_NONE: case VALUE_BOOL: case VALUE_INT: case VALUE_FLOAT: case VALUE_EXPR: case VALUE_ERROR: case VALUE_ABSENT:
    case VALUE_ELLIPSIS: case VALUE_RANGE: case VALUE_SLICE: case VALUE_FUNCTION: case VALUE_BUILTIN: case VALUE_METHOD:
    case VALUE_MODULE: case VALUE_TENSOR: case VALUE_FRAME: expr = arith_expr(e, value, span); break;
  }
  elab_leave(e);
  return expr;
}

// ---- ops by name

static Access operand_access(char letter) { return letter == 'r' ? ACCESS_READ : letter == 'w' ? ACCESS_WRITE : ACCESS_READ_WRITE; }

static const Expr *read_operand(Elaborator *e, char letter, const Argument *argument) {
  Box box;
  Value value = argument->value;
  if (letter == 's') {
    if (value.kind == VALUE_STRING) return ir_string(e->c, value.string);
    FAIL(e, argument->span, "expected a string, found %s", value_kind_text(value));
    return NULL;
  }
  if (letter == 'm' || letter == 'p') {
    bool fits = value.kind == VALUE_EXPR && (letter == 'm' ? value.expr->kind == EXPR_LOAD
                                                           : value.expr->kind == EXPR_CALL && value.expr->op == OP_ACCESS_PTR);
    if (fits) return value.expr;
    FAIL(e, argument->span, "expected %s, found %s", letter == 'm' ? "an element of a buffer" : "T.access_ptr(...)", value_kind_text(value));
    return NULL;
  }
  if (value.kind == VALUE_BOOL) return ir_bool(e->c, value.boolean);
  if (letter == 'v' && value.kind == VALUE_BUFFER) letter = 'r';
  bool region = value.kind == VALUE_EXPR && value.expr->kind == EXPR_REGION;
  if ((letter == 'r' || letter == 'w' || letter == 'x') && !region) {
    if (!index_box(e, value, argument->span, "this operand", &box)) return NULL;
    if (box.is_load) {
      box.extents = arena_array(e->c->arena, const Expr *, box.buffer->rank);
      for (unsigned i = 0; i < box.buffer->rank; i++) box.extents[i] = ir_int(e->c, 1);
    }
    return index_region(e, &box, operand_access(letter), argument->span);
  }
  return arith_expr(e, value, argument->span);
}

static bool count_operands(const char *operands, unsigned *least, unsigned *most) {
  bool optional = false;
  *least = *most = 0;
  for (const char *letter = operands; *letter; letter++) {
    if (*letter == '?')
      optional = true;
    else if (*letter == '*')
      *most = UINT32_MAX;
    else
      *most += 1, *least += !optional;
    if (letter[0] != '?' && letter[1] == '?') *least -= !optional;
    if (letter[0] != '*' && letter[1] == '*') *least -= !optional;
  }
  return true;
}

Value builtin_op(Elaborator *e, Op op, const ArgumentList *arguments, const KeywordList *keywords, Span span) {
  const OpInfo *info = op_info(op);
  unsigned least, most;
  count_operands(info->operands, &least, &most);
  ArgumentList shorter = *arguments;
  if (op == OP_IM2COL && shorter.count == 9) shorter.count--;  // the eviction policy of other versions
  arguments = &shorter;
  if (arguments->count < least || arguments->count > most)
    return FAIL(e, span, "T.%s takes %u operand%s, %zu are given", info->text, least, least == 1 ? "" : "s", arguments->count);
  const Expr **args = arena_array(e->c->arena, const Expr *, arguments->count);
  const char *letter = info->operands;
  for (size_t i = 0; i < arguments->count; i++) {
    if (*letter == '?') letter++;
    args[i] = read_operand(e, *letter, &arguments->items[i]);
    if (!args[i]) return VALUE_FAILED;
    if (letter[1] != '*') letter++;
  }
  uint32_t depth = 0;
  for (size_t i = 0; i < arguments->count; i++)
    if (arguments->items[i].value.kind == VALUE_EXPR && arguments->items[i].value.depth > depth) depth = arguments->items[i].value.depth;
  if (depth >= MOST_EXPR_DEPTH)
    return FAIL(e, span, "this expression is nested more than %d deep; bind parts of it to variables", MOST_EXPR_DEPTH);
  Expr *call = arena_new(e->c->arena, Expr);
  *call = *ir_call(e->c, op, args, (unsigned)arguments->count);
  if (keywords) call->keywords = *keywords;
  call->span = span;
  return (Value){.kind = VALUE_EXPR, .depth = depth + 1, .expr = call};
}

// ---- headers

// `A = T.match_buffer(A_handle, (256, 256), "float16", strides=(256, 1))`
static Value run_match_buffer(Elaborator *e, Call *call) {
  Tensor tensor = {.type = TYPE_FLOAT32, .scope = SCOPE_GLOBAL};
  Value handle = call->args[0];
  if (!index_shape(e, call->args[1], call->spans[1], &tensor.shape)) return VALUE_FAILED;
  if (argument_given(call, 2) && !argument_dtype(e, call, 2, &tensor.type)) return VALUE_FAILED;
  if (argument_given(call, 3) && !index_shape(e, call->args[3], call->spans[3], &tensor.strides)) return VALUE_FAILED;
  if (argument_given(call, 4)) {
    const char *text = argument_string(e, call, 4);
    if (!text) return VALUE_FAILED;
    if (!scope_from_text(text, &tensor.scope))
      return UNSUPPORTED(e, call->spans[4], "memory scope \"%s\": it exists on GPUs only; use shared.dyn or local.fragment", text);
  }
  for (size_t i = 0; i < e->func->params.count; i++) {
    Param *param = &e->func->params.items[i];
    if (handle.kind != VALUE_EXPR || handle.expr->kind != EXPR_VAR || param->var != handle.expr->var) continue;
    Buffer *buffer = index_new_buffer(e, param->name, &tensor, call->span);
    if (!buffer) return VALUE_FAILED;
    param->buffer = buffer;
    param->var = NULL;
    return value_buffer(buffer);
  }
  return FAIL(e, call->spans[0], "T.match_buffer needs a T.handle parameter that has no buffer yet");
}

static Value run_func_attr(Elaborator *e, Call *call) {
  if (!value_to_keywords(e, call->args[0], call->spans[0], &e->func->attributes)) return VALUE_FAILED;
  KeywordList *attributes = &e->func->attributes;
  for (size_t i = 0; i < attributes->count; i++) {
    if (strcmp(attributes->items[i].name, "global_symbol") || attributes->items[i].value->kind != EXPR_STRING) continue;
    e->func->name = intern(e->c, attributes->items[i].value->string);
    for (size_t k = i + 1; k < attributes->count; k++) attributes->items[k - 1] = attributes->items[k];
    attributes->count--;
  }
  return value_none();
}

static Value run_alloc_buffer(Elaborator *e, Call *call) {
  enum { SHAPE, DTYPE, DATA, STRIDES, SCOPE_ARG, REDUCER };
  Tensor tensor = {.type = TYPE_FLOAT32, .scope = SCOPE_GLOBAL};
  if (!index_shape(e, call->args[SHAPE], call->spans[SHAPE], &tensor.shape)) return VALUE_FAILED;
  if (argument_given(call, DTYPE) && !argument_dtype(e, call, DTYPE, &tensor.type)) return VALUE_FAILED;
  if (argument_given(call, STRIDES) && !index_shape(e, call->args[STRIDES], call->spans[STRIDES], &tensor.strides)) return VALUE_FAILED;
  if (argument_given(call, SCOPE_ARG)) {
    const char *text = argument_string(e, call, SCOPE_ARG);
    if (!text) return VALUE_FAILED;
    if (!scope_from_text(text, &tensor.scope))
      return UNSUPPORTED(e, call->spans[SCOPE_ARG], "memory scope \"%s\": it exists on GPUs only; use shared.dyn or local.fragment", text);
  }
  Handle *handle = call->args[DATA].kind == VALUE_HANDLE ? call->args[DATA].handle : NULL;
  Buffer *buffer = index_new_buffer(e, handle ? handle->name : NULL, &tensor, call->span);
  if (!buffer) return VALUE_FAILED;
  if (handle) buffer->reducer = handle->reducer, buffer->safe_value = handle->safe_value, handle->buffer = buffer;
  if (argument_given(call, REDUCER)) {
    const char *kind = argument_string(e, call, REDUCER);
    if (!kind) return VALUE_FAILED;
    buffer->reducer = intern(e->c, kind);
  }
  exec_emit(e, ir_alloc(e->c, buffer));
  return value_buffer(buffer);
}

// T.decl_buffer(shape, dtype, data=A.data): a view; without data= an allocation.
static Value run_declared_buffer(Elaborator *e, Call *call) {
  enum { SHAPE, DTYPE, DATA, STRIDES, SCOPE_ARG, REDUCER };
  if (!argument_given(call, DATA)) {
    call->args[REDUCER] = value_of_kind(VALUE_ABSENT);
    return run_alloc_buffer(e, call);
  }
  ArgumentList arguments = {0};
  static const char *const names[] = {NULL, NULL, "data", "strides", "scope"};
  for (unsigned i = SHAPE; i <= SCOPE_ARG; i++)
    if (call->args[i].kind != VALUE_ABSENT) vector_push(e->c->arena, &arguments, ((Argument){names[i], call->args[i], call->spans[i]}));
  return call_value(e, (Value){.kind = VALUE_BUILTIN, .builtin = builtin_find(LAUNCH_BUILTINS, "Buffer")}, &arguments, call->span);
}

// ---- regions

// T.region(buf[i, j], access, e0, e1)
static Value run_region(Elaborator *e, Call *call) {
  int64_t access;
  Value head = call->args[0];
  if (head.kind != VALUE_EXPR || head.expr->kind != EXPR_LOAD) return FAIL(e, call->spans[0], "T.region needs an indexed buffer first");
  if (!argument_int(e, call, 1, &access)) return VALUE_FAILED;
  if (access < 1 || access > 3) return FAIL(e, call->spans[1], "the access of T.region is 1 (read), 2 (write) or 3 (both)");
  Buffer *buffer = head.expr->buffer;
  if (call->rest.count != buffer->rank)
    return FAIL(e, call->span, "%zu extents for the %u dimensions of `%s`", call->rest.count, buffer->rank, buffer->name);
  const Expr *extents[8];
  for (unsigned i = 0; i < buffer->rank; i++) {
    extents[i] = arith_expr(e, call->rest.items[i].value, call->rest.items[i].span);
    if (!extents[i]) return VALUE_FAILED;
    if (!type_is_int(extents[i]->type) || type_lanes(extents[i]->type) > 1) return FAIL(e, call->rest.items[i].span, "an extent must be an integer");
  }
  return value_expr(ir_with_span(e->c, ir_region(e->c, buffer, head.expr->indices, extents, (Access)access), call->span));
}

// ---- blocks and bindings

// T.thread_binding(extent, thread="blockIdx.x"), T.thread_binding(0, extent, "threadIdx.x"), T.launch_thread("blockIdx.x", extent).
static Value run_binding(Elaborator *e, Call *call, unsigned extent, unsigned thread) {
  Frame *frame = arena_new(e->c->arena, Frame);
  const char *text = argument_string(e, call, thread);
  frame->kind = FRAME_BINDING;
  frame->dims = 1;
  frame->begin[0] = ir_int(e->c, 0);
  frame->extent[0] = arith_expr(e, call->args[extent], call->spans[extent]);
  if (!text || !frame->extent[0]) return VALUE_FAILED;
  frame->is_thread = !strncmp(text, "threadIdx.", 10);
  bool known = (frame->is_thread || !strncmp(text, "blockIdx.", 9)) && strlen(text) == (frame->is_thread ? 11 : 10);
  frame->axis = known ? text[strlen(text) - 1] : 0;
  if (frame->axis < 'x' || frame->axis > 'z')
    return UNSUPPORTED(e, call->spans[thread], "the thread axis \"%s\": a grid has blockIdx.x, .y and .z; use T.serial for other loops", text);
  return value_frame(frame);
}

static Value run_thread_binding(Elaborator *e, Call *call) {
  enum { START, STOP, THREAD };
  int64_t start;
  if (argument_given(call, STOP) && call->args[STOP].kind == VALUE_STRING) return run_binding(e, call, START, STOP);
  if (!argument_given(call, THREAD)) return FAIL(e, call->span, "T.thread_binding misses its argument `thread`");
  if (!argument_given(call, STOP)) return run_binding(e, call, START, THREAD);
  if (!value_as_int(call->args[START], &start) || start != 0) return FAIL(e, call->spans[START], "the index of a thread or block starts at 0");
  return run_binding(e, call, STOP, THREAD);
}
static Value run_launch_thread(Elaborator *e, Call *call) { return run_binding(e, call, 1, 0); }

static Value run_block(Elaborator *e, Call *call) {
  (void)call;
  Frame *frame = arena_new(e->c->arena, Frame);
  frame->kind = FRAME_BLOCK;
  return value_frame(frame);
}

static Value run_nothing(Elaborator *e, Call *call) {
  (void)e;
  (void)call;
  return value_none();
}

static bool set_threads(Elaborator *e, Stmt *launch, const Expr *list, Span span) {
  if (list->kind != EXPR_LIST || list->item_count > 3) {
    FAIL(e, span, "tl.launch_threads is a list of up to three numbers");
    return false;
  }
  launch->launch.thread_dims = list->item_count;
  for (unsigned i = 0; i < list->item_count; i++)
    if (!ir_is_int(list->items[i], &launch->launch.threads[i])) {
      FAIL(e, span, "tl.launch_threads is a list of numbers");
      return false;
    }
  return true;
}

static Value dict_find(Value dict, const char *key) {
  for (size_t i = 0; dict.kind == VALUE_DICT && i < dict.list->count; i += 2)
    if (dict.list->items[i].kind == VALUE_STRING && !strcmp(dict.list->items[i].string, key)) return dict.list->items[i + 1];
  return value_none();
}

// {o: {"op": "sum"}}: the buffer that will be allocated with data=o is a reducer.
static bool note_reducers(Elaborator *e, Value info, Span span) {
  for (size_t i = 0; info.kind == VALUE_DICT && i < info.list->count; i += 2) {
    Value handle = info.list->items[i], kind = dict_find(info.list->items[i + 1], "op");
    if (handle.kind != VALUE_HANDLE || kind.kind != VALUE_STRING) {
      FAIL(e, span, "reducer_info maps handles to {\"op\": ...}");
      return false;
    }
    handle.handle->reducer = intern(e->c, kind.string);
  }
  return true;
}

// {A.data: 1.0}: what reads outside of the buffer give.
static bool note_safe_values(Elaborator *e, Value map, Span span) {
  for (size_t i = 0; map.kind == VALUE_DICT && i < map.list->count; i += 2) {
    Value key = map.list->items[i];
    const Expr *value = arith_expr(e, map.list->items[i + 1], span);
    if (!value) return false;
    if (key.kind == VALUE_HANDLE)
      key.handle->safe_value = value;
    else if (key.kind == VALUE_BUFFER)
      key.buffer->safe_value = arith_cast_expr(e, key.buffer->type, value);
  }
  return true;
}

// An attribute of a block outside of a launch is a hint for the statements that follow.
static void emit_hint(Elaborator *e, const Keyword *entry) {
  Frame *frame = arena_new(e->c->arena, Frame);
  *frame = (Frame){.kind = FRAME_ATTR, .key = entry->name, .value = entry->value};
  frames_enter(e, frame, e->stmt_span);
}

static Value run_block_attr(Elaborator *e, Call *call) {
  static const char *const dropped[] = {"layout_map",   "barrier_init",    "pragma_import_c", "cluster_dims",
                                        "reducer_info", "reducer_info_v2", "safe_value_map", "l2_hit_ratio_map"};
  KeywordList entries = {0};
  Value dict = call->args[0];
  if (!note_reducers(e, dict_find(dict, "reducer_info"), call->spans[0]) ||
      !note_reducers(e, dict_find(dict, "reducer_info_v2"), call->spans[0]) ||
      !note_safe_values(e, dict_find(dict, "safe_value_map"), call->spans[0]))
    return VALUE_FAILED;
  if (!value_to_keywords(e, call->args[0], call->spans[0], &entries)) return VALUE_FAILED;
  for (size_t i = 0; i < entries.count; i++) {
    const Keyword *entry = &entries.items[i];
    bool drop = false;
    for (size_t k = 0; k < sizeof dropped / sizeof *dropped; k++) drop |= !strcmp(dropped[k], entry->name);
    if (drop) continue;
    if (!e->launch)
      emit_hint(e, entry);
    else if (strcmp(entry->name, "tl.launch_threads"))
      ir_set_attribute(e->c, &e->launch->launch.attributes, entry->name, entry->value);
    else if (!set_threads(e, e->launch, entry->value, call->span))
      return VALUE_FAILED;
  }
  return value_none();
}

// T.comm_reducer(lambda x, y: x + y, [0]): as the op's name and the list.
static Value run_reducer(Elaborator *e, Call *call) {
  Value list = call->args[1];
  if (call->args[0].kind == VALUE_OPAQUE) return arith_unknown(e, call->args[0], call->spans[0]);
  if (call->args[0].kind != VALUE_FUNCTION || !value_is_sequence(list) || list.list->count != 1)
    return FAIL(e, call->span, "T.comm_reducer needs a function of two numbers and a list of one");
  const Expr *first = arith_expr(e, list.list->items[0], call->spans[1]);
  if (!first) return VALUE_FAILED;
  Var *x = ir_new_var(e->c, "x", first->type), *y = ir_new_var(e->c, "y", first->type);
  ArgumentList arguments = {0}, operands = {0}, none = {0};
  vector_push(e->c->arena, &arguments, ((Argument){NULL, value_expr(ir_var(e->c, x)), call->span}));
  vector_push(e->c->arena, &arguments, ((Argument){NULL, value_expr(ir_var(e->c, y)), call->span}));
  Value combined = call_closure(e, call->args[0].closure, &arguments, call->span);
  if (combined.kind == VALUE_ERROR) return combined;
  const Expr *expr = combined.kind == VALUE_EXPR ? combined.expr : NULL;
  bool plain = expr && expr->kind == EXPR_CALL && expr->arg_count == 2 && expr->op != OP_INTRINSIC && expr->args[0]->kind == EXPR_VAR &&
               expr->args[0]->var == x && expr->args[1]->kind == EXPR_VAR && expr->args[1]->var == y;
  if (!plain) return UNSUPPORTED(e, call->spans[0], "T.comm_reducer with a function that is more than one operation on its operands in order: write x + y, x * y or T.max(x, y)");
  vector_push(e->c->arena, &operands, ((Argument){NULL, value_string(op_info(expr->op)->text), call->span}));
  vector_push(e->c->arena, &operands, ((Argument){NULL, value_list(e->c, VALUE_LIST, list.list->items, 1), call->span}));
  return gpu_intrinsic(e, "comm_reducer", &operands, &none, call->span);
}

static Value run_tuple(Elaborator *e, Call *call) {
  Value list = value_list(e->c, VALUE_LIST, NULL, 0);
  for (size_t i = 0; i < call->rest.count; i++) vector_push(e->c->arena, list.list, call->rest.items[i].value);
  return list;
}

// T.call_extern("handle", "debug_print_...", ...) is what T.print makes, and TL_IKET_EVENT are the marks of a profiler: both are left out.
// The dtype of the result comes first, or as dtype=.
static Value run_call_extern(Elaborator *e, Call *call) {
  static const char *const observers[] = {"debug_print", "TL_IKET_EVENT"};
  ArgumentList arguments = {0}, keywords = {0};
  DType type = TYPE_HANDLE;
  for (size_t i = 0; i < call->keywords.count; i++)
    if (!strcmp(call->keywords.items[i].name, "dtype"))
      vector_push(e->c->arena, &arguments, ((Argument){NULL, call->keywords.items[i].value, call->keywords.items[i].span}));
    else
      vector_push(e->c->arena, &keywords, call->keywords.items[i]);
  for (size_t i = 0; i < call->rest.count; i++) vector_push(e->c->arena, &arguments, call->rest.items[i]);
  for (size_t i = 0; i < arguments.count && i < 2; i++) {
    Value value = arguments.items[i].value;
    for (size_t k = 0; k < sizeof observers / sizeof *observers && value.kind == VALUE_STRING; k++)
      if (!strncmp(value.string, observers[k], strlen(observers[k]))) {
        e->observed = e->block;
        return value_none();
      }
  }
  Value value = gpu_intrinsic(e, "call_extern", &arguments, &keywords, call->span);
  if (value.kind == VALUE_EXPR && arguments.count && value_as_dtype(arguments.items[0].value, &type)) value.expr = gpu_as_type(e, value.expr, type);
  return value;
}

const Builtin SCRIPT_BUILTINS[] = {
    {"match_buffer", "handle shape dtype? | strides? scope? **", run_match_buffer},
    {"func_attr", "attributes", run_func_attr},
    {"sblock_alloc_buffer", "shape dtype? data? strides? | scope? reducer? **", run_alloc_buffer},
    {"decl_buffer", "shape dtype? data? strides? | scope? **", run_declared_buffer},
    {"alloc_buffer", "shape dtype? data? strides? | scope? reducer? **", run_alloc_buffer},
    {"region", "head access *extents", run_region},
    {"thread_binding", "start stop? thread? annotations?", run_thread_binding},
    {"launch_thread", "thread extent", run_launch_thread},
    {"sblock", "name?", run_block},
    {"block", "name?", run_block},
    {"reads", NULL, run_nothing},
    {"writes", NULL, run_nothing},
    {"sblock_attr", "attributes", run_block_attr},
    {"block_attr", "attributes", run_block_attr},
    {"tvm_tuple", "*items", run_tuple},
    {"comm_reducer", "combiner identities", run_reducer},
    {"call_extern", "*arguments **", run_call_extern},
    {0},
};
