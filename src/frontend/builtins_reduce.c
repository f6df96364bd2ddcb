// T.reduce_*, T.cumsum, T.cummax, reducers, T.im2col, T.reshape and T.view. Operands in shared memory go through fragments (a scan of a
// fragment through shared memory), as tilelang itself expands them.
#include "frontend/elaborate.h"

#include "ir/simplify.h"

static bool is_scope(const Box *box, Scope scope) { return box->buffer->scope == scope; }

static void emit_copy(Elaborator *e, const Box *src, const Box *dst, Span span) {
  const Expr *args[] = {index_region(e, src, ACCESS_READ, span), index_region(e, dst, ACCESS_WRITE, span)};
  tile_emit(e, OP_COPY, args, 2, NULL, span);
}

// A new buffer of the shape of the box: all of it.
static bool stage(Elaborator *e, const Box *box, Scope scope, const char *name, Span span, Box *staged) {
  Tensor tensor = {.type = box->buffer->type, .scope = scope};
  for (unsigned i = 0; i < box->buffer->rank; i++) vector_push(e->c->arena, &tensor.shape, value_expr(box->extents[i]));
  Buffer *buffer = tile_allocate(e, name, &tensor, span);
  return buffer && index_box(e, value_buffer(buffer), span, "this operand", staged);
}

// A tile operand: a buffer or a part of one.
static bool operand(Elaborator *e, const Call *call, unsigned index, const char *what, Box *box) {
  if (!index_box(e, call->args[index], call->spans[index], what, box)) return false;
  tile_close_box(e, box);
  return true;
}

static bool flag(Elaborator *e, const Call *call, unsigned index, bool otherwise, const Expr **result) {
  int64_t value = otherwise;
  if (argument_given(call, index) && !value_as_int(call->args[index], &value)) {
    FAIL(e, call->spans[index], "this must be True or False at compile time, not %s", value_kind_text(call->args[index]));
    return false;
  }
  *result = ir_bool(e->c, value != 0);
  return true;
}

// A dimension of the box, counted from the end if negative.
static bool dimension(Elaborator *e, const Call *call, unsigned index, int64_t otherwise, const Box *box, int64_t *dim) {
  *dim = otherwise;
  if (argument_given(call, index) && !argument_int(e, call, index, dim)) return false;
  int64_t rank = box->buffer->rank;
  if (*dim < -rank || *dim >= rank) {
    FAIL(e, argument_given(call, index) ? call->spans[index] : call->span, "`%s` has %lld dimension%s, there is no dimension %lld",
         box->buffer->name, (long long)rank, rank == 1 ? "" : "s", (long long)*dim);
    return false;
  }
  if (*dim < 0) *dim += rank;
  return true;
}

// ---- reduce

enum { BUFFER, OUT, KIND, DIM, CLEAR, BATCH, NAN_PROPAGATE, ANNOTATIONS };

// The result has the shape of the source without the dimension, or with 1 there.
static bool check_result(Elaborator *e, const Box *src, const Box *dst, int64_t dim, Span span) {
  unsigned m = src->buffer->rank, n = dst->buffer->rank;
  bool whole = n == m, fits = whole || n + 1 == m || (m == 1 && n == 1);
  for (unsigned i = 0, k = 0; fits && i < m; i++) {
    bool dropped = i == (unsigned)dim;
    if (dropped && !whole) continue;
    int64_t a = 1, b;
    bool known = (dropped || ir_is_int(src->extents[i], &a)) && ir_is_int(dst->extents[k], &b);
    if (known && a != b) fits = false;
    k++;
  }
  if (fits) return true;
  FAIL(e, span, "T.reduce of a box of %s along dimension %lld to a box of %s", tile_shape_text(e, src->extents, m), (long long)dim,
       tile_shape_text(e, dst->extents, n));
  return false;
}

