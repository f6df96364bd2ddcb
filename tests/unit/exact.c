// emulator/exact.h against the arithmetic written down plainly, one element and one step at a time, in 64-bit integers.
#include "emulator/exact.h"
#include "base/convert.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
// cmocka needs the headers above first
#include <cmocka.h>

enum { SIDE = 32, COUNT = SIDE * SIDE };

typedef struct Datum {  // of a source register
  int sign;
  int64_t exponent, mantissa;  // 11 bits with the hidden one; exponent 0: zero
} Datum;

static Datum datum(float value) {
  uint32_t word = float_bits(value);
  Datum made = {(int)(word >> 31), word >> 23 & 255, (word >> 13 & 0x3ff) | 0x400};
  return made;
}

typedef struct Term {
  int sign;
  int64_t exponent, mantissa;
} Term;

static int64_t halved(int64_t mantissa, int64_t distance, int correction) {
  if (distance <= 0) return mantissa;
  return distance >= 31 ? 0 : (mantissa + ((int64_t)1 << (distance - 1)) - correction) >> distance;
}

// Adds terms to a DST word: aligned to the largest exponent, halves away from zero for DST, up for the terms.
static float add_terms(float dest, const Term *terms, int count, const ExactMode *mode) {
  uint32_t word = float_bits(dest);
  int64_t own = word >> 23 & 255, mantissa = own ? (word & 0x7fffff) | 0x800000 : 0, exponent = own;
  int sign = (int)(word >> 31);
  for (int i = 0; i < count; i++)
    if (terms[i].exponent > exponent) exponent = terms[i].exponent;
  if (exponent <= 0) return 0;
  int64_t sum = halved(mantissa, exponent - own, 0);
  if (!mode->fp32_dest) sum = (sum + 0x1000) & ~(int64_t)0x1fff;
  for (int i = 0; i < count; i++) {
    int64_t part = halved(terms[i].mantissa, exponent - terms[i].exponent, terms[i].sign);
    if (!mode->fp32_dest) part = (part + 0x1000 - terms[i].sign) & ~(int64_t)0x1fff;
    sum += terms[i].sign == sign ? part : -part;
  }
  if (sum < 0) sign = !sign, sum = -sum;
  if (!sum) return 0;
  int64_t shift = 0;
  while (sum << shift < 0x800000 && shift < 24) shift++;
  while (shift <= 0 && sum >> -shift >= 0x1000000) shift--;
  if (mode->minus_one_quirk && sign && sum == 1) shift -= 27;
  exponent -= shift;
  if (!mode->fp32_dest) shift -= 16;
  sum = shift < 0 ? (sum + ((int64_t)1 << (-shift - 1))) >> -shift : sum << shift;
  if (!mode->fp32_dest) sum <<= 16;
  if (sum & 0x1000000) exponent++;
  if (exponent <= 0) return 0;
  uint32_t body = exponent >= 255 ? 255u << 23 : (uint32_t)exponent << 23 | ((uint32_t)sum & 0x7fffff);
  return float_from_bits((uint32_t)sign << 31 | body);
}

static Term product(Datum a, Datum b, int phase) {
  int64_t adjust = -127 - (phase & 1 ? 5 : 0) - (phase & 2 ? 7 : 0);
  if (!a.exponent || !b.exponent) return (Term){0, 0, 0};
  int64_t left = phase & 1 ? a.mantissa >> 1 & 31 : a.mantissa >> 6, right = phase & 2 ? (b.mantissa & 15) << 3 : b.mantissa >> 4;
  return (Term){a.sign ^ b.sign, a.exponent + b.exponent + adjust, left * right};
}

