// Number formats. In: a value; out: the nearest value of a narrower format, ties to even, or back. Integer arithmetic on the
// bits decides every rounding, so the host's rounding mode and libm do not matter.
#include "base/convert.h"

#include <math.h>
#include <stdbool.h>

// A format with denormals: `mantissa` fraction bits, `min_exponent` the exponent of the smallest normal number.
typedef struct SmallFormat {
  int mantissa, min_exponent;
} SmallFormat;

static const SmallFormat FP16 = {10, -14};
static const SmallFormat E4M3FN = {3, -6};
static const SmallFormat E5M2 = {2, -14};

static uint64_t double_bits(double value) {
  uint64_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

// The code (exponent field and fraction, no sign) nearest to a finite magnitude, as if the exponent had no upper limit. Codes
// are ordered as the values are, so the caller finds overflow by comparing with the largest finite code.
static uint32_t encode_magnitude(SmallFormat format, uint64_t bits) {
  int field = (int)(bits >> 52);
  if (field == 0) return 0;  // zero, or a double denormal: far below half of any smallest denormal
  uint64_t significand = (bits & 0xfffffffffffff) | 1ull << 52;
  int exponent = field - 1023;
  int scale = exponent > format.min_exponent ? exponent : format.min_exponent;
  int shift = 52 - format.mantissa + (scale - exponent);
  if (shift > 53) return 0;  // less than half of the smallest denormal
  uint64_t quotient = significand >> shift;
  uint64_t rest = significand & ((1ull << shift) - 1), half = 1ull << (shift - 1);
  if (rest > half || (rest == half && (quotient & 1))) quotient++;
  // The hidden bit of a normal number, and a carry out of the fraction, both count the exponent field up.
  return ((uint32_t)(scale - format.min_exponent) << format.mantissa) + (uint32_t)quotient;
}

static float decode_magnitude(SmallFormat format, uint32_t code) {
  uint32_t field = code >> format.mantissa, fraction = code & ((1u << format.mantissa) - 1);
  if (field) fraction |= 1u << format.mantissa;
  int exponent = (field ? (int)field - 1 : 0) + format.min_exponent - format.mantissa;
  return ldexpf((float)fraction, exponent);
}

uint16_t float_to_bf16(float value) {
  uint32_t bits = float_bits(value);
  if ((bits & 0x7fffffff) > 0x7f800000) return (uint16_t)(bits >> 16 | 0x40);
  return (uint16_t)((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

float round_to_bf16(float value) { return bf16_to_float(float_to_bf16(value)); }

uint16_t double_to_fp16(double value) {
  uint64_t bits = double_bits(value), magnitude = bits & INT64_MAX;
  uint16_t sign = (uint16_t)(bits >> 48 & 0x8000);
  // A NaN keeps the upper bits of its payload, so that every fp16 NaN survives the way to float and back.
  if (magnitude > 0x7ff0000000000000) return (uint16_t)(sign | 0x7e00 | (magnitude >> 42 & 0x3ff));
  uint32_t code = encode_magnitude(FP16, magnitude);
  return (uint16_t)(sign | (code > 0x7c00 ? 0x7c00 : code));
}

uint16_t float_to_fp16(float value) { return double_to_fp16((double)value); }

float fp16_to_float(uint16_t bits) {
  uint32_t sign = (uint32_t)(bits & 0x8000) << 16, code = bits & 0x7fff;
  if (code > 0x7c00) return float_from_bits(sign | 0x7fc00000 | (code & 0x3ff) << 13);
  if (code == 0x7c00) return float_from_bits(sign | 0x7f800000);
  return float_from_bits(sign | float_bits(decode_magnitude(FP16, code)));
}

float round_to_fp16(float value) { return fp16_to_float(float_to_fp16(value)); }

uint8_t float_to_e4m3fn(float value) {
  uint64_t bits = double_bits((double)value), magnitude = bits & INT64_MAX;
  uint8_t sign = (uint8_t)(bits >> 56 & 0x80);
  if (magnitude >= 0x7ff0000000000000) return sign | 0x7f;
  uint32_t code = encode_magnitude(E4M3FN, magnitude);
  return (uint8_t)(sign | (code > 0x7f ? 0x7f : code));
}

float e4m3fn_to_float(uint8_t bits) {
  uint32_t sign = (uint32_t)(bits & 0x80) << 24, code = bits & 0x7f;
  if (code == 0x7f) return float_from_bits(sign | 0x7fc00000);
  return float_from_bits(sign | float_bits(decode_magnitude(E4M3FN, code)));
}

uint8_t float_to_e5m2(float value) {
  uint64_t bits = double_bits((double)value), magnitude = bits & INT64_MAX;
  uint8_t sign = (uint8_t)(bits >> 56 & 0x80);
  if (magnitude > 0x7ff0000000000000) return (uint8_t)(sign | 0x7e | (magnitude >> 50 & 3));
  uint32_t code = encode_magnitude(E5M2, magnitude);
  return (uint8_t)(sign | (code > 0x7c ? 0x7c : code));
}

float e5m2_to_float(uint8_t bits) {
  uint32_t sign = (uint32_t)(bits & 0x80) << 24, code = bits & 0x7f;
  if (code > 0x7c) return float_from_bits(sign | 0x7fc00000 | (code & 3) << 21);
  if (code == 0x7c) return float_from_bits(sign | 0x7f800000);
  return float_from_bits(sign | float_bits(decode_magnitude(E5M2, code)));
}

// ---- all small formats by one table

typedef struct SmallInfo {
  SmallFormat format;
  uint32_t sign, largest;  // the sign bit; the largest finite code
  enum { OVERFLOW_NAN, OVERFLOW_NAN_ALONE, OVERFLOW_INFINITY, OVERFLOW_SATURATES } overflow;
} SmallInfo;

static const SmallInfo SMALL[] = {
    [SMALL_E4M3FN] = {{3, -6}, 0x80, 0x7e, OVERFLOW_NAN},         [SMALL_E4M3FNUZ] = {{3, -7}, 0x80, 0x7f, OVERFLOW_NAN_ALONE},
    [SMALL_E5M2] = {{2, -14}, 0x80, 0x7b, OVERFLOW_INFINITY},     [SMALL_E5M2FNUZ] = {{2, -15}, 0x80, 0x7f, OVERFLOW_NAN_ALONE},
    [SMALL_E8M0FNU] = {{0, -126}, 0, 0xfe, OVERFLOW_NAN},         [SMALL_E2M1FN] = {{1, 0}, 0x8, 0x7, OVERFLOW_SATURATES},
    [SMALL_E2M3FN] = {{3, 0}, 0x20, 0x1f, OVERFLOW_SATURATES},    [SMALL_E3M2FN] = {{2, -2}, 0x20, 0x1f, OVERFLOW_SATURATES},
};

// 2^(code - 127); zero and what is below become the smallest, negative values NaN.
static uint8_t double_to_e8m0(double value) {
  if (!(value >= 0) || value > 0x1.8p127) return 0xff;
  int exponent;
  double fraction = frexp(value, &exponent);  // value = fraction * 2^exponent, 1/2 <= fraction < 1
  int code = exponent + 126;
  if (value == 0 || code < 0) return 0;
  if (fraction > 0.75 || (fraction == 0.75 && (code & 1))) code++;
  return (uint8_t)(code > 0xfe ? 0xfe : code);
}

uint8_t double_to_small(SmallFloat format, double value) {
  const SmallInfo *info = &SMALL[format];
  uint64_t bits = double_bits(value), magnitude = bits & INT64_MAX;
  if (format == SMALL_E8M0FNU) return double_to_e8m0(value);
  bool is_nan = magnitude > 0x7ff0000000000000, infinite = magnitude == 0x7ff0000000000000;
  uint32_t sign = bits >> 63 ? info->sign : 0;
  uint32_t code = is_nan || infinite ? UINT32_MAX : encode_magnitude(info->format, magnitude);
  if (info->overflow == OVERFLOW_NAN_ALONE && code == 0) return 0;  // there is no -0
  if (code <= info->largest) return (uint8_t)(sign | code);
  switch (info->overflow) {
    case OVERFLOW_NAN: return (uint8_t)(sign | 0x7f);
    case OVERFLOW_NAN_ALONE: return 0x80;
    case OVERFLOW_INFINITY: return (uint8_t)(sign | (is_nan ? 0x7e : 0x7c));
    case OVERFLOW_SATURATES: return (uint8_t)(is_nan ? info->sign : sign | info->largest);
  }
  return 0;
}

double small_to_double(SmallFloat format, uint8_t code) {
  const SmallInfo *info = &SMALL[format];
  if (format == SMALL_E8M0FNU) return code == 0xff ? (double)NAN : ldexp(1.0, code - 127);
  uint32_t magnitude = code & (info->sign - 1);
  double sign = code & info->sign ? -1.0 : 1.0;
  if (info->overflow == OVERFLOW_NAN_ALONE && code == 0x80) return (double)NAN;
  if (magnitude <= info->largest) return sign * (double)decode_magnitude(info->format, magnitude);
  if (info->overflow == OVERFLOW_INFINITY && magnitude == 0x7c) return sign * (double)INFINITY;
  return (double)NAN;
}

float round_to_tf32(float value) {
  uint32_t bits = float_bits(value);
  if ((bits & 0x7fffffff) > 0x7f800000) return float_from_bits((bits | 0x400000) & 0xffffe000);
  return float_from_bits((bits + 0xfff + (bits >> 13 & 1)) & 0xffffe000);
}

float double_to_odd_float(double value) {
  float nearest = (float)value;
  if ((double)nearest == value || isnan(value) || isinf(nearest)) return nearest;
  uint32_t bits = float_bits(nearest);
  if (fabs((double)nearest) > fabs(value)) bits--;
  return float_from_bits(bits | 1);
}

// The rows are branch-free, so that the compiler vectorises them; tests compare them with the functions above.
void round_row_to_bf16(float *values, size_t count) {
  for (size_t i = 0; i < count; i++) {
    uint32_t bits = float_bits(values[i]);
    uint32_t rounded = (bits + 0x7fff + (bits >> 16 & 1)) & 0xffff0000;
    uint32_t quiet = (bits | 0x400000) & 0xffff0000;
    values[i] = float_from_bits((bits & 0x7fffffff) > 0x7f800000 ? quiet : rounded);
  }
}

void round_row_to_fp16(float *values, size_t count) {
  const uint32_t smallest_normal = 0x38800000, overflow = 0x477ff000, infinity = 0x7f800000;
  for (size_t i = 0; i < count; i++) {
    uint32_t bits = float_bits(values[i]), sign = bits & 0x80000000, magnitude = bits & 0x7fffffff;
    uint32_t rounded = (magnitude + 0xfff + (magnitude >> 13 & 1)) & 0xffffe000;
    // Below 2^-14 the grid is 2^-24, which is that of float32 between 1/2 and 1.
    float shifted = (float_from_bits(magnitude < smallest_normal ? magnitude : 0) + 0.5f) - 0.5f;
    uint32_t result = magnitude < smallest_normal ? float_bits(shifted) : rounded;
    result = magnitude >= overflow ? infinity : result;
    result = magnitude > infinity ? (magnitude | 0x400000) & 0xffffe000 : result;
    values[i] = float_from_bits(sign | result);
  }
}
