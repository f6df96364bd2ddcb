// The FPU of Wormhole and Blackhole in integers: see exact.h. In: words of source registers; out: words of DST.
//
// A source datum has sign, 8-bit exponent and 11-bit mantissa (hidden bit included); exponent 0 is zero. A phase multiplies 5 bits of
// SrcA by 7 bits of SrcB. Eight products are added at the grain of the largest, rounded half up; two such sums and DST are added
// at the grain of the largest of the three; every step rounds to DST. Loops run over a row of lanes and have no branches, so that
// the compiler vectorises them.
#include "emulator/exact_simd.h"

#include <stdint.h>

enum { LANES = 32, SIDE = 32, HALF = 16, GROUP = 8, EXPONENT_BIAS = 127, ZERO_EXPONENT = -4096 };

#define INLINE static inline __attribute__((always_inline))

// What one phase sees of a tile: exponents (ZERO_EXPONENT for zeros), sign masks (0 or -1), the mantissa parts.
typedef struct Operand {
  int32_t exponent[SIDE][SIDE], sign[SIDE][SIDE], part[2][SIDE][SIDE];
} Operand;

INLINE int32_t word_of(float value) {
  int32_t word;
  memcpy(&word, &value, sizeof word);
  return word;
}

INLINE float float_of(int32_t word) {
  float value;
  memcpy(&value, &word, sizeof value);
  return value;
}

INLINE int32_t maximum(int32_t a, int32_t b) { return a > b ? a : b; }
INLINE int32_t minimum(int32_t a, int32_t b) { return a < b ? a : b; }

// Position of the highest set bit of a positive number below 2^30. Clearing the bit behind it keeps the conversion from rounding up.
INLINE int32_t highest_bit(int32_t value) { return (word_of((float)(value & ~(value >> 1))) >> 23) - EXPONENT_BIAS; }

// SrcA parts: bits 10..6 and 5..1; SrcB parts: bits 10..4 and 3..0 moved up by 3.
INLINE void split(const float *values, bool source_b, Operand *operand) {
  for (int r = 0; r < SIDE; r++)
    for (int j = 0; j < SIDE; j++) {
      int32_t word = word_of(values[r * SIDE + j]), exponent = word >> 23 & 255, mantissa = (word >> 13 & 0x3ff) | 0x400;
      int32_t zero = exponent == 0 ? 0 : -1;
      operand->exponent[r][j] = exponent == 0 ? ZERO_EXPONENT : exponent;
      operand->sign[r][j] = word >> 31;
      operand->part[0][r][j] = (source_b ? mantissa >> 4 : mantissa >> 6) & zero;
      operand->part[1][r][j] = (source_b ? (mantissa & 15) << 3 : mantissa >> 1 & 31) & zero;
    }
}

typedef struct Term {
  int32_t sign[LANES];  // 0 or -1
  int32_t exponent[LANES], mantissa[LANES];
} Term;

// (mantissa + half - correction) >> distance, 0 from a distance of 31 on.
INLINE int32_t shift_rounded(int32_t mantissa, int32_t distance, int32_t correction) {
  int32_t near = minimum(maximum(distance, 1), 30);
  int32_t shifted = (mantissa + (1 << (near - 1)) - correction) >> near;
  return distance <= 0 ? mantissa : distance >= 31 ? 0 : shifted;
}

INLINE int32_t to_grain(int32_t mantissa, int32_t correction) { return (mantissa + 0x1000 - correction) & ~0x1fff; }

// A term in the frame of `exponent`, with its sign relative to DST's.
INLINE int32_t aligned(int32_t mantissa, int32_t own, int32_t sign, int32_t exponent, int32_t dest_sign, bool fp32_dest) {
  int32_t shifted = shift_rounded(mantissa, exponent - own, -sign);
  if (!fp32_dest) shifted = to_grain(shifted, -sign);
  int32_t relative = sign ^ dest_sign;
  return (shifted ^ relative) - relative;
}

