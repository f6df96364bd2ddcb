// Tile ops of unpacker and FPU: matmul, moves, element-wise with and without broadcast.
#include "emulator/fpu.h"

#include "emulator/tile_math.h"
#include "ir/ir.h"

static const TileOperand NONE = {NULL, 0, ARRANGE_WHOLE};

static Ticks later(Ticks a, Ticks b) { return a > b ? a : b; }

// ---- unpack
UnpackMode fpu_unpack_mode(const EmuThread *thread, const CircularBuffer *buffer) {
  if (emu_unpacks_to_dst(thread, buffer)) return UNPACK_EXACT;
  return emu_kernel(thread)->fp32_dest_acc ? UNPACK_TF32 : UNPACK_BF16;
}

static double bytes_read(TileOperand operand) {
  if (!operand.buffer) return 0;
  double bytes = operand.buffer->page_bytes;
  switch (operand.arrangement) {
  case ARRANGE_WHOLE:
  case ARRANGE_TRANSPOSED:
  case ARRANGE_ROWS: return bytes;
  case ARRANGE_COLUMNS: return bytes / 2;
  case ARRANGE_SCALAR: return bytes / 4;
  case ARRANGE_FACE_ROWS: return bytes / 16;
  }
  return bytes;
}

static Ticks unpack_cost(const TickCosts *costs, TileOperand a, TileOperand b) {
  double bytes_a = bytes_read(a), bytes_b = bytes_read(b);
  Ticks single = emu_ticks((bytes_a > bytes_b ? bytes_a : bytes_b) * costs->unpack_per_byte);
  Ticks pair = bytes_a > 0 && bytes_b > 0 ? emu_ticks((bytes_a + bytes_b) * costs->unpack_pair_per_byte) : 0;
  return later(costs->call, later(single, pair));
}

static void unpack_operand(const EmuThread *thread, TileOperand operand, uint32_t offset, float *values) {
  const Core *core = thread->core;
  bool direct = operand.arrangement == ARRANGE_WHOLE || operand.arrangement == ARRANGE_FACE_ROWS;
  float whole[TILE_VALUES], *unpacked = direct ? values : whole;
  tile_unpack(core->emulator->simd, operand.buffer->format, fpu_unpack_mode(thread, operand.buffer), core->l1 + offset, unpacked);
  switch (operand.arrangement) {
  case ARRANGE_WHOLE:
  case ARRANGE_FACE_ROWS: return;
  case ARRANGE_TRANSPOSED: tile_transpose(whole, values); return;
  case ARRANGE_ROWS: tile_broadcast(whole, 0, 1, values); return;
  case ARRANGE_COLUMNS: tile_broadcast(whole, 1, 0, values); return;
  case ARRANGE_SCALAR: tile_broadcast(whole, 0, 0, values); return;
  }
}

SourceBank *fpu_free_bank(EmuThread *thread, EmuStatus *status) {
  Core *core = thread->core;
  SourceBank *bank = &core->banks[core->banks_filled & 1];
  *status = EMU_BLOCKED;
  if (core->banks_filled - core->banks_emptied == 2) {
    *status = emu_wait(thread, WAIT_SRC_FREE, NULL, 0);
    return NULL;
  }
  return emu_wait_until(thread, bank->free_at) ? bank : NULL;
}

EmuStatus fpu_fill_bank(EmuThread *thread, SourceBank *bank, Ticks cost) {
  bank->ready_at = thread->time + cost;
  thread->core->banks_filled++;
  emu_wake(thread->core, WAIT_SRC_DATA, NULL, bank->ready_at);
  return emu_done(thread, cost);
}

EmuStatus fpu_unpack(EmuThread *thread, Op init, TileOperand a, TileOperand b) {
  EmuStatus status;
  SourceBank *bank = fpu_free_bank(thread, &status);
  if (!bank) return status;
  uint32_t offset_a = 0, offset_b = 0;
  if (!emu_check_sources(thread, init, a.buffer, b.buffer) || (a.buffer && !emu_front_tile(thread, a.buffer, a.tile, &offset_a)) ||
      (b.buffer && !emu_front_tile(thread, b.buffer, b.tile, &offset_b)))
    return EMU_FAILED;
  if (a.buffer) unpack_operand(thread, a, offset_a, bank->a);
  if (b.buffer) unpack_operand(thread, b, offset_b, bank->b);
  return fpu_fill_bank(thread, bank, unpack_cost(emu_costs(thread), a, b));
}

