// Ops that have no header of their own.
#pragma once
#include "api/compute/common.h"

ALWI void unary_max_tile_init(TILECC_LINE) { tilecc::call(OP_UNARY_MAX_TILE_INIT, {}, line); }
ALWI void unary_max_tile(uint32_t dst, uint32_t constant_bits, TILECC_LINE) {
    tilecc::call(OP_UNARY_MAX_TILE, {dst, constant_bits}, line);
}
ALWI void unary_min_tile_init(TILECC_LINE) { tilecc::call(OP_UNARY_MIN_TILE_INIT, {}, line); }
ALWI void unary_min_tile(uint32_t dst, uint32_t constant_bits, TILECC_LINE) {
    tilecc::call(OP_UNARY_MIN_TILE, {dst, constant_bits}, line);
}
