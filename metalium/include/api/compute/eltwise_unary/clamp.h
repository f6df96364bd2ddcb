// Values between two constants, given as the bits of floats.
#pragma once
#include "api/compute/sfpu_calls.h"

TILECC_INIT(clamp_tile_init, OP_CLAMP_TILE_INIT)
TILECC_CONSTANTS(clamp_tile, OP_CLAMP_TILE)