// ---- math
MathStep fpu_begin(EmuThread *thread, Op init, TileOperand a, TileOperand b, int64_t index) {
  Core *core = thread->core;
  MathStep step = {.status = EMU_BLOCKED, .bank = &core->banks[core->banks_emptied & 1]};
  if (core->banks_filled == core->banks_emptied) {
    step.status = emu_wait(thread, WAIT_SRC_DATA, NULL, 0);
    return step;
  }
  if (!emu_wait_until(thread, step.bank->ready_at)) return step;
  step.status = EMU_FAILED;
  if (emu_check_sources(thread, init, a.buffer, b.buffer)) step.target = emu_dst_target(thread, index, &step.fresh);
  if (!step.target) return step;
  Op *reduced = emu_dst_reduced(thread, index);
  step.reduced = *reduced;
  *reduced = OP_COUNT;
  return step;
}

EmuStatus fpu_end(EmuThread *thread, SourceBank *bank, Ticks cost) {
  cost = later(cost, emu_costs(thread)->call);
  bank->free_at = thread->time + cost;
  thread->core->banks_emptied++;
  emu_wake(thread->core, WAIT_SRC_FREE, NULL, bank->free_at);
  return emu_done(thread, cost);
}

unsigned fpu_phases(const EmuThread *thread) { return 1 + (unsigned)emu_kernel(thread)->fidelity; }
bool fpu_wide_dst(const EmuThread *thread) { return emu_kernel(thread)->fp32_dest_acc; }

ExactMode fpu_exact_mode(const EmuThread *thread) {
  const Emulator *emulator = thread->core->emulator;
  return (ExactMode){.fidelity = emu_kernel(thread)->fidelity,
                     .fp32_dest = fpu_wide_dst(thread),
                     .minus_one_quirk = emulator->minus_one_quirk,
                     .simd = emulator->simd};
}

static void clear_fresh(MathStep *step) {
  if (step->fresh) memset(step->target, 0, sizeof(float) * TILE_VALUES);
}

// ---- matmul
DEVICE_OP(MATMUL_TILES) {
  TileOperand in0 = {emu_find_buffer(thread, args[0]), args[2], ARRANGE_WHOLE};
  TileOperand in1 = {in0.buffer ? emu_find_buffer(thread, args[1]) : NULL, args[3], thread->config.transpose ? ARRANGE_TRANSPOSED : ARRANGE_WHOLE};
  if (!in1.buffer) return EMU_FAILED;
  if (thread->role == EMU_UNPACK) return fpu_unpack(thread, OP_MATMUL_INIT, in1, in0);
  MathStep step = fpu_begin(thread, OP_MATMUL_INIT, in1, in0, args[4]);
  if (!step.target) return step.status;
  Emulator *emulator = thread->core->emulator;
  if (emulator->exact) {
    ExactMode mode = fpu_exact_mode(thread);
    clear_fresh(&step);
    exact_matmul(&mode, step.bank->b, step.bank->a, step.target);
  } else {
    tile_matmul(emulator->simd, !step.fresh, step.bank->b, step.bank->a, step.target);
    if (!fpu_wide_dst(thread)) tile_round_half_away(step.target);
  }
  emulator->report.matmul_tiles++;
  return fpu_end(thread, step.bank, fpu_phases(thread) * emulator->costs.matmul_phase);
}

// ---- moving tiles
// What the way from the source register does to the values. SrcA is moved to a 16-bit DST and added to zero for a 32-bit one; SrcB is moved for
// a row and added to zero for a column or an element.
static void settle(const EmuThread *thread, TileOperand in, bool through_b, float *values) {
  if (emu_unpacks_to_dst(thread, in.buffer) || in.buffer->format == FORMAT_INT32 || in.buffer->format == FORMAT_UINT32) return;
  bool moved = through_b ? in.arrangement == ARRANGE_ROWS : !fpu_wide_dst(thread);
  if (!moved) tile_add_zero(values);
  else if (!thread->config.keeps_zeros) tile_flush_to_zero(values);
}

static EmuStatus move_to_dst(EmuThread *thread, Op init, TileOperand in, bool through_b, int64_t index) {
  MathStep step = through_b ? fpu_begin(thread, init, NONE, in, index) : fpu_begin(thread, init, in, NONE, index);
  if (!step.target) return step.status;
  memcpy(step.target, through_b ? step.bank->b : step.bank->a, sizeof step.bank->a);
  settle(thread, in, through_b, step.target);
  return fpu_end(thread, step.bank, emu_costs(thread)->copy_tile);
}

EmuStatus fpu_move_to_dst(EmuThread *thread, Op init, TileOperand in, int64_t index) { return move_to_dst(thread, init, in, false, index); }

