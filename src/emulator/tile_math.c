// Unpacking, packing, rounding and multiplying tiles; tile_math.h says what. Sources: docs numerics.md sections 2, 6, 8, 9.
#include "emulator/tile_simd.h"

#include <math.h>

#include "emulator/tiles.h"

enum { FACE = 16, SIDE = 32, VALUES = SIDE * SIDE };

// ---- unpack
static void unpack_bf16(const uint8_t *page, float *values) {
  for (unsigned row = 0; row < 64; row++) {
    uint16_t in[FACE];
    uint32_t out[FACE];
    memcpy(in, page + row * sizeof in, sizeof in);
    for (unsigned i = 0; i < FACE; i++) out[i] = (uint32_t)in[i] << 16;
    memcpy(values + row_start(row), out, sizeof out);
  }
}

static void unpack_words(const uint8_t *page, uint32_t mask, float *values) {
  for (unsigned row = 0; row < 64; row++) {
    uint32_t words[FACE];
    memcpy(words, page + row * sizeof words, sizeof words);
    for (unsigned i = 0; i < FACE; i++) words[i] &= mask;
    memcpy(values + row_start(row), words, sizeof words);
  }
}

static void unpack_any(DataFormat format, UnpackMode mode, const uint8_t *page, float *values) {
  switch (format) {
  case FORMAT_FLOAT16_B: unpack_bf16(page, values); return;
  case FORMAT_FLOAT32:
    if (mode == UNPACK_EXACT) unpack_words(page, UINT32_MAX, values);
    else unpack_words(page, mode == UNPACK_TF32 ? 0xffffe000u : 0xffff0000u, values);
    if (mode == UNPACK_BF16) tile_flush_denormals(values);
    return;
  case FORMAT_BFP8_B: tile_decode(format, page, values); return;
  case FORMAT_INT32:
  case FORMAT_UINT32: unpack_words(page, UINT32_MAX, values); return;
  case FORMAT_UINT16:
  case FORMAT_UINT8:
  case FORMAT_COUNT: return;  // the configuration check has refused them
  }
}

void tile_unpack(bool simd, DataFormat format, UnpackMode mode, const uint8_t *page, float *values) {
  if (simd && format == FORMAT_FLOAT16_B) simd_unpack_bf16(page, values);
  else unpack_any(format, mode, page, values);
}

void tile_transpose(const float *values, float *transposed) {
  for (unsigned row = 0; row < SIDE; row++)
    for (unsigned column = 0; column < SIDE; column++) transposed[column * SIDE + row] = values[row * SIDE + column];
}

void tile_broadcast(const float *values, unsigned row_step, unsigned column_step, float *spread) {
  for (unsigned row = 0; row < SIDE; row++)
    for (unsigned column = 0; column < SIDE; column++) spread[row * SIDE + column] = values[row * row_step * SIDE + column * column_step];
}

// ---- rounding
static uint32_t half_away(uint32_t word) {
  uint32_t exponent = word & 0x7f800000u;
  uint32_t rounded = (word + 0x8000u) & 0xffff0000u;
  uint32_t nan_to_infinity = (word & 0x7fffffffu) > 0x7f800000u ? word & 0xff800000u : rounded;
  return exponent ? nan_to_infinity : 0;
}

// In DST a NaN stays one, so that it is seen at the packer.
void tile_round_half_away(float *values) {
  for (unsigned i = 0; i < VALUES; i++) {
    uint32_t word = float_bits(values[i]);
    uint32_t rounded = (word & 0x7fffffffu) > 0x7f800000u ? word & 0xffff0000u : half_away(word);
    values[i] = float_from_bits(rounded);
  }
}

void tile_add_zero(float *values) {
  for (unsigned i = 0; i < VALUES; i++) {
    uint32_t word = float_bits(values[i]), exponent = word & 0x7f800000u;
    values[i] = float_from_bits(exponent == 0 ? 0 : exponent == 0x7f800000u ? word & 0xff800000u : word);
  }
}

