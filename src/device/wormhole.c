// Wormhole B0 on an n150 card. Source keys as in docs/device-facts.md.
#include "device/device.h"

extern const Device DEVICE_WORMHOLE_N150;
const Device DEVICE_WORMHOLE_N150 = {
    .name = "wormhole_n150",
    .alias = "wormhole",
    .arch = "wormhole_b0",
    .grid_columns = 8,  // TM core_descriptors: 8x8 compute cores
    .grid_rows = 8,
    .clock_ghz = 1.0,      // GEMM_FLOPS
    .l1_bytes = 1499136,   // TM soc_descriptors
    .l1_base = 103712,     // tt-mlir#7062
    .circular_buffers = 32,
    .semaphores = 16,
    .runtime_args = 341,
    .dst_tiles = 8,
    .dst_tiles_fp32 = 4,
    .dram_banks = 12,
    .dram_bank_bytes = 1073741824,  // 12 GB on the card
    .dram_alignment = 32,           // TM wormhole/core_config.h
    .l1_alignment = 16,
    .minus_one_quirk = true,
    .costs =
        {
            .matmul_phase_cycles = {16, "GEMM_FLOPS: 16 cycles per 32x32x32 tile and fidelity phase"},
            .elementwise_add_cycles = {8, "TM matrix_engine.md: 128 elements a cycle"},
            .elementwise_mul_phase_cycles = {8, "TM matrix_engine.md: 128 elements a cycle and phase"},
            .copy_tile_math_cycles = {8, "assumed: Src to DST at the FPU's 128 elements a cycle"},
            .reduce_phase_cycles = {4, "TM matrix_engine.md: 256 elements a cycle"},
            .reduce_transpose_cycles = {16, "assumed: eight instructions of a cycle or two for each of two rows of results"},
            .sfpu_load_store_cycles = {64, "ISA VectorUnit.md: 32 lanes, one instruction a cycle, load and store of 32 vectors"},
            .sfpu_instruction_cycles = {32, "ISA VectorUnit.md: 32 lanes, one instruction a cycle"},
            .unpack_bytes_per_cycle = {64, "ISA UNPACR_Regular.md: x4 mode"},
            .unpack_pair_bytes_per_cycle = {80, "ISA L1.md: both unpackers share 5 ports of 128 bits"},
            .pack_bytes_per_cycle = {64, "ISA L1.md: 4 packers of 16 bytes a cycle"},
            .pack_l1_accumulate_factor = {2, "ISA L1.md: one accumulation per 2 cycles"},
            .call_issue_cycles = {10, "assumed: a load, a compare and a few register writes on the RISC"},
            .reconfig_cycles = {30, "#56692: tens of cycles each"},
            .cb_call_cycles = {20, "assumed: two loads and a store to L1 on the RISC"},
            .risc_store_cycles = {5, "ISA BabyRISCV/README.md: at most one store to L1 every five cycles"},
            .risc_load_cycles = {8, "ISA BabyRISCV/README.md: latency of a load from L1"},
            .noc_issue_cycles = {50.6, "assumed: Blackhole's figure, WP nocreadbench"},
            .noc_bytes_per_cycle = {28.1, "NPE: worker inject and absorb rate"},
            .noc_read_latency_cycles = {358, "WP: DRAM, first transaction, end to end"},
            .noc_write_latency_cycles = {355, "WP: L1 write 256 + DRAM adder 99"},
            .noc_local_latency_cycles = {56, "WP: L1 local, end to end"},
            .barrier_cycles = {14, "WP: about 7 cycles per poll of a NIU register; two polls assumed"},
            .dram_bytes_per_cycle = {22.25, "ISA DRAMTile: 267 GB/s measured over 12 channels at 1.0 GHz"},
            .dram_request_cycles = {6.8, "#55898: one read per 6.8 cycles at an endpoint"},
            .launch_cycles = {2900, "assumed: Blackhole's figure, #55766"},
        },
};
