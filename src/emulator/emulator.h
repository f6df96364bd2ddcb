// The emulated chip. Two users: the IR run (emulator/interpreter.c executes kernel IR) and the C++ run (metalium/ headers call
// the same entry from compiled kernels). Both reach every device op through emu_call, so bits and cycles agree by construction.
//
// A core has five threads (reader on NoC 0, writer on NoC 1, unpack, math, pack), each with its own virtual time in cycles; the
// thread with the earliest (time, core, thread) always runs next. Transfers are events: data moves when they complete.
// Everything is deterministic. An emulator owns its memory; close it. Failures (checks, deadlock) are reported in EmuReport,
// never printed. This header is plain C and C++.
#pragma once
#include "device/device.h"
#include "ir/ops.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct Emulator Emulator;
typedef struct EmuThread EmuThread;

typedef enum EmuRole { EMU_READER, EMU_WRITER, EMU_UNPACK, EMU_MATH, EMU_PACK, EMU_ROLES } EmuRole;

// Data-movement kernels have one thread; a compute kernel has three, each of which runs the whole kernel.
typedef enum EmuKernelKind { EMU_KERNEL_READER, EMU_KERNEL_WRITER, EMU_KERNEL_COMPUTE } EmuKernelKind;

typedef struct EmuKernel {
  const char *name;              // for diagnoses: "reader"
  EmuKernelKind kind;
  MathFidelity fidelity;         // compute
  bool fp32_dest_acc;            // compute: 32-bit DST
  uint64_t unpack_to_dest_fp32;  // compute: bit set of circular buffers with UnpackToDestFp32
} EmuKernel;

typedef struct EmuCircularBuffer {
  unsigned id;
  const char *name;  // for diagnoses
  DataFormat format;
  uint32_t page_bytes, pages;
  bool shares_memory;  // no memory of its own: its pages are those of circular buffer memory_of, which was added before
  unsigned memory_of;
} EmuCircularBuffer;

typedef struct EmuPlace {  // where in the source a call stands; line 0 = unknown
  uint32_t file, begin, end;  // a Span of the compilation for the IR run
  unsigned line;              // for the C++ run: line of the kernel file
} EmuPlace;

typedef enum EmuStatus {
  EMU_DONE,      // the op happened; *result is set
  EMU_BLOCKED,   // not yet (the thread waits, or another thread is earlier): give control back to the scheduler, then make
                 // the same call again
  EMU_FAILED,    // a check fired: give control back and never resume
} EmuStatus;

// Runs the thread until it blocks, fails or finishes. Returns EMU_DONE when the kernel is at its end.
typedef EmuStatus (*EmuResume)(void *state, EmuThread *thread);

typedef struct EmuFailure {
  const char *message;  // "cb_push_back of 5 pages of circular buffer 0 (A_shared), but only 4 are reserved"; may have several lines
  const char *kernel;
  unsigned core_x, core_y;
  EmuRole role;
  Op op;                 // OP_COUNT if no call had been made
  EmuPlace place;
  uint64_t cycle;        // of the thread
} EmuFailure;

typedef struct EmuThreadTimes {
  uint64_t busy, total;  // cycles
} EmuThreadTimes;

typedef struct EmuReport {
  bool ok;
  EmuFailure failure;    // when not ok: the first one in virtual time; a deadlock's message is the whole wait-for graph
  uint64_t cycles;       // of the whole program, launch included
  uint64_t dram_read_bytes, dram_written_bytes;
  uint64_t matmul_tiles; // tile products done by all cores
  EmuThreadTimes roles[EMU_ROLES];  // summed over cores
} EmuReport;

// exact: the FPU's bits. regular: the same, but that a sum of exactly -1 unit is normalised as any other where the chip (Wormhole) does not.
// fast: whole-tile float32 sums. docs/emulator.md says what each does.
typedef enum EmuNumerics { EMU_NUMERICS_EXACT, EMU_NUMERICS_REGULAR, EMU_NUMERICS_FAST } EmuNumerics;

// NULL if the host has no room for the L1s.
Emulator *emu_open(const Device *device);
void emu_set_numerics(Emulator *emulator, EmuNumerics numerics);  // exact unless set
void emu_close(Emulator *emulator);

// Interleaved DRAM buffer of `pages` pages: page p lives in bank p % banks at base + p / banks * round_up(page_bytes, dram alignment).
// Returns the base address (equal in all banks; never 0), or 0 when DRAM is full.
uint32_t emu_dram_allocate(Emulator *emulator, uint64_t pages, uint32_t page_bytes);
void emu_dram_write(Emulator *emulator, uint32_t base, uint64_t pages, uint32_t page_bytes, const void *data);
void emu_dram_read(Emulator *emulator, uint32_t base, uint64_t pages, uint32_t page_bytes, void *data);

// A program: circular buffers, kernels and threads on cores, then emu_run. emu_program_clear starts the next one (DRAM stays).
void emu_program_clear(Emulator *emulator);
// False when L1 is exceeded, the id is out of range or the page size does not fit the format.
bool emu_add_circular_buffer(Emulator *emulator, unsigned x, unsigned y, const EmuCircularBuffer *config);
// Returns a kernel index. The config is copied.
unsigned emu_add_kernel(Emulator *emulator, const EmuKernel *kernel);
// One thread of a kernel on a core. `state` belongs to the caller and must live until emu_run returns.
void emu_add_thread(Emulator *emulator, unsigned kernel, unsigned x, unsigned y, EmuRole role, EmuResume resume, void *state);
// A program that still runs at this cycle fails; 2^32 unless set.
void emu_limit_cycles(Emulator *emulator, uint64_t cycles);
// Runs all threads to their end, the first failure or a deadlock. The report lives as long as the emulator.
const EmuReport *emu_run(Emulator *emulator);

// ---- for kernels
// One call of a device op. Arguments as in ops.def, each one int64: circular buffer ids, counts, tile indices, DST indices,
// L1 addresses, NoC addresses and constants as numbers; float operands ('e' of fill_tile) and 'k' as the bits of a float32; an accessor as made
// by tensor_accessor. Calls of engines that the thread does not have are EMU_DONE at no cost.
EmuStatus emu_call(EmuThread *thread, Op op, const int64_t *args, unsigned count, EmuPlace place, int64_t *result);
EmuRole emu_role(const EmuThread *thread);
void emu_core(const EmuThread *thread, unsigned *x, unsigned *y);
// The thread has done what should fail the run (used by the metalium/ headers for their own checks).
void emu_fail(EmuThread *thread, Op op, EmuPlace place, const char *message);
// Host address of an L1 address of the thread's core, NULL if out of range. L1 addresses are real 32-bit numbers: windows
// below 2 GiB, so that kernels in C++ may also dereference them.
void *emu_l1(EmuThread *thread, uint32_t address, uint32_t bytes);

#ifdef __cplusplus
}
#endif
