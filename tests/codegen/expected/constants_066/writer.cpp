// writer.cpp: writer of main for wormhole_n150, compiled by tilecc from constants_066.tir.
#include <cstdint>

#include "api/dataflow/dataflow_api.h"

void kernel_main() {
    const uint32_t C_addr = get_arg_val<uint32_t>(0);
    constexpr auto C_args = TensorAccessorArgs<0>();
    constexpr uint32_t cb_C = 2;
    const auto C = TensorAccessor(C_args, C_addr, 4096);

    for (int32_t i = 0; i < 1; ++i) {
        cb_wait_front(cb_C, 1);
        const uint32_t C_ptr = get_read_ptr(cb_C);
        noc_async_write_page(i, C, C_ptr);
        noc_async_write_barrier();
        cb_pop_front(cb_C, 1);
    }
}
