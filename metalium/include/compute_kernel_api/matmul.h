// Tile products by the names of Metalium 0.66.
#pragma once
#include "api/compute/matmul.h"

ALWI void mm_init_short(uint32_t in0, uint32_t in1, uint32_t transpose = 0, TILECC_LINE) { matmul_init(in0, in1, transpose, line); }
