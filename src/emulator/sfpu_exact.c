// The SFPU's multiply-add and programs on it; sfpu_exact.h. Sources: tenstorrent/ttsim src/fma.cpp (the ISA as implemented there), the SFPU
// programs of ttnn 0.81.1 (steps and coefficients).
#include "emulator/sfpu_exact.h"

#include "base/convert.h"

enum { EXTRA = 3, TOP = 23 + EXTRA };  // bits of a significand below its first one: 23 and three more
static const uint32_t SIGN = 0x80000000u, INFINITE = 0x7f800000u, NOT_A_NUMBER = 0x7fc00000u;

typedef struct Term {
  uint32_t sign;
  int exponent;
  uint64_t significand;  // with EXTRA bits more than the float
} Term;

static Term term_of(uint32_t bits) {
  Term term = {bits & SIGN, (int)(bits >> 23 & 0xff), 0};
  if (term.exponent) term.significand = (uint64_t)((bits & 0x7fffffu) | 0x800000u) << EXTRA;
  return term;
}

static bool is_nan(uint32_t bits) { return (bits & ~SIGN) > INFINITE; }
static bool is_infinite(uint32_t bits) { return (bits & ~SIGN) == INFINITE; }
static bool is_zero(uint32_t bits) { return !(bits & INFINITE); }

// To the right; bits that are lost leave a trace in the last one, unless all are lost.
static uint64_t shift_sticky(uint64_t value, int distance) {
  if (distance >= 32) return 0;
  uint64_t kept = value >> distance;
  return kept && kept << distance != value ? kept | 1 : kept;
}

static Term product_of(Term a, Term b) {
  uint64_t exact = (a.significand >> EXTRA) * (b.significand >> EXTRA) << EXTRA;
  return (Term){a.sign ^ b.sign, a.exponent + b.exponent - 127, exact >> 23 | ((exact & 0x7fffffu) != 0)};
}

// A sum, rounded to nearest even. Below the smallest normal number Wormhole gives +0, Blackhole shifts once and rounds: a zero of the sign, or that
// smallest number.
static uint32_t rounded(bool wormhole, uint32_t sign, int exponent, uint64_t significand) {
  int above = 63 - __builtin_clzll(significand) - TOP;  // places of the first bit
  exponent += above;
  if (exponent >= 255) return sign | INFINITE;
  if (exponent < 0 && wormhole) return 0;
  if (exponent <= 0 && !wormhole) {
    above++;
    exponent = 0;
  }
  uint64_t lost = significand & (wormhole ? 1u : (unsigned)(above | 1));
  if (above > 0) significand = significand >> above | (lost != 0);
  else significand <<= -above;
  uint32_t bits = ((uint32_t)exponent << 23) + ((uint32_t)(significand >> EXTRA) & 0x7fffffu);
  bits += ((significand & 7) + (bits & 1)) > 4;
  if (!(bits >> 23)) return wormhole ? 0 : sign;
  return sign | bits;
}

float sfpu_mad(bool wormhole, float x, float y, float z) {
  uint32_t a = float_bits(x), b = float_bits(y), c = float_bits(z), product_sign = (a ^ b) & SIGN;
  Term p = product_of(term_of(a), term_of(b)), t = term_of(c);
  bool infinite = is_infinite(a) || is_infinite(b) || p.exponent >= 255;
  if (is_nan(a) || is_nan(b) || is_nan(c) || (is_infinite(a) && is_zero(b)) || (is_zero(a) && is_infinite(b)) ||
      (infinite && is_infinite(c) && product_sign != (c & SIGN)))
    return float_from_bits(NOT_A_NUMBER);
  if (is_infinite(c)) return z;
  if (infinite) return float_from_bits(product_sign | INFINITE);
  uint32_t zero = wormhole ? 0 : c & product_sign & SIGN;
  if (!p.significand || p.exponent < 0) return float_from_bits(t.significand ? c : zero);
  int exponent = p.exponent > t.exponent ? p.exponent : t.exponent;
  p.significand = shift_sticky(p.significand, exponent - p.exponent);
  t.significand = shift_sticky(t.significand, exponent - t.exponent);
  bool product_leads = p.significand >= t.significand;
  uint32_t sign = product_leads ? p.sign : t.sign;
  uint64_t larger = product_leads ? p.significand : t.significand, smaller = product_leads ? t.significand : p.significand;
  uint64_t sum = p.sign == t.sign ? larger + smaller : larger - smaller;
  return float_from_bits(sum ? rounded(wormhole, sign, exponent, sum) : zero);
}