// Normalises sign, exponent, magnitude to a DST word.
INLINE int32_t encode(int32_t sign, int32_t exponent, int32_t magnitude, bool fp32_dest, bool quirk) {
  int32_t shift = 23 - highest_bit(maximum(magnitude, 1));
  shift -= quirk && sign != 0 && magnitude == 1 ? 27 : 0;
  int32_t result = exponent - shift;
  int32_t left = fp32_dest ? shift : shift - 16, right = maximum(-left, 1);
  int32_t rounded = (magnitude + (1 << (right - 1))) >> right;
  int32_t mantissa = left < 0 ? rounded : (int32_t)((uint32_t)magnitude << maximum(left, 0));
  if (!fp32_dest) mantissa = (int32_t)((uint32_t)mantissa << 16);
  result += mantissa >> 24 & 1;
  int32_t body = result >= 255 ? 255 << 23 : (int32_t)((uint32_t)result << 23) | (mantissa & 0x7fffff);
  int32_t word = (int32_t)((uint32_t)sign & 0x80000000u) | body;
  return exponent <= 0 || magnitude == 0 || result <= 0 ? 0 : word;
}

// dest = dest + the terms, for a row of lanes.
INLINE void accumulate(const Term *terms, int count, float *dest, bool fp32_dest, bool quirk) {
  for (int j = 0; j < LANES; j++) {
    int32_t word = word_of(dest[j]), sign = word >> 31, own = word >> 23 & 255;
    int32_t mantissa = own == 0 ? 0 : (word & 0x7fffff) | 0x800000;
    int32_t exponent = maximum(own, terms[0].exponent[j]);
    if (count == 2) exponent = maximum(exponent, terms[1].exponent[j]);
    int32_t sum = shift_rounded(mantissa, exponent - own, 0);
    if (!fp32_dest) sum = to_grain(sum, 0);
    sum += aligned(terms[0].mantissa[j], terms[0].exponent[j], terms[0].sign[j], exponent, sign, fp32_dest);
    if (count == 2) sum += aligned(terms[1].mantissa[j], terms[1].exponent[j], terms[1].sign[j], exponent, sign, fp32_dest);
    int32_t negative = sum >> 31, magnitude = (sum ^ negative) - negative;
    dest[j] = float_of(encode(sign ^ negative, exponent, magnitude, fp32_dest, quirk));
  }
}

INLINE int32_t phase_adjust(int phase) { return -EXPONENT_BIAS - (phase & 1 ? 5 : 0) - (phase & 2 ? 7 : 0); }

// Which part a phase sees: of SrcA the upper in even phases, of SrcB the upper in the first two.
INLINE int part_of(bool source_b, int phase) { return source_b ? phase >> 1 : phase & 1; }

// One factor for all lanes times a row of another operand, eight times: rows of `lanes` from `k` on, columns of row `row` of
// `factors` from `factor_k` on.
typedef struct Products {
  const Operand *lanes, *factors;
  int k, row, factor_k;
  bool lanes_are_b;  // the lanes' operand is in SrcB
} Products;

// The eight products as one term.
INLINE void sum_products(Products p, int phase, Term *term) {
  int32_t largest[LANES] = {0}, sum[LANES] = {0}, adjust = phase_adjust(phase);
  int lane_part = part_of(p.lanes_are_b, phase), factor_part = part_of(!p.lanes_are_b, phase);
  for (int g = 0; g < GROUP; g++)
    for (int j = 0; j < LANES; j++)
      largest[j] = maximum(largest[j], p.lanes->exponent[p.k + g][j] + p.factors->exponent[p.row][p.factor_k + g] + adjust);
  for (int g = 0; g < GROUP; g++) {
    int at = p.factor_k + g;
    int32_t factor = p.factors->part[factor_part][p.row][at], sign = p.factors->sign[p.row][at], exponent = p.factors->exponent[p.row][at] + adjust;
    for (int j = 0; j < LANES; j++) {
      int32_t distance = minimum(largest[j] - exponent - p.lanes->exponent[p.k + g][j], 30);
      int32_t product = (2 * p.lanes->part[lane_part][p.k + g][j] * factor + (1 << minimum(distance, 29))) >> minimum(distance + 1, 30);
      int32_t mask = p.lanes->sign[p.k + g][j] ^ sign;
      sum[j] += (product ^ mask) - mask;
    }
  }
  for (int j = 0; j < LANES; j++) {
    int32_t sign = sum[j] >> 31, magnitude = (sum[j] ^ sign) - sign;
    term->sign[j] = sign;
    term->exponent[j] = largest[j];
    term->mantissa[j] = largest[j] <= 0 ? 0 : magnitude << 13;
  }
}

// One MVMUL: dest += sixteen products, for a row of lanes.
INLINE void step(Products p, int phase, float *dest, bool fp32_dest, bool quirk) {
  Term terms[2];
  sum_products(p, phase, &terms[0]);
  p.k += GROUP;
  p.factor_k += GROUP;
  sum_products(p, phase, &terms[1]);
  accumulate(terms, 2, dest, fp32_dest, quirk);
}

