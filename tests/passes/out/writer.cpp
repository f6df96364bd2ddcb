// writer.cpp: writer of kernel for wormhole_n150, compiled by tilecc from error_block_start.py.
#include <cstdint>

#include "api/dataflow/dataflow_api.h"
#include "api/core_local_mem.h"

void kernel_main() {
    const uint32_t C_addr = get_arg_val<uint32_t>(0);
    const int32_t tt_start_id = get_arg_val<int32_t>(1);
    const int32_t tt_count = get_arg_val<int32_t>(2);
    const int32_t grid_x = get_arg_val<int32_t>(3);
    constexpr auto C_args = TensorAccessorArgs<0>();
    constexpr uint32_t cb_scratch_out = 0;
    constexpr uint32_t cb_S = 1;
    const auto C = TensorAccessor(C_args, C_addr, 2048);

    for (int32_t tt_i = 0; tt_i < tt_count; ++tt_i) {
        const int32_t tile_id = tt_start_id + tt_i;
        const int32_t bx = tile_id % grid_x;
        const int32_t by = tile_id / grid_x;
        cb_wait_front(cb_S, 1);
        const uint32_t S_ptr = get_read_ptr(cb_S);
        cb_reserve_back(cb_scratch_out, 1);
        const uint32_t scratch_out_ptr = get_write_ptr(cb_scratch_out);
        for (int32_t row = 0; row < 32; ++row) {
            for (int32_t slot = 0; slot < 32; ++slot) {
                const int32_t index = bx * 32 + slot + 8;
                if (index < 64) {
                    const int32_t offset = row / 16 * 1024 + index % 32 / 16 * 512 + row % 16 * 32 + index % 16 * 2;
                    const uint32_t place = scratch_out_ptr + static_cast<uint32_t>(slot * 64) + static_cast<uint32_t>(offset % 64);
                    CoreLocalMem<volatile uint16_t>{place}[0] = CoreLocalMem<volatile uint16_t>{S_ptr + static_cast<uint32_t>(row / 16 * 1024 + slot / 16 * 512 + row % 16 * 32 + slot % 16 * 2)}[0];
                    noc_async_write(place, C.get_noc_addr(by * 2 + index / 32, offset), 2);
                }
            }
            noc_async_write_barrier();
        }
        noc_async_write_barrier();
        cb_pop_front(cb_S, 1);
    }
}
