// Tile ops of unpacker and FPU. The unpacker fills one of two banks of SrcA and SrcB, math empties it into DST; each waits for
// the other. Matmul takes in1 through SrcA, every other op its first operand.
#include "emulator/exact.h"
#include "emulator/machine.h"
#include "emulator/tile_math.h"
#include "ir/ir.h"

typedef struct TileOperand {
  CircularBuffer *buffer;
  int64_t tile;
} TileOperand;

static Ticks later(Ticks a, Ticks b) { return a > b ? a : b; }

static UnpackMode unpack_mode(const EmuThread *thread, const CircularBuffer *buffer) {
  if (emu_unpacks_to_dst(thread, buffer)) return UNPACK_EXACT;
  return emu_kernel(thread)->fp32_dest_acc ? UNPACK_TF32 : UNPACK_BF16;
}

static Ticks unpack_cost(const TickCosts *costs, uint32_t bytes_a, uint32_t bytes_b) {
  Ticks single = emu_ticks((bytes_a > bytes_b ? bytes_a : bytes_b) * costs->unpack_per_byte);
  Ticks pair = bytes_b ? emu_ticks((bytes_a + bytes_b) * costs->unpack_pair_per_byte) : 0;
  return later(costs->call, later(single, pair));
}

// Unpacks one or two tiles (b.buffer NULL: one) into a free bank.
static EmuStatus unpack(EmuThread *thread, Op init, TileOperand a, TileOperand b, bool transpose) {
  Core *core = thread->core;
  SourceBank *bank = &core->banks[core->banks_filled & 1];
  if (core->banks_filled - core->banks_emptied == 2) return emu_wait(thread, WAIT_SRC_FREE, NULL, 0);
  if (!emu_wait_until(thread, bank->free_at)) return EMU_BLOCKED;
  uint32_t offset_a, offset_b = 0;
  if (!emu_check_sources(thread, init, a.buffer, b.buffer) || !emu_front_tile(thread, a.buffer, a.tile, &offset_a) ||
      (b.buffer && !emu_front_tile(thread, b.buffer, b.tile, &offset_b)))
    return EMU_FAILED;
  if (transpose) {
    float values[TILE_VALUES];
    tile_unpack(core->emulator->simd, a.buffer->format, unpack_mode(thread, a.buffer), core->l1 + offset_a, values);
    tile_transpose(values, bank->a);
  } else tile_unpack(core->emulator->simd, a.buffer->format, unpack_mode(thread, a.buffer), core->l1 + offset_a, bank->a);
  if (b.buffer) tile_unpack(core->emulator->simd, b.buffer->format, unpack_mode(thread, b.buffer), core->l1 + offset_b, bank->b);
  Ticks cost = unpack_cost(emu_costs(thread), a.buffer->page_bytes, b.buffer ? b.buffer->page_bytes : 0);
  bank->ready_at = thread->time + cost;
  core->banks_filled++;
  emu_wake(core, WAIT_SRC_DATA, NULL, bank->ready_at);
  return emu_done(thread, cost);
}

// What math works on: a full bank and the DST tile to write. Without a target the op ends here with `status`.
typedef struct MathStep {
  EmuStatus status;
  SourceBank *bank;
  float *target;
  bool fresh;
} MathStep;

static MathStep begin_math(EmuThread *thread, Op init, TileOperand a, TileOperand b, int64_t index) {
  Core *core = thread->core;
  MathStep step = {.status = EMU_BLOCKED, .bank = &core->banks[core->banks_emptied & 1]};
  if (core->banks_filled == core->banks_emptied) {
    step.status = emu_wait(thread, WAIT_SRC_DATA, NULL, 0);
    return step;
  }
  if (!emu_wait_until(thread, step.bank->ready_at)) return step;
  step.status = EMU_FAILED;
  if (emu_check_sources(thread, init, a.buffer, b.buffer)) step.target = emu_dst_target(thread, index, &step.fresh);
  return step;
}

static EmuStatus end_math(EmuThread *thread, SourceBank *bank, Ticks cost) {
  cost = later(cost, emu_costs(thread)->call);
  bank->free_at = thread->time + cost;
  thread->core->banks_emptied++;
  emu_wake(thread->core, WAIT_SRC_FREE, NULL, bank->free_at);
  return emu_done(thread, cost);
}

static unsigned phases(const EmuThread *thread) { return 1 + (unsigned)emu_kernel(thread)->fidelity; }
static bool wide_dst(const EmuThread *thread) { return emu_kernel(thread)->fp32_dest_acc; }

static ExactMode exact_mode(const EmuThread *thread) {
  const Emulator *emulator = thread->core->emulator;
  return (ExactMode){.fidelity = emu_kernel(thread)->fidelity,
                     .fp32_dest = wide_dst(thread),
                     .minus_one_quirk = emulator->device->minus_one_quirk,
                     .simd = emulator->simd};
}

