// Inverted bits.
#pragma once
#include "api/compute/sfpu_calls.h"

TILECC_INIT(bitwise_not_tile_init, OP_BITWISE_NOT_TILE_INIT)
TILECC_UNARY(bitwise_not_tile, OP_BITWISE_NOT_TILE)
