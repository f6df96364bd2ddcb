// T.* statements of the tile language: copies, fills, transpose, allocations, outputs.
#include "frontend/elaborate.h"

#include "ir/simplify.h"

// ---- extents

static bool is_one(const Expr *expr) { return expr->kind == EXPR_INT && expr->integer == 1; }

unsigned tile_not_one(const Expr *const *extents, unsigned rank) {
  unsigned count = 0;
  for (unsigned i = 0; i < rank; i++) count += !is_one(extents[i]);
  return count;
}

static const Expr **ones(Elaborator *e, unsigned rank) {
  const Expr **list = arena_array(e->c->arena, const Expr *, rank);
  for (unsigned i = 0; i < rank; i++) list[i] = ir_int(e->c, 1);
  return list;
}

static const Expr **copy_extents(Elaborator *e, const Expr **extents, unsigned rank) {
  const Expr **list = arena_array(e->c->arena, const Expr *, rank);
  for (unsigned i = 0; i < rank; i++) list[i] = extents[i];
  return list;
}

// Gives both sides their extents: the start-index form takes those of the other side, aligned at the last dimension.
void tile_pair_extents(Elaborator *e, Box *src, Box *dst) {
  unsigned m = src->buffer->rank, n = dst->buffer->rank;
  const Expr **a = src->is_load ? ones(e, m) : copy_extents(e, src->extents, m);
  const Expr **b = dst->is_load ? ones(e, n) : copy_extents(e, dst->extents, n);
  src->extents = a;
  dst->extents = b;
  if (tile_not_one(a, m) == tile_not_one(b, n)) return;
  for (unsigned i = 1; i <= (m < n ? m : n); i++) {
    const Expr *x = a[m - i], *y = b[n - i];
    if (ir_same(x, y)) continue;
    if (is_one(x))
      a[m - i] = y;
    else if (is_one(y))
      b[n - i] = x;
    else
      a[m - i] = b[n - i] = ir_op(e->c, OP_MAX, x, y);
  }
}

const char *tile_shape_text(Elaborator *e, const Expr *const *extents, unsigned rank) {
  const char *text = "(";
  for (unsigned i = 0; i < rank; i++) {
    int64_t value;
    const char *separator = i ? ", " : "";
    text = ir_is_int(extents[i], &value) ? arena_format(e->c->arena, "%s%s%lld", text, separator, (long long)value)
                                         : arena_format(e->c->arena, "%s%s?", text, separator);
  }
  return arena_format(e->c->arena, "%s)", text);
}

// The extents other than 1 must be equal one by one, as far as they are known.
static bool check_extents(Elaborator *e, const char *what, const Box *src, const Box *dst, Span span) {
  unsigned i = 0, k = 0, m = src->buffer->rank, n = dst->buffer->rank;
  bool equal = tile_not_one(src->extents, m) == tile_not_one(dst->extents, n);
  while (equal) {
    while (i < m && is_one(src->extents[i])) i++;
    while (k < n && is_one(dst->extents[k])) k++;
    if (i == m || k == n) break;
    int64_t a, b;
    bool known = ir_is_int(src->extents[i], &a) && ir_is_int(dst->extents[k], &b);
    if (known && a != b) equal = false;
    i++, k++;
  }
  if (equal) return true;
  FAIL(e, span, "T.%s from a box of %s to a box of %s", what, tile_shape_text(e, src->extents, m), tile_shape_text(e, dst->extents, n));
  return false;
}

// ---- emitting

static bool is_region(Value value) { return value.kind == VALUE_EXPR && value.expr->kind == EXPR_REGION; }

Value tile_emit(Elaborator *e, Op op, const Expr *const *args, unsigned count, const KeywordList *keywords, Span span) {
  Expr *call = arena_new(e->c->arena, Expr);
  *call = *ir_call(e->c, op, args, count);
  call->span = span;
  if (keywords) call->keywords = *keywords;
  if (e->tracing && !e->device) return value_expr(call);  // plain Python gives it back to the kernel that calls it
  exec_emit(e, ir_eval(e->c, call));
  return value_none();
}

static bool add_keyword(Elaborator *e, const char *name, Value value, Span span, KeywordList *list) {
  if (value.kind == VALUE_ABSENT || value.kind == VALUE_NONE) return true;
  const Expr *expr = value_to_attribute(e, value, span);
  if (!expr) return false;
  vector_push(e->c->arena, list, ((Keyword){intern(e->c, name), expr}));
  return true;
}