INLINE void matmul(const ExactMode *mode, const float *in0, const float *in1, float *dest, bool fp32_dest) {
  Operand a, b;
  split(in1, false, &a);
  split(in0, true, &b);
  for (int phase = 0; phase <= (int)mode->fidelity; phase++)
    for (int k = 0; k < SIDE; k += HALF)
      for (int row = 0; row < SIDE; row++)
        step((Products){&a, &b, k, row, k, false}, phase, dest + row * SIDE, fp32_dest, mode->minus_one_quirk);
}

INLINE void multiply_into(const ExactMode *mode, const float *a_values, const float *b_values, float *dest, bool fp32_dest) {
  Operand a, b;
  split(a_values, false, &a);
  split(b_values, true, &b);
  for (int phase = 0; phase <= (int)mode->fidelity; phase++)
    for (int row = 0; row < SIDE; row++) {
      Term term;
      for (int j = 0; j < LANES; j++) {
        int32_t exponent = a.exponent[row][j] + b.exponent[row][j] + phase_adjust(phase), dead = exponent <= 0;
        term.sign[j] = dead ? 0 : a.sign[row][j] ^ b.sign[row][j];
        term.exponent[j] = dead ? 0 : exponent;
        term.mantissa[j] = dead ? 0 : (a.part[phase & 1][row][j] * b.part[phase >> 1][row][j]) << 13;
      }
      accumulate(&term, 1, dest + row * SIDE, fp32_dest, mode->minus_one_quirk);
    }
}

// 16- and 32-bit DST apart, so that the mode is no branch in the loops.
INLINE void multiply(const ExactMode *mode, const float *a, const float *b, float *dest) {
  if (mode->fp32_dest) multiply_into(mode, a, b, dest, true);
  else multiply_into(mode, a, b, dest, false);
}

INLINE void add_into(const ExactMode *mode, const float *a_values, const float *b_values, bool subtract, float *dest, bool fp32_dest) {
  for (int row = 0; row < SIDE; row++) {
    Term term;
    for (int j = 0; j < LANES; j++) {
      int32_t a = word_of(a_values[row * SIDE + j]) >> 13 & 0x7ffff;
      int32_t b = (word_of(b_values[row * SIDE + j]) >> 13 & 0x7ffff) ^ (subtract ? 0x40000 : 0);
      a = (a & 0x3ffff) < 0x400 ? 0 : a;
      b = (b & 0x3ffff) < 0x400 ? 0 : b;
      bool swap = (a & 0x3ffff) < (b & 0x3ffff);
      int32_t large = swap ? b : a, small = swap ? a : b, distance = (large >> 10 & 255) - (small >> 10 & 255);
      int32_t large_mantissa = large == 0 ? 0 : (large & 0x3ff) | 0x400, small_mantissa = small == 0 ? 0 : (small & 0x3ff) | 0x400;
      int32_t near = minimum(maximum(distance, 1), 12);
      int32_t shifted = distance == 0 ? small_mantissa : distance >= 12 ? 0 : (small_mantissa + (1 << (near - 1))) >> near;
      int32_t sum = (large >> 18) == (small >> 18) ? large_mantissa + shifted : large_mantissa - shifted;
      term.sign[j] = -(large >> 18);
      term.exponent[j] = large >> 10 & 255;
      term.mantissa[j] = sum << 13;
    }
    memset(dest + row * SIDE, 0, SIDE * sizeof *dest);
    accumulate(&term, 1, dest + row * SIDE, fp32_dest, mode->minus_one_quirk);
  }
}

INLINE void add(const ExactMode *mode, const float *a, const float *b, bool subtract, float *dest) {
  if (mode->fp32_dest) add_into(mode, a, b, subtract, dest, true);
  else add_into(mode, a, b, subtract, dest, false);
}

// ---- reductions
// As a matmul whose in1 has the scaler's row 0 in column 0; the lanes are rows.
INLINE void sum_rows(const ExactMode *mode, const float *data, const float *scaler, float *dest) {
  float columns[SIDE * SIDE], sums[LANES];
  for (int r = 0; r < SIDE; r++) {
    for (int k = 0; k < SIDE; k++) columns[k * SIDE + r] = data[r * SIDE + k];
    sums[r] = dest[r * SIDE];
  }
  Operand lanes, factors;
  split(columns, true, &lanes);
  split(scaler, false, &factors);
  for (int phase = 0; phase <= (int)mode->fidelity; phase++)
    for (int k = 0; k < SIDE; k += HALF) step((Products){&lanes, &factors, k, 0, k, true}, phase, sums, mode->fp32_dest, mode->minus_one_quirk);
  for (int r = 0; r < SIDE; r++) dest[r * SIDE] = sums[r];
}

