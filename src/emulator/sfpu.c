// Tile ops of the SFPU that compute with additions, multiplications and comparisons of sign and magnitude; stores. Functions: sfpu_functions.c,
// comparisons and choices: sfpu_compare.c, integers: sfpu_integer.c.
#include "emulator/sfpu.h"
#include "emulator/sfpu_exact.h"

enum { RECIPROCAL_INSTRUCTIONS = 10 };

// ---- stores
// As SFP_STOCH_RND: a NaN becomes an infinity, a denormal +0.
static void round_half_away(float *values) {
  for (unsigned i = 0; i < TILE_VALUES; i++) {
    uint32_t word = float_bits(values[i]), exponent = word & 0x7f800000u;
    uint32_t rounded = exponent == 0x7f800000u ? word & 0xff800000u : (word + 0x8000u) & 0xffff0000u;
    values[i] = float_from_bits(exponent ? rounded : 0);
  }
}

EmuStatus sfpu_store(EmuThread *thread, float *values, SfpuStore how, unsigned instructions) {
  tile_flush_denormals(values);
  if (!emu_kernel(thread)->fp32_dest_acc) {
    switch (how) {
    case SFPU_CUT: tile_truncate(values); break;
    case SFPU_NEAREST_EVEN: tile_round_to_even(values); break;
    case SFPU_HALF_AWAY: round_half_away(values); break;
    }
  }
  const TickCosts *costs = emu_costs(thread);
  return emu_done(thread, costs->sfpu_load_store + instructions * costs->sfpu_instruction);
}

bool sfpu_check_integers(EmuThread *thread) {
  if (!emu_check_sfpu(thread)) return false;
  if (emu_kernel(thread)->fp32_dest_acc) return true;
  emu_failf(thread, "%s with a 16-bit DST: integers need one of 32 bits", op_info(thread->op)->text);
  return false;
}

// ---- sign and magnitude
// The SFPU compares sign and magnitude: -0 is below +0, a NaN lies beyond the infinity of its sign.
static int32_t order(float value) {
  uint32_t bits = float_bits(value);
  return (int32_t)(bits ^ (bits >> 31 ? 0x7fffffffu : 0));
}
static float larger(float a, float b) { return order(a) > order(b) ? a : b; }
static float smaller(float a, float b) { return order(a) < order(b) ? a : b; }
static float magnitude(float x) { return float_from_bits(float_bits(x) & 0x7fffffffu); }
static float negated(float x) { return float_from_bits(float_bits(x) ^ 0x80000000u); }

// -1, 0 or 1; a NaN counts by its sign.
static float sign(float x) { return magnitude(x) == 0 ? 0 : float_from_bits(float_bits(1.0f) | (float_bits(x) & 0x80000000u)); }

// ---- a tile and constants
DEVICE_OP(FILL_TILE) {
  bool fresh;
  float *values = emu_check_sfpu(thread) ? emu_dst_target(thread, args[0], &fresh) : NULL;
  if (!values) return EMU_FAILED;
  for (unsigned i = 0; i < TILE_VALUES; i++) values[i] = sfpu_constant(args[1]);
  return sfpu_store(thread, values, SFPU_CUT, 0);
}

SFPU_UNARY_EXACT(ADD_UNARY_TILE, SFPU_CUT, 1, canonical(x + k), sfpu_mad(wormhole, 1, x, k))
SFPU_UNARY_EXACT(SUB_UNARY_TILE, SFPU_CUT, 1, canonical(x - k), sfpu_mad(wormhole, 1, x, -k))
SFPU_UNARY_EXACT(MUL_UNARY_TILE, SFPU_CUT, 1, canonical(x * k), sfpu_mad(wormhole, x, k, 0))
SFPU_UNARY_EXACT(DIV_UNARY_TILE, SFPU_CUT, 1, canonical(x * k), sfpu_mad(wormhole, x, k, 0))
SFPU_UNARY_EXACT(RSUB_UNARY_TILE, SFPU_NEAREST_EVEN, 1, canonical(k - x), sfpu_mad(wormhole, -1, x, k))
SFPU_UNARY(UNARY_MAX_TILE, SFPU_CUT, 1, larger(x, k))
SFPU_UNARY(UNARY_MIN_TILE, SFPU_CUT, 1, smaller(x, k))
SFPU_UNARY(CLAMP_TILE, SFPU_CUT, 2, smaller(larger(x, k), k2))
SFPU_UNARY(RELU_TILE, SFPU_CUT, 2, larger(x, 0))
SFPU_UNARY(ABS_TILE, SFPU_CUT, 1, magnitude(x))
SFPU_UNARY(NEGATIVE_TILE, SFPU_CUT, 1, negated(x))
SFPU_UNARY(SIGN_TILE, SFPU_CUT, 4, sign(x))
SFPU_UNARY_EXACT(SQUARE_TILE, SFPU_NEAREST_EVEN, 1, canonical(x * x), sfpu_mad(wormhole, x, x, 0))
SFPU_UNARY_EXACT(RECIP_TILE, SFPU_HALF_AWAY, RECIPROCAL_INSTRUCTIONS, canonical(1.0f / x),
                 wormhole && wide ? sfpu_program_reciprocal(x) : canonical(1.0f / x))

// ---- two tiles
SFPU_BINARY_EXACT(ADD_BINARY_TILE, SFPU_CUT, 1, canonical(x + y), sfpu_mad(wormhole, 1, x, y))
SFPU_BINARY_EXACT(SUB_BINARY_TILE, SFPU_CUT, 1, canonical(x - y), sfpu_mad(wormhole, -1, y, x))
SFPU_BINARY_EXACT(MUL_BINARY_TILE, SFPU_NEAREST_EVEN, 1, canonical(x * y), sfpu_mad(wormhole, x, y, 0))
SFPU_BINARY_EXACT(DIV_BINARY_TILE, SFPU_NEAREST_EVEN, RECIPROCAL_INSTRUCTIONS + 1, canonical(x / y),
                  wormhole && wide ? sfpu_program_quotient(x, y) : canonical(x / y))
SFPU_BINARY(BINARY_MAX_TILE, SFPU_CUT, 1, larger(x, y))
SFPU_BINARY(BINARY_MIN_TILE, SFPU_CUT, 1, smaller(x, y))

DEVICE_OP(COPY_DEST_VALUES) {
  bool fresh;
  const float *from = emu_check_sfpu(thread) ? emu_dst_values(thread, args[0]) : NULL;
  float *to = from ? emu_dst_target(thread, args[1], &fresh) : NULL;
  if (!to) return EMU_FAILED;
  memmove(to, from, sizeof(float) * TILE_VALUES);
  return emu_done(thread, emu_costs(thread)->sfpu_load_store);
}
