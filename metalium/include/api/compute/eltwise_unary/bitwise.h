// Bits of a tile and a constant.
#pragma once
#include "api/compute/sfpu_calls.h"

TILECC_INIT(bitwise_and_tile_init, OP_BITWISE_AND_TILE_INIT)
TILECC_INIT(bitwise_or_tile_init, OP_BITWISE_OR_TILE_INIT)
TILECC_INIT(bitwise_xor_tile_init, OP_BITWISE_XOR_TILE_INIT)
TILECC_INTEGER_CONSTANT(bitwise_and_tile, OP_BITWISE_AND_TILE, OP_BITWISE_AND_TILE)
TILECC_INTEGER_CONSTANT(bitwise_or_tile, OP_BITWISE_OR_TILE, OP_BITWISE_OR_TILE)
TILECC_INTEGER_CONSTANT(bitwise_xor_tile, OP_BITWISE_XOR_TILE, OP_BITWISE_XOR_TILE)