static bool reduce_keywords(Elaborator *e, const Call *call, KeywordList *list) {
  int64_t batch = 1, propagate = 0;
  if (argument_given(call, ANNOTATIONS) && !value_to_keywords(e, call->args[ANNOTATIONS], call->spans[ANNOTATIONS], list)) return false;
  if (argument_given(call, BATCH) && !argument_int(e, call, BATCH, &batch)) return false;
  if (argument_given(call, NAN_PROPAGATE) && !argument_int(e, call, NAN_PROPAGATE, &propagate)) return false;
  if (!tile_keywords(e, call, list)) return false;  // of a print
  if (propagate) vector_push(e->c->arena, list, ((Keyword){intern(e->c, "nan_propagate"), ir_bool(e->c, true)}));
  if (batch > 1) vector_push(e->c->arena, list, ((Keyword){intern(e->c, "batch"), ir_int(e->c, batch)}));
  return true;
}

static bool check_kind(Elaborator *e, const char *kind, const Box *dst, Span span) {
  static const char *const kinds[] = {"sum", "abssum", "max", "absmax", "min", "bitand", "bitor", "bitxor"};
  bool known = false;
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) known |= !strcmp(kinds[i], kind);
  if (!known)
    FAIL(e, span, "T.reduce has no kind \"%s\"; it has sum, abssum, max, absmax, min, bitand, bitor and bitxor", kind);
  else if (!strncmp(kind, "bit", 3) && !type_is_int(dst->buffer->type))
    FAIL(e, span, "T.reduce_%s needs integers, not %s", kind, type_text(dst->buffer->type));
  else
    return true;
  return false;
}

static Value reduce(Elaborator *e, const Call *call, const char *kind) {
  Box src, dst, from, to;
  int64_t dim;
  const Expr *clear;
  KeywordList keywords = {0};
  if (!operand(e, call, BUFFER, "the source of T.reduce", &src) || !operand(e, call, OUT, "the result of T.reduce", &dst) ||
      !dimension(e, call, DIM, -1, &src, &dim) || !flag(e, call, CLEAR, true, &clear) || !reduce_keywords(e, call, &keywords) ||
      !check_kind(e, kind, &dst, call->span) || !check_result(e, &src, &dst, dim, call->span))
    return VALUE_FAILED;
  from = src;
  to = dst;
  Span span = call->span;
  bool shared_src = is_scope(&src, SCOPE_SHARED) && !e->script, shared_dst = is_scope(&dst, SCOPE_SHARED) && !e->script;
  if (is_scope(&src, SCOPE_GLOBAL) || is_scope(&dst, SCOPE_GLOBAL))
    return FAIL(e, span, "T.reduce of a tensor in global memory; T.copy it to a fragment first");
  if (shared_src && !stage(e, &src, SCOPE_FRAGMENT, arena_format(e->c->arena, "%s_frag", src.buffer->name), span, &from)) return VALUE_FAILED;
  if (shared_dst && !stage(e, &dst, SCOPE_FRAGMENT, arena_format(e->c->arena, "%s_frag", dst.buffer->name), span, &to)) return VALUE_FAILED;
  if (shared_dst && !clear->integer) emit_copy(e, &dst, &to, span);
  if (shared_src) emit_copy(e, &src, &from, span);
  const Expr *args[] = {index_region(e, &from, ACCESS_READ, call->spans[BUFFER]), index_region(e, &to, ACCESS_WRITE, call->spans[OUT]),
                        ir_string(e->c, kind), ir_int(e->c, dim), clear};
  tile_emit(e, OP_REDUCE, args, 5, &keywords, span);
  if (shared_dst) emit_copy(e, &to, &dst, span);
  return value_none();
}

// Reductions emit their statements themselves, so plain Python that a kernel calls may call them.
static Value traced_reduce(Elaborator *e, const Call *call, const char *kind) {
  bool device = e->device;
  e->device |= e->tracing;
  Value result = reduce(e, call, kind);
  e->device = device;
  return result;
}

static Value run_reduce(Elaborator *e, Call *call) {
  const char *kind = argument_string(e, call, KIND);
  return kind ? traced_reduce(e, call, kind) : VALUE_FAILED;
}

