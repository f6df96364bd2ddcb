// A constant everywhere.
#pragma once
#include "api/compute/sfpu_calls.h"

ALWI void fill_tile_init(TILECC_LINE) { tilecc::call(OP_FILL_TILE_INIT, {}, line); }
ALWI void fill_tile(uint32_t dst, float value, TILECC_LINE) {
    tilecc::call(OP_FILL_TILE, {dst, tilecc::float_bits(value)}, line);
}
TILECC_INTEGER_CONSTANT(fill_tile_int, OP_FILL_TILE_INT, OP_FILL_TILE_INT)
