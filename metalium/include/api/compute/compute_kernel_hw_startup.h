// The first call of every compute kernel.
#pragma once
#include "api/compute/cb_api.h"
#include "api/compute/pack.h"
#include "api/compute/reg_api.h"
#include "api/compute/src_order.h"

template <SrcOrder src_order = SrcOrder::Regular>
ALWI void compute_kernel_hw_startup(uint32_t in0, uint32_t in1, uint32_t out, TILECC_LINE) {
    constexpr Op op = src_order == SrcOrder::Reverse ? OP_COMPUTE_KERNEL_HW_STARTUP_REVERSE : OP_COMPUTE_KERNEL_HW_STARTUP;
    tilecc::call(op, {in0, in1, out}, line);
}

ALWI void compute_kernel_hw_startup(uint32_t in, uint32_t out, TILECC_LINE) {
    tilecc::call(OP_COMPUTE_KERNEL_HW_STARTUP, {in, in, out}, line);
}
