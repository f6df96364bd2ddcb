// max(x, 0).
#pragma once
#include "api/compute/sfpu_calls.h"

TILECC_INIT(relu_tile_init, OP_RELU_TILE_INIT)
TILECC_UNARY(relu_tile, OP_RELU_TILE)
