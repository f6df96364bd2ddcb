// Sine, cosine, tangent.
#pragma once
#include "api/compute/sfpu_calls.h"

TILECC_INIT(sin_tile_init, OP_SIN_TILE_INIT)
TILECC_UNARY(sin_tile, OP_SIN_TILE)
TILECC_INIT(cos_tile_init, OP_COS_TILE_INIT)
TILECC_UNARY(cos_tile, OP_COS_TILE)
TILECC_INIT(tan_tile_init, OP_TAN_TILE_INIT)
TILECC_UNARY(tan_tile, OP_TAN_TILE)
