// A constant, given as the bits of a float, to the power of a tile.
#pragma once
#include "api/compute/sfpu_calls.h"

TILECC_INIT(rpow_tile_init, OP_RPOW_TILE_INIT)
TILECC_CONSTANT(rpow_tile, OP_RPOW_TILE)
