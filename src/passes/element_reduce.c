// Reductions as block ops: of T.reduce, and of element loops that combine their terms into an element that some loop does not index.
//   before: for i, j in T.Parallel(64, 64): s[i, 0] = s[i, 0] + A[i, j] * x[0, j]
//   after:  tt_eltwise(s_terms, T.region(A) * T.region(x)); tt_reduce(s_sum, s_terms, ones, "sum", 1); tt_eltwise(s, s + s_sum)
// The chip sums and takes maxima along one dim; a minimum is the negative maximum of the negative. What lies in the last tiles beyond
// the shape is replaced by the neutral element first.
#include <math.h>

#include "ir/print.h"
#include "passes/element.h"

Buffer *tensorize_block_like(Tensorizer *t, const Buffer *buffer, const char *suffix, DType type, unsigned dim, int64_t extent, Span span, Block *out) {
  const Expr *shape[PLAN_RANK_LIMIT];
  for (unsigned d = 0; d < buffer->rank; d++) shape[d] = d == dim ? ir_int(t->c, extent) : buffer->shape[d];
  Buffer *fresh = ir_new_buffer(t->c, arena_format(t->c->arena, "%s_%s", buffer->name, suffix), type, SCOPE_SHARED, buffer->rank, shape);
  fresh->span = span;
  ir_append(t->c, out, ir_alloc(t->c, fresh));
  return fresh;
}

static void emit_value(Tensorizer *t, Block *out, Buffer *target, const Expr *tree, Span span) {
  tensorize_op(t, out, OP_TT_ELTWISE, span, whole_region(t->c, target, ACCESS_WRITE), ir_cast(t->c, target->type, tree));
}

const Expr *tensorize_neutral(Compilation *c, Op combine, DType type) {
  if (!type_is_int(type)) return ir_float(c, type, combine == OP_ADD ? 0 : combine == OP_MAX ? -INFINITY : INFINITY);
  bool is_signed = type_kind(type) == TYPE_KIND_SIGNED;
  int64_t ones = is_signed ? -1 : (int64_t)(UINT64_MAX >> (64 - type_bits(type)));
  int64_t largest = is_signed ? ((int64_t)1 << (type_bits(type) - 1)) - 1 : ones;
  if (combine == OP_MAX) return ir_int_typed(c, type, is_signed ? -largest - 1 : 0);
  return ir_int_typed(c, type, combine == OP_MIN ? largest : combine == OP_BITWISE_AND ? ones : 0);
}

static const Expr *call2(Compilation *c, Op op, const Expr *a, const Expr *b) {
  return ir_call_typed(c, op, a->type, (const Expr *const[]){a, b}, 2);
}

// A block of floats by place that is the same all over the function: made once, at its beginning.
static Buffer *constant_block(Tensorizer *t, const char *name, DType type, int64_t rows, int64_t columns, const Expr *value, Span span) {
  Compilation *c = t->c;
  for (size_t i = 0; i < t->constants.count; i++) {
    Buffer *known = t->constants.items[i];
    const Expr *made = t->head.items[2 * i + 1]->call->args[1];
    if (known->type == type && block_rows(c, known) == rows && block_columns(c, known) == columns && ir_same(made, value)) return known;
  }
  Buffer *fresh = tensorize_stage(t, &t->head, name, type, rows, columns, span);
  tensorize_op(t, &t->head, OP_TT_GENERATE, span, whole_region(c, fresh, ACCESS_WRITE), value);
  vector_push(c->arena, &t->constants, fresh);
  return fresh;
}

const Expr *tensorize_masked(Tensorizer *t, const Expr *tree, const Buffer *shape, const bool dims[2], double neutral, Span span) {
  Compilation *c = t->c;
  const Op places[2] = {OP_TT_ROW, OP_TT_COLUMN};
  const Expr *value = type_is_int(tree->type) ? ir_int_typed(c, tree->type, (int64_t)neutral) : ir_float(c, tree->type, neutral);
  for (unsigned i = 0; i < 2; i++) {
    int64_t extent = pass_dim(c, shape, shape->rank - 2 + i);
    if (!dims[i] || extent % TILE == 0) continue;
    const Expr *inside = ir_cast(c, TYPE_BFLOAT16, ir_op(c, OP_LT, ir_call(c, places[i], NULL, 0), ir_int(c, extent)));
    Buffer *mask = constant_block(t, "edge", TYPE_BFLOAT16, i == 0 ? extent : 1, i == 1 ? extent : 1, inside, span);
    const Expr *condition = ir_op(c, OP_NE, whole_region(c, mask, ACCESS_READ), ir_float(c, TYPE_BFLOAT16, 0));
    tree = ir_call_typed(c, OP_SELECT, tree->type, (const Expr *const[]){condition, tree, value}, 3);
  }
  return tree;
}

