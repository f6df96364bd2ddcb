// The error function.
#pragma once
#include "api/compute/sfpu_calls.h"

// Only the accurate one; the default of Metalium is the other.
template <bool fast_and_approx = true>
ALWI void erf_tile_init(TILECC_LINE) {
    static_assert(!fast_and_approx, "the emulated chip has erf_tile<false> only");
    tilecc::call(OP_ERF_TILE_INIT, {}, line);
}
template <bool fast_and_approx = true>
ALWI void erf_tile(uint32_t dst, TILECC_LINE) {
    static_assert(!fast_and_approx, "the emulated chip has erf_tile<false> only");
    tilecc::call(OP_ERF_TILE, {dst}, line);
}
