// exact_matmul for hosts with AVX2: the same bits as exact.c, sixteen 16-bit lanes for products and eight 32-bit lanes for sums.
//
// A product has 12 bits and is moved right by its distance d to the largest exponent of its group, rounded half up: with weight 2^(14-d)
// that is the instruction vpmulhrsw, (2 * product * weight + 2^14) >> 15. Distances do not depend on the phase, so the weights serve all
// phases. Sums of eight stay within 16 bits. A DST row is kept as sign, exponent and mantissa until all steps are done.
#include "emulator/exact_simd.h"

#ifdef __x86_64__
#include <immintrin.h>

#define AVX2 static inline __attribute__((always_inline, target("avx2")))

enum { SIDE = 32, HALF = 16, GROUP = 8, GROUPS = 4, PHASES = 4, BIAS = 127, ZERO_EXPONENT = -4096, FARTHEST = 14 };

// Rows of SrcA (in1), sixteen columns at a time.
typedef struct Lanes {
  __m256i exponent[SIDE][2], part[2][SIDE][2];
  __m256i sign[2][SIDE][2];  // 1 or -1; [1]: the other way round
} Lanes;

// SrcB (in0), one number at a time; parts are doubled.
typedef struct Factors {
  int16_t exponent[SIDE][SIDE], part[2][SIDE][SIDE];
  uint8_t negative[SIDE][SIDE];
} Factors;

// Sums of eight products of a row and sixteen columns, for each phase and group of k.
typedef struct Sums {
  __m256i sum[PHASES][GROUPS], exponent[GROUPS];
} Sums;

// A row of eight DST words, taken apart: twice the mantissa (0 for zero), the exponent, a number that has the sign.
typedef struct Dest {
  __m256i mantissa2, exponent, sign;
} Dest;

AVX2 __m256i to_halves(__m256i low, __m256i high) { return _mm256_permute4x64_epi64(_mm256_packs_epi32(low, high), 0xd8); }

AVX2 void split_lanes(const float *values, Lanes *lanes) {
  const __m256i field = _mm256_set1_epi32(255), hidden = _mm256_set1_epi32(0x400), low = _mm256_set1_epi32(31), one = _mm256_set1_epi16(1);
  for (int k = 0; k < SIDE; k++)
    for (int v = 0; v < 2; v++) {
      __m256i exponent[2], upper[2], lower[2], sign[2];
      for (int h = 0; h < 2; h++) {
        __m256i word = _mm256_loadu_si256((const __m256i *)(const void *)(values + k * SIDE + v * 16 + h * 8));
        __m256i own = _mm256_and_si256(_mm256_srli_epi32(word, 23), field), zero = _mm256_cmpeq_epi32(own, _mm256_setzero_si256());
        __m256i mantissa = _mm256_or_si256(_mm256_and_si256(_mm256_srli_epi32(word, 13), _mm256_set1_epi32(0x3ff)), hidden);
        exponent[h] = _mm256_blendv_epi8(own, _mm256_set1_epi32(ZERO_EXPONENT), zero);
        upper[h] = _mm256_andnot_si256(zero, _mm256_srli_epi32(mantissa, 6));
        lower[h] = _mm256_andnot_si256(zero, _mm256_and_si256(_mm256_srli_epi32(mantissa, 1), low));
        sign[h] = _mm256_srai_epi32(word, 31);
      }
      lanes->exponent[k][v] = to_halves(exponent[0], exponent[1]);
      lanes->part[0][k][v] = to_halves(upper[0], upper[1]);
      lanes->part[1][k][v] = to_halves(lower[0], lower[1]);
      lanes->sign[0][k][v] = _mm256_or_si256(to_halves(sign[0], sign[1]), one);
      lanes->sign[1][k][v] = _mm256_sub_epi16(_mm256_setzero_si256(), lanes->sign[0][k][v]);
    }
}

