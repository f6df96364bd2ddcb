// One over square roots.
#pragma once
#include "api/compute/sfpu_calls.h"

TILECC_INIT(rsqrt_tile_init, OP_RSQRT_TILE_INIT)
TILECC_UNARY(rsqrt_tile, OP_RSQRT_TILE)
