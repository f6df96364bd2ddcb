// Tiles from a circular buffer to DST.
#pragma once
#include "api/compute/common.h"

ALWI void copy_init(uint32_t cb, TILECC_LINE) { tilecc::call(OP_COPY_INIT, {cb}, line); }
ALWI void copy_tile(uint32_t cb, uint32_t tile, uint32_t dst, TILECC_LINE) { tilecc::call(OP_COPY_TILE, {cb, tile, dst}, line); }