void tile_flush_to_zero(float *values) {
  for (unsigned i = 0; i < VALUES; i++)
    if (!(float_bits(values[i]) & 0x7f800000u)) values[i] = 0;
}

void tile_pack_narrow(const float *values, float *packed) {
  for (unsigned i = 0; i < VALUES; i++) packed[i] = float_from_bits(half_away(float_bits(values[i])));
}

void tile_truncate(float *values) {
  for (unsigned i = 0; i < VALUES; i++) values[i] = float_from_bits(float_bits(values[i]) & 0xffff0000u);
}

static uint32_t nearest_even(uint32_t word) {
  uint32_t rounded = (word + 0x7fffu + (word >> 16 & 1)) & 0xffff0000u;
  return (word & 0x7fffffffu) > 0x7f800000u ? (word & 0xffff0000u) | 0x400000u : rounded;
}

void tile_round_to_even(float *values) {
  for (unsigned i = 0; i < VALUES; i++) values[i] = float_from_bits(nearest_even(float_bits(values[i])));
}

static uint32_t flush(uint32_t word) { return word & 0x7f800000u ? word : word & 0x80000000u; }

void tile_flush_denormals(float *values) {
  for (unsigned i = 0; i < VALUES; i++) values[i] = float_from_bits(flush(float_bits(values[i])));
}

// ---- pack
static void pack_bf16(const float *values, uint8_t *page) {
  for (unsigned row = 0; row < 64; row++) {
    uint16_t out[FACE];
    const float *in = values + row_start(row);
    for (unsigned i = 0; i < FACE; i++) out[i] = (uint16_t)(half_away(float_bits(in[i])) >> 16);
    memcpy(page + row * sizeof out, out, sizeof out);
  }
}

// The value is first rounded to bfloat16. A float32 sum is enough: where 24 bits do not hold it, it is far from a tie of 8. A NaN that is
// held counts as a number beyond all others.
static uint16_t add_bf16(uint16_t held, float value) {
  uint32_t added = half_away(float_bits(value));
  if ((held & 0x7fffu) > 0x7f80u) return (uint16_t)((added & 0x7f800000u) == 0x7f800000u ? added >> 16 : (held & 0x8000u) | 0x7f80u);
  float sum = canonical(float_from_bits(flush((uint32_t)held << 16)) + float_from_bits(added));
  return (uint16_t)(flush(nearest_even(float_bits(sum))) >> 16);
}

static void accumulate_bf16(const float *values, uint8_t *page) {
  for (unsigned row = 0; row < 64; row++) {
    uint16_t sums[FACE];
    const float *in = values + row_start(row);
    memcpy(sums, page + row * sizeof sums, sizeof sums);
    for (unsigned i = 0; i < FACE; i++) sums[i] = add_bf16(sums[i], in[i]);
    memcpy(page + row * sizeof sums, sums, sizeof sums);
  }
}

static void pack_words(const float *values, uint8_t *page) {
  for (unsigned row = 0; row < 64; row++)
    memcpy(page + row * FACE * sizeof(float), values + row_start(row), FACE * sizeof(float));
}

static void accumulate_float32(const float *values, uint8_t *page) {
  for (unsigned row = 0; row < 64; row++) {
    float sums[FACE];
    const float *in = values + row_start(row);
    memcpy(sums, page + row * sizeof sums, sizeof sums);
    for (unsigned i = 0; i < FACE; i++) {
      float sum = canonical(float_from_bits(flush(float_bits(sums[i]))) + float_from_bits(flush(float_bits(in[i]))));
      sums[i] = float_from_bits(flush(float_bits(sum)));
    }
    memcpy(page + row * sizeof sums, sums, sizeof sums);
  }
}