// Eight products, rounded half up at the grain of the largest.
static Term group(const float *in0, const float *in1, int row, int column, int k, int phase) {
  Term products[8], sum = {0, 0, 0};
  for (int i = 0; i < 8; i++) {
    products[i] = product(datum(in1[(k + i) * SIDE + column]), datum(in0[row * SIDE + k + i]), phase);
    if (products[i].exponent > sum.exponent) sum.exponent = products[i].exponent;
  }
  if (sum.exponent <= 0) return (Term){0, 0, 0};
  int64_t total = 0;
  for (int i = 0; i < 8; i++) {
    int64_t distance = sum.exponent - products[i].exponent < 30 ? sum.exponent - products[i].exponent : 30;
    int64_t rounded = (2 * products[i].mantissa + ((int64_t)1 << distance)) >> (distance + 1);
    total += products[i].sign ? -rounded : rounded;
  }
  sum.sign = total < 0;
  sum.mantissa = (total < 0 ? -total : total) << 13;
  return sum;
}

static void plain_matmul(const ExactMode *mode, const float *in0, const float *in1, float *dest) {
  for (int phase = 0; phase <= (int)mode->fidelity; phase++)
    for (int k = 0; k < SIDE; k += 16)
      for (int i = 0; i < COUNT; i++) {
        Term terms[2] = {group(in0, in1, i / SIDE, i % SIDE, k, phase), group(in0, in1, i / SIDE, i % SIDE, k + 8, phase)};
        dest[i] = add_terms(dest[i], terms, 2, mode);
      }
}

static void plain_multiply(const ExactMode *mode, const float *a, const float *b, float *dest) {
  for (int phase = 0; phase <= (int)mode->fidelity; phase++)
    for (int i = 0; i < COUNT; i++) {
      Term term = product(datum(a[i]), datum(b[i]), phase);
      term.mantissa <<= 13;
      if (term.exponent <= 0) term = (Term){0, 0, 0};
      dest[i] = add_terms(dest[i], &term, 1, mode);
    }
}

static void plain_add(const ExactMode *mode, const float *a, const float *b, bool subtract, float *dest) {
  for (int i = 0; i < COUNT; i++) {
    Datum x = datum(a[i]), y = datum(b[i]);
    y.sign ^= subtract;
    if (!x.exponent) x = (Datum){0, 0, 0};
    if (!y.exponent) y = (Datum){0, 0, 0};
    bool swap = x.exponent < y.exponent || (x.exponent == y.exponent && x.mantissa < y.mantissa);
    Datum large = swap ? y : x, small = swap ? x : y;
    int64_t distance = large.exponent - small.exponent, aligned = distance >= 12 ? 0 : halved(small.mantissa, distance, 0);
    Term term = {large.sign, large.exponent, (large.sign == small.sign ? large.mantissa + aligned : large.mantissa - aligned) << 13};
    dest[i] = add_terms(0, &term, 1, mode);
  }
}

// ---- reductions, from the same steps
// One pooling of a face: sixteen products of rows k.. of a column with the first row of the scaler's face.
static float pooled(const ExactMode *mode, const float *data, const float *scaler, int k, int column, int face, int phase, float dest) {
  float row[COUNT] = {0};
  for (int i = 0; i < 16; i++) row[k + i] = scaler[face / 2 * 16 * SIDE + face % 2 * 16 + i];
  Term terms[2] = {group(row, data, 0, column, k, phase), group(row, data, 0, column, k + 8, phase)};
  return add_terms(dest, terms, 2, mode);
}

static void plain_sum_rows(const ExactMode *mode, const float *data, const float *scaler, float *dest) {
  float in1[COUNT] = {0}, sums[COUNT] = {0};
  for (int k = 0; k < SIDE; k++) in1[k * SIDE] = scaler[k], sums[k * SIDE] = dest[k * SIDE];
  plain_matmul(mode, data, in1, sums);
  for (int r = 0; r < SIDE; r++) dest[r * SIDE] = sums[r * SIDE];
}

static void plain_sum_columns(const ExactMode *mode, const float *data, const float *scaler, float *dest) {
  for (int face = 0; face < 4; face++)
    for (int phase = 0; phase <= (int)mode->fidelity; phase++)
      for (int c = face % 2 * 16; c < face % 2 * 16 + 16; c++) dest[c] = pooled(mode, data, scaler, face / 2 * 16, c, face, phase, dest[c]);
}

