// Maximum and minimum of tiles of DST.
#pragma once
#include "api/compute/common.h"

ALWI void binary_max_tile_init(TILECC_LINE) { tilecc::call(OP_BINARY_MAX_TILE_INIT, {}, line); }
ALWI void binary_max_tile(uint32_t first, uint32_t second, uint32_t out, TILECC_LINE) {
    tilecc::call(OP_BINARY_MAX_TILE, {first, second, out}, line);
}
ALWI void binary_min_tile_init(TILECC_LINE) { tilecc::call(OP_BINARY_MIN_TILE_INIT, {}, line); }
ALWI void binary_min_tile(uint32_t first, uint32_t second, uint32_t out, TILECC_LINE) {
    tilecc::call(OP_BINARY_MIN_TILE, {first, second, out}, line);
}
