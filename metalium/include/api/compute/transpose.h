// Transposed tiles from a circular buffer to DST.
#pragma once
#include "api/compute/common.h"

ALWI void transpose_init(uint32_t cb, TILECC_LINE) { tilecc::call(OP_TRANSPOSE_INIT, {cb}, line); }
ALWI void transpose_tile(uint32_t cb, uint32_t tile, uint32_t dst, TILECC_LINE) {
    tilecc::call(OP_TRANSPOSE_TILE, {cb, tile, dst}, line);
}
