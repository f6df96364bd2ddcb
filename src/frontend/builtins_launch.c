// T.* of the frame of a kernel: launches, loops, tensor types, T.const and T.dynamic, hints.
#include "frontend/elaborate.h"

#include "ir/simplify.h"

static Frame *new_frame(Elaborator *e, FrameKind kind) {
  Frame *frame = arena_new(e->c->arena, Frame);
  frame->kind = kind;
  return frame;
}

// An extent or bound: an integer expression.
static const Expr *bound(Elaborator *e, Value value, Span span) {
  const Expr *expr = arith_expr(e, value, span);
  if (!expr || (type_is_int(expr->type) && expr->kind != EXPR_REGION && type_lanes(expr->type) == 1)) return expr;
  FAIL(e, span, "a loop bound must be an integer, not %s", type_text(expr->type));
  return NULL;
}

// ---- T.Kernel

static bool launch_threads(Elaborator *e, const Call *call, Frame *frame) {
  Value threads = call->args[0];
  int64_t count;
  if (!argument_given(call, 0)) return true;
  frame->thread_dims = 3;
  for (unsigned i = 0; i < 3; i++) frame->threads[i] = 1;
  if (value_as_int(threads, &frame->threads[0])) return true;
  if (threads.kind == VALUE_OPAQUE) {
    arith_unknown(e, threads, call->spans[0]);
    return false;
  }
  if (!value_is_sequence(threads) || threads.list->count > 3) {
    FAIL(e, call->spans[0], "threads= takes an int or up to three");
    return false;
  }
  for (size_t i = 0; i < threads.list->count; i++) {
    if (!value_as_int(threads.list->items[i], &count)) {
      FAIL(e, call->spans[0], "threads= must be known at compile time");
      return false;
    }
    frame->threads[i] = count;
  }
  return true;
}

enum { MOST_CLUSTER = 1024 };

// cluster_dims=2, cluster_dims=(2, 1, 1): a hint, about which T.get_cluster_size() and its like tell.
static bool launch_clusters(Elaborator *e, const Call *call, Frame *frame) {
  for (size_t i = 0; i < call->keywords.count; i++) {
    const Argument *argument = &call->keywords.items[i];
    if (strcmp(argument->name, "cluster_dims") || argument->value.kind == VALUE_NONE) continue;
    bool several = value_is_sequence(argument->value), good = !several || argument->value.list->count <= 3;
    if (!several) good = value_as_int(argument->value, &frame->cluster[0]);
    for (size_t k = 0; several && good && k < argument->value.list->count; k++) good = value_as_int(argument->value.list->items[k], &frame->cluster[k]);
    for (unsigned k = 0; k < 3; k++) good &= frame->cluster[k] >= 0 && frame->cluster[k] <= MOST_CLUSTER;
    if (good) continue;
    FAIL(e, argument->span, "cluster_dims= takes an int or up to three, each up to %d", MOST_CLUSTER);
    return false;
  }
  return true;
}

Value builtin_kernel(Elaborator *e, Call *call) {
  Frame *frame = new_frame(e, FRAME_KERNEL);
  if (call->rest.count > 3) return FAIL(e, call->span, "T.Kernel takes up to 3 grid extents, %zu are given", call->rest.count);
  frame->dims = call->rest.count ? (unsigned)call->rest.count : 1;
  frame->extent[0] = ir_int(e->c, 1);  // no extents: one block
  for (unsigned i = 0; i < call->rest.count; i++) {
    frame->extent[i] = bound(e, call->rest.items[i].value, call->rest.items[i].span);
    if (!frame->extent[i]) return VALUE_FAILED;
    if (frame->extent[i]->kind == EXPR_INT && frame->extent[i]->integer < 0)
      return FAIL(e, call->rest.items[i].span, "a grid extent can't be negative, this one is %lld", (long long)frame->extent[i]->integer);
  }
  return launch_threads(e, call, frame) && launch_clusters(e, call, frame) ? value_frame(frame) : VALUE_FAILED;
}

// ---- loops

