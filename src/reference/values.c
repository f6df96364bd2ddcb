// Arithmetic on rows of values: every op works in float32 (float64, int64) and rounds to, or wraps around in, its dtype. In: rows
// of operands; out: a row of results. Lanes that a mask leaves out compute as well, but can't fail.
#include "base/convert.h"
#include "ir/ir.h"
#include "reference/program.h"

#include <math.h>

// ---- rounding

static void round_row(DType type, float *values, size_t count) {
  if (type == TYPE_FLOAT32) return;
  if (type == TYPE_FLOAT16)
    round_row_to_fp16(values, count);
  else if (type == TYPE_BFLOAT16)
    round_row_to_bf16(values, count);
  else
    for (size_t i = 0; i < count; i++) values[i] = (float)type_round_once(type, (double)values[i]);
}

int64_t integer_wrap(DType type, int64_t value) {
  unsigned shift = 64 - type_bits(type);
  if (type == TYPE_BOOL) return value != 0;
  if (type_kind(type) == TYPE_KIND_SIGNED) return (int64_t)((uint64_t)value << shift) >> shift;
  return (int64_t)((uint64_t)value << shift >> shift);
}

static void wrap_row(DType type, int64_t *values, size_t count) {
  if (type == TYPE_INT32)
    for (size_t i = 0; i < count; i++) values[i] = (int32_t)values[i];
  else if (type != TYPE_INT64 && type != TYPE_UINT64)
    for (size_t i = 0; i < count; i++) values[i] = integer_wrap(type, values[i]);
}

// ---- conversions

// Toward zero; a NaN gives 0, what does not fit the nearest value of the type.
static int64_t int_of_double(DType type, double value) {
  unsigned bits = type_bits(type);
  bool is_signed = type_kind(type) == TYPE_KIND_SIGNED;
  if (type == TYPE_BOOL) return value != 0;
  if (isnan(value)) return 0;
  double limit = ldexp(1.0, (int)(is_signed ? bits - 1 : bits)), least = is_signed ? -limit : 0;
  if (value <= least) return is_signed ? (int64_t)(~0ull << (bits - 1)) : 0;
  if (value >= limit) return (int64_t)(~0ull >> (64 - bits + is_signed));
  return is_signed || value < 0x1p63 ? (int64_t)value : (int64_t)(uint64_t)value;
}

static double double_of_int(DType type, int64_t value) { return type == TYPE_UINT64 ? (double)(uint64_t)value : (double)value; }

static double double_at(DType type, const void *src, size_t i) {
  ValueClass kind = value_class(type);
  if (kind == CLASS_FLOAT) return (double)((const float *)src)[i];
  return kind == CLASS_DOUBLE ? ((const double *)src)[i] : double_of_int(type, ((const int64_t *)src)[i]);
}

// `dst` may be `src` where both are held in the same way.
void values_convert(DType to, void *dst, DType from, const void *src, size_t count) {
  ValueClass into = value_class(to), out_of = value_class(from);
  if (into == CLASS_FLOAT && out_of == CLASS_FLOAT) {
    if (dst != src) memcpy(dst, src, count * sizeof(float));
    if (to != from) round_row(to, dst, count);
    return;
  }
  for (size_t i = 0; i < count; i++) {
    if (into == CLASS_INT && out_of == CLASS_INT)
      ((int64_t *)dst)[i] = integer_wrap(to, ((const int64_t *)src)[i]);
    else if (into == CLASS_INT)
      ((int64_t *)dst)[i] = int_of_double(to, double_at(from, src, i));
    else if (into == CLASS_DOUBLE)
      ((double *)dst)[i] = double_at(from, src, i);
    else
      ((float *)dst)[i] = (float)type_round_once(to, double_at(from, src, i));
  }
}

// ---- floats

// A NaN loses against a number.
#define LESSER(x, y) ((x) < (y) ? (x) : (y) != (y) ? (x) : (y))
#define GREATER(x, y) ((x) > (y) ? (x) : (y) != (y) ? (x) : (y))

#define EACH(result) \
  for (unsigned i = 0; i < count; i++) dst[i] = (result)

// Arithmetic in one C type; false if the op is not one of these. a, b and dst may be the same row.
#define DEFINE_ARITHMETIC(name, Type, absolute)                                      \
  static bool name(Op op, Type *dst, const Type *a, const Type *b, unsigned count) { \
    if (op == OP_ADD)                                                                \
      EACH(a[i] + b[i]);                                                             \
    else if (op == OP_SUB)                                                           \
      EACH(a[i] - b[i]);                                                             \
    else if (op == OP_MUL)                                                           \
      EACH(a[i] * b[i]);                                                             \
    else if (op == OP_DIV)                                                           \
      EACH(a[i] / b[i]);                                                             \
    else if (op == OP_MIN)                                                           \
      EACH(LESSER(a[i], b[i]));                                                      \
    else if (op == OP_MAX)                                                           \
      EACH(GREATER(a[i], b[i]));                                                     \
    else if (op == OP_ABS)                                                           \
      EACH(absolute(a[i]));                                                          \
    else                                                                             \
      return false;                                                                  \
    return true;                                                                     \
  }

