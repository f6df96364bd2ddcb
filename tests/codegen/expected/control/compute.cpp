// compute.cpp: compute kernel of main for wormhole_n150, compiled by tilecc from control.tir.
#include <cstdint>

#include "api/compute/common.h"
#include "api/compute/tile_move_copy.h"

void kernel_main() {
    constexpr int32_t float_1 = 3;
    const int32_t x = float_1 * (float_1 + 2) - (float_1 - 1);
    const int32_t y = (x < 4 ? x : 4) + (x / 2 > x % 3 ? x / 2 : x % 3);
    const int32_t z = (x < y && !(x == 2)) || y >= 7 ? x : -1;

    compute_kernel_hw_startup(0, 1, 2);
    cb_wait_front(0, 1);
    cb_wait_front(1, 1);
    copy_init(0);

    for (int32_t i = 1; i < 2; ++i) {
        const int32_t w = i * 2;
        if (w - (y - z) > 100) {
            copy_init(1);
        } else {
            copy_init(0);
        }
        cb_reserve_back(2, 1);
        tile_regs_acquire();
        copy_tile(0, 0, 0);
        tile_regs_commit();
        tile_regs_wait();
        pack_tile(0, 2);
        tile_regs_release();
        cb_push_back(2, 1);
    }
    const int32_t b = ((x + 1) & (x << 2)) % 7 - (x - (2 - y)) * (-3);
    const int32_t c = static_cast<int32_t>(static_cast<uint32_t>(b) + 5);

    for (int32_t i = b; i < b + (c - b); ++i) {
        copy_init(0);
    }

    for (int32_t i = 0; i < x * 0; ++i) {
        copy_init(0);
    }
    cb_pop_front(0, 1);
    cb_pop_front(1, 1);
}
