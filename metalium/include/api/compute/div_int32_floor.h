// Quotients of integers.
#pragma once
#include "api/compute/sfpu_calls.h"

TILECC_INIT(div_int32_floor_tile_init, OP_DIV_INT32_FLOOR_TILE_INIT)
TILECC_BINARY(div_int32_floor_tile, OP_DIV_INT32_FLOOR_TILE)
TILECC_INIT(div_int32_trunc_tile_init, OP_DIV_INT32_TRUNC_TILE_INIT)
TILECC_BINARY(div_int32_trunc_tile, OP_DIV_INT32_TRUNC_TILE)