const Expr *tile_eviction(Elaborator *e, Value value, Span span) {
  static const char *const policies[] = {"evict_normal", "evict_first", "evict_last"};
  if (value.kind == VALUE_ABSENT || value.kind == VALUE_NONE) return ir_int(e->c, 0);
  for (int i = 0; i < 3 && value.kind == VALUE_STRING; i++)
    if (!strcmp(policies[i], value.string)) return ir_int(e->c, i);
  return value_to_attribute(e, value, span);
}

static bool tile_keyword(Elaborator *e, const Argument *argument, KeywordList *list) {
  bool layout = argument->value.kind == VALUE_OPAQUE && !strcmp(argument->value.string, "metadata");
  if (!strcmp(argument->name, "loop_layout") || layout) return true;  // a layout of GPU threads
  if (argument->value.kind == VALUE_BOOL && !argument->value.boolean && !e->script) return true;  // disable_tma=False is no annotation
  for (size_t i = 0; i < list->count; i++)
    if (!strcmp(list->items[i].name, argument->name)) return true;  // annotations={...} says it already
  if (strcmp(argument->name, "eviction_policy") || argument->value.kind != VALUE_STRING)
    return add_keyword(e, argument->name, argument->value, argument->span, list);
  vector_push(e->c->arena, list, ((Keyword){intern(e->c, argument->name), tile_eviction(e, argument->value, argument->span)}));
  return true;
}

// The keywords of a tile op. Source: annotations={...} is spread first, and the others follow in tilelang's order, as its print has them.
bool tile_keywords(Elaborator *e, const Call *call, KeywordList *list) {
  static const char *const first[] = {"disable_tma", "eviction_policy", "prefer_instruction"};
  enum { FIRST = sizeof first / sizeof *first };
  for (size_t i = 0; i < call->keywords.count; i++) {
    const Argument *argument = &call->keywords.items[i];
    if (strcmp(argument->name, "annotations") || argument->value.kind != VALUE_DICT) continue;
    if (!value_to_keywords(e, argument->value, argument->span, list)) return false;
  }
  for (unsigned pass = 0; pass <= FIRST; pass++) {
    for (size_t i = 0; i < call->keywords.count; i++) {
      const Argument *argument = &call->keywords.items[i];
      unsigned place = 0;
      while (!e->script && place < FIRST && strcmp(first[place], argument->name)) place++;
      if (e->script) place = FIRST;
      bool spread = !strcmp(argument->name, "annotations") && argument->value.kind == VALUE_DICT;
      if (place == pass && !spread && !tile_keyword(e, argument, list)) return false;
    }
  }
  return true;
}

// ---- copy, fill, transpose

// T.copy(A[i], B[j]) of two elements is a store.
static Value copy_element(Elaborator *e, const Call *call, const Box *dst) {
  const Expr *value = arith_cast_expr(e, dst->buffer->type, call->args[0].expr);
  exec_emit(e, ir_store(e->c, dst->buffer, dst->mins, value));
  return value_none();
}

static Value run_copy(Elaborator *e, Call *call) {
  Box src, dst;
  bool is_async = call->builtin->name[0] == 'a';
  KeywordList keywords = {0};
  if (!index_box(e, call->args[0], call->spans[0], "the source of T.copy", &src) ||
      !index_box(e, call->args[1], call->spans[1], "the destination of T.copy", &dst) || !tile_keywords(e, call, &keywords))
    return VALUE_FAILED;
  bool script = e->script && is_region(call->args[0]) && is_region(call->args[1]);
  if (src.is_load && dst.is_load && keywords.count == 0) return copy_element(e, call, &dst);
  if (!script) tile_pair_extents(e, &src, &dst);
  // tilelang compares whole buffers only; parts that do not match are for who lowers or runs it.
  bool whole = call->args[0].kind == VALUE_BUFFER && call->args[1].kind == VALUE_BUFFER;
  if (whole && !check_extents(e, "copy", &src, &dst, call->span)) return VALUE_FAILED;
  const Expr *args[] = {index_region(e, &src, ACCESS_READ, call->spans[0]), index_region(e, &dst, ACCESS_WRITE, call->spans[1])};
  return tile_emit(e, is_async ? OP_ASYNC_COPY : OP_COPY, args, 2, &keywords, call->span);
}

