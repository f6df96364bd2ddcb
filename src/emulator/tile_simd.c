// The loops that take most of the time, for hosts with AVX2. tile_math.c has the same for every host; the bits are equal.
#include "emulator/tile_simd.h"

#ifdef __x86_64__
#include <immintrin.h>

#define VECTOR_HOST __attribute__((target("avx2")))
enum { FACE = 16, SIDE = 32 };

bool tile_has_simd(void) { return __builtin_cpu_supports("avx2"); }

VECTOR_HOST void simd_unpack_bf16(const uint8_t *page, float *values) {
  for (unsigned row = 0; row < 64; row++) {
    const __m128i *in = (const __m128i *)(const void *)(page + row * FACE * 2);
    __m256i *out = (__m256i *)(void *)(values + row_start(row));
    _mm256_storeu_si256(out, _mm256_slli_epi32(_mm256_cvtepu16_epi32(_mm_loadu_si128(in)), 16));
    _mm256_storeu_si256(out + 1, _mm256_slli_epi32(_mm256_cvtepu16_epi32(_mm_loadu_si128(in + 1)), 16));
  }
}

VECTOR_HOST static __m256 flush(__m256 value) {
  __m256i word = _mm256_castps_si256(value), exponent = _mm256_and_si256(word, _mm256_set1_epi32(0x7f800000));
  __m256i denormal = _mm256_cmpeq_epi32(exponent, _mm256_setzero_si256());
  return _mm256_castsi256_ps(_mm256_andnot_si256(_mm256_and_si256(denormal, _mm256_set1_epi32(0x7fffffff)), word));
}

VECTOR_HOST static __m256 canonical_all(__m256 value) {
  __m256 nan = _mm256_castsi256_ps(_mm256_set1_epi32(0x7fc00000));
  return _mm256_blendv_ps(value, nan, _mm256_cmp_ps(value, value, _CMP_UNORD_Q));
}

VECTOR_HOST void simd_accumulate_float32(const float *values, uint8_t *page) {
  for (unsigned row = 0; row < 64; row++)
    for (unsigned half = 0; half < 2; half++) {
      float *held = (float *)(void *)(page + (row * FACE + half * 8) * sizeof(float));
      __m256 added = flush(_mm256_loadu_ps(values + row_start(row) + half * 8));
      __m256 sum = _mm256_add_ps(flush(_mm256_loadu_ps(held)), added);
      _mm256_storeu_ps(held, flush(canonical_all(sum)));
    }
}

// Four rows by sixteen columns at a time: eight sums stay in registers.
VECTOR_HOST static void matmul_block(bool accumulate, const float *a, const float *b, float *d) {
  __m256 sums[4][2];
  for (unsigned row = 0; row < 4; row++) sums[row][0] = sums[row][1] = _mm256_setzero_ps();
  for (unsigned k = 0; k < SIDE; k++) {
    __m256 left = _mm256_loadu_ps(b + k * SIDE), right = _mm256_loadu_ps(b + k * SIDE + 8);
#pragma GCC unroll 4
    for (unsigned row = 0; row < 4; row++) {
      __m256 factor = _mm256_broadcast_ss(a + row * SIDE + k);
      sums[row][0] = _mm256_add_ps(sums[row][0], _mm256_mul_ps(factor, left));
      sums[row][1] = _mm256_add_ps(sums[row][1], _mm256_mul_ps(factor, right));
    }
  }
#pragma GCC unroll 4
  for (unsigned row = 0; row < 4; row++)
    for (unsigned half = 0; half < 2; half++) {
      float *target = d + row * SIDE + half * 8;
      __m256 sum = sums[row][half];
      if (accumulate) sum = _mm256_add_ps(_mm256_loadu_ps(target), sum);
      _mm256_storeu_ps(target, canonical_all(sum));
    }
}

void simd_matmul(bool accumulate, const float *a, const float *b, float *d) {
  for (unsigned row = 0; row < SIDE; row += 4)
    for (unsigned column = 0; column < SIDE; column += 16)
      matmul_block(accumulate, a + row * SIDE, b + column, d + row * SIDE + column);
}
#else
// Nobody calls the others.
bool tile_has_simd(void) { return false; }
void simd_unpack_bf16(const uint8_t *page, float *values) { (void)page, (void)values; }
void simd_accumulate_float32(const float *values, uint8_t *page) { (void)page, (void)values; }
void simd_matmul(bool accumulate, const float *a, const float *b, float *d) { (void)accumulate, (void)a, (void)b, (void)d; }
#endif
