// The inside of the emulated chip, shared by the files of this room.
//
// Time is kept in ticks, 1024 to the cycle, so that figures with a fraction add up exactly; everything rounds up.
//
// Order. The five threads of a core and the transfers that end on it are ordered by (time, core, thread), transfers first. Ops
// that touch only their core need no order between cores, so a core runs ahead of the others until its next thing is global:
// a transfer that is issued or ends, since those share the DRAM. The core whose next global thing is earliest goes next. This
// is exact as long as no core writes into another core's L1.
#pragma once
#include "base/arena.h"
#include "base/vector.h"
#include "emulator/emulator.h"

typedef uint64_t Ticks;

enum {
  TICKS_PER_CYCLE = 1024,
  WINDOW_BYTES = 2 << 20,  // of L1 address space per core
  GRANULE = 16,            // bytes of L1 per bit of the bitmaps below
  MAX_CIRCULAR_BUFFERS = 64,
  MAX_DST_TILES = 8,
  TILE_VALUES = 1024,
  ZERO_BYTES = 512,        // what mem_zeros_base points to
  ROLE_COUNT = EMU_ROLES,
  SLOT_COUNT = EMU_ROLES + 1,  // per core: its transfers, then its threads
};

#define NEVER UINT64_MAX

// Sorts by time, then core, then slot (0: transfers, 1 + role: threads).
static inline uint64_t emu_key(Ticks time, unsigned core, unsigned slot) {
  return time << 11 | (uint64_t)core << 3 | slot;
}

typedef struct Core Core;

typedef struct CircularBuffer {
  const char *name;  // NULL: not configured
  unsigned id;
  DataFormat format;
  uint32_t page_bytes, pages;
  uint32_t offset;             // in L1
  uint64_t pushed, popped;     // pages, since the start of the program
  uint32_t reserved;           // pages behind the last push that the producer may write
  uint32_t waited;             // pages after the last pop that the consumer may read
  uint32_t pack_page;          // where the next pack_tile goes, counted from the back
  // The pointers are registers of each RISC that counts its own pushes and pops; several may produce (or consume) as long as
  // their pointers agree with the buffer's.
  uint64_t pushed_by[EMU_ROLES], popped_by[EMU_ROLES];
  EmuThread *producer, *consumer;  // the last ones
} CircularBuffer;

static inline uint32_t emu_back(const CircularBuffer *buffer) { return (uint32_t)(buffer->pushed % buffer->pages); }
static inline uint32_t emu_front(const CircularBuffer *buffer) { return (uint32_t)(buffer->popped % buffer->pages); }

typedef enum WaitKind {
  WAIT_NONE,
  WAIT_PAGES,          // cb_wait_front
  WAIT_SPACE,          // cb_reserve_back
  WAIT_SRC_FREE,       // unpack: both banks of SrcA/SrcB are full
  WAIT_SRC_DATA,       // math: both banks are empty
  WAIT_DST_FREE,       // tile_regs_acquire
  WAIT_DST_COMMITTED,  // tile_regs_wait
  WAIT_MAIL,           // read_tile_value of math and packer: nothing from the unpacker
  WAIT_MAIL_SPACE,     // read_tile_value of the unpacker: a mailbox is full
} WaitKind;

typedef enum ThreadStatus { THREAD_ABSENT, THREAD_RUNNABLE, THREAD_WAITING, THREAD_FINISHED, THREAD_FAILED } ThreadStatus;

// What the packer keeps of a tile; the rest becomes zero.
typedef enum PackMask { MASK_NONE, MASK_COLUMN, MASK_ROW, MASK_ELEMENT } PackMask;

// What an engine is configured for. A format here is a DataFormat, plus UNPACK_TO_DST where the unpacker goes around SrcA.
enum { UNPACK_TO_DST = 16, NO_FORMAT = -1 };
typedef struct EngineConfig {
  bool started;         // compute_kernel_hw_startup
  int src_a, src_b, pack;
  Op tile_init, sfpu_init;  // last init of the FPU and of the SFPU; OP_COUNT: none
  bool transpose;       // of matmul's in1
  bool to_dst;          // copy_init or transpose_init was for a buffer with UnpackToDestFp32
  bool keeps_zeros;     // FPU moves keep -0 and denormals: from copy_init to the next change of format or init of an arithmetic op
  bool l1_accumulate;
  unsigned block_tiles; // of tilize_init
  Op undo;              // tilize_uninit or untilize_uninit, where it is due before the engine does anything else; OP_COUNT: neither
  PackMask mask;        // of the packer, from reduce_init to reduce_uninit
} EngineConfig;

