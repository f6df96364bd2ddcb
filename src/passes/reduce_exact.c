// Reductions whose bits count: of integers, and maxima and minima of float32 that decide something (analysis/deciding_buffers.c). The matrix engine
// sums numbers of 8 bits, and compares numbers of 11, without error, so a value goes in pieces of so many bits.
//   sum       the pieces' sums, put together: a piece is so narrow that its sum stays below 2**24
//   or, xor   the same with pieces of one bit: how many of them are 1 tells both; and, minimum are the complement of or, maximum of complements
//   maximum   of the highest pieces first; then, of the elements that have it, of the next pieces, and so on
//   float32   its pieces are x cut to 11 bits of mantissa, what is left cut so, and what is left then; their sum is x
//   before: T.reduce_max(A, s, dim=1)                       A int32
//   after:  tt_eltwise(A_bits, A ^ 0x80000000); tt_eltwise(A_pieces, float(A_bits >> 21 & 0x7ff)); tt_reduce(A_max, A_pieces, ones, "max", 1)
//           tt_eltwise(A_result, int(A_max) << 21); tt_eltwise(A_pieces, A_pieces == A_max ? float(A_bits >> 10 & 0x7ff) : -1); ...
// Blocks are used again for every piece. The chip's integers are 32 bits; narrow ones are widened first.
#include <math.h>

#include "passes/element.h"

enum { SUMMAND_BITS = 8, SUM_BITS = 24, VALUE_BITS = 32, CUT_BITS = -8192 };  // CUT_BITS: all but the low 13

typedef struct ExactReduction {
  Tensorizer *t;
  Span span;
  Block *out;
  unsigned which;      // 0 rows, 1 columns
  Buffer *source;      // the whole values
  Buffer *pieces;      // of the source's shape
  Buffer *part;        // float32, of the result's shape
  Buffer *ones;
  Buffer *result;
} ExactReduction;

static const Expr *read_of(const ExactReduction *r, Buffer *buffer) { return whole_region(r->t->c, buffer, ACCESS_READ); }

static const Expr *two(const ExactReduction *r, Op op, DType type, const Expr *a, const Expr *b) {
  return ir_call_typed(r->t->c, op, type, (const Expr *const[]){a, b}, 2);
}

static const Expr *with_int(const ExactReduction *r, Op op, const Expr *a, int64_t b) {
  return two(r, op, TYPE_INT32, a, ir_int_typed(r->t->c, TYPE_INT32, b));
}

static const Expr *choice(const ExactReduction *r, const Expr *condition, const Expr *yes, const Expr *no) {
  return ir_call_typed(r->t->c, OP_SELECT, yes->type, (const Expr *const[]){condition, yes, no}, 3);
}

static void put(const ExactReduction *r, Buffer *target, const Expr *tree) {
  tensorize_op(r->t, r->out, OP_TT_ELTWISE, r->span, whole_region(r->t->c, target, ACCESS_WRITE), ir_cast(r->t->c, target->type, tree));
}

static void reduce_pieces(const ExactReduction *r, const char *kind) {
  Compilation *c = r->t->c;
  tensorize_op(r->t, r->out, OP_TT_REDUCE, r->span, whole_region(c, r->part, ACCESS_WRITE), read_of(r, r->pieces), read_of(r, r->ones),
               ir_string(c, kind), ir_int(c, r->which));
}

static ExactReduction exact_reduction(Tensorizer *t, Buffer *source, DType piece, DType type, unsigned which, Span span, Block *out) {
  ExactReduction r = {.t = t, .span = span, .out = out, .which = which, .source = source};
  unsigned dim = source->rank - 2 + which;
  r.pieces = tensorize_block_like(t, source, "pieces", piece, source->rank, 0, span, out);
  t->pieces = true;
  r.ones = tensorize_scaler(t, piece, span);
  r.part = tensorize_block_like(t, source, "part", TYPE_FLOAT32, dim, 1, span, out);
  r.result = tensorize_block_like(t, source, "result", type, dim, 1, span, out);
  return r;
}

