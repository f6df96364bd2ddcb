// reduce_tile: sums and maxima over rows, columns or the whole of a tile. A sum over rows is a matmul whose SrcA holds the scaler's
// first row as a column; the others pool the data, which is in SrcA, face by face. The result stands in column 0, row 0 or [0, 0] of the
// DST tile; what the chip leaves elsewhere is not specified and is NaN here, and reduce_init keeps the packer from packing it.
#include "emulator/fpu.h"
#include "emulator/tile_math.h"
#include "ir/ir.h"

enum { SIDE = 32, FACE = 16, LAST_FACE = FACE * SIDE + FACE };

typedef enum Dim { DIM_ROW, DIM_COLUMN, DIM_SCALAR } Dim;

typedef struct Reduction {
  Dim dim;
  bool maximum;
} Reduction;

static const char *op_name(const EmuThread *thread) { return op_info(thread->op)->text; }

// ---- the scaler
static bool is_one(float value) { return float_bits(value) == 0x3f800000u; }

// Rows 0 and 16 are row 0 of the faces: the rest of the tile is not read.
static bool check_scaler(EmuThread *thread, Reduction reduction, const CircularBuffer *buffer, const float *scaler) {
  bool sums_rows = reduction.dim == DIM_ROW && !reduction.maximum, ones = true, zeros = true;
  for (unsigned i = 0; i < SIDE; i++) {
    ones = ones && is_one(scaler[i]) && is_one(scaler[FACE * SIDE + i]);
    zeros = zeros && scaler[i] == 0 && (sums_rows || scaler[FACE * SIDE + i] == 0);
  }
  if (reduction.maximum && !ones) {
    emu_failf(thread, "%s with a scaler tile of circular buffer %u (%s) whose rows 0 and 16 are not exactly 1: a maximum has no "
              "other scaler", op_name(thread), buffer->id, buffer->name);
    return false;
  }
  if (zeros) {
    emu_failf(thread, "%s with a scaler tile of circular buffer %u (%s) whose row 0 is zero: the scaler stands in row 0 of each face",
              op_name(thread), buffer->id, buffer->name);
    return false;
  }
  return true;
}

// ---- sums in whole float32 (fast)
static void sum_rows(const float *data, const float *scaler, float *target) {
  for (unsigned r = 0; r < SIDE; r++) {
    float sum = 0;
    for (unsigned k = 0; k < SIDE; k++) sum += data[r * SIDE + k] * scaler[k];
    target[r * SIDE] = canonical(target[r * SIDE] + sum);
  }
}

static float pooled(const float *data, const float *scaler, unsigned column) {
  float sum = 0;
  for (unsigned k = 0; k < SIDE; k++) sum += data[k * SIDE + column] * scaler[k / FACE * FACE * SIDE + column / FACE * FACE + k % FACE];
  return sum;
}

static void sum_columns(const float *data, const float *scaler, float *target) {
  for (unsigned c = 0; c < SIDE; c++) target[c] = canonical(target[c] + pooled(data, scaler, c));
}

// The four faces are pooled to one row of 16, which is pooled again with the last face's scaler.
static void sum_all(const float *data, const float *scaler, float *target) {
  float sum = 0;
  for (unsigned j = 0; j < FACE; j++) sum += (pooled(data, scaler, j) + pooled(data, scaler, FACE + j)) * scaler[LAST_FACE + j];
  target[0] = canonical(target[0] + sum);
}

// ---- maxima, the same in both numerics: no arithmetic. Zeros and denormals of the data count as +0.
static float larger(float running, float value) {
  if (!(float_bits(value) & 0x7f800000u)) value = 0;
  return tile_order(value) > tile_order(running) ? value : running;
}

// Over a row the result goes through SrcB and an addition of zero, which makes infinities of NaNs.
static float through_adder(float value) {
  uint32_t word = float_bits(value);
  if ((word & 0x7fffffffu) > 0x7f800000u) word &= 0xff800000u;
  return float_from_bits(word);
}

// What the results' way through SrcB leaves of them: TF32, or bfloat16.
static bool keeps_tf32(const EmuThread *thread, Reduction reduction, const CircularBuffer *data, const CircularBuffer *scaler) {
  bool wide = fpu_wide_dst(thread), data_tf32 = wide && data->format == FORMAT_FLOAT32, scaler_tf32 = wide && scaler->format == FORMAT_FLOAT32;
  if (reduction.dim == DIM_COLUMN) return true;
  if (reduction.dim == DIM_ROW) return scaler_tf32;
  return data_tf32 && (scaler_tf32 || !thread->core->emulator->device->movd2b_cuts_to_srcb);
}

// A running maximum in a 32-bit DST is read as TF32; a fresh one is below everything.
static float running(const MathStep *step, unsigned at) {
  return step->fresh ? float_from_bits(0xffffffffu) : float_from_bits(float_bits(step->target[at]) & 0xffffe000u);
}

static void maximum(Dim dim, const MathStep *step, bool tf32, float *results) {
  const float *data = step->bank->a;
  const uint32_t kept = tf32 ? UINT32_MAX : 0xffff0000u;
  unsigned count = dim == DIM_SCALAR ? 1 : SIDE, length = dim == DIM_SCALAR ? SIDE * SIDE : SIDE;
  for (unsigned i = 0; i < count; i++) {
    float value = running(step, dim == DIM_ROW ? i * SIDE : i);
    for (unsigned k = 0; k < length; k++) value = larger(value, data[dim == DIM_ROW ? i * SIDE + k : k * (dim == DIM_SCALAR ? 1 : SIDE) + i]);
    value = float_from_bits(float_bits(value) & kept);  // gcc 12.2 forgets the masking where it stands in one arm of a condition
    results[i] = dim == DIM_ROW ? through_adder(value) : value;
  }
}

