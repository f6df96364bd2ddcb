// compute.cpp: compute kernel of matmul for wormhole_n150, compiled by tilecc from matmul_066.tir.
#include <cstdint>

#include "compute_kernel_api/common.h"
#include "compute_kernel_api/matmul.h"

void kernel_main() {
    const int32_t tt_count = get_arg_val<int32_t>(1);
    constexpr uint32_t cb_A_shared = 0;
    constexpr uint32_t cb_B_shared = 1;
    constexpr uint32_t cb_C_shared = 2;

    compute_kernel_hw_startup(cb_B_shared, cb_A_shared, cb_C_shared);
    mm_init_short(cb_A_shared, cb_B_shared, 0);

    for (int32_t tt_i = 0; tt_i < tt_count; ++tt_i) {
        tile_regs_acquire();
        for (int32_t k = 0; k < 4; ++k) {
            cb_wait_front(cb_A_shared, 1);
            cb_wait_front(cb_B_shared, 1);
            matmul_tiles(cb_A_shared, cb_B_shared, 0, 0, 0);
            cb_pop_front(cb_A_shared, 1);
            cb_pop_front(cb_B_shared, 1);
        }
        tile_regs_commit();
        cb_reserve_back(cb_C_shared, 1);
        tile_regs_wait();
        pack_tile<true>(0, cb_C_shared, 0);
        tile_regs_release();
        cb_push_back(cb_C_shared, 1);
    }
}
