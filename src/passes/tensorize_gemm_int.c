// T.gemm of integers of at most 8 bits into one of 32. Part of tensorize_tt. The matrix engine multiplies floats and aligns the products of a sum to 11 bits
// below the largest: products of 4 bits each are exact, and so are their sums, which a core
// has no room to let reach 2^24. Numbers of 8 bits are 16 high + low.
//   before: T.gemm(A, B, C)                                                     A, B of int8, C of int32
//   after:  tt_eltwise(A_low, Cast("bfloat16", A & 15)); tt_eltwise(A_high, Cast("bfloat16", A >> 4)); ... B ...
//           tt_matmul(A_low, B_low, sum); tt_matmul(A_low, B_high, sum_4); tt_matmul(A_high, B_low, sum_4); tt_matmul(A_high, B_high, sum_8)
//           tt_eltwise(C, C + Cast("int32", sum) + (Cast("int32", sum_4) << 4) + (Cast("int32", sum_8) << 8))
#include "passes/tensorize.h"

enum { PIECE_BITS = 4 };

typedef struct Pieces {
  const Expr *items[2];  // low, high
  unsigned count;
} Pieces;

bool tensorize_is_int_gemm(const Expr *a, const Expr *b, const Expr *target) {
  bool narrow = type_is_int(a->type) && type_is_int(b->type) && type_bits(a->type) <= 8 && type_bits(b->type) <= 8;
  return narrow && a->type != TYPE_BOOL && b->type != TYPE_BOOL && type_is_int(target->type) && type_bits(target->type) == 32 && a->buffer->rank == 2 &&
         b->buffer->rank == 2 && target->buffer->rank == 2;
}

static Pieces pieces_of(Tensorizer *t, const Expr *operand, bool depth_in_columns, Span span, Block *out) {
  Compilation *c = t->c;
  Buffer *buffer = operand->buffer;
  Pieces pieces = {.count = type_bits(operand->type) > PIECE_BITS ? 2 : 1};
  const Expr *whole = ir_cast(c, TYPE_INT32, operand);
  for (unsigned i = 0; i < pieces.count; i++) {
    const Expr *value = pieces.count == 1 ? whole : i ? ir_op(c, OP_SHIFT_RIGHT, whole, ir_int(c, PIECE_BITS)) : ir_op(c, OP_BITWISE_AND, whole, ir_int(c, (1 << PIECE_BITS) - 1));
    const char *name = arena_format(c->arena, "%s_%s", buffer->name, pieces.count == 1 ? "exact" : i ? "high" : "low");
    Buffer *piece = tensorize_stage(t, out, name, TYPE_BFLOAT16, block_rows(c, buffer), block_columns(c, buffer), span);
    tensorize_op(t, out, OP_TT_ELTWISE, span, whole_region(c, piece, ACCESS_WRITE), ir_cast(c, TYPE_BFLOAT16, value));
    pieces.items[i] = tensorize_depth_masked(t, whole_region(c, piece, ACCESS_READ), depth_in_columns, span, out);
  }
  return pieces;
}

void tensorize_int_gemm(Tensorizer *t, const Expr *const operands[3], const bool transposed[2], bool clear, Span span, Block *out) {
  Compilation *c = t->c;
  Buffer *target = operands[2]->buffer;
  Pieces left = pieces_of(t, operands[0], !transposed[0], span, out), right = pieces_of(t, operands[1], transposed[1], span, out);
  Buffer *sums[3] = {NULL};
  for (unsigned i = 0; i < left.count; i++)
    for (unsigned j = 0; j < right.count; j++) {
      bool first = !sums[i + j];
      if (first) sums[i + j] = tensorize_stage(t, out, arena_format(c->arena, "%s_sum", target->name), TYPE_FLOAT32, block_rows(c, target), block_columns(c, target), span);
      tensorize_op(t, out, OP_TT_MATMUL, span, left.items[i], right.items[j], whole_region(c, sums[i + j], first ? ACCESS_WRITE : ACCESS_READ_WRITE),
                   ir_bool(c, transposed[0]), ir_bool(c, transposed[1]), ir_bool(c, first));
      t->matmuls++;
    }
  const Expr *value = clear ? NULL : ir_cast(c, TYPE_INT32, whole_region(c, target, ACCESS_READ));
  for (unsigned i = 0; i < 3; i++) {
    if (!sums[i]) continue;
    // A high piece alone stands for 16 times itself, the product of two for 256 times.
    unsigned shift = PIECE_BITS * i;
    const Expr *sum = ir_cast(c, TYPE_INT32, whole_region(c, sums[i], ACCESS_READ));
    if (shift) sum = ir_op(c, OP_SHIFT_LEFT, sum, ir_int(c, shift));
    value = value ? ir_op(c, OP_ADD, value, sum) : sum;
  }
  tensorize_op(t, out, OP_TT_ELTWISE, span, whole_region(c, target, ACCESS_WRITE), ir_cast(c, target->type, value));
}
