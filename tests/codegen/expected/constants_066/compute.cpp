// compute.cpp: compute kernel of main for wormhole_n150, compiled by tilecc from constants_066.tir.
#include <cstdint>

#include "compute_kernel_api/common.h"
#include "compute_kernel_api.h"
#include "compute_kernel_api/copy_dest_values.h"
#include "compute_kernel_api/eltwise_unary/binop_with_scalar.h"
#include "compute_kernel_api/eltwise_unary/fill.h"
#include "compute_kernel_api/tile_move_copy.h"

void kernel_main() {
    compute_kernel_hw_startup(0, 1, 2);
    cb_wait_front(0, 1);
    cb_wait_front(1, 1);
    copy_tile_to_dst_init_short(0);
    cb_reserve_back(2, 1);
    tile_regs_acquire();
    copy_tile(0, 0, 0);
    binop_with_scalar_tile_init();
    mul_unary_tile(0, 0x3dcccccd /* 0.1 */);
    add_unary_tile(0, 0xc0400000 /* -3.0 */);
    unary_max_tile_init();
    unary_max_tile(0, 0x00000000 /* 0.0 */);
    fill_tile_init();
    fill_tile(1, 1.5f);
    copy_dest_values_init();
    copy_dest_values(0, 1);
    tile_regs_commit();
    tile_regs_wait();
    pack_tile(0, 2);
    tile_regs_release();
    cb_push_back(2, 1);
    cb_pop_front(0, 1);
    cb_pop_front(1, 1);
}
