// Tile products.
#pragma once
#include "api/compute/common.h"

ALWI void matmul_init(uint32_t in0, uint32_t in1, uint32_t transpose = 0, TILECC_LINE) {
    tilecc::call(OP_MATMUL_INIT, {in0, in1, transpose}, line);
}
ALWI void matmul_tiles(uint32_t in0, uint32_t in1, uint32_t tile0, uint32_t tile1, uint32_t dst, TILECC_LINE) {
    tilecc::call(OP_MATMUL_TILES, {in0, in1, tile0, tile1, dst}, line);
}
