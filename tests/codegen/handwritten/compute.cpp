#include <bit>
#include <cstdint>

#include "api/compute/compute_kernel_hw_startup.h"
#include "api/compute/eltwise_binary.h"
#include "api/compute/eltwise_unary/binop_with_scalar.h"
#include "api/compute/tile_move_copy.h"

void kernel_main() {
    uint32_t count = get_arg_val<uint32_t>(0), packed = 0;
    constexpr auto a = tt::CBIndex::c_0, b = tt::CBIndex::c_1, out = tt::CBIndex::c_16;
    compute_kernel_hw_startup(a, b, out);
    for (uint32_t i = 0; i < count; i++) {
        cb_wait_front(a, 1);
        cb_wait_front(b, 1);
        tile_regs_acquire();
        add_init(a, b);
        add_tiles(a, b, 0, 0, 0);
        binop_with_scalar_tile_init();
        mul_unary_tile(0, std::bit_cast<uint32_t>(FACTOR));
        tile_regs_commit();
        tile_regs_wait();
        cb_reserve_back(out, 1);
        pack_tile(0, out);
        PACK((packed++));
        cb_push_back(out, 1);
        tile_regs_release();
        cb_pop_front(a, 1);
        cb_pop_front(b, 1);
    }
}
