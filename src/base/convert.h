// Number formats: the one place where bfloat16, float16 and tfloat32 are rounded. No host-dependent behaviour.
// NaNs stay NaN (quiet, sign kept); infinities and signed zeros are kept; denormals are exact unless stated.
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline uint32_t float_bits(float value) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

static inline float float_from_bits(uint32_t bits) {
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

static inline float bf16_to_float(uint16_t bits) { return float_from_bits((uint32_t)bits << 16); }
uint16_t float_to_bf16(float value);  // round to nearest, ties to even
float fp16_to_float(uint16_t bits);
uint16_t float_to_fp16(float value);   // round to nearest even; overflow to infinity; denormals exact
uint16_t double_to_fp16(double value); // one rounding
float round_to_bf16(float value);
float round_to_fp16(float value);
void round_row_to_bf16(float *values, size_t count);  // the same for many, in place
void round_row_to_fp16(float *values, size_t count);
static inline float truncate_to_tf32(float value) { return float_from_bits(float_bits(value) & 0xffffe000u); }
// float8: e4m3fn (no infinities, overflow to NaN), e5m2 (with infinities); round to nearest even.
uint8_t float_to_e4m3fn(float value);
float e4m3fn_to_float(uint8_t bits);
uint8_t float_to_e5m2(float value);
float e5m2_to_float(uint8_t bits);

// Every format of at most 8 bits; the code in the low bits, the sign above. Rounds to nearest, ties to the even code.
// FN: finite, one NaN per sign, overflow to NaN. FNUZ: one NaN (the code of -0), overflow to NaN. The formats of 4 and 6 bits have
// neither infinities nor NaN: overflow and infinities become the largest, NaN becomes -0. E8M0: powers of two, no sign, no zero.
typedef enum SmallFloat {
  SMALL_E4M3FN, SMALL_E4M3FNUZ, SMALL_E5M2, SMALL_E5M2FNUZ, SMALL_E8M0FNU, SMALL_E2M1FN, SMALL_E2M3FN, SMALL_E3M2FN
} SmallFloat;
uint8_t double_to_small(SmallFloat format, double value);
double small_to_double(SmallFloat format, uint8_t code);
float round_to_tf32(float value);  // to nearest even at 10 fraction bits; overflow to infinity
// Double to float by rounding to odd: a later rounding to a narrower format is then as if there had been only one.
float double_to_odd_float(double value);
