// log(1 + x).
#pragma once
#include "api/compute/sfpu_calls.h"

TILECC_INIT(log1p_tile_init, OP_LOG1P_TILE_INIT)
TILECC_UNARY(log1p_tile, OP_LOG1P_TILE)