static float multiply(bool wormhole, float a, float b) { return sfpu_mad(wormhole, a, b, 0); }
static int exponent_of(float x) { return (int)(float_bits(x) >> 23 & 0xff); }
static float with_exponent(float x, int exponent) {
  return float_from_bits((float_bits(x) & 0x807fffffu) | ((uint32_t)exponent & 0xffu) << 23);
}
static float with_sign(float x, uint32_t sign) { return float_from_bits((float_bits(x) & ~SIGN) | (sign & SIGN)); }

// To an integer of at most 15 bits, ties away from zero.
static int nearest_integer(float x) {
  int exponent = exponent_of(x) - 127;
  if (exponent < -1) return 0;
  int limit = 32767, size = limit;
  if (exponent < 15) size = (int)((((uint64_t)((float_bits(x) & 0x7fffffu) | 0x800000u) << (exponent + 1)) + 0x800000u) >> 24);
  if (size > limit) size = limit;
  return float_bits(x) & SIGN ? -size : size;
}

static float horner(bool wormhole, float f, const float *coefficients, unsigned count) {
  float result = coefficients[0];
  for (unsigned i = 1; i < count; i++) result = sfpu_mad(wormhole, result, f, coefficients[i]);
  return result;
}

// x * 2^n by the exponent alone, for x near 1.
static float scaled(float x, int n) {
  int exponent = exponent_of(x) + n;
  if (exponent < 1) return 0;
  return exponent < 255 ? with_exponent(x, exponent) : float_from_bits(INFINITE);
}

// e^x = 2^n * e^f: n the integer nearest to x / log(2), f the rest in two steps.
float sfpu_program_exp(bool wormhole, float x) {
  static const float SERIES[] = {1.37805939e-3f, 8.37312452e-3f, 4.16695364e-2f, 1.66664720e-1f, 4.99999851e-1f, 1, 1};
  if (is_nan(float_bits(x))) return float_from_bits(NOT_A_NUMBER);
  int n = nearest_integer(multiply(wormhole, 1.442695f, x));
  float f = sfpu_mad(wormhole, (float)n, -6.93145752e-1f, x);
  f = sfpu_mad(wormhole, (float)n, -1.42860677e-6f, f);
  return scaled(horner(wormhole, f, SERIES, sizeof SERIES / sizeof *SERIES), n);
}

float sfpu_program_exp2(bool wormhole, float x) {
  static const float SERIES[] = {0x1.41cp-13f, 0x1.5f4p-10f, 0x1.3b4p-7f, 0x1.c6afd8p-5f, 0x1.ebfba0p-3f, 0x1.62e42ep-1f, 1};
  if (is_nan(float_bits(x))) return float_from_bits(NOT_A_NUMBER);
  int n = nearest_integer(x);
  float f = sfpu_mad(wormhole, -1, (float)n, x);
  return scaled(horner(wormhole, f, SERIES, sizeof SERIES / sizeof *SERIES), n);
}

// ---- logarithms: x = m * 2^n with m in [0.75, 1.5)
typedef struct Logarithm {
  float exponent;  // n * 2^23
  float rest;      // log(m)
} Logarithm;

static Logarithm split_logarithm(bool wormhole, float x) {
  static const float SERIES[] = {-0x1.92cp-5f, 0x1.b84p-4f, -0x1.0c4p-3f, 0x1.274p-3f, -0x1.55p-3f, 0x1.998p-3f, -0x1.00001ap-2f, 0x1.555572p-2f, -0.5f};
  uint32_t exponent = (float_bits(x) - 0x3f400000u) & 0xff800000u;
  float m = sfpu_mad(wormhole, 1, float_from_bits(float_bits(x) - exponent), -1);
  float series = horner(wormhole, m, SERIES, sizeof SERIES / sizeof *SERIES);
  return (Logarithm){(float)(int32_t)exponent, sfpu_mad(wormhole, series, multiply(wormhole, m, m), m)};
}

// What is neither zero, negative nor beyond the finite numbers; else *result is set.
static bool has_logarithm(float x, float *result) {
  uint32_t bits = float_bits(x);
  *result = is_zero(bits) ? float_from_bits(SIGN | INFINITE) : bits == INFINITE ? x : float_from_bits(NOT_A_NUMBER);
  return !is_zero(bits) && bits < INFINITE;
}

