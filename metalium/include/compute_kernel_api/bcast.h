// Arithmetic with a row, a column or one element of the second operand, by the names of Metalium 0.66.
#pragma once
#include "api/compute/bcast.h"

ALWI void add_bcast_rows_init_short(uint32_t in0, uint32_t in1, TILECC_LINE) { add_bcast_rows_init(in0, in1, line); }
ALWI void mul_bcast_rows_init_short(uint32_t in0, uint32_t in1, TILECC_LINE) { mul_bcast_rows_init(in0, in1, line); }
ALWI void add_bcast_cols_init_short(uint32_t in0, uint32_t in1, TILECC_LINE) { add_bcast_cols_init(in0, in1, line); }
ALWI void sub_bcast_cols_init_short(uint32_t in0, uint32_t in1, TILECC_LINE) { sub_bcast_cols_init(in0, in1, line); }
ALWI void mul_bcast_cols_init_short(uint32_t in0, uint32_t in1, TILECC_LINE) { mul_bcast_cols_init(in0, in1, line); }
ALWI void add_bcast_scalar_init_short(uint32_t in0, uint32_t in1, TILECC_LINE) { add_bcast_scalar_init(in0, in1, line); }
ALWI void sub_tiles_bcast_scalar_init_short(uint32_t in0, uint32_t in1, TILECC_LINE) { sub_bcast_scalar_init(in0, in1, line); }
ALWI void mul_tiles_bcast_scalar_init_short(uint32_t in0, uint32_t in1, TILECC_LINE) { mul_bcast_scalar_init(in0, in1, line); }
