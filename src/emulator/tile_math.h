// Arithmetic of tiles as the engines do it in --numerics=fast: whole-tile float32 sums in a fixed order. Tiles in registers are
// 1024 values in row-major order; tiles in L1 are four 16x16 faces.
#pragma once
#include "base/convert.h"
#include "device/device.h"

// The one NaN that arithmetic makes: hosts differ in its sign and payload.
static inline float canonical(float value) { return value != value ? float_from_bits(0x7fc00000u) : value; }

// The chip compares sign and magnitude: -0 is below +0, a NaN lies beyond the infinity of its sign.
static inline int32_t tile_order(float value) {
  uint32_t bits = float_bits(value);
  return (int32_t)(bits ^ (bits >> 31 ? 0x7fffffffu : 0));
}

// How the unpacker rounds a Float32 tile: for SrcA/SrcB with 32-bit DST, with 16-bit DST, or not at all (to DST).
typedef enum UnpackMode { UNPACK_TF32, UNPACK_BF16, UNPACK_EXACT } UnpackMode;

// simd: use the host's vector instructions (if tile_has_simd); the bits are the same.
bool tile_has_simd(void);
void tile_unpack(bool simd, DataFormat format, UnpackMode mode, const uint8_t *page, float *values);
void tile_transpose(const float *values, float *transposed);
// Element [i, j] = values[i * row_step][j * column_step]: steps 0, 1 spread row 0, steps 1, 0 column 0, steps 0, 0 element [0, 0].
void tile_broadcast(const float *values, unsigned row_step, unsigned column_step, float *spread);
// d = a x b, or d += a x b: for each element first the 32 products in rising k, then d.
void tile_matmul(bool simd, bool accumulate, const float *a, const float *b, float *d);
// Packs for L1; accumulate: adds to what is in the page (Float32 and Float16_b).
void tile_pack(bool simd, DataFormat format, bool accumulate, const float *values, uint8_t *page);
// To bfloat16: half away from zero as the FPU and the packer, cut off as SFPSTORE, to nearest even as SFPU code that rounds.
void tile_round_half_away(float *values);
void tile_truncate(float *values);
void tile_round_to_even(float *values);
// What adding zero makes of a tile that the FPU moves: denormals and zeros become +0, NaNs the infinity of their sign. A move that flushes
// does the first only.
void tile_add_zero(float *values);
void tile_flush_to_zero(float *values);
// As a 16-bit DST goes to the packer: NaNs become infinities, denormals and zeros +0.
void tile_pack_narrow(const float *values, float *packed);
// The SFPU knows no denormals.
void tile_flush_denormals(float *values);
