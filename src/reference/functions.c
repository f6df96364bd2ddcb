// Elementary functions on rows of floats: in double by the C library, then rounded once to the dtype of the result, so that what two
// libraries may disagree on (the last bit of the double) hardly ever shows. In: an instruction and rows of operands; out: a row.
#include "reference/program.h"

#include <math.h>

/* clang-format off */
#define UNARY_FUNCTIONS(FUNCTION)                                                                                                \
  FUNCTION(EXP, exp(x)) FUNCTION(EXP2, exp2(x)) FUNCTION(EXP10, pow(10, x)) FUNCTION(LOG, log(x)) FUNCTION(LOG2, log2(x))        \
  FUNCTION(LOG10, log10(x)) FUNCTION(LOG1P, log1p(x)) FUNCTION(SQRT, sqrt(x)) FUNCTION(RSQRT, 1.0 / sqrt(x))                     \
  FUNCTION(TANH, tanh(x)) FUNCTION(SIGMOID, 1.0 / (1.0 + exp(-x))) FUNCTION(SIN, sin(x)) FUNCTION(COS, cos(x))                   \
  FUNCTION(TAN, tan(x)) FUNCTION(ASIN, asin(x)) FUNCTION(ACOS, acos(x)) FUNCTION(ATAN, atan(x)) FUNCTION(SINH, sinh(x))          \
  FUNCTION(COSH, cosh(x)) FUNCTION(ASINH, asinh(x)) FUNCTION(ACOSH, acosh(x)) FUNCTION(ATANH, atanh(x)) FUNCTION(ERF, erf(x))    \
  FUNCTION(FLOOR, floor(x)) FUNCTION(CEIL, ceil(x)) FUNCTION(TRUNC, trunc(x)) FUNCTION(ROUND, nearbyint(x))                      \
  FUNCTION(NEARBYINT, nearbyint(x)) FUNCTION(ROUND_AWAY, round(x))
#define BINARY_FUNCTIONS(FUNCTION)                                                                                               \
  FUNCTION(POW, pow(x, y)) FUNCTION(FMOD, fmod(x, y)) FUNCTION(ATAN2, atan2(x, y)) FUNCTION(HYPOT, hypot(x, y))                  \
  FUNCTION(COPYSIGN, copysign(x, y)) FUNCTION(NEXTAFTER, next_after(type, x, y))                                                 \
  FUNCTION(LDEXP, ldexp(x, y < -9999 ? -9999 : y > 9999 ? 9999 : (int)y))
/* clang-format on */
#define CASE_VALUE(op, value) \
  case OP_##op: return value;
#define CASE_ONE(op, value) \
  case OP_##op: return 1;
#define CASE_TWO(op, value) \
  case OP_##op: return 2;

static double function_of(Op op, double x) {
  switch ((unsigned)op) { UNARY_FUNCTIONS(CASE_VALUE) }
  return (double)NAN;
}

// The neighbour of x toward y among the values of the type.
static double next_after(DType type, double x, double y) {
  if (type == TYPE_FLOAT64) return nextafter(x, y);
  if (type == TYPE_FLOAT32) return (double)nextafterf((float)x, (float)y);
  if (isnan(x) || isnan(y)) return x + y;
  if (x == y) return y;
  // Steps of the narrow type by way of float32: the first value toward y that rounds to another one, away from x.
  uint32_t bits = type_encode(type, (float)x), sign = type_encode(type, -0.0f);
  bool negative = x < 0 || (x == 0 && y < 0), outward = x == 0 || (y > x) == (x > 0);
  uint32_t magnitude = x == 0 ? 0 : bits & ~sign;
  magnitude = outward ? magnitude + 1 : magnitude - 1;
  return (double)type_decode(type, magnitude | (negative ? sign : 0));
}

static double binary_function(Op op, DType type, double x, double y) {
  switch ((unsigned)op) { BINARY_FUNCTIONS(CASE_VALUE) }
  return (double)NAN;
}

// A NaN in x stays; limits that are NaN don't limit.
static double clamped(double x, double low, double high) {
  if (x < low) x = low;
  return x > high ? high : x;
}

unsigned function_operands(Op op) {
  switch ((unsigned)op) {
    UNARY_FUNCTIONS(CASE_ONE)
    BINARY_FUNCTIONS(CASE_TWO)
    case OP_FMA:
    case OP_CLAMP: return 3;
  }
  return 0;
}

static double at(DType type, const void *row, unsigned i) {
  return value_class(type) == CLASS_DOUBLE ? ((const double *)row)[i] : (double)((const float *)row)[i];
}

static double result_of(const Instruction *in, unsigned operands, const double *x) {
  if (operands == 1) return function_of(in->op, x[0]);
  if (operands == 2) return binary_function(in->op, in->type, x[0], x[1]);
  if (in->op == OP_CLAMP) return clamped(x[0], x[1], x[2]);
  // Exact products of float32 and a sum in double round twice; fmaf rounds once.
  return in->type == TYPE_FLOAT32 ? (double)fmaf((float)x[0], (float)x[1], (float)x[2]) : fma(x[0], x[1], x[2]);
}

void function_row(const Instruction *in, void *dst, const void *a, const void *b, const void *c, unsigned count) {
  unsigned operands = function_operands(in->op);
  for (unsigned i = 0; i < count; i++) {
    const double x[3] = {at(in->type, a, i), operands > 1 ? at(in->type, b, i) : 0, operands > 2 ? at(in->type, c, i) : 0};
    double value = result_of(in, operands, x);
    if (value_class(in->type) == CLASS_DOUBLE)
      ((double *)dst)[i] = value;
    else
      ((float *)dst)[i] = in->type == TYPE_FLOAT32 ? (float)value : (float)type_round_once(in->type, value);
  }
}
