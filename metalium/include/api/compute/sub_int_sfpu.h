// Differences of integers.
#pragma once
#include "api/compute/sfpu_calls.h"

TILECC_INIT(sub_int_tile_init, OP_SUB_INT_TILE_INIT)
TILECC_INTEGER_BINARY(sub_int_tile, OP_SUB_INT_TILE, OP_SUB_INT_TILE)
