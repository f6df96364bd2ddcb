// What a chip is: one `struct Device` per target, facts with their sources. No pass asks which chip it is; it asks the table.
// Cycle figures are in AICLK cycles of the chip. Sources are keys of docs/device-facts.md; "assumed" marks what no source gives.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Formats of tiles in L1 and DRAM, with Metalium's names.
typedef enum DataFormat {
  FORMAT_FLOAT32,
  FORMAT_FLOAT16_B,  // bfloat16
  FORMAT_BFP8_B,
  FORMAT_INT32,
  FORMAT_UINT32,
  FORMAT_UINT16,
  FORMAT_UINT8,
  FORMAT_COUNT
} DataFormat;

const char *format_text(DataFormat format);        // "Float32", "Float16_b", ...
bool format_from_text(const char *text, DataFormat *format);
unsigned format_tile_bytes(DataFormat format);     // of a 32x32 tile: 4096, 2048, 1088 (bfp8), ...
// Unit roundoff: half the distance between neighbours, relative; 0 for integer formats.
double format_roundoff(DataFormat format);
#define TF32_ROUNDOFF 0x1p-11

typedef enum MathFidelity { FIDELITY_LOFI, FIDELITY_HIFI2, FIDELITY_HIFI3, FIDELITY_HIFI4 } MathFidelity;
const char *fidelity_text(MathFidelity fidelity);

// A figure and where it comes from ("ISA MatrixUnit.md", "assumed: ...").
typedef struct Cost {
  double value;
  const char *source;
} Cost;

typedef struct DeviceCosts {
  Cost matmul_phase_cycles;        // one 32x32x32 tile product, per fidelity phase
  Cost elementwise_add_cycles;     // FPU add/sub of a tile
  Cost elementwise_mul_phase_cycles;  // FPU mul of a tile, per fidelity phase
  Cost copy_tile_math_cycles;      // moving a tile from Src to DST
  Cost reduce_phase_cycles;        // pooling the four faces of a tile, per fidelity phase of a sum
  Cost reduce_transpose_cycles;    // the results' way through SrcB
  Cost sfpu_load_store_cycles;     // SFPU: load + store of a tile (32 vectors)
  Cost sfpu_instruction_cycles;    // SFPU: one more instruction over a tile
  Cost unpack_bytes_per_cycle;     // one unpacker
  Cost unpack_pair_bytes_per_cycle;  // both unpackers together
  Cost untilize_unpack_factor;     // multiplies the unpacking time in untilize_block
  Cost pack_bytes_per_cycle;
  Cost pack_l1_accumulate_factor;  // multiplies the packing time
  Cost call_issue_cycles;          // an API call of a compute thread that starts no data (init, cb call, tile_regs)
  Cost reconfig_cycles;            // data-format reconfiguration
  Cost cb_call_cycles;             // a CB call of a data-movement thread
  Cost risc_store_cycles;          // a store of a RISC core to L1
  Cost risc_load_cycles;           // a load of a RISC core from L1 whose value is used next
  Cost noc_issue_cycles;           // noc_async_read/write: issue on the RISC
  Cost noc_bytes_per_cycle;        // one core's NoC port, large transfers
  Cost noc_read_latency_cycles;    // DRAM read, first byte
  Cost noc_write_latency_cycles;
  Cost noc_local_latency_cycles;   // read from the core's own L1
  Cost barrier_cycles;             // a barrier that finds nothing to wait for
  Cost dram_bytes_per_cycle;       // one bank
  Cost dram_request_cycles;        // a bank's fixed time per request
  Cost launch_cycles;              // start and end of a program
} DeviceCosts;

typedef struct Device {
  const char *name;    // "wormhole_n150"
  const char *alias;   // "wormhole"
  const char *arch;    // "wormhole_b0", as Metalium spells it
  unsigned grid_columns, grid_rows;  // logical worker grid
  double clock_ghz;
  uint32_t l1_bytes;   // of a core
  uint32_t l1_base;    // first byte a program may use
  unsigned circular_buffers;  // per core
  unsigned semaphores;
  unsigned runtime_args;      // 32-bit words per kernel and core
  unsigned dst_tiles;         // half-sync, 16-bit DST
  unsigned dst_tiles_fp32;    // half-sync, 32-bit DST
  unsigned dram_banks;
  uint64_t dram_bank_bytes;
  unsigned dram_alignment, l1_alignment;  // bytes
  bool minus_one_quirk;       // the FPU normalises a sum of exactly -1 unit 27 places too little (ttsim tensix.cpp)
  bool movd2b_cuts_to_srcb;   // what moves from DST to SrcB takes the format of SrcB, not of SrcA (ttsim tensix.cpp)
  bool drops_zero_sign;       // SFPMAD gives +0 for every zero (ttsim fma.cpp)
  DeviceCosts costs;
} Device;

static inline unsigned device_cores(const Device *device) { return device->grid_columns * device->grid_rows; }

// By name or alias; NULL if unknown.
const Device *device_find(const char *name);
// All targets, in order; NULL past the end.
const Device *device_at(size_t index);