float sfpu_program_log(bool wormhole, float x, float scale) {
  float result;
  if (!has_logarithm(x, &result)) return result;
  Logarithm log = split_logarithm(wormhole, x);
  result = sfpu_mad(wormhole, log.exponent, 0.693147182f * 0x1p-23f, log.rest);
  return scale == 1 ? result : multiply(wormhole, result, scale);
}

float sfpu_program_log2(bool wormhole, float x, float scale) {
  float result;
  if (!has_logarithm(x, &result)) return result;
  Logarithm log = split_logarithm(wormhole, x);
  return sfpu_mad(wormhole, log.exponent, 0x1p-23f, multiply(wormhole, log.rest, scale));
}

// ---- roots: y is near 1 / sqrt(x), from the bits of x halved, then better, and by how much x * y * y misses 1
typedef struct Root {
  float y, xy, missing;
} Root;

static Root root_of(bool wormhole, float x) {
  float y = float_from_bits(0x5f1110a0u - (float_bits(x) >> 1));
  float c = multiply(wormhole, -y, multiply(wormhole, x, y));
  y = multiply(wormhole, y, sfpu_mad(wormhole, c, sfpu_mad(wormhole, 1, 2.2533049f, c), 2.2825186f));
  float xy = multiply(wormhole, x, y);
  return (Root){y, xy, sfpu_mad(wormhole, -y, xy, 1)};
}

float sfpu_program_sqrt(bool wormhole, float x) {
  uint32_t bits = float_bits(x);
  if (!(bits & ~SIGN) || bits == INFINITE) return x;
  if (bits & SIGN || is_nan(bits)) return float_from_bits(NOT_A_NUMBER);
  Root root = root_of(wormhole, x);
  return sfpu_mad(wormhole, root.missing, multiply(wormhole, 0.5f, root.xy), root.xy);
}

float sfpu_program_rsqrt(bool wormhole, float x) {
  uint32_t bits = float_bits(x);
  if (!(bits & ~SIGN)) return float_from_bits(bits | INFINITE);
  if (bits == INFINITE) return 0;
  if (bits & SIGN || is_nan(bits)) return float_from_bits(NOT_A_NUMBER);
  Root root = root_of(wormhole, x);
  return sfpu_mad(wormhole, root.missing, with_exponent(root.y, exponent_of(root.y) - 1), root.y);
}

// 1 / m for m in [1, 2), from a parabola and `steps` of Newton's method; takes -m.
static float reciprocal_of_significand(float minus, int steps) {
  float y = sfpu_mad(true, 0.3232325017452239990234375f, minus, 1.4545459747314453125f);
  y = sfpu_mad(true, y, minus, 2.121212482452392578125f);
  for (int i = 0; i < steps; i++) y = sfpu_mad(true, y, sfpu_mad(true, minus, y, 1), y);
  return y;
}

float sfpu_program_reciprocal(float x) {
  uint32_t bits = float_bits(x);
  float y = reciprocal_of_significand(float_from_bits(0xbf800000u | (bits & 0x7fffffu)), 2);
  float scale = multiply(true, float_from_bits(~bits & 0xff800000u), 0.5f);
  float result = with_sign(multiply(true, y, scale), bits);
  return is_nan(float_bits(result)) ? float_from_bits(NOT_A_NUMBER) : result;
}

float sfpu_program_quotient(float x, float y) {
  int ex = exponent_of(x), ey = exponent_of(y);
  if (ex == 0 || ex == 255 || ey == 0 || ey == 255) {
    uint32_t bits = float_bits(y);
    if (is_nan(bits)) return float_from_bits(NOT_A_NUMBER);
    return multiply(true, x, float_from_bits((bits & 0xff800000u) ^ INFINITE));
  }
  float a = with_exponent(x, 127), b = with_exponent(y, 127);
  float r = with_sign(reciprocal_of_significand(with_sign(b, SIGN), 1), float_bits(y));
  float q = multiply(true, a, r);
  q = sfpu_mad(true, sfpu_mad(true, q, -b, a), r, q);
  int exponent = ex - (ey - 127) + exponent_of(q);
  uint32_t half = (uint32_t)exponent >> 1;  // a logical shift, also of negative sums
  return multiply(true, with_exponent(q, (int)half), with_exponent(1, exponent - (int)half));
}
