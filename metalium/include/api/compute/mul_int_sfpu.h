// Products of integers.
#pragma once
#include "api/compute/sfpu_calls.h"

TILECC_INTEGER_INIT(mul_int_tile_init, OP_MUL_INT_TILE_INIT, OP_MUL_INT_TILE_INIT)
TILECC_INTEGER_BINARY(mul_int_tile, OP_MUL_INT_TILE, OP_MUL_INT_TILE)
