// Maximum and minimum of tiles of DST.
#pragma once
#include "api/compute/sfpu_calls.h"

ALWI void binary_max_tile_init(TILECC_LINE) { tilecc::call(OP_BINARY_MAX_TILE_INIT, {}, line); }
ALWI void binary_max_tile(uint32_t first, uint32_t second, uint32_t out, TILECC_LINE) {
    tilecc::call(OP_BINARY_MAX_TILE, {first, second, out}, line);
}
ALWI void binary_min_tile_init(TILECC_LINE) { tilecc::call(OP_BINARY_MIN_TILE_INIT, {}, line); }
ALWI void binary_min_tile(uint32_t first, uint32_t second, uint32_t out, TILECC_LINE) {
    tilecc::call(OP_BINARY_MIN_TILE, {first, second, out}, line);
}

TILECC_INIT(binary_max_int32_tile_init, OP_BINARY_MAX_INT32_TILE_INIT)
TILECC_BINARY(binary_max_int32_tile, OP_BINARY_MAX_INT32_TILE)
TILECC_INIT(binary_max_uint32_tile_init, OP_BINARY_MAX_UINT32_TILE_INIT)
TILECC_BINARY(binary_max_uint32_tile, OP_BINARY_MAX_UINT32_TILE)
TILECC_INIT(binary_min_int32_tile_init, OP_BINARY_MIN_INT32_TILE_INIT)
TILECC_BINARY(binary_min_int32_tile, OP_BINARY_MIN_INT32_TILE)
TILECC_INIT(binary_min_uint32_tile_init, OP_BINARY_MIN_UINT32_TILE_INIT)
TILECC_BINARY(binary_min_uint32_tile, OP_BINARY_MIN_UINT32_TILE)