static bool add_annotation(Elaborator *e, Frame *frame, const char *name, Value value, Span span) {
  if (value.kind == VALUE_ABSENT || value.kind == VALUE_NONE) return true;
  const Expr *expr = value_to_attribute(e, value, span);
  if (!expr) return false;
  ir_set_attribute(e->c, &frame->annotations, name, expr);
  return true;
}

static bool spread_annotations(Elaborator *e, Frame *frame, const Call *call, unsigned index) {
  return !argument_given(call, index) || value_to_keywords(e, call->args[index], call->spans[index], &frame->annotations);
}

// One bound: 0..first; two: first..second. In TVMScript `range(b, b + n)` has the extent n.
static bool loop_range(Elaborator *e, Frame *frame, Value first, Value second, bool is_pipelined, Span span) {
  bool simplify = !is_pipelined && !e->script;  // as tilelang does
  frame->dims = 1;
  if (second.kind == VALUE_ABSENT || second.kind == VALUE_NONE) {
    frame->begin[0] = ir_int(e->c, 0);
    frame->extent[0] = bound(e, first, span);
    if (frame->extent[0] && simplify) frame->extent[0] = ir_simplify_as_tvm(e->c, frame->extent[0]);
    if (frame->extent[0] && frame->extent[0]->type != TYPE_INT32) frame->begin[0] = ir_int_typed(e->c, frame->extent[0]->type, 0);
    return frame->extent[0] != NULL;
  }
  const Expr *begin = frame->begin[0] = bound(e, first, span), *end = bound(e, second, span);
  if (!begin || !end) return false;
  if (begin->kind == EXPR_INT && begin->integer == 0) {
    frame->extent[0] = end;
    return true;
  }
  if (end->kind == EXPR_CALL && end->op == OP_ADD && e->script && ir_same(end->args[0], begin)) {
    frame->extent[0] = end->args[1];
    return true;
  }
  if (begin->kind == EXPR_INT && end->kind == EXPR_INT) {
    frame->extent[0] = ir_int_typed(e->c, end->type, end->integer > begin->integer ? end->integer - begin->integer : 0);
    return true;
  }
  Value extent = arith_op(e, OP_SUB, value_expr(end), value_expr(begin), span);
  if (extent.kind == VALUE_ERROR) return false;
  frame->extent[0] = simplify ? ir_simplify_as_tvm(e->c, extent.expr) : extent.expr;
  return true;
}

// The number of trips of start..stop by step; the frame counts them from 0 and begin[1] is the start.
static bool loop_step(Elaborator *e, Frame *frame, Value start, Value stop, Value step, Span span) {
  int64_t by, low, high;
  const Expr *begin = bound(e, start, span), *end = bound(e, stop, span);
  if (!begin || !end) return false;
  if (!value_as_int(step, &by)) {
    UNSUPPORTED(e, span, "a loop whose step is not constant: count the trips and multiply, as in `for t in T.serial(n): i = start + t * step`");
    return false;
  }
  if (by == 0) {
    FAIL(e, span, "the step of a loop can't be 0");
    return false;
  }
  const Expr *from = by > 0 ? begin : end, *to = by > 0 ? end : begin;
  uint64_t size = by > 0 ? (uint64_t)by : 0 - (uint64_t)by;
  frame->dims = 1;
  frame->begin[0] = ir_int(e->c, 0);
  frame->begin[1] = begin;
  frame->step = ir_int(e->c, by);
  if (ir_is_int(from, &low) && ir_is_int(to, &high)) {
    uint64_t distance = high > low ? (uint64_t)high - (uint64_t)low : 0;
    frame->extent[0] = ir_int(e->c, (int64_t)(distance / size + (distance % size != 0)));
    return true;
  }
  const Expr *rounded = ir_op(e->c, OP_ADD, ir_op(e->c, OP_SUB, to, from), ir_int(e->c, (int64_t)(size - 1)));
  frame->extent[0] = ir_simplify_as_tvm(e->c, ir_op(e->c, OP_FLOORDIV, rounded, ir_int(e->c, (int64_t)size)));
  return true;
}