// A load as the argument of T.fill and T.gemm is one element.
void tile_close_box(Elaborator *e, Box *box) {
  if (box->is_load) box->extents = ones(e, box->buffer->rank);
  box->is_load = false;
}

static Value fill(Elaborator *e, const Call *call, Value value, Span value_span) {
  unsigned annotations = call->count - 1;
  Box box;
  if (!index_box(e, call->args[0], call->spans[0], "the target of T.fill", &box)) return VALUE_FAILED;
  tile_close_box(e, &box);
  const Expr *filled = arith_expr(e, value, value_span);
  KeywordList keywords = {0};
  if (!filled || !tile_keywords(e, call, &keywords)) return VALUE_FAILED;
  if (argument_given(call, annotations) && !value_to_keywords(e, call->args[annotations], call->spans[annotations], &keywords)) return VALUE_FAILED;
  // Numbers print as they were written (T.fill(x, 0)); the op converts them to the buffer's type.
  const Expr *args[] = {index_region(e, &box, ACCESS_WRITE, call->spans[0]), filled};
  return tile_emit(e, OP_FILL, args, 2, &keywords, call->span);
}

// Keywords stand in prints only, which spread the annotations.
static Value run_fill(Elaborator *e, Call *call) {
  if (call->keywords.count && !e->script)
    return FAIL(e, call->keywords.items[0].span, "T.fill has no parameter `%s`: it takes (buffer, value, annotations=...)", call->keywords.items[0].name);
  return fill(e, call, call->args[1], call->spans[1]);
}
static Value run_clear(Elaborator *e, Call *call) { return fill(e, call, value_int(0), call->span); }

static Value run_transpose(Elaborator *e, Call *call) {
  Box src, dst;
  if (!index_box(e, call->args[0], call->spans[0], "the source of T.transpose", &src) ||
      !index_box(e, call->args[1], call->spans[1], "the destination of T.transpose", &dst))
    return VALUE_FAILED;
  tile_close_box(e, &src);
  tile_close_box(e, &dst);
  unsigned m = src.buffer->rank, n = dst.buffer->rank;
  if (m < 2 || n < 2) return FAIL(e, call->span, "T.transpose needs buffers of at least two dimensions");
  int64_t rows, columns, to_rows, to_columns;
  bool known = ir_is_int(src.extents[m - 2], &rows) && ir_is_int(src.extents[m - 1], &columns) &&
               ir_is_int(dst.extents[n - 2], &to_rows) && ir_is_int(dst.extents[n - 1], &to_columns);
  if (known && (rows != to_columns || columns != to_rows))
    return FAIL(e, call->span, "T.transpose from a box of %s to a box of %s", tile_shape_text(e, src.extents, m), tile_shape_text(e, dst.extents, n));
  const Expr *args[] = {index_region(e, &src, ACCESS_READ, call->spans[0]), index_region(e, &dst, ACCESS_WRITE, call->spans[1])};
  KeywordList keywords = {0};
  if (!tile_keywords(e, call, &keywords)) return VALUE_FAILED;
  return tile_emit(e, OP_TRANSPOSE, args, 2, &keywords, call->span);
}

// ---- allocations

Buffer *tile_allocate(Elaborator *e, const char *name, const Tensor *tensor, Span span) {
  Buffer *buffer = index_new_buffer(e, name, tensor, span);
  if (!buffer) return NULL;
  Stmt *stmt = ir_alloc(e->c, buffer);
  stmt->span = e->stmt_span;
  if (!e->allocations || !(e->device || e->tracing)) {  // plain Python that a kernel calls may allocate
    FAIL(e, span, "an allocation outside of a kernel");
  } else if (e->emitted++ >= MOST_EMITTED) {
    FAIL(e, span, "more than %d statements", MOST_EMITTED);
  } else {
    ir_append(e->c, e->allocations, stmt);
    return buffer;
  }
  return NULL;
}