// ---- integers

static const Expr *integer_piece(const ExactReduction *r, unsigned first, unsigned bits) {
  const Expr *shifted = first ? with_int(r, OP_SHIFT_RIGHT, read_of(r, r->source), first) : read_of(r, r->source);
  return ir_cast(r->t->c, r->pieces->type, with_int(r, OP_BITWISE_AND, shifted, ((int64_t)1 << bits) - 1));
}

// What a piece's sum, or maximum, adds to the result.
static const Expr *piece_result(const ExactReduction *r, Op combine, unsigned first) {
  const Expr *value = ir_cast(r->t->c, TYPE_INT32, read_of(r, r->part));
  if (combine == OP_BITWISE_OR) value = with_int(r, OP_MIN, value, 1);
  if (combine == OP_BITWISE_XOR) value = with_int(r, OP_BITWISE_AND, value, 1);
  return first ? with_int(r, OP_SHIFT_LEFT, value, first) : value;
}

static void sum_of_pieces(const ExactReduction *r, Op combine) {
  int64_t count = pass_dim(r->t->c, r->source, r->source->rank - 2 + r->which);
  unsigned bits = combine == OP_ADD ? SUMMAND_BITS : 1;
  while (bits > 1 && count > (int64_t)1 << (SUM_BITS - bits)) bits--;
  for (unsigned first = 0; first < VALUE_BITS; first += bits) {
    put(r, r->pieces, integer_piece(r, first, first + bits > VALUE_BITS ? VALUE_BITS - first : bits));
    reduce_pieces(r, "sum");
    const Expr *value = piece_result(r, combine, first);
    put(r, r->result, first ? two(r, OP_ADD, TYPE_INT32, read_of(r, r->result), value) : value);
  }
}

static void maximum_of_pieces(const ExactReduction *r) {
  Compilation *c = r->t->c;
  static const unsigned FIRST[] = {21, 10, 0}, BITS[] = {11, 11, 10};
  for (unsigned i = 0; i < 3; i++) {
    const Expr *piece = integer_piece(r, FIRST[i], BITS[i]);
    const Expr *leads = ir_op(c, OP_EQ, read_of(r, r->pieces), read_of(r, r->part));
    put(r, r->pieces, i ? choice(r, leads, piece, ir_float(c, TYPE_FLOAT32, -1)) : piece);
    reduce_pieces(r, "max");
    const Expr *value = piece_result(r, OP_MAX, FIRST[i]);
    put(r, r->result, i ? two(r, OP_ADD, TYPE_INT32, read_of(r, r->result), value) : value);
  }
}

// Values whose neutral element is 0 and whose maximum, sum, or, xor is asked for; its own inverse on the result.
static const Expr *to_pieces_domain(const ExactReduction *r, Op combine, bool is_signed, const Expr *value) {
  if ((combine == OP_MAX || combine == OP_MIN) && is_signed) value = with_int(r, OP_BITWISE_XOR, value, INT32_MIN);
  if (combine == OP_MIN || combine == OP_BITWISE_AND) value = with_int(r, OP_BITWISE_XOR, value, -1);
  return value;
}