static Value serial_loop(Elaborator *e, Call *call, LoopKind kind) {
  Frame *frame = new_frame(e, FRAME_LOOP);
  int64_t step = 1;
  frame->loop = kind;
  bool stepped = argument_given(call, 2) && !(value_as_int(call->args[2], &step) && step == 1);
  Value zero = value_int(0);
  bool good = stepped ? loop_step(e, frame, argument_given(call, 1) ? call->args[0] : zero,
                                  argument_given(call, 1) ? call->args[1] : call->args[0], call->args[2], call->span)
                      : loop_range(e, frame, call->args[0], call->args[1], false, call->spans[0]);
  if (!good || !spread_annotations(e, frame, call, 3)) return VALUE_FAILED;
  int64_t is_explicit = 0;
  if (call->count > 5 && argument_given(call, 4) && !argument_int(e, call, 4, &is_explicit)) return VALUE_FAILED;
  if (is_explicit) ir_set_attribute(e->c, &frame->annotations, "pragma_unroll_explicit", ir_bool(e->c, true));
  if (call->count > 5 && !add_annotation(e, frame, "pragma_unroll_factor", call->args[5], call->spans[5])) return VALUE_FAILED;
  return value_frame(frame);
}

static Value run_serial(Elaborator *e, Call *call) { return serial_loop(e, call, LOOP_SERIAL); }
static Value run_unroll(Elaborator *e, Call *call) { return serial_loop(e, call, LOOP_UNROLL); }
static Value run_vectorized(Elaborator *e, Call *call) { return serial_loop(e, call, LOOP_VECTORIZED); }

static Value run_pipelined(Elaborator *e, Call *call) {
  enum { START, STOP, NUM_STAGES, ORDER, STAGE, ANNOTATIONS };
  Frame *frame = new_frame(e, FRAME_LOOP);
  int64_t stages = 0;
  if (argument_given(call, NUM_STAGES) && !argument_int(e, call, NUM_STAGES, &stages)) return VALUE_FAILED;
  if (stages < 0) return FAIL(e, call->spans[NUM_STAGES], "num_stages can't be negative");
  if (!loop_range(e, frame, call->args[START], call->args[STOP], true, call->spans[START])) return VALUE_FAILED;
  if (stages && !add_annotation(e, frame, "num_stages", value_int(stages), call->span)) return VALUE_FAILED;
  if (!add_annotation(e, frame, "tl_pipeline_order", call->args[ORDER], call->spans[ORDER]) ||
      !add_annotation(e, frame, "tl_pipeline_stage", call->args[STAGE], call->spans[STAGE]) ||
      !spread_annotations(e, frame, call, ANNOTATIONS))
    return VALUE_FAILED;
  return value_frame(frame);
}

// T.Parallel(m, n, ...), T.grid(m, n, ...): one loop per extent.
static Value loop_nest(Elaborator *e, Call *call, LoopKind kind) {
  Frame *frame = new_frame(e, FRAME_LOOP);
  frame->loop = kind;
  if (call->rest.count == 0 || call->rest.count > FRAME_DIMS)
    return FAIL(e, call->span, "T.%s takes 1 to %d extents", call->builtin->name, FRAME_DIMS);
  frame->dims = (unsigned)call->rest.count;
  for (unsigned i = 0; i < frame->dims; i++) {
    frame->extent[i] = bound(e, call->rest.items[i].value, call->rest.items[i].span);
    if (!frame->extent[i]) return VALUE_FAILED;
    frame->begin[i] = ir_int_typed(e->c, frame->extent[i]->type, 0);
  }
  return value_frame(frame);
}

static Value run_grid(Elaborator *e, Call *call) { return loop_nest(e, call, LOOP_SERIAL); }

static Value run_parallel(Elaborator *e, Call *call) {
  Value value = loop_nest(e, call, LOOP_PARALLEL);
  if (value.kind == VALUE_ERROR) return value;
  for (size_t i = 0; i < call->keywords.count; i++) {
    const Argument *argument = &call->keywords.items[i];
    if (!strcmp(argument->name, "loop_layout")) continue;  // a layout of GPU threads
    bool good = !strcmp(argument->name, "annotations")
                    ? value_to_keywords(e, argument->value, argument->span, &value.frame->annotations)
                    : add_annotation(e, value.frame, argument->name, argument->value, argument->span);
    if (!good) return VALUE_FAILED;
  }
  return value;
}

