// Setting up and tearing down: the chip, its programs, their circular buffers, kernels and threads.
#include "emulator/machine.h"
#include "emulator/tile_math.h"
#include "ir/ir.h"

#include <stdlib.h>

static TickCosts tick_costs(const DeviceCosts *costs) {
  double unit = TICKS_PER_CYCLE;
#define TICKS(field) emu_ticks(costs->field.value *unit)
  TickCosts ticks = {
      .matmul_phase = TICKS(matmul_phase_cycles),
      .add = TICKS(elementwise_add_cycles),
      .mul_phase = TICKS(elementwise_mul_phase_cycles),
      .copy_tile = TICKS(copy_tile_math_cycles),
      .reduce_phase = TICKS(reduce_phase_cycles),
      .reduce_transpose = TICKS(reduce_transpose_cycles),
      .sfpu_load_store = TICKS(sfpu_load_store_cycles),
      .sfpu_instruction = TICKS(sfpu_instruction_cycles),
      .unpack_per_byte = unit / costs->unpack_bytes_per_cycle.value,
      .unpack_pair_per_byte = unit / costs->unpack_pair_bytes_per_cycle.value,
      .untilize_unpack_factor = costs->untilize_unpack_factor.value,
      .pack_per_byte = unit / costs->pack_bytes_per_cycle.value,
      .pack_l1_accumulate_factor = costs->pack_l1_accumulate_factor.value,
      .call = TICKS(call_issue_cycles),
      .reconfig = TICKS(reconfig_cycles),
      .cb_call = TICKS(cb_call_cycles),
      .risc_store = TICKS(risc_store_cycles),
      .risc_load = TICKS(risc_load_cycles),
      .noc_issue = TICKS(noc_issue_cycles),
      .read_latency = TICKS(noc_read_latency_cycles),
      .write_latency = TICKS(noc_write_latency_cycles),
      .local_latency = TICKS(noc_local_latency_cycles),
      .barrier = TICKS(barrier_cycles),
      .dram_request = TICKS(dram_request_cycles),
      .launch = TICKS(launch_cycles),
      .noc_per_byte = unit / costs->noc_bytes_per_cycle.value,
      .dram_per_byte = unit / costs->dram_bytes_per_cycle.value,
  };
#undef TICKS
  return ticks;
}

// In a build for mutation tests the environment names an op that shall have no effect: its test must then fail.
static Op find_mutated_op(void) {
  Op op = OP_COUNT;
#ifdef TILECC_MUTATION
  const char *text = getenv("TILECC_MUTATE_OP");
  if (text && !op_from_text(text, &op)) op = OP_COUNT;
#endif
  return op;
}

Emulator *emu_open(const Device *device) {
  Arena *arena = arena_open();
  Emulator *emulator = arena_new(arena, Emulator);
  emulator->arena = arena;
  emulator->device = device;
  emulator->costs = tick_costs(&device->costs);
  emulator->core_count = device_cores(device);
  emulator->cores = arena_array(arena, Core *, emulator->core_count);
  emulator->heap = arena_array(arena, HeapEntry, emulator->core_count);
  emulator->bank_free = arena_array(arena, Ticks, device->dram_banks);
  emulator->cycle_limit = 1ull << 32;
  emulator->dram_top = 1 << 20;  // never 0, aligned to everything
  // The environment switches the vector unit off, to show that the bits do not depend on it.
  emulator->simd = tile_has_simd() && !getenv("TILECC_NO_SIMD");
  emulator->mutated_op = find_mutated_op();
  emulator->windows = emu_map_windows((size_t)emulator->core_count * WINDOW_BYTES);
  if (!emulator->windows) {
    arena_close(arena);
    return NULL;
  }
  emu_set_numerics(emulator, EMU_NUMERICS_EXACT);
  emu_program_clear(emulator);
  return emulator;
}

void emu_set_numerics(Emulator *emulator, EmuNumerics numerics) {
  emulator->exact = numerics != EMU_NUMERICS_FAST;
  emulator->minus_one_quirk = emulator->device->minus_one_quirk && numerics != EMU_NUMERICS_REGULAR;
}

void emu_close(Emulator *emulator) {
  if (!emulator) return;
  emu_forget_writers(emulator);
  for (size_t i = 0; i < emulator->allocations.count; i++)
    emu_unmap(emulator->allocations.items[i].data, emulator->allocations.items[i].mapped_bytes);
  emu_unmap(emulator->windows, (size_t)emulator->core_count * WINDOW_BYTES);
  arena_close(emulator->program);
  arena_close(emulator->arena);
}

void emu_program_clear(Emulator *emulator) {
  if (emulator->program) arena_close(emulator->program);
  emulator->program = arena_open();
  emu_forget_writers(emulator);
  memset(emulator->cores, 0, sizeof(Core *) * emulator->core_count);
  memset(emulator->bank_free, 0, sizeof(Ticks) * emulator->device->dram_banks);
  emulator->kernels.items = NULL;
  emulator->kernels.count = emulator->kernels.capacity = 0;
  emulator->heap_count = 0;
}

