// e to the power of a tile of DST; Metalium 0.66 has one template parameter more.
#pragma once
#include "api/compute/sfpu_calls.h"

template <bool approx = false, bool fast_and_approx = true>
ALWI void exp_tile_init(TILECC_LINE) {
    static_assert(!approx, "the emulated chip has the accurate exp_tile only");
    tilecc::call(OP_EXP_TILE_INIT, {}, line);
}
template <bool approx = false, bool fast_and_approx = true>
ALWI void exp_tile(uint32_t dst, TILECC_LINE) {
    static_assert(!approx, "the emulated chip has the accurate exp_tile only");
    tilecc::call(OP_EXP_TILE, {dst}, line);
}
