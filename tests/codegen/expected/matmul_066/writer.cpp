// writer.cpp: writer of matmul for wormhole_n150, compiled by tilecc from matmul_066.tir.
#include <cstdint>

#include "api/dataflow/dataflow_api.h"

void kernel_main() {
    const uint32_t C_addr = get_arg_val<uint32_t>(0);
    const int32_t tt_start_id = get_arg_val<int32_t>(1);
    const int32_t tt_count = get_arg_val<int32_t>(2);
    const int32_t grid_x = get_arg_val<int32_t>(3);
    constexpr auto C_args = TensorAccessorArgs<0>();
    constexpr uint32_t cb_C_shared = 2;
    const auto C = TensorAccessor(C_args, C_addr, 2048);

    for (int32_t tt_i = 0; tt_i < tt_count; ++tt_i) {
        const int32_t tile_id = tt_start_id + tt_i;
        const int32_t bx = tile_id % grid_x;
        const int32_t by = tile_id / grid_x;
        cb_wait_front(cb_C_shared, 1);
        const uint32_t C_shared_ptr = get_read_ptr(cb_C_shared);
        noc_async_write_page(by * 3 + bx, C, C_shared_ptr);
        noc_async_write_barrier();
        cb_pop_front(cb_C_shared, 1);
    }
}
