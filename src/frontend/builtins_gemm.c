// T.gemm and its relatives: the sparse and block-scaled products and the explicit ones of GPUs' tensor cores. In: their calls, in source
// (A, B, C and options) and as printed (13 operands or more); out: OP_GEMM, for the relatives OP_INTRINSIC with the operands of the print.
#include "frontend/elaborate.h"

enum { GEMM_OPERANDS = 13, OLD_GEMM_OPERANDS = 19 };

static bool is_region(Value value) { return value.kind == VALUE_EXPR && value.expr->kind == EXPR_REGION; }

static bool is_given(const Call *call, const char *name) {
  int index = argument_place(call, name);
  return index >= 0 && argument_given(call, (unsigned)index);
}

// ---- sizes

typedef struct Matrix {
  const char *name;
  Box box;
  Span span;
  bool transposed;
  int64_t dims[2];
} Matrix;

static bool matrix_dims(Elaborator *e, const Call *call, Matrix *matrix) {
  const Box *box = &matrix->box;
  unsigned rank = box->buffer->rank;
  const char *function = call->builtin->name;
  if (rank < 2 || tile_not_one(box->extents, rank - 2)) {
    FAIL(e, matrix->span, "%s of T.%s must be a matrix; this is a box of %s", matrix->name, function, tile_shape_text(e, box->extents, rank));
    return false;
  }
  if (!ir_is_int(box->extents[rank - 2], &matrix->dims[matrix->transposed]) || !ir_is_int(box->extents[rank - 1], &matrix->dims[!matrix->transposed])) {
    UNSUPPORTED(e, matrix->span, "T.%s of a block whose size is not constant: give the block sizes as constants, and let T.copy pad with zeros", function);
    return false;
  }
  return true;
}

// The sizes of C (m, n) and k, after checking that they agree. `halves`: B has half of C's columns; `sparse`: A half of its own.
static bool gemm_sizes(Elaborator *e, const Call *call, Matrix matrices[3], bool halves, bool sparse, int64_t sizes[3]) {
  const char *function = call->builtin->name;
  for (unsigned i = 0; i < 3; i++)
    if (!matrix_dims(e, call, &matrices[i])) return false;
  int64_t *a = matrices[0].dims, *b = matrices[1].dims, *c = matrices[2].dims;
  int64_t columns = halves && b[1] <= INT32_MAX ? 2 * b[1] : b[1], depth = sparse && a[1] <= INT32_MAX ? 2 * a[1] : a[1];
  if (a[0] != c[0]) {
    FAIL(e, call->span, "T.%s: A has %lld rows, C has %lld", function, (long long)a[0], (long long)c[0]);
    return false;
  }
  if (columns != c[1]) {
    FAIL(e, call->span, "T.%s: B has %lld columns, C has %lld", function, (long long)columns, (long long)c[1]);
    return false;
  }
  if (depth != b[0]) {
    FAIL(e, call->span, "T.%s: A has %lld columns, B has %lld rows", function, (long long)depth, (long long)b[0]);
    return false;
  }
  sizes[0] = c[0];
  sizes[1] = c[1];
  sizes[2] = depth;
  return true;
}

// ---- arguments

static bool flag(Elaborator *e, const Call *call, const char *name, bool *set) {
  int index = argument_place(call, name);
  *set = false;
  int64_t number;
  if (index < 0 || !argument_given(call, (unsigned)index)) return true;
  Value value = call->args[index];
  if (value_as_int(value, &number)) {
    *set = number != 0;
    return true;
  }
  if (value.kind != VALUE_ERROR) FAIL(e, call->spans[index], "this must be True or False at compile time, not %s", value_kind_text(value));
  return false;
}

static bool gemm_matrix(Elaborator *e, const Call *call, int index, const char *name, Matrix *matrix) {
  *matrix = (Matrix){.name = name, .span = call->spans[index]};
  if (!index_box(e, call->args[index], call->spans[index], arena_format(e->c->arena, "%s of T.%s", name, call->builtin->name), &matrix->box)) return false;
  tile_close_box(e, &matrix->box);
  return true;
}

