// reader.cpp: reader of kernel for wormhole_n150, compiled by tilecc from error_block_start.py.
#include <cstdint>

#include "api/dataflow/dataflow_api.h"

void kernel_main() {
    const uint32_t A_addr = get_arg_val<uint32_t>(0);
    const int32_t tt_count = get_arg_val<int32_t>(2);
    constexpr auto A_args = TensorAccessorArgs<0>();
    constexpr uint32_t cb_S = 1;
    const auto A = TensorAccessor(A_args, A_addr, 2048);

    for (int32_t tt_i = 0; tt_i < tt_count; ++tt_i) {
        cb_reserve_back(cb_S, 1);
        const uint32_t S_ptr = get_write_ptr(cb_S);
        noc_async_read_page(0, A, S_ptr);
        noc_async_read_barrier();
        cb_push_back(cb_S, 1);
    }
}
