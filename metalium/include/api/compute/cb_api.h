// cb_reserve_back, cb_push_back, cb_wait_front, cb_pop_front: in tilecc/kernel.h.
#pragma once
#include "api/compute/common_globals.h"


inline uint32_t read_tile_value(uint32_t cb, uint32_t tile, uint32_t word, TILECC_LINE) {
    return static_cast<uint32_t>(tilecc::call(OP_READ_TILE_VALUE, {cb, tile, word}, line));
}
