// Blackhole on a p150 card. Source keys as in docs/device-facts.md.
#include "device/device.h"

extern const Device DEVICE_BLACKHOLE_P150;
const Device DEVICE_BLACKHOLE_P150 = {
    .name = "blackhole_p150",
    .alias = "blackhole",
    .arch = "blackhole",
    .grid_columns = 13,  // TM core_descriptors: 13x10 compute cores
    .grid_rows = 10,
    .clock_ghz = 1.35,    // GEMM_FLOPS: busy clock
    .l1_bytes = 1572864,  // TM soc_descriptors
    .l1_base = 103744,    // assumed: Wormhole's, rounded up to the DRAM alignment
    .circular_buffers = 64,
    .semaphores = 16,
    .runtime_args = 341,
    .dst_tiles = 8,
    .dst_tiles_fp32 = 4,
    .dram_banks = 8,
    .dram_bank_bytes = 4278190080,  // 4 GiB less what 32-bit addresses cannot reach
    .dram_alignment = 64,           // TM blackhole/core_config.h
    .l1_alignment = 16,
    .movd2b_cuts_to_srcb = true,
    .costs =
        {
            .matmul_phase_cycles = {16.9, "WP tensixbench-blackhole.csv: 33.7 cycles between HiFi2 and HiFi4"},
            .elementwise_add_cycles = {8, "TM matrix_engine.md: 128 elements a cycle"},
            .elementwise_mul_phase_cycles = {8, "TM matrix_engine.md: 128 elements a cycle and phase"},
            .copy_tile_math_cycles = {8, "assumed: Src to DST at the FPU's 128 elements a cycle"},
            .reduce_phase_cycles = {4, "TM matrix_engine.md: 256 elements a cycle"},
            .reduce_transpose_cycles = {16, "assumed: eight instructions of a cycle or two for each of two rows of results"},
            .sfpu_load_store_cycles = {64, "ISA VectorUnit.md of Wormhole: same lanes"},
            .sfpu_instruction_cycles = {32, "ISA VectorUnit.md of Wormhole: same lanes"},
            .unpack_bytes_per_cycle = {128, "WP: x4_wide and x8 modes"},
            .unpack_pair_bytes_per_cycle = {128, "assumed: the two unpackers together as fast as one in wide mode"},
            .untilize_unpack_factor = {10, "assumed: Metalium 0.81, untilize.h: packing rows instead is up to 10 times faster"},
            .pack_bytes_per_cycle = {79.7, "tt-lang#800: a bf16 tile in 25.7 cycles, steady"},
            .pack_l1_accumulate_factor = {2, "assumed: Wormhole's figure, ISA L1.md"},
            .call_issue_cycles = {10, "assumed: a load, a compare and a few register writes on the RISC"},
            .reconfig_cycles = {30, "#56692: tens of cycles each"},
            .cb_call_cycles = {20, "assumed: two loads and a store to L1 on the RISC"},
            .risc_store_cycles = {5, "ISA BlackholeA0 BabyRISCV/README.md: one store, or one coalesced block of 16 bytes, every five cycles; not coalesced here"},
            .risc_load_cycles = {8, "ISA BlackholeA0 BabyRISCV/README.md: latency of a load from L1 with a cache miss"},
            .noc_issue_cycles = {50.6, "WP nocreadbench: back-to-back noc_async_read up to 2 KB"},
            .noc_bytes_per_cycle = {57.7, "NPE: achieved with transactions of 2 KB"},
            .noc_read_latency_cycles = {529, "WP: DRAM, first transaction, end to end"},
            .noc_write_latency_cycles = {426, "WP: L1 write 404 + DRAM adder 22"},
            .noc_local_latency_cycles = {88, "WP: L1 local, end to end"},
            .barrier_cycles = {14, "WP: about 7 cycles per poll of a NIU register; two polls assumed"},
            .dram_bytes_per_cycle = {46.7, "WP dramratebench: 46.3 to 47.1 bytes a cycle per channel"},
            .dram_request_cycles = {16.4, "#55898: one read per 16.4 cycles per NoC at an endpoint"},
            .launch_cycles = {2900, "#55766: launch and tail"},
        },
};