static void split_factors(const float *values, Factors *factors) {
  for (int row = 0; row < SIDE; row++)
    for (int k = 0; k < SIDE; k++) {
      uint32_t word;
      memcpy(&word, values + row * SIDE + k, sizeof word);
      int exponent = word >> 23 & 255, mantissa = (int)(word >> 13 & 0x3ff) | 0x400;
      factors->exponent[row][k] = (int16_t)(exponent ? exponent : ZERO_EXPONENT);
      factors->part[0][row][k] = (int16_t)(exponent ? mantissa >> 4 << 1 : 0);
      factors->part[1][row][k] = (int16_t)(exponent ? (mantissa & 15) << 4 : 0);
      factors->negative[row][k] = (uint8_t)(word >> 31);
    }
}

// 2^(14 - d) for d in 0..14, by bytes: the low one is 128 >> (d - 7) and the high one 128 >> (d + 1), both from one table.
AVX2 __m256i weight(__m256i distance) {
  const __m256i table = _mm256_broadcastsi128_si256(_mm_setr_epi8((char)128, 64, 32, 16, 8, 4, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0));
  __m256i both = _mm256_mullo_epi16(_mm256_min_epi16(distance, _mm256_set1_epi16(FARTHEST)), _mm256_set1_epi16(0x0101));
  return _mm256_shuffle_epi8(table, _mm256_add_epi8(both, _mm256_set1_epi16(0x01f9)));
}

AVX2 void sum_group(const Lanes *lanes, const Factors *factors, int row, int v, int group, int phases, Sums *sums) {
  __m256i weights[GROUP], largest = _mm256_set1_epi16(2 * ZERO_EXPONENT);
  const int first = group * GROUP;
#pragma GCC unroll 8
  for (int k = 0; k < GROUP; k++) {
    weights[k] = _mm256_add_epi16(lanes->exponent[first + k][v], _mm256_set1_epi16(factors->exponent[row][first + k]));
    largest = _mm256_max_epi16(largest, weights[k]);
  }
#pragma GCC unroll 8
  for (int k = 0; k < GROUP; k++) weights[k] = weight(_mm256_sub_epi16(largest, weights[k]));
  __m256i total[PHASES];
  for (int phase = 0; phase < phases; phase++) total[phase] = _mm256_setzero_si256();
#pragma GCC unroll 8
  for (int k = 0; k < GROUP; k++) {
    int at = first + k;
    const __m256i *sign = &lanes->sign[factors->negative[row][at]][at][v];
#pragma GCC unroll 4
    for (int phase = 0; phase < phases; phase++) {
      __m256i product = _mm256_mullo_epi16(lanes->part[phase & 1][at][v], _mm256_set1_epi16(factors->part[phase >> 1][row][at]));
      total[phase] = _mm256_add_epi16(total[phase], _mm256_sign_epi16(_mm256_mulhrs_epi16(product, weights[k]), *sign));
    }
  }
  for (int phase = 0; phase < phases; phase++) sums->sum[phase][group] = total[phase];
  sums->exponent[group] = largest;
}

// ---- DST
AVX2 Dest take_apart(__m256i word) {
  __m256i exponent = _mm256_and_si256(_mm256_srli_epi32(word, 23), _mm256_set1_epi32(255)), zero = _mm256_cmpeq_epi32(exponent, _mm256_setzero_si256());
  __m256i mantissa = _mm256_or_si256(_mm256_and_si256(word, _mm256_set1_epi32(0x7fffff)), _mm256_set1_epi32(0x800000));
  return (Dest){_mm256_andnot_si256(zero, _mm256_slli_epi32(mantissa, 1)), exponent, _mm256_or_si256(word, _mm256_set1_epi32(1))};
}

// Exponent 255 is infinity.
AVX2 __m256i put_together(Dest dest) {
  __m256i mantissa = _mm256_and_si256(_mm256_srli_epi32(dest.mantissa2, 1), _mm256_set1_epi32(0x7fffff));
  __m256i word = _mm256_or_si256(_mm256_slli_epi32(dest.exponent, 23), mantissa);
  __m256i zero = _mm256_cmpeq_epi32(dest.exponent, _mm256_setzero_si256());
  return _mm256_andnot_si256(zero, _mm256_or_si256(word, _mm256_and_si256(dest.sign, _mm256_set1_epi32(INT32_MIN))));
}

