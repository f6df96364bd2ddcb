// compute.cpp: compute kernel of main for wormhole_n150, compiled by tilecc from constants.tir.
#include <cstdint>

#include "api/compute/common.h"
#include "api/compute/compute_kernel_api.h"
#include "api/compute/copy_dest_values.h"
#include "api/compute/eltwise_unary/binop_with_scalar.h"
#include "api/compute/eltwise_unary/fill.h"
#include "api/compute/tile_move_copy.h"

void kernel_main() {
    compute_kernel_hw_startup(0, 1, 2);
    cb_wait_front(0, 1);
    cb_wait_front(1, 1);
    copy_init(0);
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
    copy_dest_values<DataFormat::Float32>(1, 0);
    tile_regs_commit();
    tile_regs_wait();
    pack_tile(0, 2);
    tile_regs_release();
    cb_push_back(2, 1);
    cb_pop_front(0, 1);
    cb_pop_front(1, 1);
}