// ---- types of tensors

static bool tensor_shape(Elaborator *e, const Call *call, Tensor *tensor) {
  *tensor = (Tensor){.type = TYPE_FLOAT32, .scope = SCOPE_GLOBAL};
  if (!index_shape(e, call->args[0], call->spans[0], &tensor->shape)) return false;
  if (argument_given(call, 1) && !argument_dtype(e, call, 1, &tensor->type)) return false;
  return true;
}

static bool tensor_scope(Elaborator *e, const Call *call, unsigned index, Tensor *tensor) {
  if (!argument_given(call, index)) return true;
  const char *text = argument_string(e, call, index);
  if (!text) return false;
  if (scope_from_text(text, &tensor->scope)) return true;
  UNSUPPORTED(e, call->spans[index], "memory scope \"%s\": it exists on GPUs only; use T.alloc_shared or T.alloc_fragment", text);
  return false;
}

static Value run_tensor(Elaborator *e, Call *call) {
  enum { SHAPE, DTYPE, DATA, SCOPE_ARG, STRIDES };
  Tensor *tensor = arena_new(e->c->arena, Tensor);
  if (!tensor_shape(e, call, tensor) || !tensor_scope(e, call, SCOPE_ARG, tensor)) return VALUE_FAILED;
  Value data = call->args[DATA];
  if (data.kind == VALUE_HANDLE && data.handle->buffer) data = value_buffer(data.handle->buffer);
  if (data.kind == VALUE_EXPR && data.expr->kind == EXPR_VAR && data.expr->type == TYPE_HANDLE)
    tensor->address = data.expr->var;
  else if (data.kind == VALUE_HANDLE || data.kind == VALUE_EXPR)
    return UNSUPPORTED(e, call->spans[DATA], "a buffer at a computed address: tensors are parameters on a Tensix core; pass it as a T.Tensor parameter");
  if (data.kind == VALUE_BUFFER) {
    tensor->storage = data.buffer;
    if (!argument_given(call, SCOPE_ARG)) tensor->scope = tensor->storage->scope;
  }
  if (argument_given(call, STRIDES) && !index_shape(e, call->args[STRIDES], call->spans[STRIDES], &tensor->strides)) return VALUE_FAILED;
  return (Value){.kind = VALUE_TENSOR, .tensor = tensor};
}

static Value run_strided_tensor(Elaborator *e, Call *call) {
  Tensor *tensor = arena_new(e->c->arena, Tensor);
  *tensor = (Tensor){.type = TYPE_FLOAT32, .scope = SCOPE_GLOBAL};
  if (!index_shape(e, call->args[0], call->spans[0], &tensor->shape) || !index_shape(e, call->args[1], call->spans[1], &tensor->strides))
    return VALUE_FAILED;
  if (argument_given(call, 2) && !argument_dtype(e, call, 2, &tensor->type)) return VALUE_FAILED;
  return (Value){.kind = VALUE_TENSOR, .tensor = tensor};
}

// ---- T.const and T.dynamic

// The names in "M, N" or "M N".
static void split_names(Elaborator *e, const char *text, ValueList *names) {
  while (*text) {
    while (*text == ' ' || *text == ',' || *text == '\t') text++;
    const char *begin = text;
    while (*text && *text != ' ' && *text != ',' && *text != '\t') text++;
    if (text > begin) vector_push(e->c->arena, names, value_string(intern_range(e->c, begin, (size_t)(text - begin))));
  }
}

static Value constant(Elaborator *e, const char *name, Span span) {
  bind_want(e, name);
  DefineState *define = bind_define(e, name);
  if (define) return define->value;
  return FAIL(e, span, "the constant `%s` has no value; give it with -D %s=...", name, name);
}

