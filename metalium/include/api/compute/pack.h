// The packer: DST to circular buffers.
#pragma once
#include "api/compute/common_globals.h"

// In order to the pages at the back, or to a given page.
template <bool out_of_order_output = false>
ALWI void pack_tile(uint32_t dst, uint32_t cb, uint32_t page = 0, TILECC_LINE) {
    if constexpr (out_of_order_output) {
        tilecc::call(OP_PACK_TILE_AT, {dst, cb, page}, line);
    } else {
        tilecc::call(OP_PACK_TILE, {dst, cb}, line);
    }
}

ALWI void pack_reconfig_l1_acc(uint32_t accumulate, TILECC_LINE) { tilecc::call(OP_PACK_RECONFIG_L1_ACC, {accumulate}, line); }
