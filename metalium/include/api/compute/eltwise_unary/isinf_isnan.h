// Infinities and NaNs.
#pragma once
#include "api/compute/sfpu_calls.h"

TILECC_INIT(isinf_tile_init, OP_ISINF_TILE_INIT)
TILECC_UNARY(isinf_tile, OP_ISINF_TILE)
TILECC_INIT(isnan_tile_init, OP_ISNAN_TILE_INIT)
TILECC_UNARY(isnan_tile, OP_ISNAN_TILE)
TILECC_INIT(isfinite_tile_init, OP_ISFINITE_TILE_INIT)
TILECC_UNARY(isfinite_tile, OP_ISFINITE_TILE)