static Value run_names(Elaborator *e, Call *call, bool symbolic) {
  DType type = TYPE_INT32;
  ValueList names = {0};
  const char *text = argument_string(e, call, 0);
  if (!text || (argument_given(call, 1) && !argument_dtype(e, call, 1, &type))) return VALUE_FAILED;
  split_names(e, text, &names);
  Value result = value_list(e->c, VALUE_TUPLE, NULL, 0);
  bool failed = false;
  for (size_t i = 0; i < names.count; i++) {
    const char *name = names.items[i].string;
    Value value = symbolic ? function_symbol(e, name, type, call->spans[0]) : constant(e, name, call->spans[0]);
    failed |= value.kind == VALUE_ERROR;
    vector_push(e->c->arena, result.list, value);
  }
  if (failed) return VALUE_FAILED;
  return names.count == 1 ? result.list->items[0] : result;
}

static Value run_const(Elaborator *e, Call *call) {
  if (!e->eager) return FAIL(e, call->span, "T.const outside of an eager @tilelang.jit kernel");
  return run_names(e, call, false);
}

Value builtin_symbols(Elaborator *e, Call *call) { return run_names(e, call, true); }

// ---- hints

static Value run_hint(Elaborator *e, Call *call) {
  (void)e;
  (void)call;
  return value_none();
}

// T.device_assert and T.print bind their operand first, as the macros that they are in tilelang; what they do is left out.
static Value run_observed(Elaborator *e, Call *call) {
  Value value = call->args[0];
  bool bound = value.kind == VALUE_EXPR && value.expr->kind != EXPR_VAR && value.expr->kind != EXPR_REGION;
  if (!bound) e->observed = e->block;
  bool equality = bound && value.expr->kind == EXPR_CALL && (value.expr->op == OP_EQ || value.expr->op == OP_NE);  // not yet an expression there
  if (e->script || !bound || !e->device || equality) return value_none();
  Var *var = ir_new_var(e->c, call->builtin->name[0] == 'p' ? "var" : "condition", value.expr->type);
  var->span = call->span;
  exec_emit(e, ir_let(e->c, var, value.expr));
  return value_none();
}

// T.annotate_safe_value({A: 1.0}): what a read outside of A gives.
static Value run_safe_value(Elaborator *e, Call *call) {
  Value map = call->args[0];
  if (map.kind != VALUE_DICT) return FAIL(e, call->spans[0], "expected a dict, found %s", value_kind_text(map));
  for (size_t i = 0; i < map.list->count; i += 2) {
    Value key = map.list->items[i];
    if (key.kind != VALUE_BUFFER) return FAIL(e, call->spans[0], "the keys of T.annotate_safe_value are buffers, not %s", value_kind_text(key));
    Value value = arith_cast(e, key.buffer->type, map.list->items[i + 1], call->spans[0]);
    if (value.kind == VALUE_ERROR) return value;
    key.buffer->safe_value = value.expr;
  }
  return value_none();
}

static Value run_use_swizzle(Elaborator *e, Call *call) {
  int64_t enable = 1, panel;
  if (argument_given(call, 2) && !argument_int(e, call, 2, &enable)) return VALUE_FAILED;
  if (!enable) return value_none();
  if (!argument_int(e, call, 0, &panel)) return VALUE_FAILED;
  const char *order = argument_given(call, 1) ? argument_string(e, call, 1) : "row";
  if (!order) return VALUE_FAILED;
  const char *swizzle = !strcmp(order, "row") ? "rasterization2DRow" : !strcmp(order, "mlx") ? "rasterization2DMLX" : "rasterization2DColumn";
  const Expr *items[] = {ir_string(e->c, swizzle), ir_int(e->c, panel)};
  Frame *frame = new_frame(e, FRAME_ATTR);
  frame->key = "threadblock_swizzle_pattern";
  frame->value = ir_list(e->c, items, 2);
  return value_frame(frame);
}

static Value run_while(Elaborator *e, Call *call) {
  const Expr *condition = NULL;
  int test = eval_test(e, call->args[0], call->spans[0], &condition);
  if (test == -2) return VALUE_FAILED;
  if (test == 1) return FAIL(e, call->spans[0], "this condition is always true: the loop would never end");
  Frame *frame = new_frame(e, FRAME_WHILE);
  frame->value = condition ? condition : ir_bool(e->c, false);
  return value_frame(frame);
}