// The magnitude 2m (or 2m - 1, see below) moved right by d and halved, rounded half up: (m + 2^(d-1)) >> d, m itself for d = 0.
AVX2 __m256i move_right(__m256i mantissa2, __m256i distance) {
  return _mm256_srli_epi32(_mm256_add_epi32(_mm256_srlv_epi32(mantissa2, distance), _mm256_set1_epi32(1)), 1);
}

// A sum of products in the frame of `exponent`. Halves of negative sums go toward zero, hence 2m - 1.
AVX2 __m256i align_sum(__m256i sum, __m256i own, __m256i exponent, bool fp32_dest) {
  __m256i negative = _mm256_srai_epi32(sum, 31);
  __m256i mantissa2 = _mm256_add_epi32(_mm256_slli_epi32(_mm256_abs_epi32(sum), 14), negative);
  __m256i moved = move_right(mantissa2, _mm256_sub_epi32(exponent, own));
  if (!fp32_dest)
    moved = _mm256_andnot_si256(_mm256_set1_epi32(0x1fff), _mm256_add_epi32(moved, _mm256_add_epi32(negative, _mm256_set1_epi32(0x1000))));
  return _mm256_sign_epi32(moved, sum);
}

// dest += two sums of products.
AVX2 Dest add_sums(Dest dest, const __m256i *sums, const __m256i *exponents, bool fp32_dest, bool quirk) {
  __m256i exponent = _mm256_max_epi32(dest.exponent, _mm256_max_epi32(exponents[0], exponents[1]));
  __m256i own = move_right(dest.mantissa2, _mm256_sub_epi32(exponent, dest.exponent));
  if (!fp32_dest) own = _mm256_andnot_si256(_mm256_set1_epi32(0x1fff), _mm256_add_epi32(own, _mm256_set1_epi32(0x1000)));
  __m256i total = _mm256_sign_epi32(own, dest.sign);
  total = _mm256_add_epi32(total, align_sum(sums[0], exponents[0], exponent, fp32_dest));
  total = _mm256_add_epi32(total, align_sum(sums[1], exponents[1], exponent, fp32_dest));
  // A sum of exactly -1 is taken for -2^27. With a 16-bit DST sums are multiples of 2^13.
  if (quirk && fp32_dest)
    total = _mm256_blendv_epi8(total, _mm256_set1_epi32(-(1 << 27)), _mm256_cmpeq_epi32(total, _mm256_set1_epi32(-1)));
  __m256i value = _mm256_abs_epi32(total);
  // The exponent field of the value as a float; the bit behind the highest is cleared so that the conversion does not round up.
  __m256i highest = _mm256_srli_epi32(_mm256_castps_si256(_mm256_cvtepi32_ps(_mm256_andnot_si256(_mm256_srli_epi32(value, 1), value))), 23);
  __m256i top = _mm256_sllv_epi32(value, _mm256_sub_epi32(_mm256_set1_epi32(BIAS + 30), highest));  // highest bit to bit 30
  __m256i mantissa = fp32_dest ? _mm256_srli_epi32(_mm256_add_epi32(top, _mm256_set1_epi32(1 << 6)), 7)
                               : _mm256_slli_epi32(_mm256_srli_epi32(_mm256_add_epi32(top, _mm256_set1_epi32(1 << 22)), 23), 16);
  exponent = _mm256_add_epi32(_mm256_add_epi32(exponent, highest), _mm256_sub_epi32(_mm256_srli_epi32(mantissa, 24), _mm256_set1_epi32(BIAS + 23)));
  mantissa = _mm256_or_si256(_mm256_and_si256(mantissa, _mm256_set1_epi32(0x7fffff)), _mm256_set1_epi32(0x800000));
  __m256i infinite = _mm256_cmpgt_epi32(exponent, _mm256_set1_epi32(254));
  exponent = _mm256_min_epi32(exponent, _mm256_set1_epi32(255));
  mantissa = _mm256_blendv_epi8(mantissa, _mm256_set1_epi32(0x800000), infinite);
  __m256i alive = _mm256_and_si256(_mm256_cmpgt_epi32(exponent, _mm256_setzero_si256()), _mm256_cmpgt_epi32(value, _mm256_setzero_si256()));
  return (Dest){_mm256_and_si256(alive, _mm256_slli_epi32(mantissa, 1)), _mm256_and_si256(alive, exponent), total};
}