typedef struct Range {
  uint32_t offset, bytes;
} Range;

typedef VECTOR(Range) RangeList;

// Transfers of one kind that a thread has started and no barrier has waited for.
typedef struct InFlight {
  unsigned count;
  Ticks done;           // when the last one ends
  RangeList arriving;   // ranges of L1 set in Core.arriving / Core.leaving, to be cleared by the barrier
  RangeList leaving;
} InFlight;

struct EmuThread {
  Core *core;
  EmuRole role;
  unsigned kernel;
  EmuResume resume;
  void *state;
  ThreadStatus status;
  Ticks time, busy;
  bool yielded;    // emu_call returned EMU_BLOCKED
  bool at_global;  // ... because a global op must wait for other cores
  WaitKind wait;
  CircularBuffer *wait_buffer;  // WAIT_PAGES, WAIT_SPACE
  uint32_t wait_pages;
  Op op;           // of the last call
  unsigned step;   // of an op that waits in its middle: what it has done so far
  EmuPlace place;
  InFlight reads, writes;
  EngineConfig config;
};

// One bank of SrcA and SrcB. Filled by unpack, emptied by math.
typedef struct SourceBank {
  float a[TILE_VALUES], b[TILE_VALUES];  // row-major
  Ticks ready_at, free_at;
} SourceBank;

// Words from the unpacker to math (0) or packer (1).
enum { MAILBOX_WORDS = 4 };
typedef struct Mailbox {
  uint32_t words[MAILBOX_WORDS];
  unsigned first, count;
} Mailbox;

typedef enum HalfState { HALF_FREE, HALF_ACQUIRED, HALF_COMMITTED, HALF_PACKING } HalfState;

typedef struct DstHalf {
  HalfState state;
  unsigned written;  // bit set of tiles; the others are zero
  Op reduced[MAX_DST_TILES];  // the reduction that last wrote the tile; OP_COUNT: none since it was zero or written whole
  float tiles[MAX_DST_TILES][TILE_VALUES];
} DstHalf;

// A transfer moves its bytes when it ends.
typedef struct Transfer {
  Ticks time;
  uint64_t sequence;
  const uint8_t *source;
  uint8_t *target;
  uint32_t bytes;
  uint32_t l1_offset;  // of target, if it is in this core's L1
  bool into_l1;
} Transfer;

typedef VECTOR(Transfer) TransferHeap;

struct Core {
  Emulator *emulator;
  unsigned index, x, y;
  uint8_t *l1;             // WINDOW_BYTES; the address that kernels see is this pointer as a number
  uint32_t l1_top;         // first byte not given to a circular buffer
  EmuThread threads[ROLE_COUNT];
  uint64_t keys[SLOT_COUNT];  // of what can go on; NEVER if nothing
  uint64_t horizon;           // the running thread may act while its key is below this
  CircularBuffer circular_buffers[MAX_CIRCULAR_BUFFERS];
  TransferHeap transfers;
  uint64_t transfer_count;
  Ticks port_free[2];      // of NoC 0 (reader) and NoC 1 (writer)
  // One bit per GRANULE bytes of L1. written: since the start of the program. arriving, leaving: target or source of a
  // transfer that no barrier has waited for.
  uint64_t *written, *arriving, *leaving;
  SourceBank banks[2];
  uint64_t banks_filled, banks_emptied;
  Mailbox mailboxes[2];
  DstHalf halves[2];
  unsigned math_half, pack_half;  // the next or current one of each engine
};