static Value run_if(Elaborator *e, Call *call) {
  const Expr *condition = NULL;
  int test = eval_test(e, call->args[0], call->spans[0], &condition);
  if (test == -2) return VALUE_FAILED;
  Frame *frame = new_frame(e, FRAME_IF);
  frame->value = condition ? condition : ir_bool(e->c, test);
  return value_frame(frame);
}

static Value run_side(Elaborator *e, Call *call) {
  Frame *frame = new_frame(e, FRAME_SIDE);
  frame->otherwise = call->builtin->name[0] == 'E';
  return value_frame(frame);
}

// T.let(v, value): the variable that `v = T.int32()` made has this value from here on.
static Value run_let(Elaborator *e, Call *call) {
  Value value = call->args[0];
  if (value.kind != VALUE_EXPR || value.expr->kind != EXPR_VAR || value.expr->var->value) return FAIL(e, call->spans[0], "T.let needs a variable without a value, as T.int32() makes it");
  Var *var = value.expr->var;
  Value given = arith_cast(e, var->type, call->args[1], call->spans[1]);
  if (given.kind == VALUE_ERROR) return given;
  for (size_t i = 0; i < e->symbols.count; i++)
    if (e->symbols.items[i] == var) e->symbols.items[i] = e->symbols.items[--e->symbols.count];
  exec_emit(e, ir_let(e->c, var, given.expr));
  return value_expr(ir_var(e->c, var));
}

// T.annotate_compile_flags(["--use_fast_math"]): for the GPU's compiler; kept as an attribute, as tilelang does.
static Value run_compile_flags(Elaborator *e, Call *call) {
  Value flags = call->args[0].kind == VALUE_STRING ? value_list(e->c, VALUE_LIST, &call->args[0], 1) : call->args[0];
  const Expr *list = value_to_attribute(e, flags, call->spans[0]);
  if (!list) return VALUE_FAILED;
  if (e->func && e->device) ir_set_attribute(e->c, &e->func->attributes, "tilelang_compile_flags", list);
  return value_none();
}

static Value run_min_blocks(Elaborator *e, Call *call) {
  Frame *frame = new_frame(e, FRAME_ATTR);
  frame->key = intern(e->c, "tl.min_blocks_per_sm");
  frame->value = arith_expr(e, call->args[0], call->spans[0]);
  return frame->value ? value_frame(frame) : VALUE_FAILED;
}

// T.attr(node, key, value): a hint; as a `with` it covers its block, alone the rest of the block.
static Value run_attr(Elaborator *e, Call *call) {
  Frame *frame = new_frame(e, FRAME_ATTR);
  frame->key = argument_string(e, call, 1);
  frame->value = frame->key ? value_to_attribute(e, call->args[2], call->spans[2]) : NULL;
  if (frame->key) frame->key = intern(e->c, frame->key);
  if (call->args[0].kind == VALUE_EXPR && gpu_is_intrinsic(call->args[0].expr)) frame->node = call->args[0].expr;
  return frame->value ? value_frame(frame) : VALUE_FAILED;
}

// The launch that T.get_thread_binding and its like ask about; NULL with a report.
static Stmt *open_kernel(Elaborator *e, const Call *call, int64_t *dim) {
  *dim = 0;
  if (!e->launch) {
    FAIL(e, call->span, "T.%s outside of T.Kernel", call->builtin->name);
    return NULL;
  }
  if (call->count && argument_given(call, 0) && !argument_int(e, call, 0, dim)) return NULL;
  if (*dim >= 0 && *dim < 3) return e->launch;
  FAIL(e, call->span, "a launch has the dimensions 0, 1 and 2, not %lld", (long long)*dim);
  return NULL;
}