// T.reduce_max: the kind is in the name, and the parameters lack it.
static Value run_reduce_kind(Elaborator *e, Call *call) {
  Call shifted = *call;
  for (unsigned i = DIM; i <= ANNOTATIONS; i++) {
    shifted.args[i] = i - 1 < call->count ? call->args[i - 1] : value_of_kind(VALUE_ABSENT);
    shifted.spans[i] = i - 1 < call->count ? call->spans[i - 1] : call->span;
  }
  return traced_reduce(e, &shifted, call->builtin->name + strlen("reduce_"));
}

// ---- scans

static Value run_scan(Elaborator *e, Call *call) {
  enum { SRC, DST, SCAN_DIM, REVERSE };
  Op op = !strcmp(call->builtin->name, "cumsum") ? OP_CUMSUM : OP_CUMMAX;
  Box src, dst, through;
  int64_t dim;
  const Expr *reverse;
  KeywordList keywords = {0};
  if (!operand(e, call, SRC, "the source of a scan", &src)) return VALUE_FAILED;
  dst = src;
  if (argument_given(call, DST) && !operand(e, call, DST, "the result of a scan", &dst)) return VALUE_FAILED;
  if (!dimension(e, call, SCAN_DIM, 0, &src, &dim) || !flag(e, call, REVERSE, false, &reverse) || !tile_keywords(e, call, &keywords))
    return VALUE_FAILED;
  bool same = src.buffer->rank == dst.buffer->rank;
  for (unsigned i = 0; same && i < src.buffer->rank; i++) {
    int64_t a, b;
    if (ir_is_int(src.extents[i], &a) && ir_is_int(dst.extents[i], &b)) same = a == b;
  }
  if (!same)
    return FAIL(e, call->span, "T.%s from a box of %s to a box of %s", call->builtin->name,
                tile_shape_text(e, src.extents, src.buffer->rank), tile_shape_text(e, dst.extents, dst.buffer->rank));
  bool staged = is_scope(&src, SCOPE_FRAGMENT) && !e->script;
  if (staged && !stage(e, &src, SCOPE_SHARED, "scan_smem", call->span, &through)) return VALUE_FAILED;
  if (staged) emit_copy(e, &src, &through, call->span);
  const Expr *args[] = {index_region(e, staged ? &through : &src, ACCESS_READ, call->spans[SRC]),
                        index_region(e, staged ? &through : &dst, ACCESS_WRITE, call->spans[DST]), ir_int(e->c, dim), reverse};
  tile_emit(e, op, args, 4, &keywords, call->span);
  if (staged) emit_copy(e, &through, &dst, call->span);
  return value_none();
}

// ---- reducers

static Value run_alloc_reducer(Elaborator *e, Call *call) {
  enum { SHAPE, DTYPE, REDUCER_KIND, REPLICATION };
  static const char *const kinds[] = {"sum", "max", "min", "bitand", "bitor", "bitxor"};
  bool legacy = argument_given(call, REPLICATION), known = false;
  Tensor tensor = {.scope = legacy ? SCOPE_FRAGMENT : SCOPE_REDUCER};
  if (!index_shape(e, call->args[SHAPE], call->spans[SHAPE], &tensor.shape) || !argument_dtype(e, call, DTYPE, &tensor.type))
    return VALUE_FAILED;
  const char *kind = argument_given(call, REDUCER_KIND) ? argument_string(e, call, REDUCER_KIND) : "sum";
  if (!kind) return VALUE_FAILED;
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) known |= !strcmp(kinds[i], kind);
  if (!known) return FAIL(e, call->spans[REDUCER_KIND], "a reducer's op is sum, max, min, bitand, bitor or bitxor, not \"%s\"", kind);
  Buffer *buffer = tile_allocate(e, NULL, &tensor, call->span);
  if (!buffer) return VALUE_FAILED;
  buffer->reducer = intern(e->c, kind);
  return value_buffer(buffer);
}

static bool reducer_box(Elaborator *e, const Call *call, unsigned index, Box *box) {
  if (!operand(e, call, index, "a reducer", box)) return false;
  if (box->buffer->reducer || e->script) return true;
  FAIL(e, call->spans[index], "`%s` is no reducer; allocate it with T.alloc_reducer", box->buffer->name);
  return false;
}

