// Shifts by a constant.
#pragma once
#include "api/compute/sfpu_calls.h"

TILECC_INIT(left_shift_tile_init, OP_LEFT_SHIFT_TILE_INIT)
TILECC_INIT(right_shift_tile_init, OP_RIGHT_SHIFT_TILE_INIT)
TILECC_INTEGER_CONSTANT(left_shift_tile, OP_LEFT_SHIFT_TILE, OP_LEFT_SHIFT_TILE)
TILECC_INTEGER_CONSTANT(right_shift_tile, OP_RIGHT_SHIFT_TILE, OP_RIGHT_SHIFT_TILE_UINT32)