const Expr *tensorize_integer_reduction(Tensorizer *t, const Expr *tree, const Buffer *shape, ReductionKind kind, const bool dims[2], Span span, Block *out) {
  Compilation *c = t->c;
  ExactReduction r = {.t = t, .span = span, .out = out};
  bool is_signed = type_kind(tree->type) != TYPE_KIND_UNSIGNED;
  DType type = tree->type == TYPE_UINT32 ? TYPE_UINT32 : TYPE_INT32;
  const Expr *value = type == TYPE_UINT32 ? ir_call_typed(c, OP_REINTERPRET, TYPE_INT32, &tree, 1) : ir_cast(c, TYPE_INT32, tree);
  if (kind.absolute && is_signed) value = two(&r, OP_MAX, TYPE_INT32, value, two(&r, OP_SUB, TYPE_INT32, ir_int(c, 0), value));
  value = to_pieces_domain(&r, kind.combine, is_signed, value);
  value = tensorize_masked(t, value, shape, dims, 0, span);
  // A block that is reduced as it is needs no copy.
  Buffer *source = value->kind == EXPR_REGION && is_whole_region(value) ? value->buffer : NULL;
  if (!source) {
    source = tensorize_block_like(t, shape, "bits", TYPE_INT32, shape->rank, 0, span, out);
    put(&r, source, value);
  }
  for (unsigned which = 2; which-- > 0;) {
    if (!dims[which]) continue;
    r = exact_reduction(t, source, kind.maximum ? TYPE_FLOAT32 : TYPE_BFLOAT16, TYPE_INT32, which, span, out);
    Op combine = kind.combine == OP_BITWISE_AND ? OP_BITWISE_OR : kind.combine;
    if (kind.maximum)
      maximum_of_pieces(&r);
    else
      sum_of_pieces(&r, combine);
    source = r.result;
  }
  value = to_pieces_domain(&r, kind.combine, is_signed, read_of(&r, source));
  return type == TYPE_UINT32 ? ir_call_typed(c, OP_REINTERPRET, TYPE_UINT32, &value, 1) : value;
}

// ---- float32

static const Expr *cut(const ExactReduction *r, const Expr *value) {
  const Expr *bits = ir_call_typed(r->t->c, OP_REINTERPRET, TYPE_INT32, &value, 1);
  bits = with_int(r, OP_BITWISE_AND, bits, CUT_BITS);
  return ir_call_typed(r->t->c, OP_REINTERPRET, TYPE_FLOAT32, &bits, 1);
}

// `rest` where the element's pieces so far are the largest, else less than any.
static const Expr *of_leaders(const ExactReduction *r, Buffer *largest, const Expr *rest) {
  Compilation *c = r->t->c;
  const Expr *leads = ir_op(c, OP_EQ, read_of(r, r->pieces), read_of(r, largest));
  // An infinity is its own first piece, and leaves nothing.
  const Expr *whole = ir_op(c, OP_EQ, read_of(r, r->source), read_of(r, r->result));
  return choice(r, leads, choice(r, whole, ir_float(c, TYPE_FLOAT32, 0), rest), ir_float(c, TYPE_FLOAT32, -INFINITY));
}

Buffer *tensorize_exact_maximum(Tensorizer *t, Buffer *source, unsigned which, Span span, Block *out) {
  ExactReduction r = exact_reduction(t, source, TYPE_FLOAT32, TYPE_FLOAT32, which, span, out);
  Buffer *second = tensorize_block_like(t, source, "second", TYPE_FLOAT32, source->rank - 2 + which, 1, span, out);
  const Expr *rest = two(&r, OP_SUB, TYPE_FLOAT32, read_of(&r, source), read_of(&r, r.result));
  put(&r, r.pieces, cut(&r, read_of(&r, source)));
  reduce_pieces(&r, "max");
  put(&r, r.result, read_of(&r, r.part));
  put(&r, r.pieces, of_leaders(&r, r.result, cut(&r, rest)));
  reduce_pieces(&r, "max");
  put(&r, second, read_of(&r, r.part));
  put(&r, r.pieces, of_leaders(&r, second, cut(&r, two(&r, OP_SUB, TYPE_FLOAT32, rest, read_of(&r, r.pieces)))));
  reduce_pieces(&r, "max");
  const Expr *low = two(&r, OP_ADD, TYPE_FLOAT32, read_of(&r, second), read_of(&r, r.part));
  put(&r, r.result, two(&r, OP_ADD, TYPE_FLOAT32, read_of(&r, r.result), low));
  return r.result;
}
