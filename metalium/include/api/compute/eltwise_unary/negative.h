// Sign changes.
#pragma once
#include "api/compute/sfpu_calls.h"

TILECC_INIT(negative_tile_init, OP_NEGATIVE_TILE_INIT)
TILECC_UNARY(negative_tile, OP_NEGATIVE_TILE)
