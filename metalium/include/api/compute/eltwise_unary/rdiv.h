// A constant, given as the bits of a float, over a tile.
#pragma once
#include "api/compute/sfpu_calls.h"

TILECC_INIT(rdiv_tile_init, OP_RDIV_TILE_INIT)
TILECC_CONSTANT(rdiv_tile, OP_RDIV_TILE)