static void plain_sum_all(const ExactMode *mode, const float *data, const float *scaler, bool tf32, float *dest) {
  float row[16] = {0}, column[COUNT] = {0};
  for (int face = 0; face < 4; face++)
    for (int phase = 0; phase <= (int)mode->fidelity; phase++)
      for (int c = 0; c < 16; c++) row[c] = pooled(mode, data, scaler, face / 2 * 16, face % 2 * 16 + c, face, phase, row[c]);
  for (int k = 0; k < 16; k++) column[k * SIDE] = float_from_bits(float_bits(row[k]) & (tf32 ? 0xffffe000u : 0xffff0000u));
  for (int phase = 0; phase <= (int)mode->fidelity; phase++) dest[0] = pooled(mode, column, scaler, 0, 0, 3, phase, dest[0]);
}

// Normal spread, then a wide one, then small integers (sums that cancel), then all exponents; with zeros among them.
static void fill(unsigned seed, bool wide_source, float *values) {
  uint32_t state = seed * 2654435761u + 99;
  for (int i = 0; i < COUNT; i++) {
    state = state * 1664525u + 1013904223u;
    uint32_t spread = seed % 4 == 0 ? 6 : seed % 4 == 1 ? 90 : seed % 4 == 2 ? 2 : 256;
    uint32_t exponent = (128 - spread / 2 + (state >> 9) % spread) & 255, mantissa = seed % 4 == 2 ? 0 : state >> 4 & 0x7fffff;
    uint32_t word = (state & 0x80000000u) | exponent << 23 | mantissa;
    values[i] = float_from_bits((state >> 20) % 37 == 0 ? 0 : word & (wide_source ? 0xffffe000u : 0xffff0000u));
  }
}

static void compare(const float *expected, const float *actual, const char *what, unsigned seed) {
  for (int i = 0; i < COUNT; i++)
    if (float_bits(expected[i]) != float_bits(actual[i]))
      fail_msg("%s, seed %u: element %d is %.9g, expected %.9g", what, seed, i, (double)actual[i], (double)expected[i]);
}

static void check(unsigned seed, ExactMode mode) {
  float a[COUNT], b[COUNT], expected[COUNT], actual[COUNT];
  fill(seed, mode.fp32_dest, a);
  fill(seed + 1000 * (1 + seed % 4), mode.fp32_dest, b);
  fill(seed + 3, false, expected);
  for (int i = 0; i < COUNT; i++) actual[i] = expected[i];  // DST as an earlier op left it
  plain_matmul(&mode, a, b, expected);
  exact_matmul(&mode, a, b, actual);
  compare(expected, actual, "matmul", seed);
  plain_multiply(&mode, a, b, expected);
  exact_multiply(&mode, a, b, actual);
  compare(expected, actual, "mul", seed);
  plain_sum_rows(&mode, a, b, expected);
  exact_sum_rows(&mode, a, b, actual);
  compare(expected, actual, "sum of rows", seed);
  plain_sum_columns(&mode, a, b, expected);
  exact_sum_columns(&mode, a, b, actual);
  compare(expected, actual, "sum of columns", seed);
  for (int tf32 = 0; tf32 < 2; tf32++) {
    plain_sum_all(&mode, a, b, tf32, expected);
    exact_sum_all(&mode, a, b, tf32, actual);
    compare(expected, actual, "sum of all", seed);
  }
  for (int subtract = 0; subtract < 2; subtract++) {
    plain_add(&mode, a, b, subtract, expected);
    exact_add(&mode, a, b, subtract, actual);
    compare(expected, actual, subtract ? "sub" : "add", seed);
  }
}

static void test_fpu(void **state) {
  (void)state;
  for (unsigned seed = 0; seed < 8; seed++)
    for (MathFidelity fidelity = FIDELITY_LOFI; fidelity <= FIDELITY_HIFI4; fidelity++)
      for (int bits = 0; bits < 8; bits++) {
        if (bits & 1 && !exact_has_simd()) continue;
        check(seed, (ExactMode){.fidelity = fidelity, .fp32_dest = bits & 2, .minus_one_quirk = bits & 4, .simd = bits & 1});
      }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_fpu)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
