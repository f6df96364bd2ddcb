// Elementary functions and roundings on tiles of DST: the function's value rounded to float32 (sfpu_math.h). The chip's own programs
// differ from it in the last places; docs/emulator.md says by how much.
#include "emulator/sfpu.h"
#include "emulator/sfpu_exact.h"
#include "emulator/sfpu_math.h"

#include <math.h>

// Rounded once.
static float single(double value) { return canonical((float)value); }

// x * Phi(x)
static double gelu(double x) { return x == -(double)INFINITY ? 0 : x * 0.5 * sfpu_erfc(-x * 0x1.6a09e667f3bcdp-1); }

// ---- exponentials and logarithms
SFPU_UNARY_EXACT(EXP_TILE, SFPU_HALF_AWAY, 20, single(sfpu_exp((double)x)), wide ? sfpu_program_exp(wormhole, x) : single(sfpu_exp((double)x)))
SFPU_UNARY_EXACT(EXP2_TILE, SFPU_HALF_AWAY, 16, single(sfpu_exp2((double)x)), wide ? sfpu_program_exp2(wormhole, x) : single(sfpu_exp2((double)x)))
SFPU_UNARY(EXPM1_TILE, SFPU_HALF_AWAY, 26, single(sfpu_expm1((double)x)))
SFPU_UNARY_EXACT(LOG_TILE, SFPU_HALF_AWAY, 24, single(sfpu_log((double)x)), wide ? sfpu_program_log(wormhole, x, 1) : single(sfpu_log((double)x)))
SFPU_UNARY_EXACT(LOG_WITH_BASE_TILE, SFPU_HALF_AWAY, 25, single(sfpu_log((double)x) * (double)k),
                 wide ? sfpu_program_log(wormhole, x, k) : single(sfpu_log((double)x) * (double)k))
SFPU_UNARY(LOG1P_TILE, SFPU_HALF_AWAY, 28, single(sfpu_log1p((double)x)))
SFPU_UNARY(SIGMOID_TILE, SFPU_HALF_AWAY, 32, single(sfpu_sigmoid((double)x)))
SFPU_UNARY(TANH_TILE, SFPU_HALF_AWAY, 32, single(sfpu_tanh((double)x)))
SFPU_UNARY(SILU_TILE, SFPU_HALF_AWAY, 33, single((double)x * sfpu_sigmoid((double)x)))
SFPU_UNARY(ERF_TILE, SFPU_CUT, 30, single(sfpu_erf((double)x)))
SFPU_UNARY(GELU_TILE, SFPU_HALF_AWAY, 30, single(gelu((double)x)))

// The constant is 1 / log(2) as a float32; the chip uses it for the part that is no power of two.
SFPU_UNARY_EXACT(LOG_WITH_BASE_TILE_2, SFPU_HALF_AWAY, 25, single(sfpu_log2((double)x) * ((double)k * 0x1.62e42fefa39efp-1)),
                 wide ? sfpu_program_log2(wormhole, x, k) : single(sfpu_log2((double)x) * ((double)k * 0x1.62e42fefa39efp-1)))

// ---- roots and powers
SFPU_UNARY_EXACT(SQRT_TILE, SFPU_HALF_AWAY, 16, canonical(sqrtf(x)), sfpu_program_sqrt(wormhole, x))
SFPU_UNARY_EXACT(RSQRT_TILE, SFPU_HALF_AWAY, 16, single(1 / sqrt((double)x)), sfpu_program_rsqrt(wormhole, x))
SFPU_UNARY(POWER_TILE, SFPU_HALF_AWAY, 50, single(sfpu_power((double)x, (double)k)))
SFPU_UNARY(RPOW_TILE, SFPU_HALF_AWAY, 30, single(sfpu_power((double)k, (double)x)))
SFPU_BINARY(POWER_BINARY_TILE, SFPU_HALF_AWAY, 50, single(sfpu_power((double)x, (double)y)))

// ---- trigonometry
SFPU_UNARY(SIN_TILE, SFPU_HALF_AWAY, 24, single(sfpu_sin((double)x)))
SFPU_UNARY(COS_TILE, SFPU_HALF_AWAY, 24, single(sfpu_cos((double)x)))
SFPU_UNARY(TAN_TILE, SFPU_HALF_AWAY, 36, single(sfpu_tan((double)x)))

// ---- roundings
// To so many decimals, ties to even: the product with a power of ten is rounded, and multiplied by its inverse.
static float to_decimals(float x, int64_t decimals) {
  if (decimals == 0) return rintf(x);
  int64_t count = decimals < 0 ? -decimals : decimals;
  double power = 1;
  for (int64_t i = 0; i < count && i < 40; i++) power *= 10;
  float scale = decimals < 0 ? (float)(1 / power) : (float)power, inverse = decimals < 0 ? (float)power : (float)(1 / power);
  return canonical(inverse * rintf(x * scale));
}

SFPU_UNARY(FLOOR_TILE, SFPU_CUT, 10, floorf(x))
SFPU_UNARY(CEIL_TILE, SFPU_CUT, 10, ceilf(x))
SFPU_UNARY(TRUNC_TILE, SFPU_CUT, 7, truncf(x))
SFPU_UNARY(ROUND_TILE, SFPU_CUT, 8, to_decimals(x, args[1]))

// ---- remainders
// Both are exact in float32.
static float remainder_of(float x, float y) {
  float rest = fmodf(x, y);
  return rest != 0 && (rest < 0) != (y < 0) ? rest + y : rest;
}

SFPU_BINARY(FMOD_BINARY_TILE, SFPU_HALF_AWAY, 30, canonical(fmodf(x, y)))
SFPU_BINARY(REMAINDER_BINARY_TILE, SFPU_HALF_AWAY, 34, canonical(remainder_of(x, y)))
