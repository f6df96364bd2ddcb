// The FPU bit for bit, as the ISA defines it (--numerics=exact): none of it is IEEE. Tiles are 1024 float32 words in row-major order;
// operands hold what the unpacker puts into SrcA/SrcB (TF32 or bfloat16 values). Sources: docs/emulator.md.
#pragma once
#include "device/device.h"

typedef struct ExactMode {
  MathFidelity fidelity;
  bool fp32_dest;       // 32-bit DST; else every result is a bfloat16
  bool minus_one_quirk; // Wormhole: a sum of exactly -1 unit is normalised 27 places too little
  bool simd;            // AVX2; the bits are the same
} ExactMode;

bool exact_has_simd(void);
// dest += in0 x in1: 32x32 elements. in0 is SrcB, in1 is SrcA. Per element: phases outside, the two halves of k inside.
void exact_matmul(const ExactMode *mode, const float *in0, const float *in1, float *dest);
// dest = a + b, a - b (no fidelity); dest += a * b (one step per phase).
void exact_add(const ExactMode *mode, const float *a, const float *b, bool subtract, float *dest);
void exact_multiply(const ExactMode *mode, const float *a, const float *b, float *dest);
// Sums over a tile, onto column 0, row 0 and element [0, 0] of dest. Only row 0 of each face of the scaler is used. exact_sum_all moves a row
// of sums through SrcB and scales it again; tf32: the sources hold TF32 values.
void exact_sum_rows(const ExactMode *mode, const float *data, const float *scaler, float *dest);
void exact_sum_columns(const ExactMode *mode, const float *data, const float *scaler, float *dest);
void exact_sum_all(const ExactMode *mode, const float *data, const float *scaler, bool tf32, float *dest);
