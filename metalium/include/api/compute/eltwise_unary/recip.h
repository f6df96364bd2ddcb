// One over a tile of DST.
#pragma once
#include "api/compute/common.h"

ALWI void recip_tile_init(TILECC_LINE) { tilecc::call(OP_RECIP_TILE_INIT, {}, line); }
ALWI void recip_tile(uint32_t dst, TILECC_LINE) { tilecc::call(OP_RECIP_TILE, {dst}, line); }
