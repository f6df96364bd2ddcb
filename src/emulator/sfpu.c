// Tile ops of the SFPU: float32 arithmetic on tiles of DST. A 16-bit DST cuts what is stored, except where the SFPU program
// rounds first (multiplication and division of two tiles).
//
// Times: load and store of a tile, plus one pass per further instruction. Instruction counts are assumed from what an op needs
// at least; reciprocal and division as Newton steps.
#include "emulator/machine.h"
#include "emulator/tile_math.h"
#include "ir/ir.h"

enum { RECIPROCAL_INSTRUCTIONS = 10 };

typedef enum Store { STORE_CUT, STORE_ROUNDED } Store;

static EmuStatus store(EmuThread *thread, float *values, Store how, unsigned instructions) {
  tile_flush_denormals(values);
  if (!emu_kernel(thread)->fp32_dest_acc) {
    if (how == STORE_ROUNDED) tile_round_to_even(values);
    else tile_truncate(values);
  }
  const TickCosts *costs = emu_costs(thread);
  return emu_done(thread, costs->sfpu_load_store + instructions * costs->sfpu_instruction);
}

static float constant_of(int64_t bits) { return float_from_bits((uint32_t)bits); }

// The SFPU compares sign and magnitude: -0 is below +0, a NaN lies beyond the infinity of its sign.
static int32_t order(float value) {
  uint32_t bits = float_bits(value);
  return (int32_t)(bits ^ (bits >> 31 ? 0x7fffffffu : 0));
}
static float larger(float a, float b) { return order(a) > order(b) ? a : b; }
static float smaller(float a, float b) { return order(a) < order(b) ? a : b; }

// ---- constants
DEVICE_OP(FILL_TILE) {
  bool fresh;
  float *values = emu_check_sfpu(thread, OP_FILL_TILE_INIT) ? emu_dst_target(thread, args[0], &fresh) : NULL;
  if (!values) return EMU_FAILED;
  for (unsigned i = 0; i < TILE_VALUES; i++) values[i] = constant_of(args[1]);
  return store(thread, values, STORE_CUT, 0);
}

#define UNARY(name, init, expression, instructions)                                         \
  DEVICE_OP(name) {                                                                         \
    float *values = emu_check_sfpu(thread, init) ? emu_dst_values(thread, args[0]) : NULL; \
    if (!values) return EMU_FAILED;                                                         \
    float k = constant_of(args[1]);                                                         \
    for (unsigned i = 0; i < TILE_VALUES; i++) {                                            \
      float x = values[i];                                                                  \
      values[i] = (expression);                                                             \
    }                                                                                       \
    return store(thread, values, STORE_CUT, instructions);                                  \
  }

UNARY(ADD_UNARY_TILE, OP_BINOP_WITH_SCALAR_TILE_INIT, canonical(x + k), 1)
UNARY(SUB_UNARY_TILE, OP_BINOP_WITH_SCALAR_TILE_INIT, canonical(x - k), 1)
UNARY(MUL_UNARY_TILE, OP_BINOP_WITH_SCALAR_TILE_INIT, canonical(x * k), 1)
UNARY(DIV_UNARY_TILE, OP_BINOP_WITH_SCALAR_TILE_INIT, canonical(x * k), 1)
UNARY(RSUB_UNARY_TILE, OP_BINOP_WITH_SCALAR_TILE_INIT, canonical(k - x), 1)
UNARY(UNARY_MAX_TILE, OP_UNARY_MAX_TILE_INIT, larger(x, k), 1)
UNARY(UNARY_MIN_TILE, OP_UNARY_MIN_TILE_INIT, smaller(x, k), 1)

DEVICE_OP(RECIP_TILE) {
  float *values = emu_check_sfpu(thread, OP_RECIP_TILE_INIT) ? emu_dst_values(thread, args[0]) : NULL;
  if (!values) return EMU_FAILED;
  for (unsigned i = 0; i < TILE_VALUES; i++) values[i] = canonical(1.0f / values[i]);
  return store(thread, values, STORE_ROUNDED, RECIPROCAL_INSTRUCTIONS);
}

// ---- two tiles: one more load
#define BINARY(name, init, expression, how, instructions)                                                           \
  DEVICE_OP(name) {                                                                                                  \
    bool fresh;                                                                                                      \
    const float *a = emu_check_sfpu(thread, init) ? emu_dst_values(thread, args[0]) : NULL;                         \
    const float *b = a ? emu_dst_values(thread, args[1]) : NULL;                                                     \
    float *out = b ? emu_dst_target(thread, args[2], &fresh) : NULL;                                                 \
    if (!out) return EMU_FAILED;                                                                                     \
    for (unsigned i = 0; i < TILE_VALUES; i++) {                                                                     \
      float x = a[i], y = b[i];                                                                                      \
      out[i] = (expression);                                                                                         \
    }                                                                                                                \
    return store(thread, out, how, 1 + (instructions));                                                              \
  }

BINARY(ADD_BINARY_TILE, OP_ADD_BINARY_TILE_INIT, canonical(x + y), STORE_CUT, 1)
BINARY(SUB_BINARY_TILE, OP_SUB_BINARY_TILE_INIT, canonical(x - y), STORE_CUT, 1)
BINARY(MUL_BINARY_TILE, OP_MUL_BINARY_TILE_INIT, canonical(x * y), STORE_ROUNDED, 1)
BINARY(DIV_BINARY_TILE, OP_DIV_BINARY_TILE_INIT, canonical(x / y), STORE_ROUNDED, RECIPROCAL_INSTRUCTIONS + 1)
BINARY(BINARY_MAX_TILE, OP_BINARY_MAX_TILE_INIT, larger(x, y), STORE_CUT, 1)
BINARY(BINARY_MIN_TILE, OP_BINARY_MIN_TILE_INIT, smaller(x, y), STORE_CUT, 1)

DEVICE_OP(COPY_DEST_VALUES) {
  bool fresh;
  const float *from = emu_check_sfpu(thread, OP_COPY_DEST_VALUES_INIT) ? emu_dst_values(thread, args[0]) : NULL;
  float *to = from ? emu_dst_target(thread, args[1], &fresh) : NULL;
  if (!to) return EMU_FAILED;
  memmove(to, from, sizeof(float) * TILE_VALUES);
  return emu_done(thread, emu_costs(thread)->sfpu_load_store);
}