// Pools the upper or lower two faces onto a row of 32 sums; each face has its own scaler.
INLINE void pool(const ExactMode *mode, const Operand *data, const Operand *scaler, int k, float *sums) {
  for (int phase = 0; phase <= (int)mode->fidelity; phase++)
    for (int column = 0; column < SIDE; column += HALF) {
      float all[LANES];
      memcpy(all, sums, sizeof all);
      step((Products){data, scaler, k, k, column, false}, phase, all, mode->fp32_dest, mode->minus_one_quirk);
      memcpy(sums + column, all + column, HALF * sizeof *sums);
    }
}

INLINE void sum_columns(const ExactMode *mode, const float *data, const float *scaler, float *dest) {
  Operand lanes, factors;
  split(data, false, &lanes);
  split(scaler, true, &factors);
  pool(mode, &lanes, &factors, 0, dest);
  pool(mode, &lanes, &factors, HALF, dest);
}

// The four faces one after the other onto one row of 16, which comes back as a column of SrcA and is pooled with the last face's scaler.
INLINE void sum_all(const ExactMode *mode, const float *data, const float *scaler, bool tf32, float *dest) {
  float faces[2][SIDE * SIDE] = {{0}}, sums[LANES] = {0}, column[SIDE * SIDE] = {0}, result[LANES] = {dest[0]};
  for (int i = 0; i < SIDE * SIDE; i++) faces[i % SIDE / HALF][i - i % SIDE + i % HALF] = data[i];
  Operand left, right, lanes, factors;
  split(faces[0], false, &left);
  split(faces[1], false, &right);
  split(scaler, true, &factors);
  for (int face = 0; face < 4; face++)
    for (int phase = 0; phase <= (int)mode->fidelity; phase++)
      step((Products){face & 1 ? &right : &left, &factors, face / 2 * HALF, face / 2 * HALF, face % 2 * HALF, false}, phase, sums, mode->fp32_dest,
           mode->minus_one_quirk);
  for (int k = 0; k < HALF; k++) column[k * SIDE] = float_of(word_of(sums[k]) & (int32_t)(tf32 ? 0xffffe000u : 0xffff0000u));
  split(column, false, &lanes);
  for (int phase = 0; phase <= (int)mode->fidelity; phase++)
    step((Products){&lanes, &factors, 0, HALF, HALF, false}, phase, result, mode->fp32_dest, mode->minus_one_quirk);
  dest[0] = result[0];
}

// ---- the same code for every host and, but for matmul, for AVX2
#if defined(__x86_64__)
#define VECTOR_HOST __attribute__((target("avx2")))
bool exact_has_simd(void) { return __builtin_cpu_supports("avx2"); }
#else
#define VECTOR_HOST
bool exact_has_simd(void) { return false; }
#endif

#define EXACT(name, body, parameters, ...)                               \
  static void body##_plain parameters { body(__VA_ARGS__); }             \
  VECTOR_HOST static void body##_vector parameters { body(__VA_ARGS__); } \
  void name parameters { (mode->simd ? body##_vector : body##_plain)(__VA_ARGS__); }

EXACT(exact_add, add, (const ExactMode *mode, const float *a, const float *b, bool subtract, float *dest), mode, a, b, subtract, dest)
EXACT(exact_multiply, multiply, (const ExactMode *mode, const float *a, const float *b, float *dest), mode, a, b, dest)
EXACT(exact_sum_rows, sum_rows, (const ExactMode *mode, const float *data, const float *scaler, float *dest), mode, data, scaler, dest)
EXACT(exact_sum_columns, sum_columns, (const ExactMode *mode, const float *data, const float *scaler, float *dest), mode, data, scaler, dest)
EXACT(exact_sum_all, sum_all, (const ExactMode *mode, const float *data, const float *scaler, bool tf32, float *dest), mode, data, scaler, tf32, dest)

void exact_matmul(const ExactMode *mode, const float *in0, const float *in1, float *dest) {
  if (mode->simd) exact_simd_matmul(mode, in0, in1, dest);
  else if (mode->fp32_dest) matmul(mode, in0, in1, dest, true);
  else matmul(mode, in0, in1, dest, false);
}
