// Square roots.
#pragma once
#include "api/compute/sfpu_calls.h"

TILECC_INIT(sqrt_tile_init, OP_SQRT_TILE_INIT)
TILECC_UNARY(sqrt_tile, OP_SQRT_TILE)
