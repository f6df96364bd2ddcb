// A choice between two tiles.
#pragma once
#include "api/compute/sfpu_calls.h"

TILECC_INIT(where_tile_init, OP_WHERE_TILE_INIT)
// Where `condition` is not zero the element of `yes`, else that of `no`.
template <DataFormat FORMAT>
ALWI void where_tile(uint32_t condition, uint32_t yes, uint32_t no, uint32_t out, TILECC_LINE) {
    constexpr bool integer = FORMAT == DataFormat::Int32 || FORMAT == DataFormat::UInt32;
    tilecc::call(integer ? OP_WHERE_TILE_INT32 : OP_WHERE_TILE, {condition, yes, no, out}, line);
}