static const Expr *region(Elaborator *e, const Matrix *matrix, Access access) { return index_region(e, &matrix->box, access, matrix->span); }

// The barrier that a product arrives at: its element, of a whole buffer the first.
static const Expr *barrier(Elaborator *e, Value value, Span span) {
  Box box;
  if (value.kind == VALUE_ABSENT || value.kind == VALUE_NONE) return ir_int(e->c, 0);
  if (!index_box(e, value, span, "the barrier of a product", &box)) return NULL;
  return ir_with_span(e->c, ir_load(e->c, box.buffer, box.mins), span);
}

static Value keyword_argument(const Call *call, const char *name, Span *span) {
  int index = argument_place(call, name);
  if (index >= 0) return *span = call->spans[index], call->args[index];
  for (size_t i = 0; i < call->keywords.count; i++)
    if (!strcmp(call->keywords.items[i].name, name)) return *span = call->keywords.items[i].span, call->keywords.items[i].value;
  *span = call->span;
  return value_of_kind(VALUE_ABSENT);
}

static bool spread_annotations(Elaborator *e, const Call *call, KeywordList *list) {
  Span span;
  Value annotations = keyword_argument(call, "annotations", &span);
  if (annotations.kind == VALUE_ABSENT || annotations.kind == VALUE_NONE) return true;
  return value_to_keywords(e, annotations, span, list);
}

static bool check_types(Elaborator *e, const Call *call, const Matrix matrices[3]) {
  DType a = matrices[0].box.buffer->type, b = matrices[1].box.buffer->type;
  if (a == b) return true;
  FAIL(e, call->span, "T.%s of A in %s and B in %s: they must have one dtype", call->builtin->name, type_text(a), type_text(b));
  return false;
}

// The 13 operands of every dense product.
static bool dense_operands(Elaborator *e, const Call *call, const Expr *args[GEMM_OPERANDS]) {
  Matrix matrices[3];
  bool halves, dense = !strcmp(call->builtin->name, "gemm");
  int64_t sizes[3], policy = 0, cleared = 0;
  Span span;
  if (!gemm_matrix(e, call, 0, "A", &matrices[0]) || !gemm_matrix(e, call, 1, "B", &matrices[1]) || !gemm_matrix(e, call, 2, "C", &matrices[2]) ||
      !flag(e, call, "transpose_A", &matrices[0].transposed) || !flag(e, call, "transpose_B", &matrices[1].transposed) ||
      !flag(e, call, "use_2cta", &halves) || !gemm_sizes(e, call, matrices, halves, false, sizes) || (dense && !check_types(e, call, matrices)))
    return false;
  if (is_given(call, "policy") && !argument_int(e, call, (unsigned)argument_place(call, "policy"), &policy)) return false;
  Value clear = keyword_argument(call, "clear_accum", &span);
  if (clear.kind == VALUE_ABSENT || clear.kind == VALUE_NONE) clear = value_bool(false);
  const Expr *clear_accum = value_as_int(clear, &cleared) ? ir_bool(e->c, cleared != 0) : arith_expr(e, clear, span);
  Value mbar = keyword_argument(call, "mbar", &span);
  const Expr *arrives = clear_accum ? barrier(e, mbar, span) : NULL;
  if (!arrives) return false;
  const Box *c = &matrices[2].box;
  unsigned rank = c->buffer->rank;
  const Expr *operands[GEMM_OPERANDS] = {region(e, &matrices[0], ACCESS_READ), region(e, &matrices[1], ACCESS_READ),
                                         region(e, &matrices[2], cleared ? ACCESS_WRITE : ACCESS_READ_WRITE),
                                         ir_bool(e->c, matrices[0].transposed), ir_bool(e->c, matrices[1].transposed), ir_int(e->c, sizes[0]),
                                         ir_int(e->c, sizes[1]), ir_int(e->c, sizes[2]), ir_int(e->c, policy), clear_accum, arrives,
                                         c->mins[rank - 2], c->mins[rank - 1]};
  memcpy(args, operands, sizeof operands);
  return true;
}

// ---- T.gemm

