// Tiles as the host makes and reads them: 1024 values in row-major order <-> the bytes of a page. The four 16x16 faces lie one
// after the other, row by row; a Bfp8_b tile starts with 64 shared exponents, one per row of a face.
#include "emulator/tiles.h"

#include "base/convert.h"

enum { FACE = 16, SIDE = 32, ROWS = 64 };

static unsigned row_start(unsigned row) {
  unsigned face = row / FACE;
  return (face / 2 * FACE + row % FACE) * SIDE + face % 2 * FACE;
}

// ---- Bfp8_b: sign and 7-bit magnitude with the hidden one in bit 6, scaled by the shared exponent
static float bfp8_decode(uint8_t exponent, uint8_t byte) {
  uint32_t magnitude = byte & 0x7fu;
  if (!magnitude) return byte >> 7 ? -__builtin_inff() : 0;
  float value = (float)magnitude * 0x1p-6f;
  int scale = (int)exponent - 127;
  return (byte >> 7 ? -value : value) * (scale < -126 ? 0x1p-126f * 0x1p-1f : float_from_bits((uint32_t)(scale + 127) << 23));
}

// Nearest, ties to even, relative to the largest of the sixteen.
static void bfp8_encode_row(const float *in, uint8_t *exponent, uint8_t *out) {
  uint32_t shared = 0;
  for (unsigned i = 0; i < FACE; i++) {
    uint32_t own = float_bits(in[i]) >> 23 & 0xff;
    if (own > shared) shared = own;
  }
  *exponent = (uint8_t)shared;
  for (unsigned i = 0; i < FACE; i++) {
    uint32_t word = float_bits(in[i]), own = word >> 23 & 0xff, distance = shared - own + 17;
    uint32_t mantissa = own ? 0x800000u | (word & 0x7fffffu) : 0;
    uint32_t magnitude = distance > 24 ? 0 : mantissa >> distance;
    uint32_t rest = distance > 24 ? mantissa : mantissa & ((1u << distance) - 1);
    uint32_t half = distance > 24 ? UINT32_MAX : 1u << (distance - 1);
    if (rest > half || (rest == half && magnitude & 1)) magnitude++;
    if (magnitude > 127) magnitude = 127;
    out[i] = (uint8_t)(magnitude ? word >> 31 << 7 | magnitude : 0);
  }
}

// ---- one row of sixteen values
static void encode_row(DataFormat format, const float *in, unsigned row, uint8_t *page) {
  uint16_t halves[FACE];
  switch (format) {
  case FORMAT_FLOAT32: memcpy(page + row * FACE * 4, in, FACE * 4); return;
  case FORMAT_FLOAT16_B:
    for (unsigned i = 0; i < FACE; i++) halves[i] = float_to_bf16(in[i]);
    memcpy(page + row * sizeof halves, halves, sizeof halves);
    return;
  case FORMAT_BFP8_B: bfp8_encode_row(in, page + row, page + ROWS + row * FACE); return;
  case FORMAT_INT32:
  case FORMAT_UINT32:
  case FORMAT_UINT16:
  case FORMAT_UINT8:
  case FORMAT_COUNT: return;  // tile_encode_int's
  }
}

static void decode_row(DataFormat format, const uint8_t *page, unsigned row, float *out) {
  uint16_t halves[FACE];
  switch (format) {
  case FORMAT_FLOAT32: memcpy(out, page + row * FACE * 4, FACE * 4); return;
  case FORMAT_FLOAT16_B:
    memcpy(halves, page + row * sizeof halves, sizeof halves);
    for (unsigned i = 0; i < FACE; i++) out[i] = bf16_to_float(halves[i]);
    return;
  case FORMAT_BFP8_B:
    for (unsigned i = 0; i < FACE; i++) out[i] = bfp8_decode(page[row], page[ROWS + row * FACE + i]);
    return;
  case FORMAT_INT32:
  case FORMAT_UINT32:
  case FORMAT_UINT16:
  case FORMAT_UINT8:
  case FORMAT_COUNT: return;  // tile_decode_int's
  }
}

void tile_encode(DataFormat format, const float values[1024], void *page) {
  for (unsigned row = 0; row < ROWS; row++) encode_row(format, values + row_start(row), row, page);
}

void tile_decode(DataFormat format, const void *page, float values[1024]) {
  for (unsigned row = 0; row < ROWS; row++) decode_row(format, page, row, values + row_start(row));
}

// ---- integers: wrapped to the width of the format
static unsigned integer_bytes(DataFormat format) { return format_tile_bytes(format) / 1024; }

void tile_encode_int(DataFormat format, const int32_t values[1024], void *page) {
  unsigned width = integer_bytes(format);
  uint8_t *out = page;
  for (unsigned row = 0; row < ROWS; row++)
    for (unsigned i = 0; i < FACE; i++, out += width) {
      uint32_t value = (uint32_t)values[row_start(row) + i];
      for (unsigned byte = 0; byte < width; byte++) out[byte] = (uint8_t)(value >> 8 * byte);
    }
}

void tile_decode_int(DataFormat format, const void *page, int32_t values[1024]) {
  unsigned width = integer_bytes(format);
  const uint8_t *in = page;
  for (unsigned row = 0; row < ROWS; row++)
    for (unsigned i = 0; i < FACE; i++, in += width) {
      uint32_t value = 0;
      for (unsigned byte = 0; byte < width; byte++) value |= (uint32_t)in[byte] << 8 * byte;
      values[row_start(row) + i] = (int32_t)value;
    }
}