static Value allocate(Elaborator *e, Call *call, Scope scope) {
  Tensor tensor = {.scope = scope};
  const Value *given = &call->args[2];
  if (!index_shape(e, call->args[0], call->spans[0], &tensor.shape) || !argument_dtype(e, call, 1, &tensor.type)) return VALUE_FAILED;
  if (given->kind == VALUE_STRING && !scope_from_text(given->string, &tensor.scope))
    return UNSUPPORTED(e, call->spans[2], "memory scope \"%s\": it exists on GPUs only; use T.alloc_shared or T.alloc_fragment", given->string);
  Buffer *buffer = tile_allocate(e, NULL, &tensor, call->span);
  return buffer ? value_buffer(buffer) : VALUE_FAILED;
}

static Value run_alloc_shared(Elaborator *e, Call *call) { return allocate(e, call, SCOPE_SHARED); }
static Value run_alloc_fragment(Elaborator *e, Call *call) { return allocate(e, call, SCOPE_FRAGMENT); }
static Value run_alloc_local(Elaborator *e, Call *call) { return allocate(e, call, SCOPE_LOCAL); }
static Value run_alloc_global(Elaborator *e, Call *call) { return allocate(e, call, SCOPE_GLOBAL); }

static void store_initial(Elaborator *e, Value variable, Value init, Span span) {
  bool device = e->device;
  e->device |= e->tracing;
  index_store(e, variable, value_int(0), init, span);
  e->device = device;
}

// T.alloc_var(dtype, init, scope); a string in the place of init is the scope.
static Value run_alloc_var(Elaborator *e, Call *call) {
  Call inner = *call;
  Value init = call->args[1], scope = call->args[2];
  if (init.kind == VALUE_STRING) scope = init, init = call->args[2].kind == VALUE_STRING ? value_of_kind(VALUE_ABSENT) : call->args[2];
  inner.args[0] = value_int(1);
  inner.args[1] = call->args[0];
  inner.spans[1] = call->spans[0];
  inner.args[2] = scope;
  DType type;
  bool float_init = init.kind == VALUE_FLOAT && value_as_dtype(call->args[0], &type) && type_kind(type) == TYPE_KIND_FLOAT;
  if (float_init) init = value_expr(ir_float(e->c, type, init.number));
  Value variable = allocate(e, &inner, SCOPE_VAR);
  if (variable.kind != VALUE_ERROR && init.kind != VALUE_ABSENT && init.kind != VALUE_NONE)
    store_initial(e, variable, init, call->span);
  return variable;
}

// T.empty(shape, dtype), T.empty(m, n, dtype=...)
static Value run_empty(Elaborator *e, Call *call) {
  Tensor *tensor = arena_new(e->c->arena, Tensor);
  *tensor = (Tensor){.type = TYPE_FLOAT32, .scope = SCOPE_GLOBAL};
  size_t dims = call->rest.count;
  DType type;
  if (dims == 0) return FAIL(e, call->span, "T.empty misses its argument `shape`");
  if (dims >= 2 && value_as_dtype(call->rest.items[dims - 1].value, &type)) tensor->type = type, dims--;
  if (argument_given(call, 0) && !argument_dtype(e, call, 0, &tensor->type)) return VALUE_FAILED;
  if (dims == 1) {
    if (!index_shape(e, call->rest.items[0].value, call->rest.items[0].span, &tensor->shape)) return VALUE_FAILED;
  } else {
    for (size_t i = 0; i < dims; i++) vector_push(e->c->arena, &tensor->shape, call->rest.items[i].value);
  }
  if (!e->device) return FAIL(e, call->span, "T.empty outside of a kernel; make the output a parameter");
  return (Value){.kind = VALUE_TENSOR, .output = true, .tensor = tensor};
}

const Builtin TILE_BUILTINS[] = {
    {"copy", "src dst **", run_copy},
    {"async_copy", "src dst **", run_copy},
    {"fill", "buffer value annotations? **", run_fill},
    {"clear", "buffer annotations?", run_clear},
    {"transpose", "src dst **", run_transpose},
    {"gemm", "A B C transpose_A? transpose_B? policy? clear_accum? *rest **", product_run},
    {"alloc_shared", "shape dtype scope?", run_alloc_shared},
    {"alloc_fragment", "shape dtype scope?", run_alloc_fragment},
    {"alloc_local", "shape dtype scope?", run_alloc_local},
    {"alloc_global", "shape dtype scope?", run_alloc_global},
    {"alloc_var", "dtype init? scope?", run_alloc_var},
    {"empty", "*shape dtype?", run_empty},
    {0},
};