// The printed form: 13 operands, or 19 before 0.1.15 (the first ten and the last three are the same).
static Value printed_gemm(Elaborator *e, const Call *call) {
  const Expr *args[OLD_GEMM_OPERANDS];
  unsigned count = 0;
  for (unsigned i = 0; i < call->count; i++) {
    if (i >= 3 && i < call->count && call->args[i].kind == VALUE_ABSENT) break;
    if (!(args[count++] = arith_expr(e, call->args[i], call->spans[i]))) return VALUE_FAILED;
  }
  for (size_t i = 0; i < call->rest.count && count < OLD_GEMM_OPERANDS; i++)
    if (!(args[count++] = arith_expr(e, call->rest.items[i].value, call->rest.items[i].span))) return VALUE_FAILED;
  if (count != GEMM_OPERANDS && count != OLD_GEMM_OPERANDS)
    return FAIL(e, call->span, "the printed T.gemm has %d operands (%d in old versions), this one has %u", GEMM_OPERANDS, OLD_GEMM_OPERANDS, count);
  if (count == OLD_GEMM_OPERANDS)
    for (unsigned i = 0; i < 3; i++) args[10 + i] = args[16 + i];
  KeywordList keywords = {0};
  if (!tile_keywords(e, call, &keywords)) return VALUE_FAILED;
  return tile_emit(e, OP_GEMM, args, GEMM_OPERANDS, &keywords, call->span);
}

Value product_run(Elaborator *e, Call *call) {
  const Expr *args[GEMM_OPERANDS];
  KeywordList keywords = {0};  // those that are none in a print are hints for GPUs
  if (e->script && is_region(call->args[0]) && call->rest.count) return printed_gemm(e, call);
  if (call->rest.count) return FAIL(e, call->rest.items[0].span, "too many arguments for T.gemm(A, B, C, transpose_A, transpose_B, policy, clear_accum)");
  if (!dense_operands(e, call, args) || !spread_annotations(e, call, &keywords)) return VALUE_FAILED;
  return tile_emit(e, OP_GEMM, args, GEMM_OPERANDS, &keywords, call->span);
}

// ---- the products of GPUs

static void add_number(Elaborator *e, KeywordList *list, const char *name, int64_t number) {
  for (size_t i = 0; i < list->count; i++)
    if (!strcmp(list->items[i].name, name)) return;
  vector_push(e->c->arena, list, ((Keyword){intern(e->c, name), ir_int(e->c, number)}));
}

static bool add_given(Elaborator *e, const Call *call, const char *name, KeywordList *list) {
  if (!is_given(call, name)) return true;
  const Expr *value = value_to_attribute(e, call->args[argument_place(call, name)], call->spans[argument_place(call, name)]);
  if (!value) return false;
  vector_push(e->c->arena, list, ((Keyword){intern(e->c, name), value}));
  return true;
}

// T.wgmma_gemm, T.tcgen05_gemm
Value product_run_explicit(Elaborator *e, Call *call) {
  const Expr *args[GEMM_OPERANDS];
  KeywordList keywords = {0};
  bool tcgen05 = call->builtin->name[0] == 't', halves;
  if (!dense_operands(e, call, args) || !spread_annotations(e, call, &keywords) || !flag(e, call, "use_2cta", &halves)) return VALUE_FAILED;
  if (tcgen05)
    add_number(e, &keywords, "is_tcgen05", 1);
  else
    add_number(e, &keywords, "wg_wait", -1);
  if (halves) add_number(e, &keywords, "use_2cta", 1);
  return gpu_call(e, tcgen05 ? "tcgen05_gemm" : "wgmma_gemm", TYPE_HANDLE, args, GEMM_OPERANDS, &keywords, call->span);
}