static Value run_reducer_init(Elaborator *e, Call *call) {
  Box box;
  if (!reducer_box(e, call, 0, &box)) return VALUE_FAILED;
  const Expr *args[2] = {index_region(e, &box, ACCESS_WRITE, call->spans[0])};
  if (argument_given(call, 1)) {
    Value value = value_is_number(call->args[1]) ? arith_cast(e, box.buffer->type, call->args[1], call->spans[1]) : call->args[1];
    if (!(args[1] = arith_expr(e, value, call->spans[1]))) return VALUE_FAILED;
  }
  return tile_emit(e, OP_REDUCER_INIT, args, args[1] ? 2 : 1, NULL, call->span);
}

static Value run_reducer_update(Elaborator *e, Call *call) {
  Value target = call->args[0];
  if (target.kind != VALUE_EXPR || target.expr->kind != EXPR_LOAD)
    return FAIL(e, call->spans[0], "T.reducer_update needs an element of a reducer, as in T.reducer_update(acc[i], value)");
  Value value = arith_cast(e, target.expr->buffer->type, call->args[1], call->spans[1]);
  if (value.kind == VALUE_ERROR) return value;
  const Expr *args[] = {target.expr, value.expr};
  return tile_emit(e, OP_REDUCER_UPDATE, args, 2, NULL, call->span);
}

static Value run_finalize_reducer(Elaborator *e, Call *call) {
  enum { REDUCER, RESULT, FINALIZE_BATCH };
  Box box, dst;
  int64_t batch = 1;
  KeywordList keywords = {0};
  if (!reducer_box(e, call, REDUCER, &box) || !tile_keywords(e, call, &keywords)) return VALUE_FAILED;
  if (argument_given(call, FINALIZE_BATCH) && !argument_int(e, call, FINALIZE_BATCH, &batch)) return VALUE_FAILED;
  if (batch > 1) vector_push(e->c->arena, &keywords, ((Keyword){intern(e->c, "batch"), ir_int(e->c, batch)}));
  if (!argument_given(call, RESULT)) {
    const Expr *region = index_region(e, &box, ACCESS_WRITE, call->spans[REDUCER]);
    return tile_emit(e, OP_FINALIZE_REDUCER, &region, 1, &keywords, call->span);
  }
  if (!operand(e, call, RESULT, "the result of a reducer", &dst)) return VALUE_FAILED;
  const Expr *args[] = {index_region(e, &box, ACCESS_READ_WRITE, call->spans[REDUCER]), index_region(e, &dst, ACCESS_WRITE, call->spans[RESULT])};
  return tile_emit(e, OP_FINALIZE_REDUCER_V2, args, 2, &keywords, call->span);
}

// ---- im2col

static Value run_im2col(Elaborator *e, Call *call) {
  enum { IMG, COLUMNS, NHW_STEP, C_STEP, KERNEL, STRIDE, DILATION, PAD };
  Box img, columns;
  if (!operand(e, call, IMG, "the image of T.im2col", &img) || !operand(e, call, COLUMNS, "the result of T.im2col", &columns)) return VALUE_FAILED;
  if (img.buffer->rank != 4 || columns.buffer->rank != 2)
    return FAIL(e, call->span, "T.im2col takes an image of 4 dimensions (N, H, W, C) and a block of 2, not %u and %u", img.buffer->rank,
                columns.buffer->rank);
  const Expr *args[PAD + 1] = {index_region(e, &img, ACCESS_READ, call->spans[IMG]), index_region(e, &columns, ACCESS_WRITE, call->spans[COLUMNS])};
  for (unsigned i = NHW_STEP; i <= PAD; i++) {
    if (!(args[i] = arith_expr(e, call->args[i], call->spans[i]))) return VALUE_FAILED;
    if (!type_is_int(args[i]->type)) return FAIL(e, call->spans[i], "this must be an integer, not %s", type_text(args[i]->type));
  }
  return tile_emit(e, OP_IM2COL, args, PAD + 1, NULL, call->span);
}

// ---- views

