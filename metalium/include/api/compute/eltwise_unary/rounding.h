// Floats to whole floats.
#pragma once
#include "api/compute/sfpu_calls.h"

TILECC_INIT(rounding_op_tile_init, OP_ROUNDING_OP_TILE_INIT)
TILECC_UNARY(floor_tile, OP_FLOOR_TILE)
TILECC_UNARY(ceil_tile, OP_CEIL_TILE)
TILECC_UNARY(trunc_tile, OP_TRUNC_TILE)
TILECC_CONSTANT(round_tile, OP_ROUND_TILE)