// T.gemm_blockscaled, T.mma_gemm_blockscaled, T.tcgen05_gemm_blockscaled: two more regions hold the scales.
Value product_run_blockscaled(Elaborator *e, Call *call) {
  const Expr *args[GEMM_OPERANDS + 3];
  KeywordList keywords = {0};
  Matrix scales[2];
  int64_t wait = 0;
  bool tcgen05 = call->builtin->name[0] == 't', halves;
  int start = argument_place(call, "k_start");
  if (!dense_operands(e, call, args) || !gemm_matrix(e, call, 3, "SFA", &scales[0]) || !gemm_matrix(e, call, 4, "SFB", &scales[1]) ||
      !spread_annotations(e, call, &keywords) || !flag(e, call, "use_2cta", &halves))
    return VALUE_FAILED;
  if (is_given(call, "wg_wait") && !argument_int(e, call, (unsigned)argument_place(call, "wg_wait"), &wait)) return VALUE_FAILED;
  if (tcgen05) add_number(e, &keywords, "is_tcgen05", 1);
  if (halves) add_number(e, &keywords, "use_2cta", 1);
  if (wait) add_number(e, &keywords, "wg_wait", wait);
  args[GEMM_OPERANDS] = region(e, &scales[0], ACCESS_READ);
  args[GEMM_OPERANDS + 1] = region(e, &scales[1], ACCESS_READ);
  args[GEMM_OPERANDS + 2] = arith_expr(e, call->args[start], call->spans[start]);
  if (!args[GEMM_OPERANDS + 2] || !add_given(e, call, "sf_layout", &keywords) || !add_given(e, call, "sf_a_granularity_k", &keywords) ||
      !add_given(e, call, "sf_b_granularity_k", &keywords))
    return VALUE_FAILED;
  return gpu_call(e, tcgen05 ? "tcgen05_gemm_blockscaled" : "gemm_blockscaled", TYPE_HANDLE, args, GEMM_OPERANDS + 3, &keywords, call->span);
}

// T.gemm_sp, T.wgmma_gemm_sp, T.tcgen05_gemm_sp: of A only what is not zero, and where that stands, in E.
Value product_run_sparse(Elaborator *e, Call *call) {
  Matrix matrices[3], where;
  KeywordList keywords = {0};
  int64_t sizes[3], policy = 0, cleared = 0, wait = 0;
  Span span;
  if (!gemm_matrix(e, call, 0, "A", &matrices[0]) || !gemm_matrix(e, call, 1, "E", &where) || !gemm_matrix(e, call, 2, "B", &matrices[1]) ||
      !gemm_matrix(e, call, 3, "C", &matrices[2]) || !flag(e, call, "transpose_A", &matrices[0].transposed) ||
      !flag(e, call, "transpose_E", &where.transposed) || !flag(e, call, "transpose_B", &matrices[1].transposed) ||
      !gemm_sizes(e, call, matrices, false, true, sizes) || !spread_annotations(e, call, &keywords))
    return VALUE_FAILED;
  if (is_given(call, "policy") && !argument_int(e, call, (unsigned)argument_place(call, "policy"), &policy)) return VALUE_FAILED;
  if (is_given(call, "wg_wait") && !argument_int(e, call, (unsigned)argument_place(call, "wg_wait"), &wait)) return VALUE_FAILED;
  if (call->builtin->name[0] == 'w') wait = -1;
  if (wait) add_number(e, &keywords, "wg_wait", wait);
  Value clear = keyword_argument(call, "clear_accum", &span);
  if (clear.kind == VALUE_ABSENT || clear.kind == VALUE_NONE) clear = value_bool(false);
  const Expr *clear_accum = value_as_int(clear, &cleared) ? ir_bool(e->c, cleared != 0) : arith_expr(e, clear, span);
  if (!clear_accum) return VALUE_FAILED;
  const Expr *args[] = {region(e, &matrices[0], ACCESS_READ), region(e, &where, ACCESS_READ), region(e, &matrices[1], ACCESS_READ),
                        region(e, &matrices[2], ACCESS_READ_WRITE), ir_bool(e->c, matrices[0].transposed), ir_bool(e->c, where.transposed),
                        ir_bool(e->c, matrices[1].transposed), ir_int(e->c, sizes[0]), ir_int(e->c, sizes[1]), ir_int(e->c, sizes[2]),
                        ir_int(e->c, policy), clear_accum};
  return gpu_call(e, call->builtin->name, TYPE_HANDLE, args, sizeof args / sizeof *args, &keywords, call->span);
}