// Bits of all elements; false if they are not known.
static bool total_bits(Elaborator *e, const ValueList *shape, DType type, const Expr **bits) {
  const Expr *product = ir_int(e->c, type_bits(type));
  for (size_t i = 0; i < shape->count; i++) {
    const Expr *dim = arith_expr(e, shape->items[i], NO_SPAN);
    if (!dim || !type_is_int(dim->type)) return false;
    product = ir_op(e->c, OP_MUL, product, arith_cast_expr(e, TYPE_INT32, dim));
  }
  *bits = ir_simplify(e->c, NULL, product);
  return true;
}

static Value view(Elaborator *e, const Call *call, Value shape, Span shape_span, const DType *type) {
  Box box;
  const Expr *bits, *wanted;
  if (!index_box(e, call->args[0], call->spans[0], "the argument of a view", &box)) return VALUE_FAILED;
  Buffer *source = box.buffer;
  Tensor tensor = {.type = type ? *type : source->type, .scope = source->scope, .storage = source};
  ValueList own = {0};
  for (unsigned i = 0; i < source->rank; i++) vector_push(e->c->arena, &own, value_expr(source->shape[i]));
  if (shape.kind == VALUE_ABSENT || shape.kind == VALUE_NONE)
    tensor.shape = own;
  else if (!index_shape(e, shape, shape_span, &tensor.shape))
    return VALUE_FAILED;
  if (!total_bits(e, &tensor.shape, tensor.type, &wanted) || !total_bits(e, &own, source->type, &bits)) return VALUE_FAILED;
  int64_t a, b;
  if (ir_is_int(wanted, &a) && ir_is_int(bits, &b) && a != b)
    return FAIL(e, call->span, "the view has %lld bits, `%s` has %lld", (long long)a, source->name, (long long)b);
  Buffer *buffer = index_new_buffer(e, NULL, &tensor, call->span);
  if (!buffer) return VALUE_FAILED;
  exec_emit(e, ir_alloc(e->c, buffer));
  return value_buffer(buffer);
}

static Value run_reshape(Elaborator *e, Call *call) { return view(e, call, call->args[1], call->spans[1], NULL); }

static Value run_view(Elaborator *e, Call *call) {
  DType type;
  if (argument_given(call, 2) && !argument_dtype(e, call, 2, &type)) return VALUE_FAILED;
  return view(e, call, call->args[1], call->spans[1], argument_given(call, 2) ? &type : NULL);
}

const Builtin REDUCE_BUILTINS[] = {
    {"reduce", "buffer out reduce_type dim? clear? batch? nan_propagate? annotations? **", run_reduce},
    {"reduce_sum", "buffer out dim? clear? batch? nan_propagate? annotations?", run_reduce_kind},
    {"reduce_abssum", "buffer out dim? clear? batch? nan_propagate? annotations?", run_reduce_kind},
    {"reduce_max", "buffer out dim? clear? batch? nan_propagate? annotations?", run_reduce_kind},
    {"reduce_absmax", "buffer out dim? clear? batch? nan_propagate? annotations?", run_reduce_kind},
    {"reduce_min", "buffer out dim? clear? batch? nan_propagate? annotations?", run_reduce_kind},
    {"reduce_bitand", "buffer out dim? clear? batch? nan_propagate? annotations?", run_reduce_kind},
    {"reduce_bitor", "buffer out dim? clear? batch? nan_propagate? annotations?", run_reduce_kind},
    {"reduce_bitxor", "buffer out dim? clear? batch? nan_propagate? annotations?", run_reduce_kind},
    {"cumsum", "src dst? dim? reverse? **", run_scan},
    {"cummax", "src dst? dim? reverse? **", run_scan},
    {"alloc_reducer", "shape dtype op? replication?", run_alloc_reducer},
    {"reducer_init", "reducer init?", run_reducer_init},
    {"reducer_update", "target value", run_reducer_update},
    {"finalize_reducer", "reducer dst? batch? **", run_finalize_reducer},
    {"finalize_reducer_v2", "reducer dst batch? **", run_finalize_reducer},
    {"im2col", "img col nhw_step c_step kernel stride dilation pad eviction_policy? **", run_im2col},
    {"c2d_im2col", "img col nhw_step c_step kernel stride dilation pad eviction_policy? **", run_im2col},
    {"reshape", "src shape", run_reshape},
    {"view", "src shape? dtype?", run_view},
    {0},
};