#define DEFINE_COMPARISON(name, Type)                                                   \
  static bool name(Op op, int64_t *dst, const Type *a, const Type *b, unsigned count) { \
    if (op == OP_EQ)                                                                    \
      EACH(a[i] == b[i]);                                                               \
    else if (op == OP_NE)                                                               \
      EACH(a[i] != b[i]);                                                               \
    else if (op == OP_LT)                                                               \
      EACH(a[i] < b[i]);                                                                \
    else if (op == OP_LE)                                                               \
      EACH(a[i] <= b[i]);                                                               \
    else if (op == OP_GT)                                                               \
      EACH(a[i] > b[i]);                                                                \
    else if (op == OP_GE)                                                               \
      EACH(a[i] >= b[i]);                                                               \
    else                                                                                \
      return false;                                                                     \
    return true;                                                                        \
  }

DEFINE_ARITHMETIC(float_arithmetic, float, fabsf)
DEFINE_ARITHMETIC(double_arithmetic, double, fabs)
DEFINE_COMPARISON(float_comparison, float)
DEFINE_COMPARISON(double_comparison, double)
DEFINE_COMPARISON(int_comparison, int64_t)
DEFINE_COMPARISON(unsigned_comparison, uint64_t)

// ---- integers

static int64_t divide(DType type, Op op, int64_t a, int64_t b) {
  bool modulo = op == OP_FLOORMOD || op == OP_TRUNCMOD;
  if (type == TYPE_UINT64) return (int64_t)(modulo ? (uint64_t)a % (uint64_t)b : (uint64_t)a / (uint64_t)b);
  if (b == -1) return modulo ? 0 : (int64_t)(0 - (uint64_t)a);  // INT64_MIN / -1 wraps
  int64_t quotient = a / b, rest = a % b;
  bool down = (op == OP_FLOORDIV || op == OP_FLOORMOD) && rest != 0 && (rest < 0) != (b < 0);
  return modulo ? rest + (down ? b : 0) : quotient - down;
}

static int64_t shift(DType type, Op op, int64_t a, int64_t count) {
  bool far = count < 0 || count >= (int64_t)type_bits(type);
  if (op == OP_SHIFT_LEFT) return far ? 0 : (int64_t)((uint64_t)a << count);
  if (type_kind(type) == TYPE_KIND_UNSIGNED) return far ? 0 : (int64_t)((uint64_t)a >> count);
  return a >> (far ? 63 : count);
}

static bool divide_row(Machine *m, const Instruction *in, int64_t *dst, const int64_t *a, const int64_t *b, unsigned count) {
  const uint8_t *mask = m->depth && is_vector(in->dst) ? m->masks + (size_t)(m->depth - 1) * LANES : NULL;
  for (unsigned i = 0; i < count; i++) {
    if (b[i] == 0 && (!mask || mask[i])) {
      diag_error(m->c, in->span, "division of %lld by zero", (long long)a[i]);
      return false;
    }
    dst[i] = b[i] ? divide(in->from, in->op, a[i], b[i]) : 0;
  }
  return true;
}

static int64_t count_bits(Op op, DType type, int64_t value) {
  unsigned bits = type_bits(type);
  uint64_t low = (uint64_t)value & (~0ull >> (64 - bits));
  if (op == OP_POPCOUNT) return __builtin_popcountll(low);
  return low ? __builtin_clzll(low) - (int)(64 - bits) : (int)bits;
}

#define WRAPPING(sign) ((int64_t)((uint64_t)a[i] sign (uint64_t)b[i]))

static bool int_arithmetic(Op op, DType type, int64_t *dst, const int64_t *a, const int64_t *b, unsigned count) {
  bool is_unsigned = type == TYPE_UINT64;
  if (op == OP_ADD)
    EACH(WRAPPING(+));
  else if (op == OP_SUB)
    EACH(WRAPPING(-));
  else if (op == OP_MUL)
    EACH(WRAPPING(*));
  else if (op == OP_BITWISE_AND || op == OP_AND)
    EACH(a[i] & b[i]);
  else if (op == OP_BITWISE_OR || op == OP_OR)
    EACH(a[i] | b[i]);
  else if (op == OP_BITWISE_XOR)
    EACH(a[i] ^ b[i]);
  else if (op == OP_NOT)
    EACH(a[i] == 0);
  else if (op == OP_BITWISE_NOT)
    EACH(~a[i]);
  else if (op == OP_POPCOUNT || op == OP_CLZ)
    EACH(count_bits(op, type, a[i]));
  else if (op == OP_ISNAN || op == OP_ISFINITE)
    EACH(op == OP_ISFINITE);
  else if (op == OP_SHIFT_LEFT || op == OP_SHIFT_RIGHT)
    EACH(shift(type, op, a[i], b[i]));
  else if (op == OP_MIN)
    EACH((is_unsigned ? (uint64_t)a[i] < (uint64_t)b[i] : a[i] < b[i]) ? a[i] : b[i]);
  else if (op == OP_MAX)
    EACH((is_unsigned ? (uint64_t)a[i] > (uint64_t)b[i] : a[i] > b[i]) ? a[i] : b[i]);
  else if (op == OP_ABS)
    EACH(a[i] < 0 ? (int64_t)(0 - (uint64_t)a[i]) : a[i]);
  else
    return false;
  return true;
}