// A launch of T.Kernel(threads=...) has no loop over blocks in its print: the thread indices begin it.
static void open_single_block(Elaborator *e) {
  Frame *frame = new_frame(e, FRAME_KERNEL);
  frame->dims = 1;
  frame->extent[0] = ir_int(e->c, 1);
  frames_enter(e, frame, e->stmt_span);
}

static Value run_thread_index(Elaborator *e, Call *call) {
  int64_t dim;
  if (!e->launch && e->script && e->frame_count == 0 && !strcmp(call->builtin->name, "launch_thread_idx")) open_single_block(e);
  Stmt *launch = open_kernel(e, call, &dim);
  return launch ? frames_thread(e, launch, (unsigned)dim) : VALUE_FAILED;
}

static Value run_thread_indices(Elaborator *e, Call *call) {
  int64_t dim;
  Stmt *launch = open_kernel(e, call, &dim);
  if (!launch) return VALUE_FAILED;
  Value items[3];
  for (unsigned i = 0; i < 3; i++) items[i] = frames_thread(e, launch, i);
  return value_list(e->c, VALUE_TUPLE, items, 3);
}

// T.get_thread_extent(dim), T.get_thread_extents()
static Value run_thread_extent(Elaborator *e, Call *call) {
  int64_t dim;
  Stmt *launch = open_kernel(e, call, &dim);
  if (!launch) return VALUE_FAILED;
  if (!launch->launch.thread_dims) return FAIL(e, call->span, "the number of threads is not known: T.Kernel has no threads=");
  Value items[3];
  for (unsigned i = 0; i < 3; i++) items[i] = value_int(i < launch->launch.thread_dims ? launch->launch.threads[i] : 1);
  return call->count ? items[dim] : value_list(e->c, VALUE_LIST, items, 3);
}

// T.get_block_binding(dim), T.get_block_bindings(), T.get_block_extent(dim)
static Value run_block_info(Elaborator *e, Call *call) {
  int64_t dim;
  Stmt *launch = open_kernel(e, call, &dim);
  if (!launch) return VALUE_FAILED;
  bool extent = strstr(call->builtin->name, "extent") != NULL;
  Value items[3];
  for (unsigned i = 0; i < launch->launch.dims; i++) {
    const Expr *expr = extent ? launch->launch.extents[i] : ir_var(e->c, launch->launch.grid[i]);
    items[i] = expr->kind == EXPR_INT ? value_int(expr->integer) : value_expr(expr);
  }
  if (call->builtin->name[strlen(call->builtin->name) - 1] == 's') return value_list(e->c, VALUE_TUPLE, items, launch->launch.dims);
  if (dim >= launch->launch.dims) return FAIL(e, call->span, "the launch has %u dimensions, there is no dimension %lld", launch->launch.dims, (long long)dim);
  return items[dim];
}

static Value run_jump(Elaborator *e, Call *call) {
  bool is_break = call->builtin->name[0] == 'l' || call->builtin->name[0] == 'b';
  if (e->loop != LOOP_DEVICE) return FAIL(e, call->span, "T.%s outside of a loop", call->builtin->name);
  Stmt *jump = ir_if(e->c, NULL);
  jump->kind = is_break ? STMT_BREAK : STMT_CONTINUE;
  exec_emit(e, jump);
  return value_none();
}

static Value run_evaluate(Elaborator *e, Call *call) {
  Value value = call->args[0];
  if (!e->device || value.kind != VALUE_EXPR || value.expr->kind == EXPR_REGION) return value_none();
  Stmt *stmt = ir_eval(e->c, value.expr);
  exec_emit(e, stmt);
  return value_none();
}

// ---- marks of a profiler

static Value run_mark(Elaborator *e, Call *call) {
  (void)call;
  if (e->device) e->observed = e->block;
  return value_none();
}

static Value run_marked_range(Elaborator *e, Call *call) {
  (void)call;
  return value_frame(new_frame(e, FRAME_BLOCK));
}

const Builtin PROFILER_BUILTINS[] = {
    {"mark", "name? **", run_mark},       {"payload", "value? **", run_mark},     {"range", "name? **", run_marked_range},
    {"range_push", "name? **", run_mark}, {"range_pop", "name? **", run_mark},    {"range_start", "name? **", run_mark},
    {"range_end", "token? **", run_mark}, {0},
};

