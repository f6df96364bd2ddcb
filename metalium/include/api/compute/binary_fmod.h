// Remainders with the sign of the dividend.
#pragma once
#include "api/compute/sfpu_calls.h"

TILECC_INIT(fmod_binary_tile_init, OP_FMOD_BINARY_TILE_INIT)
TILECC_BINARY(fmod_binary_tile, OP_FMOD_BINARY_TILE)
TILECC_INIT(fmod_int32_tile_init, OP_FMOD_INT32_TILE_INIT)
TILECC_BINARY(fmod_int32_tile, OP_FMOD_INT32_TILE)