static EmuStatus move_tile(EmuThread *thread, Op init, const int64_t *args, Arrangement arrangement, bool through_b) {
  TileOperand in = {emu_find_buffer(thread, args[0]), args[1], arrangement};
  if (!in.buffer) return EMU_FAILED;
  if (thread->role == EMU_UNPACK) return through_b ? fpu_unpack(thread, init, NONE, in) : fpu_unpack(thread, init, in, NONE);
  return move_to_dst(thread, init, in, through_b, args[2]);
}

DEVICE_OP(COPY_TILE) { return move_tile(thread, OP_COPY_INIT, args, ARRANGE_WHOLE, false); }
DEVICE_OP(TRANSPOSE_TILE) { return move_tile(thread, OP_TRANSPOSE_INIT, args, ARRANGE_TRANSPOSED, false); }

// Through SrcB, unless the buffer is unpacked to DST. MOVB2D, which moves a row, writes 16-bit sources as if DST had 16 bits.
static EmuStatus broadcast_tile(EmuThread *thread, Op init, const int64_t *args, Arrangement arrangement) {
  const CircularBuffer *buffer = emu_find_buffer(thread, args[0]);
  if (buffer && arrangement == ARRANGE_ROWS && fpu_wide_dst(thread) && buffer->format != FORMAT_FLOAT32)
    return emu_failf(thread, "%s of circular buffer %u (%s): the chip writes a row of %s to wrong places of a 32-bit DST; it needs Float32 or a 16-bit "
                     "DST", op_info(thread->op)->text, buffer->id, buffer->name, format_text(buffer->format));
  return buffer ? move_tile(thread, init, args, arrangement, !emu_unpacks_to_dst(thread, buffer)) : EMU_FAILED;
}

DEVICE_OP(UNARY_BCAST_ROWS) { return broadcast_tile(thread, OP_UNARY_BCAST_ROWS_INIT, args, ARRANGE_ROWS); }
DEVICE_OP(UNARY_BCAST_COLS) { return broadcast_tile(thread, OP_UNARY_BCAST_COLS_INIT, args, ARRANGE_COLUMNS); }
DEVICE_OP(UNARY_BCAST_SCALAR) { return broadcast_tile(thread, OP_UNARY_BCAST_SCALAR_INIT, args, ARRANGE_SCALAR); }

// ---- element-wise
typedef enum Combination { COMBINE_ADD, COMBINE_SUB, COMBINE_MUL } Combination;

static void combine(Combination how, bool fresh, const SourceBank *bank, float *target) {
  const float *a = bank->a, *b = bank->b;
  if (how == COMBINE_ADD)
    for (unsigned i = 0; i < TILE_VALUES; i++) target[i] = canonical(a[i] + b[i]);
  else if (how == COMBINE_SUB)
    for (unsigned i = 0; i < TILE_VALUES; i++) target[i] = canonical(a[i] - b[i]);
  else if (fresh)
    for (unsigned i = 0; i < TILE_VALUES; i++) target[i] = canonical(a[i] * b[i]);
  else
    for (unsigned i = 0; i < TILE_VALUES; i++) target[i] = canonical(target[i] + a[i] * b[i]);  // the FPU's multiplication always accumulates
}

static void combine_exactly(const EmuThread *thread, Combination how, MathStep *step) {
  ExactMode mode = fpu_exact_mode(thread);
  if (how == COMBINE_MUL) {
    clear_fresh(step);
    exact_multiply(&mode, step->bank->a, step->bank->b, step->target);
  } else exact_add(&mode, step->bank->a, step->bank->b, how == COMBINE_SUB, step->target);
}

// The second operand may be broadcast.
static EmuStatus element_wise(EmuThread *thread, Op init, const int64_t *args, Combination how, Arrangement second) {
  TileOperand a = {emu_find_buffer(thread, args[0]), args[2], ARRANGE_WHOLE};
  TileOperand b = {a.buffer ? emu_find_buffer(thread, args[1]) : NULL, args[3], second};
  if (!b.buffer) return EMU_FAILED;
  if (thread->role == EMU_UNPACK) return fpu_unpack(thread, init, a, b);
  MathStep step = fpu_begin(thread, init, a, b, args[4]);
  if (!step.target) return step.status;
  if (thread->core->emulator->exact) combine_exactly(thread, how, &step);
  else combine(how, step.fresh, step.bank, step.target);
  if (!fpu_wide_dst(thread) && !thread->core->emulator->exact) tile_round_half_away(step.target);
  const TickCosts *costs = emu_costs(thread);
  return fpu_end(thread, step.bank, how == COMBINE_MUL ? fpu_phases(thread) * costs->mul_phase : costs->add);
}

