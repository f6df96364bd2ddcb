// Transposed tiles by the names of Metalium 0.66.
#pragma once
#include "api/compute/transpose.h"

ALWI void transpose_wh_init_short(uint32_t cb, TILECC_LINE) { transpose_init(cb, line); }
ALWI void transpose_wh_tile(uint32_t cb, uint32_t tile, uint32_t dst, TILECC_LINE) { transpose_tile(cb, tile, dst, line); }