typedef struct DramAllocation {
  uint32_t base, page_bytes, stride;
  uint64_t pages;
  uint8_t *data;       // pages one after the other, without the stride's padding
  size_t mapped_bytes;
  uint16_t *writers;   // of every two bytes, in this program: a core's index plus one, 0: none; NULL before the first write
  uint8_t *issued;     // the bytes that they will find there
} DramAllocation;

// Costs in ticks; per byte where it says so.
typedef struct TickCosts {
  Ticks matmul_phase, add, mul_phase, copy_tile, reduce_phase, reduce_transpose, sfpu_load_store, sfpu_instruction;
  double unpack_per_byte, unpack_pair_per_byte, untilize_unpack_factor, pack_per_byte, pack_l1_accumulate_factor;
  Ticks call, reconfig, cb_call, risc_store, risc_load, noc_issue, read_latency, write_latency, local_latency, barrier, dram_request, launch;
  double noc_per_byte, dram_per_byte;
} TickCosts;

typedef struct HeapEntry {
  uint64_t key;
  Core *core;
} HeapEntry;

struct Emulator {
  const Device *device;
  Arena *arena;          // lives as long as the emulator
  Arena *program;        // lives as long as the program
  TickCosts costs;
  uint8_t *windows;      // device_cores() windows of L1
  Core **cores;          // NULL where never used
  unsigned core_count;
  VECTOR(EmuKernel) kernels;
  VECTOR(DramAllocation) allocations;  // by rising base
  uint64_t dram_top;     // next free address of every bank
  Ticks *bank_free;      // per DRAM bank
  HeapEntry *heap;       // cores that wait for their next global thing
  unsigned heap_count;
  uint64_t cycle_limit;
  uint64_t limit;        // nothing at or after this key runs: the cycle limit, or the first failure so far
  bool simd;             // AVX2
  bool exact;            // EMU_NUMERICS_EXACT or REGULAR
  bool minus_one_quirk;  // the chip's, unless REGULAR
  Op mutated_op;         // OP_COUNT unless built with TILECC_MUTATION
  EmuReport report;
};

// ---- ops: one function per device op of ops.def
typedef EmuStatus (*OpFunction)(EmuThread *thread, const int64_t *args, int64_t *result);
#define DEVICE_OP(name)                                                                                            \
  EmuStatus emu_op_##name(EmuThread *thread, const int64_t *args __attribute__((unused)), \
                          int64_t *result __attribute__((unused)))
#define EMU_OP_VALUE(name)
#define EMU_OP_TILE(name)
#define EMU_OP_BLOCK(name)
#define EMU_OP_ANY(name) DEVICE_OP(name);
#define EMU_OP_DATAFLOW(name) DEVICE_OP(name);
#define EMU_OP_UNPACK(name) DEVICE_OP(name);
#define EMU_OP_MATH(name) DEVICE_OP(name);
#define EMU_OP_PACK(name) DEVICE_OP(name);
#define EMU_OP_UM(name) DEVICE_OP(name);
#define EMU_OP_UMP(name) DEVICE_OP(name);
#define EMU_OP_MP(name) DEVICE_OP(name);
#define OP(name, text, operands, engine, type, doc) EMU_OP_##engine(name)
#include "ir/ops.def"
#undef OP

// ---- scheduler.c
// The op is done and took this long.
EmuStatus emu_done(EmuThread *thread, Ticks cost);
// The op cannot happen yet; another thread's emu_wake with the same kind (and circular buffer) lets it try again.
EmuStatus emu_wait(EmuThread *thread, WaitKind kind, CircularBuffer *buffer, uint32_t pages);
void emu_wake(Core *core, WaitKind kind, const CircularBuffer *buffer, Ticks at);
// The op cannot happen before this time. False: somebody else is earlier, return EMU_BLOCKED.
bool emu_wait_until(EmuThread *thread, Ticks time);
void emu_add_transfer(Core *core, Transfer transfer);

// ---- races.c: fails if another core has written other values to these bytes of a tensor in this program.
bool emu_check_race(EmuThread *thread, const uint8_t *target, const uint8_t *source, uint32_t bytes);
size_t emu_writers_bytes(const DramAllocation *allocation);
void emu_forget_writers(Emulator *emulator);
void emu_schedule(Emulator *emulator);