#define ELEMENT_WISE(name, init, how, second) \
  DEVICE_OP(name) { return element_wise(thread, OP_##init, args, how, second); }
ELEMENT_WISE(ADD_TILES, ADD_INIT, COMBINE_ADD, ARRANGE_WHOLE)
ELEMENT_WISE(SUB_TILES, SUB_INIT, COMBINE_SUB, ARRANGE_WHOLE)
ELEMENT_WISE(MUL_TILES, MUL_INIT, COMBINE_MUL, ARRANGE_WHOLE)
ELEMENT_WISE(ADD_TILES_BCAST_ROWS, ADD_BCAST_ROWS_INIT, COMBINE_ADD, ARRANGE_ROWS)
ELEMENT_WISE(SUB_TILES_BCAST_ROWS, SUB_BCAST_ROWS_INIT, COMBINE_SUB, ARRANGE_ROWS)
ELEMENT_WISE(MUL_TILES_BCAST_ROWS, MUL_BCAST_ROWS_INIT, COMBINE_MUL, ARRANGE_ROWS)
ELEMENT_WISE(ADD_TILES_BCAST_COLS, ADD_BCAST_COLS_INIT, COMBINE_ADD, ARRANGE_COLUMNS)
ELEMENT_WISE(SUB_TILES_BCAST_COLS, SUB_BCAST_COLS_INIT, COMBINE_SUB, ARRANGE_COLUMNS)
ELEMENT_WISE(MUL_TILES_BCAST_COLS, MUL_BCAST_COLS_INIT, COMBINE_MUL, ARRANGE_COLUMNS)
ELEMENT_WISE(ADD_TILES_BCAST_SCALAR, ADD_BCAST_SCALAR_INIT, COMBINE_ADD, ARRANGE_SCALAR)
ELEMENT_WISE(SUB_TILES_BCAST_SCALAR, SUB_BCAST_SCALAR_INIT, COMBINE_SUB, ARRANGE_SCALAR)
ELEMENT_WISE(MUL_TILES_BCAST_SCALAR, MUL_BCAST_SCALAR_INIT, COMBINE_MUL, ARRANGE_SCALAR)

// ---- element-wise with DST as one operand: moved to a source register, which cuts it, and overwritten
static void cut_to_source(bool tf32, const MathStep *step, float *values) {
  const uint32_t kept = tf32 ? 0xffffe000u : 0xffff0000u;
  for (unsigned i = 0; i < TILE_VALUES; i++) values[i] = step->fresh ? 0 : float_from_bits(float_bits(step->target[i]) & kept);
}

static EmuStatus reuse_dest(EmuThread *thread, Op init, const int64_t *args, Combination how, bool to_a) {
  TileOperand in = {emu_find_buffer(thread, args[0]), args[1], ARRANGE_WHOLE};
  if (!in.buffer) return EMU_FAILED;
  if (emu_unpacks_to_dst(thread, in.buffer))
    return emu_failf(thread, "%s of circular buffer %u (%s), which is unpacked to DST: its tile must go through a source register",
                     op_info(thread->op)->text, in.buffer->id, in.buffer->name);
  TileOperand a = to_a ? NONE : in, b = to_a ? in : NONE;
  if (thread->role == EMU_UNPACK) return fpu_unpack(thread, init, a, b);
  MathStep step = fpu_begin(thread, init, a, b, args[2]);
  if (!step.target) return step.status;
  cut_to_source(fpu_wide_dst(thread) && in.buffer->format == FORMAT_FLOAT32, &step, to_a ? step.bank->a : step.bank->b);
  step.fresh = true;
  if (thread->core->emulator->exact) combine_exactly(thread, how, &step);
  else combine(how, step.fresh, step.bank, step.target);
  if (!fpu_wide_dst(thread) && !thread->core->emulator->exact) tile_round_half_away(step.target);
  const TickCosts *costs = emu_costs(thread);
  Ticks cost = how == COMBINE_MUL ? fpu_phases(thread) * costs->mul_phase : costs->add;
  return fpu_end(thread, step.bank, cost + costs->copy_tile);
}

#define REUSE_DEST(name, how, to_a) \
  DEVICE_OP(name) { return reuse_dest(thread, OP_##name##_INIT, args, how, to_a); }
REUSE_DEST(ADD_REUSE_DEST_SRCA, COMBINE_ADD, true)
REUSE_DEST(ADD_REUSE_DEST_SRCB, COMBINE_ADD, false)
REUSE_DEST(SUB_REUSE_DEST_SRCA, COMBINE_SUB, true)
REUSE_DEST(SUB_REUSE_DEST_SRCB, COMBINE_SUB, false)
REUSE_DEST(MUL_REUSE_DEST_SRCA, COMBINE_MUL, true)
REUSE_DEST(MUL_REUSE_DEST_SRCB, COMBINE_MUL, false)
