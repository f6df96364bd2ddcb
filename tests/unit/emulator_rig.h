// Small programs for the emulator's tests: each thread's kernel is a list of calls. One core, unless said otherwise.
#pragma once
#include "base/convert.h"
#include "emulator/emulator.h"
#include "emulator/tiles.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
// cmocka needs the headers above first
#include <cmocka.h>

// An operand that is the result kept in register n (1..7), and one that is so many bytes behind it (less than 1 MiB).
#define R(n) (INT64_C(0x4000000000000000) + (n))
#define AFTER(n, bytes) (R(n) + 8 * (bytes))
#define CALL(op, ...) {OP_##op, {__VA_ARGS__}, 0, 0, 0}
#define DO(op) {OP_##op, {0}, 0, 0, 0}  // without operands
#define KEEP(n, op, ...) {OP_##op, {__VA_ARGS__}, n, 0, 0}
#define KEEP_IT(n, op) {OP_##op, {0}, n, 0, 0}
// Does the `length` steps before this one `times` times in all.
#define LOOP(times, length) {OP_COUNT, {0}, 0, times, length}
#define STEPS(...) (const Step[]){__VA_ARGS__}, sizeof((const Step[]){__VA_ARGS__}) / sizeof(Step)

typedef struct Step {
  Op op;
  int64_t args[5];
  unsigned keep, times, length;
} Step;

typedef struct Script {
  const Step *steps;
  size_t count, at;
  unsigned round;
  int64_t registers[8];
} Script;

enum { MAX_SCRIPTS = 64, MAX_STEPS = 1024, PAGE = 2048, MAX_PAGES = 8 };

typedef struct Rig {
  Emulator *emulator;
  Script scripts[MAX_SCRIPTS];
  unsigned script_count;
  Step steps[MAX_STEPS];  // of all scripts
  size_t step_count;
  unsigned x, y;          // the core that rig_kernel adds to
  EmuKernel compute;      // options of the compute kernel
  const EmuReport *report;
} Rig;

static int64_t rig_operand(const Script *script, int64_t arg) {
  int64_t code = arg - R(0);
  return code > 0 && code < 8 << 20 ? script->registers[code % 8] + code / 8 : arg;
}

static EmuStatus rig_resume(void *state, EmuThread *thread) {
  Script *script = state;
  while (script->at < script->count) {
    const Step *step = &script->steps[script->at];
    if (step->op == OP_COUNT) {
      bool again = ++script->round < step->times;
      if (!again) script->round = 0;
      script->at = again ? script->at - step->length : script->at + 1;
      continue;
    }
    int64_t args[5];
    for (unsigned i = 0; i < 5; i++) args[i] = rig_operand(script, step->args[i]);
    EmuPlace place = {.line = (unsigned)script->at + 1};
    EmuStatus status = emu_call(thread, step->op, args, 5, place, &script->registers[step->keep]);
    if (status != EMU_DONE) return status;
    script->at++;
  }
  return EMU_DONE;
}

static inline void rig_open(Rig *rig, const char *device) {
  *rig = (Rig){.emulator = emu_open(device_find(device)), .compute = {.name = "compute", .kind = EMU_KERNEL_COMPUTE, .fidelity = FIDELITY_HIFI4}};
  assert_non_null(rig->emulator);
}

static inline void rig_buffer(Rig *rig, unsigned id, const char *name, DataFormat format, unsigned pages) {
  EmuCircularBuffer config = {.id = id, .name = name, .format = format, .page_bytes = format_tile_bytes(format), .pages = pages};
  assert_true(emu_add_circular_buffer(rig->emulator, rig->x, rig->y, &config));
}

static inline void rig_thread(Rig *rig, unsigned kernel, EmuRole role, const Step *steps, size_t count) {
  assert_true(rig->script_count < MAX_SCRIPTS && rig->step_count + count <= MAX_STEPS);
  Script *script = &rig->scripts[rig->script_count++];
  *script = (Script){.steps = memcpy(rig->steps + rig->step_count, steps, count * sizeof *steps), .count = count};
  rig->step_count += count;
  emu_add_thread(rig->emulator, kernel, rig->x, rig->y, role, rig_resume, script);
}

static inline void rig_reader(Rig *rig, const Step *steps, size_t count) {
  EmuKernel kernel = {.name = "reader", .kind = EMU_KERNEL_READER};
  rig_thread(rig, emu_add_kernel(rig->emulator, &kernel), EMU_READER, steps, count);
}

static inline void rig_writer(Rig *rig, const Step *steps, size_t count) {
  EmuKernel kernel = {.name = "writer", .kind = EMU_KERNEL_WRITER};
  rig_thread(rig, emu_add_kernel(rig->emulator, &kernel), EMU_WRITER, steps, count);
}

static inline void rig_compute(Rig *rig, const Step *steps, size_t count) {
  unsigned kernel = emu_add_kernel(rig->emulator, &rig->compute);
  for (EmuRole role = EMU_UNPACK; role <= EMU_PACK; role++) rig_thread(rig, kernel, role, steps, count);
}

// The program must end well.
static inline const EmuReport *rig_pass(Rig *rig) {
  rig->report = emu_run(rig->emulator);
  if (!rig->report->ok) print_error("%s: %s\n", rig->report->failure.kernel, rig->report->failure.message);
  assert_true(rig->report->ok);
  return rig->report;
}

// The program must fail with a message that holds the text, found in the op; OP_COUNT: any.
static inline void rig_fail(Rig *rig, Op op, const char *text) {
  rig->report = emu_run(rig->emulator);
  assert_false(rig->report->ok);
  if (!strstr(rig->report->failure.message, text)) print_error("expected: %s\ngot: %s\n", text, rig->report->failure.message);
  assert_non_null(strstr(rig->report->failure.message, text));
  if (op != OP_COUNT) assert_int_equal(rig->report->failure.op, op);
  emu_close(rig->emulator);
}

// A tensor of pages in the format, from row-major tiles.
static inline uint32_t rig_tensor(Rig *rig, DataFormat format, unsigned pages, float (*tiles)[1024]) {
  uint8_t data[MAX_PAGES * 4096];
  uint32_t bytes = format_tile_bytes(format), base = emu_dram_allocate(rig->emulator, pages, bytes);
  assert_true(base && pages <= MAX_PAGES);
  memset(data, 0, sizeof data);
  for (unsigned page = 0; tiles && page < pages; page++) tile_encode(format, tiles[page], data + page * bytes);
  emu_dram_write(rig->emulator, base, pages, bytes, data);
  return base;
}

static inline void rig_result(Rig *rig, DataFormat format, uint32_t base, unsigned pages, float (*tiles)[1024]) {
  uint8_t data[MAX_PAGES * 4096];
  emu_dram_read(rig->emulator, base, pages, format_tile_bytes(format), data);
  for (unsigned page = 0; page < pages; page++) tile_decode(format, data + page * format_tile_bytes(format), tiles[page]);
}

// Values with 8 significant bits, both signs, magnitudes around 1: bfloat16 holds them.
static inline void rig_random(unsigned seed, unsigned count, float *values) {
  uint32_t state = seed * 2654435761u + 12345;
  for (unsigned i = 0; i < count; i++) {
    state = state * 1664525u + 1013904223u;
    values[i] = float_from_bits((state & 0x80000000u) | (124 + (state >> 8) % 6) << 23 | (state >> 12 & 0x7f) << 16);
  }
}