Buffer *tensorize_scaler(Tensorizer *t, DType type, Span span) {
  return constant_block(t, "ones", type, TILE, TILE, ir_float(t->c, type, 1), span);
}

// One dim of the block, 0 rows or 1 columns.
static Buffer *reduce_dim(Tensorizer *t, Buffer *source, bool maximum, unsigned which, Span span, Block *out) {
  Compilation *c = t->c;
  unsigned dim = source->rank - 2 + which;
  Buffer *target = tensorize_block_like(t, source, maximum ? "max" : "sum", TYPE_FLOAT32, dim, 1, span, out);
  Buffer *ones = tensorize_scaler(t, source->type == TYPE_FLOAT32 ? TYPE_FLOAT32 : TYPE_BFLOAT16, span);
  tensorize_op(t, out, OP_TT_REDUCE, span, whole_region(c, target, ACCESS_WRITE), whole_region(c, source, ACCESS_READ),
               whole_region(c, ones, ACCESS_READ), ir_string(c, maximum ? "max" : "sum"), ir_int(c, which));
  return target;
}

bool reduction_kind(const char *text, ReductionKind *kind) {
  static const struct {
    const char *text;
    ReductionKind kind;
  } KINDS[] = {{"sum", {.combine = OP_ADD}},
               {"abssum", {.combine = OP_ADD, .absolute = true}},
               {"max", {.combine = OP_MAX, .maximum = true}},
               {"absmax", {.combine = OP_MAX, .absolute = true, .maximum = true}},
               {"min", {.combine = OP_MIN, .maximum = true}},
               {"bitand", {.combine = OP_BITWISE_AND}},
               {"bitor", {.combine = OP_BITWISE_OR}},
               {"bitxor", {.combine = OP_BITWISE_XOR}}};
  for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++)
    if (!strcmp(KINDS[i].text, text)) {
      *kind = KINDS[i].kind;
      return true;
    }
  return false;
}

const Expr *tensorize_reduction(Tensorizer *t, const Expr *tree, const Buffer *shape, ReductionKind kind, const bool dims[2], Span span, Block *out) {
  Compilation *c = t->c;
  if (type_is_int(tree->type) && type_bits(tree->type) <= 32) return tensorize_integer_reduction(t, tree, shape, kind, dims, span, out);
  if (type_kind(tree->type) != TYPE_KIND_FLOAT) {
    diag_unsupported(c, span, "a reduction of %s: the chip reduces floats and integers of at most 32 bits; cast to one of these first", type_text(tree->type));
    return NULL;
  }
  if (kind.absolute) tree = ir_op(c, OP_ABS, tree);
  bool negated = kind.combine == OP_MIN;
  if (negated) tree = call2(c, OP_MUL, tree, ir_float(c, tree->type, -1));
  tree = tensorize_masked(t, tree, shape, dims, kind.maximum ? -INFINITY : 0, span);
  // A block that is reduced as it is needs no copy.
  Buffer *source;
  if (tree->kind == EXPR_REGION && is_whole_region(tree)) {
    source = tree->buffer;
  } else {
    source = tensorize_block_like(t, shape, "terms", tree->type, shape->rank, 0, span, out);
    emit_value(t, out, source, tree, span);
  }
  bool exact = kind.exact && kind.maximum && source->type == TYPE_FLOAT32;
  for (unsigned which = 2; which-- > 0;)
    if (dims[which]) source = exact ? tensorize_exact_maximum(t, source, which, span, out) : reduce_dim(t, source, kind.maximum, which, span, out);
  const Expr *result = whole_region(c, source, ACCESS_READ);
  return negated ? call2(c, OP_MUL, result, ir_float(c, TYPE_FLOAT32, -1)) : result;
}