// Sixteen columns of a row: the steps in their order, phases outside, halves of k inside.
AVX2 void accumulate(const Sums *sums, int phases, float *dest, bool fp32_dest, bool quirk) {
  __m256i *words = (__m256i *)(void *)dest;
  Dest low = take_apart(_mm256_loadu_si256(words)), high = take_apart(_mm256_loadu_si256(words + 1));
  for (int phase = 0; phase < phases; phase++) {
    const __m256i adjust = _mm256_set1_epi16((short)(-BIAS - (phase & 1 ? 5 : 0) - (phase & 2 ? 7 : 0)));
    for (int half = 0; half < GROUPS; half += 2) {
      __m256i low_sums[2], high_sums[2], low_exponents[2], high_exponents[2];
      for (int g = 0; g < 2; g++) {
        __m256i exponent = _mm256_max_epi16(_mm256_add_epi16(sums->exponent[half + g], adjust), _mm256_setzero_si256());
        __m256i sum = _mm256_and_si256(sums->sum[phase][half + g], _mm256_cmpgt_epi16(exponent, _mm256_setzero_si256()));
        low_sums[g] = _mm256_cvtepi16_epi32(_mm256_castsi256_si128(sum));
        high_sums[g] = _mm256_cvtepi16_epi32(_mm256_extracti128_si256(sum, 1));
        low_exponents[g] = _mm256_cvtepi16_epi32(_mm256_castsi256_si128(exponent));
        high_exponents[g] = _mm256_cvtepi16_epi32(_mm256_extracti128_si256(exponent, 1));
      }
      low = add_sums(low, low_sums, low_exponents, fp32_dest, quirk);
      high = add_sums(high, high_sums, high_exponents, fp32_dest, quirk);
    }
  }
  _mm256_storeu_si256(words, put_together(low));
  _mm256_storeu_si256(words + 1, put_together(high));
}

AVX2 void multiply(const float *in0, const float *in1, float *dest, int phases, bool fp32_dest, bool quirk) {
  Lanes lanes;
  Factors factors;
  split_lanes(in1, &lanes);
  split_factors(in0, &factors);
  for (int row = 0; row < SIDE; row++)
    for (int v = 0; v < 2; v++) {
      Sums sums;
      for (int group = 0; group < GROUPS; group++) sum_group(&lanes, &factors, row, v, group, phases, &sums);
      accumulate(&sums, phases, dest + row * SIDE + v * HALF, fp32_dest, quirk);
    }
}

// One copy for each number of phases and kind of DST, so that neither is a branch in the loops.
#define MATMUL(name, phases, fp32_dest)                                                                                              \
  __attribute__((target("avx2"))) static void name(const float *in0, const float *in1, float *dest, bool quirk) { \
    multiply(in0, in1, dest, phases, fp32_dest, quirk);                                                                              \
  }
MATMUL(lofi_narrow, 1, false)
MATMUL(lofi_wide, 1, true)
MATMUL(hifi2_narrow, 2, false)
MATMUL(hifi2_wide, 2, true)
MATMUL(hifi3_narrow, 3, false)
MATMUL(hifi3_wide, 3, true)
MATMUL(hifi4_narrow, 4, false)
MATMUL(hifi4_wide, 4, true)

void exact_simd_matmul(const ExactMode *mode, const float *in0, const float *in1, float *dest) {
  bool quirk = mode->minus_one_quirk, wide = mode->fp32_dest;
  switch (mode->fidelity) {
  case FIDELITY_LOFI: (wide ? lofi_wide : lofi_narrow)(in0, in1, dest, quirk); return;
  case FIDELITY_HIFI2: (wide ? hifi2_wide : hifi2_narrow)(in0, in1, dest, quirk); return;
  case FIDELITY_HIFI3: (wide ? hifi3_wide : hifi3_narrow)(in0, in1, dest, quirk); return;
  case FIDELITY_HIFI4: (wide ? hifi4_wide : hifi4_narrow)(in0, in1, dest, quirk); return;
  }
}
#else
void exact_simd_matmul(const ExactMode *mode, const float *in0, const float *in1, float *dest) { (void)mode, (void)in0, (void)in1, (void)dest; }
#endif