const Builtin LAUNCH_BUILTINS[] = {
    {"Kernel", "*extents threads? **", builtin_kernel},
    {"ClusterKernel", "*extents threads? **", builtin_kernel},
    {"Parallel", "*extents **", run_parallel},
    {"parallel", "*extents **", run_parallel},
    {"Pipelined", "start stop? num_stages? order? stage? annotations? **", run_pipelined},
    {"Persistent", "domain wave_size index group_size?", persistent_frame},
    {"serial", "start stop? step? annotations? **", run_serial},
    {"Serial", "start stop? step? annotations? **", run_serial},
    {"unroll", "start stop? step? annotations? explicit? unroll_factor? **", run_unroll},
    {"Unroll", "start stop? step? annotations? explicit? unroll_factor? **", run_unroll},
    {"vectorized", "start stop? step? annotations? **", run_vectorized},
    {"Vectorized", "start stop? step? annotations? **", run_vectorized},
    {"grid", "*extents", run_grid},
    {"Tensor", "shape dtype? data? scope? strides?", run_tensor},
    {"Buffer", "shape dtype? data? | scope? strides? **", run_tensor},
    {"StridedTensor", "shape strides dtype? scope? data?", run_strided_tensor},
    {"const", "name dtype?", run_const},
    {"dynamic", "name dtype?", builtin_symbols},
    {"symbolic", "name dtype?", builtin_symbols},
    {"use_swizzle", "panel_size order? enable? **", run_use_swizzle},
    {"attr", "node key value", run_attr},
    {"get_thread_binding", "dim?", run_thread_index},
    {"get_thread_bindings", "", run_thread_indices},
    {"get_thread_extent", "dim?", run_thread_extent},
    {"get_thread_extents", "", run_thread_extent},
    {"get_block_binding", "dim?", run_block_info},
    {"get_block_bindings", "", run_block_info},
    {"get_block_extent", "dim?", run_block_info},
    {"get_block_extents", "", run_block_info},
    {"launch_thread_idx", "dim", run_thread_index},
    {"break_loop", "", run_jump},
    {"loop_break", "", run_jump},
    {"continue_loop", "", run_jump},
    {"evaluate", "value", run_evaluate},
    {"While", "condition", run_while},
    {"If", "condition", run_if},
    {"Then", "", run_side},
    {"Else", "", run_side},
    {"Var", "name dtype?", builtin_symbols},
    {"let", "v value body?", run_let},
    {"annotate_layout", "*layouts **", run_hint},
    {"annotate_safe_value", "values", run_safe_value},
    {"annotate_l2_hit_ratio", "*ratios **", run_hint},
    {"annotate_restrict_buffers", "*buffers **", run_hint},
    {"annotate_compile_flags", "flags", run_compile_flags},
    {"annotate_pass_configs", "*configs **", run_hint},
    {"annotate_min_blocks_per_sm", "count", run_min_blocks},
    {"disable_warp_group_reg_alloc", "", run_hint},
    {"no_set_max_nreg", "", run_hint},
    {"set_max_nreg", "*count", run_hint},
    {"inc_max_nreg", "*count", run_hint},
    {"dec_max_nreg", "*count", run_hint},
    {"annotate_producer_reg_dealloc", "*count", run_hint},
    {"annotate_consumer_reg_alloc", "*count", run_hint},
    {"annotate_ws_schedule", "schedule", run_hint},
    {"import_source", "*source", run_hint},
    {"assume", "condition", run_hint},
    {"device_assert", "condition msg? no_stack_info?", run_observed},
    {"device_assert_with_msg", "*arguments **", run_hint},
    {"print", "obj? *arguments **", run_observed},
    {"sync_threads", "*arguments **", run_hint},
    {"sync_warp", "*arguments **", run_hint},
    {"sync_global", "", run_hint},
    {"tvm_storage_sync", "*arguments", run_hint},
    {"pdl_sync", "", run_hint},
    {"pdl_trigger", "", run_hint},
    {0},
};
