// e to the power of a tile of DST.
#pragma once
#include "api/compute/sfpu_calls.h"

// Only the accurate one.
template <bool approx = false>
ALWI void exp_tile_init(TILECC_LINE) {
    static_assert(!approx, "the emulated chip has the accurate exp_tile only");
    tilecc::call(OP_EXP_TILE_INIT, {}, line);
}
template <bool approx = false>
ALWI void exp_tile(uint32_t dst, TILECC_LINE) {
    static_assert(!approx, "the emulated chip has the accurate exp_tile only");
    tilecc::call(OP_EXP_TILE, {dst}, line);
}
