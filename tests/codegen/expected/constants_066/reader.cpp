// reader.cpp: reader of main for wormhole_n150, compiled by tilecc from constants_066.tir.
#include <cstdint>

#include "api/dataflow/dataflow_api.h"

void kernel_main() {
    const uint32_t A_addr = get_arg_val<uint32_t>(0);
    const uint32_t B_addr = get_arg_val<uint32_t>(1);
    constexpr auto A_args = TensorAccessorArgs<0>();
    constexpr auto B_args = TensorAccessorArgs<A_args.next_compile_time_args_offset()>();
    constexpr uint32_t cb_A = 0;
    const auto A = TensorAccessor(A_args, A_addr, 4096);
    constexpr uint32_t cb_B = 1;
    const auto B = TensorAccessor(B_args, B_addr, 4096);

    for (int32_t i = 0; i < 1; ++i) {
        if (i < 1) {
            cb_reserve_back(cb_A, 1);
            const uint32_t A_ptr = get_write_ptr(cb_A);
            noc_async_read_page(i, A, A_ptr);
            noc_async_read_barrier();
            cb_push_back(cb_A, 1);
        }
        if (i < 1) {
            cb_reserve_back(cb_B, 1);
            const uint32_t B_ptr = get_write_ptr(cb_B);
            noc_async_read_page(i, B, B_ptr);
            noc_async_read_barrier();
            cb_push_back(cb_B, 1);
        }
    }
}