static Core *get_core(Emulator *emulator, unsigned x, unsigned y) {
  const Device *device = emulator->device;
  if (x >= device->grid_columns || y >= device->grid_rows) return NULL;
  unsigned index = y * device->grid_columns + x;
  if (emulator->cores[index]) return emulator->cores[index];
  Core *core = arena_new(emulator->program, Core);
  core->emulator = emulator;
  core->index = index;
  core->x = x;
  core->y = y;
  core->l1 = emulator->windows + (size_t)index * WINDOW_BYTES;
  core->l1_top = device->l1_base;
  for (unsigned i = 0; i < SLOT_COUNT; i++) core->keys[i] = NEVER;
  size_t words = (device->l1_bytes / GRANULE + 63) / 64;
  core->written = arena_array(emulator->program, uint64_t, words);
  core->arriving = arena_array(emulator->program, uint64_t, words);
  core->leaving = arena_array(emulator->program, uint64_t, words);
  memset(core->l1 + emu_zeros_offset(device), 0, ZERO_BYTES);
  emu_bits_set(core->written, emu_zeros_offset(device), ZERO_BYTES);
  return emulator->cores[index] = core;
}

bool emu_add_circular_buffer(Emulator *emulator, unsigned x, unsigned y, const EmuCircularBuffer *config) {
  const Device *device = emulator->device;
  Core *core = get_core(emulator, x, y);
  if (!core || config->id >= device->circular_buffers || core->circular_buffers[config->id].name) return false;
  if (!config->pages || !config->page_bytes || config->page_bytes % format_tile_bytes(config->format)) return false;
  uint64_t alignment = device->dram_alignment;
  uint64_t offset = (core->l1_top + alignment - 1) / alignment * alignment;
  uint64_t bytes = (uint64_t)config->page_bytes * config->pages;
  if (config->shares_memory) {
    const CircularBuffer *other = config->memory_of < device->circular_buffers ? &core->circular_buffers[config->memory_of] : NULL;
    if (!other || !other->name || (uint64_t)other->page_bytes * other->pages != bytes) return false;
    offset = other->offset;
  } else {
    if (offset + bytes > device->l1_bytes) return false;
    core->l1_top = (uint32_t)(offset + bytes);
  }
  core->circular_buffers[config->id] = (CircularBuffer){
      .name = arena_copy(emulator->program, config->name, strlen(config->name)),
      .id = config->id,
      .format = config->format,
      .page_bytes = config->page_bytes,
      .pages = config->pages,
      .offset = (uint32_t)offset,
  };
  return true;
}

unsigned emu_add_kernel(Emulator *emulator, const EmuKernel *kernel) {
  EmuKernel copy = *kernel;
  copy.name = arena_copy(emulator->program, kernel->name, strlen(kernel->name));
  vector_push(emulator->program, &emulator->kernels, copy);
  return (unsigned)emulator->kernels.count - 1;
}

void emu_add_thread(Emulator *emulator, unsigned kernel, unsigned x, unsigned y, EmuRole role, EmuResume resume,
                    void *state) {
  Core *core = get_core(emulator, x, y);
  if (!core || kernel >= emulator->kernels.count) return;
  EngineConfig config = {.src_a = NO_FORMAT, .src_b = NO_FORMAT, .pack = NO_FORMAT, .tile_init = OP_COUNT, .sfpu_init = OP_COUNT, .undo = OP_COUNT};
  core->threads[role] = (EmuThread){.core = core,
                                    .role = role,
                                    .kernel = kernel,
                                    .resume = resume,
                                    .state = state,
                                    .status = THREAD_RUNNABLE,
                                    .op = OP_COUNT,
                                    .config = config};
  core->keys[1 + role] = emu_key(0, core->index, 1 + role);
}

// Keys hold 53 bits of ticks.
void emu_limit_cycles(Emulator *emulator, uint64_t cycles) {
  uint64_t most = (1ull << 53) / TICKS_PER_CYCLE - 1;
  emulator->cycle_limit = cycles < most ? cycles : most;
}

static void finish_report(Emulator *emulator) {
  EmuReport *report = &emulator->report;
  Ticks end = 0;
  for (unsigned i = 0; i < emulator->core_count; i++)
    for (unsigned role = 0; emulator->cores[i] && role < ROLE_COUNT; role++) {
      const EmuThread *thread = &emulator->cores[i]->threads[role];
      if (thread->status == THREAD_ABSENT) continue;
      if (thread->time > end) end = thread->time;
      report->roles[role].busy += thread->busy / TICKS_PER_CYCLE;
      report->roles[role].total += thread->time / TICKS_PER_CYCLE;
    }
  end += emulator->costs.launch;
  report->cycles = (end + TICKS_PER_CYCLE - 1) / TICKS_PER_CYCLE;
}

const EmuReport *emu_run(Emulator *emulator) {
  emulator->report = (EmuReport){.ok = true, .failure = {.op = OP_COUNT}};
  emulator->limit = emu_key(emulator->cycle_limit * TICKS_PER_CYCLE, 0, 0);
  emu_schedule(emulator);
  if (emulator->report.ok) emu_report_runaway(emulator);
  if (emulator->report.ok) emu_report_deadlock(emulator);
  if (emulator->report.ok) emu_check_program_end(emulator);
  finish_report(emulator);
  return &emulator->report;
}

// ---- asked by kernels
EmuRole emu_role(const EmuThread *thread) { return thread->role; }

void emu_core(const EmuThread *thread, unsigned *x, unsigned *y) {
  *x = thread->core->x;
  *y = thread->core->y;
}

void emu_fail(EmuThread *thread, Op op, EmuPlace place, const char *message) {
  thread->op = op;
  thread->place = place;
  emu_failf(thread, "%s", message);
}

// The kernel may write there without the emulator's knowledge, so the range counts as written.
void *emu_l1(EmuThread *thread, uint32_t address, uint32_t bytes) {
  uint32_t offset;
  if (!bytes || !emu_l1_offset(thread->core, address, bytes, &offset)) return NULL;
  emu_bits_set(thread->core->written, offset, bytes);
  return thread->core->l1 + offset;
}
