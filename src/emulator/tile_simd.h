// Vector versions of three loops of tile_math.c; only where tile_has_simd() says so.
#pragma once
#include "emulator/tile_math.h"

// Row `row` of 16 values (0..63, in the order of L1) stands at this index of a row-major tile.
static inline unsigned row_start(unsigned row) {
  unsigned face = row / 16;
  return (face / 2 * 16 + row % 16) * 32 + face % 2 * 16;
}

void simd_unpack_bf16(const uint8_t *page, float *values);
void simd_accumulate_float32(const float *values, uint8_t *page);
void simd_matmul(bool accumulate, const float *a, const float *b, float *d);