// ---- noc.c: checks of L1 accesses; false after a failure that names the thread's op
// The offset of [address, address + bytes), inside what the program may use.
bool emu_find_l1(EmuThread *thread, int64_t address, int64_t bytes, uint32_t *offset);
// Reading: nothing in flight writes there, and something was written there.
bool emu_check_l1_source(EmuThread *thread, uint32_t offset, uint32_t bytes);
// Writing: pages of one circular buffer that are not pushed, and no transfer in flight.
bool emu_check_l1_target(EmuThread *thread, uint32_t offset, uint32_t bytes);

// ---- failure.c
EmuStatus emu_failf(EmuThread *thread, const char *format, ...) __attribute__((format(printf, 2, 3)));
void emu_report_runaway(Emulator *emulator);
void emu_report_deadlock(Emulator *emulator);
// Checks at the end of a kernel's thread and of the program.
EmuStatus emu_check_thread_end(EmuThread *thread);
void emu_check_program_end(Emulator *emulator);

// ---- memory.c
uint8_t *emu_map_windows(size_t bytes);
void emu_unmap(void *data, size_t bytes);
// The allocation that starts at this address, or NULL.
DramAllocation *emu_dram_find(Emulator *emulator, uint32_t base);
void emu_bits_set(uint64_t *bits, uint32_t offset, uint32_t bytes);
void emu_bits_clear(uint64_t *bits, uint32_t offset, uint32_t bytes);
bool emu_bits_any(const uint64_t *bits, uint32_t offset, uint32_t bytes);
bool emu_bits_all(const uint64_t *bits, uint32_t offset, uint32_t bytes);
// The offset of an L1 address of this core, or false if [address, address + bytes) is not inside what a program may use.
bool emu_l1_offset(const Core *core, int64_t address, int64_t bytes, uint32_t *offset);
uint32_t emu_zeros_offset(const Device *device);

// ---- circular_buffers.c
// The configured buffer, or NULL after a failure.
CircularBuffer *emu_find_buffer(EmuThread *thread, int64_t id);
// The buffer that holds the byte, or NULL.
CircularBuffer *emu_buffer_at(Core *core, uint32_t offset);
// L1 offset of tile `tile` counted from the front, checked for reading; false after a failure.
bool emu_front_tile(EmuThread *thread, CircularBuffer *buffer, int64_t tile, uint32_t *offset);
// L1 offset of page `page` counted from the back, checked for writing; false after a failure.
bool emu_back_page(EmuThread *thread, CircularBuffer *buffer, int64_t page, uint32_t *offset);

// ---- configure.c
// Checks that the engine is configured for a tile op; false after a failure. NULL where the op has no such operand: with one
// operand only it moves tiles.
bool emu_check_sources(EmuThread *thread, Op init, const CircularBuffer *src_a, const CircularBuffer *src_b);
bool emu_unpacks_to_dst(const EmuThread *thread, const CircularBuffer *buffer);
bool emu_check_packer(EmuThread *thread, const CircularBuffer *out);
bool emu_check_sfpu(EmuThread *thread);  // the init of the op that the thread is in
EmuStatus emu_init_sfpu(EmuThread *thread);

// ---- tile_registers.c
// A tile of the half that math has acquired, to be written; NULL after a failure. *fresh: it is zero, and `values` holds
// anything.
float *emu_dst_target(EmuThread *thread, int64_t index, bool *fresh);
// The same, to be read and written: zeros are stored.
float *emu_dst_values(EmuThread *thread, int64_t index);
// A tile of the half that pack has waited for.
const float *emu_packed_values(EmuThread *thread, int64_t index);
// The reduction that last wrote a tile of an engine's half (valid index).
Op *emu_dst_reduced(EmuThread *thread, int64_t index);

static inline const EmuKernel *emu_kernel(const EmuThread *thread) {
  return &thread->core->emulator->kernels.items[thread->kernel];
}
static inline const TickCosts *emu_costs(const EmuThread *thread) { return &thread->core->emulator->costs; }
static inline Ticks emu_ticks(double ticks) { return (Ticks)ticks + ((double)(Ticks)ticks < ticks); }
