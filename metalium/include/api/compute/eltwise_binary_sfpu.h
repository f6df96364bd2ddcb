// Arithmetic between tiles of DST.
#pragma once
#include "api/compute/common.h"

ALWI void add_binary_tile_init(TILECC_LINE) { tilecc::call(OP_ADD_BINARY_TILE_INIT, {}, line); }
ALWI void add_binary_tile(uint32_t first, uint32_t second, uint32_t out, TILECC_LINE) {
    tilecc::call(OP_ADD_BINARY_TILE, {first, second, out}, line);
}
ALWI void sub_binary_tile_init(TILECC_LINE) { tilecc::call(OP_SUB_BINARY_TILE_INIT, {}, line); }
ALWI void sub_binary_tile(uint32_t first, uint32_t second, uint32_t out, TILECC_LINE) {
    tilecc::call(OP_SUB_BINARY_TILE, {first, second, out}, line);
}
ALWI void mul_binary_tile_init(TILECC_LINE) { tilecc::call(OP_MUL_BINARY_TILE_INIT, {}, line); }
ALWI void mul_binary_tile(uint32_t first, uint32_t second, uint32_t out, TILECC_LINE) {
    tilecc::call(OP_MUL_BINARY_TILE, {first, second, out}, line);
}
ALWI void div_binary_tile_init(TILECC_LINE) { tilecc::call(OP_DIV_BINARY_TILE_INIT, {}, line); }
ALWI void div_binary_tile(uint32_t first, uint32_t second, uint32_t out, TILECC_LINE) {
    tilecc::call(OP_DIV_BINARY_TILE, {first, second, out}, line);
}
