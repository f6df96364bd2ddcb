// Tiles from a circular buffer to DST by the names of Metalium 0.66.
#pragma once
#include "api/compute/tile_move_copy.h"

ALWI void copy_tile_to_dst_init_short(uint32_t cb, TILECC_LINE) { copy_init(cb, line); }
ALWI void copy_tile_init(uint32_t cb, TILECC_LINE) { copy_init(cb, line); }
