// Elementary functions: argument reduction, then a series. In and out: doubles; sfpu_math.h says how exact.
#include "emulator/sfpu_math.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

static const double INFINITE = __builtin_inf(), NOT_A_NUMBER = __builtin_nan("");
static const double LN2_HIGH = 0x1.62e42fefp-1, LN2_LOW = 0x1.473de6af278edp-34;  // 32 bits, and the rest
static const double LOG2_E = 0x1.71547652b82fep0;
static const double PI_2_HIGH = 0x1.921fb54442d18p0, PI_2_LOW = 0x1.1a62633145c07p-54;

static uint64_t bits_of(double value) {
  uint64_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

static double from_bits(uint64_t bits) {
  double value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

static double size(double x) { return from_bits(bits_of(x) & INT64_MAX); }
static double with_sign(double x, double sign) { return from_bits((bits_of(x) & INT64_MAX) | (bits_of(sign) & ~(uint64_t)INT64_MAX)); }
// 2^n for a normal result.
static double power_of_two(int n) { return from_bits((uint64_t)(n + 1023) << 52); }
// Nearest integer, ties to even, for |x| < 2^51.
static double nearest(double x) { return (x + 0x1.8p52) - 0x1.8p52; }
static bool is_integer(double x) { return size(x) >= 0x1p52 || nearest(x) == x; }
static bool is_odd(double x) { return size(x) < 0x1p53 && is_integer(x) && !is_integer(x * 0.5); }

// e^r - 1 for |r| <= 0.35: the Taylor series to r^14 / 14!.
static double exp_series(double r) {
  double sum = 0;
  for (int n = 14; n >= 1; n--) sum = (sum + 1) * r / n;
  return sum;
}

// 2^n * e^r, where the result may leave the range of float32 but not of double.
static double scaled_exp(double n, double r) { return (1 + exp_series(r)) * power_of_two((int)n); }

double sfpu_exp(double x) {
  if (x != x) return x;
  if (x > 700) return INFINITE;
  if (x < -700) return 0;
  double n = nearest(x * LOG2_E);
  return scaled_exp(n, (x - n * LN2_HIGH) - n * LN2_LOW);
}

double sfpu_exp2(double x) {
  if (x != x) return x;
  if (x > 1000) return INFINITE;
  if (x < -1000) return 0;
  double n = nearest(x), r = x - n;
  return scaled_exp(n, r * LN2_HIGH + r * LN2_LOW);
}

double sfpu_expm1(double x) { return size(x) < 0.35 ? exp_series(x) : sfpu_exp(x) - 1; }

// x = m * 2^n with m in [sqrt(1/2), sqrt(2)), for normal x > 0; the result is log(m).
static double split_log(double x, double *n) {
  uint64_t bits = bits_of(x);
  *n = (double)((int)(bits >> 52) - 1023);
  double m = from_bits((bits & UINT64_C(0xfffffffffffff)) | UINT64_C(1023) << 52);
  if (m > 0x1.6a09e667f3bcdp0) {
    m *= 0.5;
    *n += 1;
  }
  double s = (m - 1) / (m + 1), square = s * s, sum = 0;  // log(m) = 2 * (s + s^3 / 3 + s^5 / 5 ...)
  for (int k = 25; k >= 3; k -= 2) sum = (sum + 1.0 / k) * square;
  return 2 * s * (1 + sum);
}

double sfpu_log(double x) {
  if (x != x || x == INFINITE) return x;
  if (x <= 0) return x == 0 ? -INFINITE : NOT_A_NUMBER;
  double n, log_m = split_log(x, &n);
  return n * LN2_HIGH + (n * LN2_LOW + log_m);
}

double sfpu_log2(double x) {
  if (x != x || x == INFINITE) return x;
  if (x <= 0) return x == 0 ? -INFINITE : NOT_A_NUMBER;
  double n, log_m = split_log(x, &n);
  return n + log_m * LOG2_E;
}

double sfpu_log1p(double x) {
  if (size(x) < 0x1p-20) return x - x * x * (0.5 - x * (1.0 / 3));
  double u = 1 + x;
  if (u <= 0 || u == INFINITE || u != u) return sfpu_log(u);
  return sfpu_log(u) + (x - (u - 1)) / u;  // what the addition rounded off
}

// ---- sine and cosine
// 2/pi in words of 32 bits, the first with the weight 1.
static const uint32_t TWO_OVER_PI[] = {0, 0xa2f9836e, 0x4e441529, 0xfc2757d1, 0xf534ddc0, 0xdb629599, 0x3c439041, 0xfe5163ab};

// A finite x >= 2^20 that a float32 holds: the quadrant, and the rest in quadrants, within [-1/2, 1/2]. Multiples of four quadrants are
// never formed.
static double reduce_large(double x, unsigned *quadrant) {
  int exponent = (int)(bits_of(x) >> 52) - 1023 - 23;  // x = m * 2^exponent
  uint64_t m = (bits_of(x) & UINT64_C(0xfffffffffffff)) >> 29 | 1u << 23;
  uint32_t window[3];  // the 96 bits of 2/pi of which the first, times 2^exponent, is 2
  for (int i = 0; i < 3; i++) {
    int bit = exponent + 30 + 32 * i, word = bit / 32, shift = bit % 32;
    window[i] = (uint32_t)(((uint64_t)TWO_OVER_PI[word] << 32 | TWO_OVER_PI[word + 1]) << shift >> 32);
  }
  // m * window modulo 2^96: two bits of quadrant, 94 of fraction.
  uint64_t low = m * window[2], middle = m * window[1] + (low >> 32), high = m * window[0] + (middle >> 32);
  uint64_t top = high << 32 | (middle & UINT32_MAX);
  int64_t fraction = (int64_t)(top << 2);
  *quadrant = (unsigned)(top >> 62) + (fraction < 0);  // as a signed number it is one less
  return (double)fraction * 0x1p-64 + (double)(uint32_t)low * 0x1p-94;
}

static double reduce(double x, unsigned *quadrant) {
  if (size(x) >= 0x1p20) {
    double part = reduce_large(size(x), quadrant);
    if (x < 0) {
      part = -part;
      *quadrant = 0u - *quadrant;
    }
    return part * PI_2_HIGH + part * PI_2_LOW;
  }
  double n = nearest(x * (1 / PI_2_HIGH));
  *quadrant = (unsigned)(int)n;
  // Three parts of pi/2: with the first two, of 33 bits each, the products are exact.
  return ((x - n * 0x1.921fb544p0) - n * 0x1.0b4611a6p-34) - n * 0x1.3198a2e037073p-69;
}

static double sin_series(double r) {
  double square = r * r, sum = 0;
  for (int n = 21; n >= 3; n -= 2) sum = -(sum + 1) * square / (n * (n - 1));
  return r * (1 + sum);
}

static double cos_series(double r) {
  double square = r * r, sum = 0;
  for (int n = 20; n >= 2; n -= 2) sum = -(sum + 1) * square / (n * (n - 1));
  return 1 + sum;
}

static double sin_of_quadrant(double r, unsigned quadrant) {
  double value = quadrant & 1 ? cos_series(r) : sin_series(r);
  return quadrant & 2 ? -value : value;
}

double sfpu_sin(double x) {
  if (size(x) == INFINITE || x != x) return NOT_A_NUMBER;
  unsigned quadrant;
  double r = reduce(x, &quadrant);
  return sin_of_quadrant(r, quadrant);
}

double sfpu_cos(double x) {
  if (size(x) == INFINITE || x != x) return NOT_A_NUMBER;
  unsigned quadrant;
  double r = reduce(x, &quadrant);
  return sin_of_quadrant(r, quadrant + 1);
}

double sfpu_tan(double x) { return sfpu_sin(x) / sfpu_cos(x); }

// ---- others
double sfpu_tanh(double x) {
  if (size(x) > 20) return with_sign(1, x);
  double t = sfpu_expm1(2 * x);
  return t / (t + 2);
}

double sfpu_sigmoid(double x) { return 1 / (1 + sfpu_exp(-x)); }

// 2/sqrt(pi) * exp(-x^2) * (x + 2 x^3 / 3 + 4 x^5 / 15 ...): all terms have one sign.
double sfpu_erf(double x) {
  if (size(x) > 6) return with_sign(1, x);
  double term = x, sum = x;
  for (int n = 1; n < 150; n++) {
    term = term * (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return 0x1.20dd750429b6dp0 * sfpu_exp(-x * x) * sum;
}

// For x >= 2 a continued fraction: exp(-x^2) / sqrt(pi) / (x + (1/2) / (x + (2/2) / (x + (3/2) / ...
double sfpu_erfc(double x) {
  if (x < 2) return 1 - sfpu_erf(x);
  if (x > 26) return 0;
  double rest = x;
  for (int n = 120; n >= 1; n--) rest = x + n * 0.5 / rest;
  return 0x1.20dd750429b6dp-1 * sfpu_exp(-x * x) / rest;
}

double sfpu_power(double base, double exponent) {
  if (exponent == 0 || base == 1) return 1;
  if (base != base || exponent != exponent) return NOT_A_NUMBER;
  bool negative = bits_of(base) >> 63 && is_odd(exponent);
  if (base < 0 && base != -INFINITE && !is_integer(exponent)) return NOT_A_NUMBER;
  double log = sfpu_log(size(base));
  double result = log == 0 ? 1 : sfpu_exp(exponent * log);
  return negative ? -result : result;
}
