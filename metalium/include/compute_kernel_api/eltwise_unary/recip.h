// One over each element; the template parameter of Metalium 0.66 chooses an older, less exact program.
#pragma once
#include "api/compute/common.h"

template <bool legacy_compat = true>
ALWI void recip_tile_init(TILECC_LINE) {
    static_assert(!legacy_compat, "the emulator knows the exact reciprocal only: recip_tile_init<false>()");
    tilecc::call(OP_RECIP_TILE_INIT, {}, line);
}
template <bool legacy_compat = true>
ALWI void recip_tile(uint32_t dst, TILECC_LINE) {
    static_assert(!legacy_compat, "the emulator knows the exact reciprocal only: recip_tile<false>(dst)");
    tilecc::call(OP_RECIP_TILE, {dst}, line);
}
