// Sums, differences and products by the names of Metalium 0.66.
#pragma once
#include "api/compute/eltwise_binary.h"

ALWI void add_tiles_init(uint32_t in0, uint32_t in1, TILECC_LINE) { add_init(in0, in1, line); }
ALWI void sub_tiles_init(uint32_t in0, uint32_t in1, TILECC_LINE) { sub_init(in0, in1, line); }
ALWI void mul_tiles_init(uint32_t in0, uint32_t in1, TILECC_LINE) { mul_init(in0, in1, line); }
