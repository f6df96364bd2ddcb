// reader.cpp: reader of matmul for wormhole_n150, compiled by tilecc from matmul_066.tir.
#include <cstdint>

#include "api/dataflow/dataflow_api.h"

void kernel_main() {
    const uint32_t A_addr = get_arg_val<uint32_t>(0);
    const uint32_t B_addr = get_arg_val<uint32_t>(1);
    const int32_t tt_start_id = get_arg_val<int32_t>(2);
    const int32_t tt_count = get_arg_val<int32_t>(3);
    const int32_t grid_x = get_arg_val<int32_t>(4);
    constexpr auto A_args = TensorAccessorArgs<0>();
    constexpr auto B_args = TensorAccessorArgs<A_args.next_compile_time_args_offset()>();
    constexpr uint32_t cb_A_shared = 0;
    constexpr uint32_t cb_B_shared = 1;
    const auto A = TensorAccessor(A_args, A_addr, 2048);
    const auto B = TensorAccessor(B_args, B_addr, 2048);

    for (int32_t tt_i = 0; tt_i < tt_count; ++tt_i) {
        const int32_t tile_id = tt_start_id + tt_i;
        const int32_t bx = tile_id % grid_x;
        const int32_t by = tile_id / grid_x;
        for (int32_t k = 0; k < 4; ++k) {
            cb_reserve_back(cb_A_shared, 1);
            cb_reserve_back(cb_B_shared, 1);
            const uint32_t A_shared_ptr = get_write_ptr(cb_A_shared);
            noc_async_read_page(by * 4 + k, A, A_shared_ptr);
            const uint32_t B_shared_ptr = get_write_ptr(cb_B_shared);
            noc_async_read_page(k * 3 + bx, B, B_shared_ptr);
            noc_async_read_barrier();
            cb_push_back(cb_A_shared, 1);
            cb_push_back(cb_B_shared, 1);
        }
    }
}
