#include <cstdint>

#include "api/dataflow/dataflow_api.h"

void kernel_main() {
    uint32_t start = get_arg_val<uint32_t>(1), count = get_arg_val<uint32_t>(2);
    constexpr uint32_t cb = 16;
    constexpr auto args = TensorAccessorArgs<0>();
    const auto c = TensorAccessor(args, get_arg_val<uint32_t>(0), get_tile_size(cb));
    for (uint32_t i = start; i < start + count; i++) {
        cb_wait_front(cb, 1);
        noc_async_write_tile(i, c, get_read_ptr(cb));
        noc_async_write_barrier();
        cb_pop_front(cb, 1);
    }
}