// Sixteen values share the largest exponent; each is first cut to 6 bits of mantissa.
static void pack_bfp8_row(const float *in, uint8_t *exponent, uint8_t *out) {
  uint32_t cut[FACE], shared = 0;
  for (unsigned i = 0; i < FACE; i++) {
    cut[i] = ((float_bits(in[i]) >> 16) + 1) & 0xfffeu;
    uint32_t own = cut[i] >> 7 & 0xff;
    if (own > shared) shared = own;
  }
  *exponent = (uint8_t)shared;
  for (unsigned i = 0; i < FACE; i++) {
    uint32_t own = cut[i] >> 7 & 0xff, distance = shared - own;
    uint32_t mantissa = own && distance < 8 ? ((0x80 | (cut[i] & 0x7f)) + (1u << distance)) >> (distance + 1) : 0;
    if (mantissa > 127) mantissa = 127;
    out[i] = (uint8_t)(mantissa ? (cut[i] >> 15 & 1) << 7 | mantissa : 0);
  }
}

static void pack_any(DataFormat format, bool accumulate, const float *values, uint8_t *page) {
  switch (format) {
  case FORMAT_FLOAT16_B:
    if (accumulate) accumulate_bf16(values, page);
    else pack_bf16(values, page);
    return;
  case FORMAT_FLOAT32:
    if (accumulate) accumulate_float32(values, page);
    else pack_words(values, page);
    return;
  case FORMAT_BFP8_B:
    for (unsigned row = 0; row < 64; row++) pack_bfp8_row(values + row_start(row), page + row, page + 64 + row * FACE);
    return;
  case FORMAT_INT32:
  case FORMAT_UINT32: pack_words(values, page); return;
  case FORMAT_UINT16:
  case FORMAT_UINT8:
  case FORMAT_COUNT: return;  // the configuration check has refused them
  }
}

void tile_pack(bool simd, DataFormat format, bool accumulate, const float *values, uint8_t *page) {
  if (simd && accumulate && format == FORMAT_FLOAT32) simd_accumulate_float32(values, page);
  else pack_any(format, accumulate, values, page);
}

// ---- matmul. Products of bfloat16 and TF32 are exact in float32, so a product and a sum are one rounding with and without
// fused multiply-add; the order of the sums is the same in both versions.
static void matmul_plain(bool accumulate, const float *a, const float *b, float *d) {
  for (unsigned row = 0; row < SIDE; row++) {
    float sums[SIDE] = {0};
    for (unsigned k = 0; k < SIDE; k++)
      for (unsigned column = 0; column < SIDE; column++) sums[column] += a[row * SIDE + k] * b[k * SIDE + column];
    for (unsigned column = 0; column < SIDE; column++)
      d[row * SIDE + column] = canonical(accumulate ? d[row * SIDE + column] + sums[column] : sums[column]);
  }
}

static bool has_special(const float *tile) {
  uint32_t largest = 0;
  for (unsigned i = 0; i < SIDE * SIDE; i++) {
    uint32_t bits;
    memcpy(&bits, tile + i, sizeof bits);
    bits &= 0x7f800000;
    largest = bits > largest ? bits : largest;
  }
  return largest == 0x7f800000;
}

// The engine knows no NaN: 0 times anything is 0.
static void matmul_special(bool accumulate, const float *a, const float *b, float *d) {
  for (unsigned row = 0; row < SIDE; row++)
    for (unsigned column = 0; column < SIDE; column++) {
      float sum = 0;
      for (unsigned k = 0; k < SIDE; k++) {
        float x = a[row * SIDE + k], y = b[k * SIDE + column];
        if (fpclassify(x) != FP_ZERO && fpclassify(y) != FP_ZERO) sum += x * y;
      }
      d[row * SIDE + column] = canonical(accumulate ? d[row * SIDE + column] + sum : sum);
    }
}

void tile_matmul(bool simd, bool accumulate, const float *a, const float *b, float *d) {
  if (has_special(a) || has_special(b)) matmul_special(accumulate, a, b, d);
  else if (simd) simd_matmul(accumulate, a, b, d);
  else matmul_plain(accumulate, a, b, d);
}
