// Bits of two tiles.
#pragma once
#include "api/compute/sfpu_calls.h"

TILECC_INIT(binary_bitwise_tile_init, OP_BINARY_BITWISE_TILE_INIT)
TILECC_INTEGER_BINARY(bitwise_and_binary_tile, OP_BITWISE_AND_BINARY_TILE, OP_BITWISE_AND_BINARY_TILE)
TILECC_INTEGER_BINARY(bitwise_or_binary_tile, OP_BITWISE_OR_BINARY_TILE, OP_BITWISE_OR_BINARY_TILE)
TILECC_INTEGER_BINARY(bitwise_xor_binary_tile, OP_BITWISE_XOR_BINARY_TILE, OP_BITWISE_XOR_BINARY_TILE)
