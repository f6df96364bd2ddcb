// Copies between tiles of DST.
#pragma once
#include "api/compute/common.h"

ALWI void copy_dest_values_init(TILECC_LINE) { tilecc::call(OP_COPY_DEST_VALUES_INIT, {}, line); }
// The format is that of DST, or Int32 in a DST of 32 bits.
template <DataFormat FORMAT>
ALWI void copy_dest_values(uint32_t from, uint32_t to, TILECC_LINE) {
    constexpr bool integer = FORMAT == DataFormat::Int32 || FORMAT == DataFormat::UInt32;
    tilecc::call(integer ? OP_COPY_DEST_VALUES_INT32 : OP_COPY_DEST_VALUES, {from, to}, line);
}