// ---- one tile
// Everything but the result becomes NaN: a program that reads it shows.
static void keep_results(Dim dim, const float *results, float *target) {
  for (unsigned i = 0; i < TILE_VALUES; i++) target[i] = float_from_bits(0x7fc00000u);
  unsigned count = dim == DIM_SCALAR ? 1 : SIDE;
  for (unsigned i = 0; i < count; i++) target[dim == DIM_ROW ? i * SIDE : i] = results[i];
}

static void sum(const EmuThread *thread, Dim dim, const MathStep *step, const float *data, const float *scaler, bool tf32) {
  if (step->fresh) memset(step->target, 0, sizeof(float) * TILE_VALUES);
  if (thread->core->emulator->exact) {
    ExactMode mode = fpu_exact_mode(thread);
    switch (dim) {
    case DIM_ROW: exact_sum_rows(&mode, data, scaler, step->target); return;
    case DIM_COLUMN: exact_sum_columns(&mode, data, scaler, step->target); return;
    case DIM_SCALAR: exact_sum_all(&mode, data, scaler, tf32, step->target); return;
    }
  }
  switch (dim) {
  case DIM_ROW: sum_rows(data, scaler, step->target); break;
  case DIM_COLUMN: sum_columns(data, scaler, step->target); break;
  case DIM_SCALAR: sum_all(data, scaler, step->target); break;
  }
  if (!fpu_wide_dst(thread)) tile_round_half_away(step->target);
}

static Ticks cost_of(const EmuThread *thread, Reduction reduction) {
  const TickCosts *costs = emu_costs(thread);
  if (reduction.maximum) return costs->reduce_phase + (reduction.dim == DIM_COLUMN ? 0 : costs->reduce_transpose);
  if (reduction.dim == DIM_ROW) return fpu_phases(thread) * costs->matmul_phase / 2;  // 8 of a matmul's 16 MVMULs
  return fpu_phases(thread) * costs->reduce_phase + (reduction.dim == DIM_SCALAR ? costs->reduce_transpose : 0);
}

// Maxima over rows and whole tiles keep their running row elsewhere than the result.
static bool check_target(EmuThread *thread, Reduction reduction, const MathStep *step) {
  bool elsewhere = reduction.dim == DIM_SCALAR || (reduction.dim == DIM_ROW && reduction.maximum);
  if (step->fresh || step->reduced == thread->op || !elsewhere) return true;
  emu_failf(thread, "%s onto a tile of DST that something else has written: it goes on from its own results only", op_name(thread));
  return false;
}

static EmuStatus reduce(EmuThread *thread, Op init, const int64_t *args, Reduction reduction) {
  bool swapped = reduction.dim == DIM_ROW && !reduction.maximum;
  TileOperand data = {emu_find_buffer(thread, args[0]), args[2], ARRANGE_WHOLE};
  TileOperand scaler = {data.buffer ? emu_find_buffer(thread, args[1]) : NULL, args[3], swapped ? ARRANGE_WHOLE : ARRANGE_FACE_ROWS};
  if (!scaler.buffer) return EMU_FAILED;
  TileOperand a = swapped ? scaler : data, b = swapped ? data : scaler;
  if (thread->role == EMU_UNPACK) return fpu_unpack(thread, init, a, b);
  MathStep step = fpu_begin(thread, init, a, b, args[4]);
  if (!step.target) return step.status;
  const float *scalers = swapped ? step.bank->a : step.bank->b, *values = swapped ? step.bank->b : step.bank->a;
  if (!check_scaler(thread, reduction, scaler.buffer, scalers) || !check_target(thread, reduction, &step)) return EMU_FAILED;
  float results[SIDE];
  bool tf32 = keeps_tf32(thread, reduction, data.buffer, scaler.buffer);
  if (reduction.maximum) maximum(reduction.dim, &step, tf32, results);
  else {
    sum(thread, reduction.dim, &step, values, scalers, tf32);
    for (unsigned i = 0; i < SIDE; i++) results[i] = step.target[reduction.dim == DIM_ROW ? i * SIDE : i];
  }
  keep_results(reduction.dim, results, step.target);
  *emu_dst_reduced(thread, args[4]) = thread->op;
  return fpu_end(thread, step.bank, cost_of(thread, reduction));
}

#define REDUCE(name, init, dim, maximum) \
  DEVICE_OP(name) { return reduce(thread, OP_##init, args, (Reduction){dim, maximum}); }
REDUCE(REDUCE_TILE_SUM_ROW, REDUCE_INIT_SUM_ROW, DIM_ROW, false)
REDUCE(REDUCE_TILE_SUM_COL, REDUCE_INIT_SUM_COL, DIM_COLUMN, false)
REDUCE(REDUCE_TILE_SUM_SCALAR, REDUCE_INIT_SUM_SCALAR, DIM_SCALAR, false)
REDUCE(REDUCE_TILE_MAX_ROW, REDUCE_INIT_MAX_ROW, DIM_ROW, true)
REDUCE(REDUCE_TILE_MAX_COL, REDUCE_INIT_MAX_COL, DIM_COLUMN, true)
REDUCE(REDUCE_TILE_MAX_SCALAR, REDUCE_INIT_MAX_SCALAR, DIM_SCALAR, true)
