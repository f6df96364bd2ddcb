// Sums, differences and products of tiles of two circular buffers.
#pragma once
#include "api/compute/common.h"

ALWI void add_init(uint32_t in0, uint32_t in1, TILECC_LINE) { tilecc::call(OP_ADD_INIT, {in0, in1}, line); }
ALWI void sub_init(uint32_t in0, uint32_t in1, TILECC_LINE) { tilecc::call(OP_SUB_INIT, {in0, in1}, line); }
ALWI void mul_init(uint32_t in0, uint32_t in1, TILECC_LINE) { tilecc::call(OP_MUL_INIT, {in0, in1}, line); }
ALWI void add_tiles(uint32_t in0, uint32_t in1, uint32_t tile0, uint32_t tile1, uint32_t dst, TILECC_LINE) {
    tilecc::call(OP_ADD_TILES, {in0, in1, tile0, tile1, dst}, line);
}
ALWI void sub_tiles(uint32_t in0, uint32_t in1, uint32_t tile0, uint32_t tile1, uint32_t dst, TILECC_LINE) {
    tilecc::call(OP_SUB_TILES, {in0, in1, tile0, tile1, dst}, line);
}
ALWI void mul_tiles(uint32_t in0, uint32_t in1, uint32_t tile0, uint32_t tile1, uint32_t dst, TILECC_LINE) {
    tilecc::call(OP_MUL_TILES, {in0, in1, tile0, tile1, dst}, line);
}
