// Comparisons, classes of floats and choices on tiles of DST. A comparison gives 1 or 0 as a float; one with a NaN does not hold, but for !=.
#include "emulator/sfpu.h"

#include <math.h>

static float truth(bool holds) { return holds ? 1 : 0; }

// ---- with a constant and with zero
SFPU_UNARY(UNARY_EQ_TILE, SFPU_CUT, 3, truth(x == k))
SFPU_UNARY(UNARY_NE_TILE, SFPU_CUT, 3, truth(x != k))
SFPU_UNARY(UNARY_LT_TILE, SFPU_CUT, 3, truth(x < k))
SFPU_UNARY(UNARY_LE_TILE, SFPU_CUT, 3, truth(x <= k))
SFPU_UNARY(UNARY_GT_TILE, SFPU_CUT, 3, truth(x > k))
SFPU_UNARY(UNARY_GE_TILE, SFPU_CUT, 3, truth(x >= k))
SFPU_UNARY(EQZ_TILE, SFPU_CUT, 4, truth(x == 0))
SFPU_UNARY(NEZ_TILE, SFPU_CUT, 4, truth(x != 0))
SFPU_UNARY(LTZ_TILE, SFPU_CUT, 6, truth(x < 0))
SFPU_UNARY(LEZ_TILE, SFPU_CUT, 8, truth(x <= 0))
SFPU_UNARY(GTZ_TILE, SFPU_CUT, 6, truth(x > 0))
SFPU_UNARY(GEZ_TILE, SFPU_CUT, 8, truth(x >= 0))
SFPU_UNARY(ISINF_TILE, SFPU_CUT, 4, truth(isinf(x)))
SFPU_UNARY(ISNAN_TILE, SFPU_CUT, 4, truth(isnan(x)))
SFPU_UNARY(ISFINITE_TILE, SFPU_CUT, 4, truth(isfinite(x)))

// ---- two tiles
SFPU_BINARY(EQ_BINARY_TILE, SFPU_CUT, 12, truth(x == y))
SFPU_BINARY(NE_BINARY_TILE, SFPU_CUT, 12, truth(x != y))
SFPU_BINARY(LT_BINARY_TILE, SFPU_CUT, 12, truth(x < y))
SFPU_BINARY(LE_BINARY_TILE, SFPU_CUT, 13, truth(x <= y))
SFPU_BINARY(GT_BINARY_TILE, SFPU_CUT, 12, truth(x > y))
SFPU_BINARY(GE_BINARY_TILE, SFPU_CUT, 13, truth(x >= y))

// ---- choices: nothing is rounded, so they serve floats and integers
static EmuStatus choose(EmuThread *thread, const int64_t *args) {
  bool fresh;
  const float *condition = emu_dst_values(thread, args[0]), *yes = condition ? emu_dst_values(thread, args[1]) : NULL;
  const float *no = yes ? emu_dst_values(thread, args[2]) : NULL;
  float *out = no ? emu_dst_target(thread, args[3], &fresh) : NULL;
  if (!out) return EMU_FAILED;
  for (unsigned i = 0; i < TILE_VALUES; i++) {
    uint32_t bits = float_bits(condition[i]);
    const float *from = bits ? yes : no;
    memmove(&out[i], &from[i], sizeof out[i]);
  }
  const TickCosts *costs = emu_costs(thread);
  return emu_done(thread, costs->sfpu_load_store + 4 * costs->sfpu_instruction);
}

DEVICE_OP(WHERE_TILE) { return emu_check_sfpu(thread) ? choose(thread, args) : EMU_FAILED; }
DEVICE_OP(WHERE_TILE_INT32) { return sfpu_check_integers(thread) ? choose(thread, args) : EMU_FAILED; }