// ---- one instruction

static void classify_row(const Instruction *in, int64_t *dst, const void *a, unsigned count) {
  for (unsigned i = 0; i < count; i++) {
    double value = double_at(in->from, a, i);
    dst[i] = in->op == OP_ISNAN ? isnan(value) : isfinite(value);
  }
}

static void select_row(DType type, void *dst, const int64_t *condition, const void *a, const void *b, unsigned count) {
  if (value_class(type) == CLASS_FLOAT)
    for (unsigned i = 0; i < count; i++) ((float *)dst)[i] = condition[i] ? ((const float *)a)[i] : ((const float *)b)[i];
  else
    for (unsigned i = 0; i < count; i++) ((int64_t *)dst)[i] = condition[i] ? ((const int64_t *)a)[i] : ((const int64_t *)b)[i];
}

static bool compare(const Instruction *in, int64_t *dst, const void *a, const void *b, unsigned count) {
  ValueClass kind = value_class(in->from);
  if (kind == CLASS_FLOAT) return float_comparison(in->op, dst, a, b, count);
  if (kind == CLASS_DOUBLE) return double_comparison(in->op, dst, a, b, count);
  return in->from == TYPE_UINT64 ? unsigned_comparison(in->op, dst, a, b, count) : int_comparison(in->op, dst, a, b, count);
}

// Whether a float result is more than a choice among its operands or their exact parts.
static bool op_rounds(Op op) {
  switch ((unsigned)op) {
    case OP_MIN:
    case OP_MAX:
    case OP_ABS:
    case OP_CLAMP:
    case OP_COPYSIGN:
    case OP_NEXTAFTER:
    case OP_LDEXP:
    case OP_FLOOR:
    case OP_CEIL:
    case OP_TRUNC:
    case OP_ROUND:
    case OP_ROUND_AWAY:
    case OP_NEARBYINT: return false;
  }
  return true;
}

bool values_apply(Machine *m, const Instruction *in, void *dst, const void *a, const void *b, const void *c, unsigned count) {
  Op op = in->op;
  bool known;
  if (op == OP_SELECT) {
    select_row(in->type, dst, a, b, c, count);
    return true;
  }
  if (op == OP_REINTERPRET) {
    for (unsigned i = 0; i < count; i++) element_set_bits(in->type, dst, i, element_bits(in->from, a, i));
    return true;
  }
  ValueClass kind = value_class(in->from);
  if (op >= OP_EQ && op <= OP_GE) {
    known = compare(in, dst, a, b, count);
  } else if (kind != CLASS_INT && (op == OP_ISNAN || op == OP_ISFINITE)) {
    known = true;
    classify_row(in, dst, a, count);
  } else if (kind != CLASS_INT && function_operands(op)) {
    known = true;
    function_row(in, dst, a, b, c, count);
    if (m->perturbs && op_rounds(op)) {
      perturb_row(m, in->type, dst, count);
      if (kind == CLASS_FLOAT) round_row(in->type, dst, count);
    }
  } else if (kind == CLASS_FLOAT) {
    known = float_arithmetic(op, dst, a, b, count);
    if (op_rounds(op)) perturb_row(m, in->type, dst, count);
    round_row(in->type, dst, count);
  } else if (kind == CLASS_DOUBLE) {
    known = double_arithmetic(op, dst, a, b, count);
    if (op_rounds(op)) perturb_row(m, in->type, dst, count);
  } else if (op == OP_FLOORDIV || op == OP_FLOORMOD || op == OP_TRUNCDIV || op == OP_TRUNCMOD) {
    if (!divide_row(m, in, dst, a, b, count)) return false;
    known = true;
    wrap_row(in->type, dst, count);
  } else {
    known = int_arithmetic(op, in->from, dst, a, b, count);
    wrap_row(in->type, dst, count);
  }
  if (!known)
    diag_unsupported(m->c, in->span, "the reference evaluator has no T.%s for %s", op_info(op)->text, type_text(in->from));
  return known;
}
