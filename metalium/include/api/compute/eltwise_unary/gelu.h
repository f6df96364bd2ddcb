// x * Phi(x).
#pragma once
#include "api/compute/sfpu_calls.h"

// Only the accurate one; the default of Metalium is the other.
template <bool fast_and_approx = true>
ALWI void gelu_tile_init(TILECC_LINE) {
    static_assert(!fast_and_approx, "the emulated chip has gelu_tile<false> only");
    tilecc::call(OP_GELU_TILE_INIT, {}, line);
}
template <bool fast_and_approx = true>
ALWI void gelu_tile(uint32_t dst, TILECC_LINE) {
    static_assert(!fast_and_approx, "the emulated chip has gelu_tile<false> only");
    tilecc::call(OP_GELU_TILE, {dst}, line);
}
