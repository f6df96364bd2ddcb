// Sums of integers.
#pragma once
#include "api/compute/sfpu_calls.h"

TILECC_INIT(add_int_tile_init, OP_ADD_INT_TILE_INIT)
TILECC_INTEGER_BINARY(add_int_tile, OP_ADD_INT_TILE, OP_ADD_INT_TILE)