static void clear_fresh(MathStep *step) {
  if (step->fresh) memset(step->target, 0, sizeof(float) * TILE_VALUES);
}

// ---- matmul
DEVICE_OP(MATMUL_TILES) {
  TileOperand in0 = {emu_find_buffer(thread, args[0]), args[2]};
  TileOperand in1 = {in0.buffer ? emu_find_buffer(thread, args[1]) : NULL, args[3]};
  if (!in1.buffer) return EMU_FAILED;
  if (thread->role == EMU_UNPACK) return unpack(thread, OP_MATMUL_INIT, in1, in0, thread->config.transpose);
  MathStep step = begin_math(thread, OP_MATMUL_INIT, in1, in0, args[4]);
  if (!step.target) return step.status;
  Emulator *emulator = thread->core->emulator;
  if (emulator->exact) {
    ExactMode mode = exact_mode(thread);
    clear_fresh(&step);
    exact_matmul(&mode, step.bank->b, step.bank->a, step.target);
  } else {
    tile_matmul(emulator->simd, !step.fresh, step.bank->b, step.bank->a, step.target);
    if (!wide_dst(thread)) tile_round_half_away(step.target);
  }
  emulator->report.matmul_tiles++;
  return end_math(thread, step.bank, phases(thread) * emulator->costs.matmul_phase);
}

// ---- moving tiles
static EmuStatus move_tile(EmuThread *thread, Op init, const int64_t *args, bool transpose) {
  TileOperand in = {emu_find_buffer(thread, args[0]), args[1]}, none = {NULL, 0};
  if (!in.buffer) return EMU_FAILED;
  if (thread->role == EMU_UNPACK) return unpack(thread, init, in, none, transpose);
  MathStep step = begin_math(thread, init, in, none, args[2]);
  if (!step.target) return step.status;
  memcpy(step.target, step.bank->a, sizeof step.bank->a);
  return end_math(thread, step.bank, emu_costs(thread)->copy_tile);
}

DEVICE_OP(COPY_TILE) { return move_tile(thread, OP_COPY_INIT, args, false); }
DEVICE_OP(TRANSPOSE_TILE) { return move_tile(thread, OP_TRANSPOSE_INIT, args, true); }

// ---- element-wise
static void combine(Op op, bool fresh, const SourceBank *bank, float *target) {
  const float *a = bank->a, *b = bank->b;
  if (op == OP_ADD_TILES)
    for (unsigned i = 0; i < TILE_VALUES; i++) target[i] = canonical(a[i] + b[i]);
  else if (op == OP_SUB_TILES)
    for (unsigned i = 0; i < TILE_VALUES; i++) target[i] = canonical(a[i] - b[i]);
  else if (fresh)
    for (unsigned i = 0; i < TILE_VALUES; i++) target[i] = canonical(a[i] * b[i]);
  else
    for (unsigned i = 0; i < TILE_VALUES; i++) target[i] = canonical(target[i] + a[i] * b[i]);  // the FPU's multiplication always accumulates
}

static void combine_exactly(const EmuThread *thread, MathStep *step) {
  ExactMode mode = exact_mode(thread);
  if (thread->op == OP_MUL_TILES) {
    clear_fresh(step);
    exact_multiply(&mode, step->bank->a, step->bank->b, step->target);
  } else exact_add(&mode, step->bank->a, step->bank->b, thread->op == OP_SUB_TILES, step->target);
}

static EmuStatus element_wise(EmuThread *thread, Op init, const int64_t *args, Ticks cost) {
  TileOperand a = {emu_find_buffer(thread, args[0]), args[2]};
  TileOperand b = {a.buffer ? emu_find_buffer(thread, args[1]) : NULL, args[3]};
  if (!b.buffer) return EMU_FAILED;
  if (thread->role == EMU_UNPACK) return unpack(thread, init, a, b, false);
  MathStep step = begin_math(thread, init, a, b, args[4]);
  if (!step.target) return step.status;
  if (thread->core->emulator->exact) combine_exactly(thread, &step);
  else combine(thread->op, step.fresh, step.bank, step.target);
  if (!wide_dst(thread) && !thread->core->emulator->exact) tile_round_half_away(step.target);
  return end_math(thread, step.bank, cost);
}

DEVICE_OP(ADD_TILES) { return element_wise(thread, OP_ADD_INIT, args, emu_costs(thread)->add); }
DEVICE_OP(SUB_TILES) { return element_wise(thread, OP_SUB_INIT, args, emu_costs(thread)->add); }
DEVICE_OP(MUL_TILES) { return element_wise(thread, OP_MUL_INIT, args, phases(thread) * emu_costs(thread)->mul_phase); }
