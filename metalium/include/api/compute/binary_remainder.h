// Remainders with the sign of the divisor.
#pragma once
#include "api/compute/sfpu_calls.h"

TILECC_INIT(remainder_binary_tile_init, OP_REMAINDER_BINARY_TILE_INIT)
TILECC_BINARY(remainder_binary_tile, OP_REMAINDER_BINARY_TILE)
TILECC_INIT(remainder_int32_tile_init, OP_REMAINDER_INT32_TILE_INIT)
TILECC_BINARY(remainder_int32_tile, OP_REMAINDER_INT32_TILE)
TILECC_INIT(remainder_uint32_tile_init, OP_REMAINDER_UINT32_TILE_INIT)
TILECC_BINARY(remainder_uint32_tile, OP_REMAINDER_UINT32_TILE)
