// compute.cpp: compute kernel of kernel for wormhole_n150, compiled by tilecc from error_block_plane.py.
#include <cstdint>

#include "api/compute/common.h"
#include "api/compute/tile_move_copy.h"

void kernel_main() {
    const int32_t tt_count = get_arg_val<int32_t>(1);
    constexpr uint32_t cb_R = 2;
    constexpr uint32_t cb_A_out = 3;
    constexpr uint32_t cb_A_out_1 = 4;

    compute_kernel_hw_startup(cb_R, cb_R, cb_A_out);
    copy_init(cb_R);

    for (int32_t tt_i = 0; tt_i < tt_count; ++tt_i) {
        cb_wait_front(cb_R, 1);
        cb_reserve_back(cb_A_out, 1);
        tile_regs_acquire();
        copy_tile(cb_R, 0, 0);
        tile_regs_commit();
        tile_regs_wait();
        pack_tile<true>(0, cb_A_out, 0);
        tile_regs_release();
        cb_push_back(cb_A_out, 1);
        cb_reserve_back(cb_A_out_1, 1);
        tile_regs_acquire();
        copy_tile(cb_R, 0, 0);
        tile_regs_commit();
        tile_regs_wait();
        pack_tile<true>(0, cb_A_out_1, 0);
        tile_regs_release();
        cb_push_back(cb_A_out_1, 1);
        cb_pop_front(cb_R, 1);
    }
}
