// Arithmetic between tiles of DST.
#pragma once
#include "api/compute/sfpu_calls.h"

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

TILECC_INIT(eq_binary_tile_init, OP_EQ_BINARY_TILE_INIT)
TILECC_BINARY(eq_binary_tile, OP_EQ_BINARY_TILE)
TILECC_INIT(ne_binary_tile_init, OP_NE_BINARY_TILE_INIT)
TILECC_BINARY(ne_binary_tile, OP_NE_BINARY_TILE)
TILECC_INIT(lt_binary_tile_init, OP_LT_BINARY_TILE_INIT)
TILECC_BINARY(lt_binary_tile, OP_LT_BINARY_TILE)
TILECC_INIT(le_binary_tile_init, OP_LE_BINARY_TILE_INIT)
TILECC_BINARY(le_binary_tile, OP_LE_BINARY_TILE)
TILECC_INIT(gt_binary_tile_init, OP_GT_BINARY_TILE_INIT)
TILECC_BINARY(gt_binary_tile, OP_GT_BINARY_TILE)
TILECC_INIT(ge_binary_tile_init, OP_GE_BINARY_TILE_INIT)
TILECC_BINARY(ge_binary_tile, OP_GE_BINARY_TILE)
TILECC_INIT(power_binary_tile_init, OP_POWER_BINARY_TILE_INIT)
TILECC_BINARY(power_binary_tile, OP_POWER_BINARY_TILE)
