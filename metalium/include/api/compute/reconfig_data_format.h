// Changes of format; inits do not change formats.
#pragma once
#include "api/compute/common_globals.h"
#include "api/compute/src_order.h"

template <SrcOrder src_order = SrcOrder::Regular>
ALWI void reconfig_data_format(uint32_t in0, uint32_t in1, TILECC_LINE) {
    constexpr Op op = src_order == SrcOrder::Reverse ? OP_RECONFIG_DATA_FORMAT_REVERSE : OP_RECONFIG_DATA_FORMAT;
    tilecc::call(op, {in0, in1}, line);
}

ALWI void reconfig_data_format_srca(uint32_t cb, TILECC_LINE) { tilecc::call(OP_RECONFIG_DATA_FORMAT_SRCA, {cb}, line); }
ALWI void reconfig_data_format_srcb(uint32_t cb, TILECC_LINE) { tilecc::call(OP_RECONFIG_DATA_FORMAT_SRCB, {cb}, line); }
ALWI void pack_reconfig_data_format(uint32_t cb, TILECC_LINE) { tilecc::call(OP_PACK_RECONFIG_DATA_FORMAT, {cb}, line); }
