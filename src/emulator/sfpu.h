// What the files of the SFPU share: how an op reads and writes tiles of DST, and macros that make an op of an expression.
//
// Each op loads its tiles, computes lane by lane in float32 or 32-bit integers, and stores. Times: load and store of a tile, plus one pass for
// each further instruction. Instruction counts are assumed: about what the op's program needs.
#pragma once
#include "emulator/machine.h"
#include "emulator/tile_math.h"
#include "ir/ir.h"

// How a float gets into a 16-bit DST: cut as the store instruction does, or rounded before by the program of the op.
typedef enum SfpuStore { SFPU_CUT, SFPU_NEAREST_EVEN, SFPU_HALF_AWAY } SfpuStore;

// Ends the op: denormals and rounding, cost.
EmuStatus sfpu_store(EmuThread *thread, float *values, SfpuStore how, unsigned instructions);
// Integers need a DST of 32 bits; false after a failure. Checks the init too.
bool sfpu_check_integers(EmuThread *thread);

// Whose arithmetic: in --numerics=exact that of the chip.
static inline bool sfpu_exact(const EmuThread *thread) { return thread->core->emulator->exact; }
static inline bool sfpu_wormhole(const EmuThread *thread) { return thread->core->emulator->device->drops_zero_sign; }

static inline float sfpu_constant(int64_t bits) { return float_from_bits((uint32_t)bits); }

// DST[args[0]] = expression of x, its value, and of the constants k and k2.
#define SFPU_UNARY(name, how, instructions, expression)                                  \
  DEVICE_OP(name) {                                                                      \
    float *values = emu_check_sfpu(thread) ? emu_dst_values(thread, args[0]) : NULL;     \
    if (!values) return EMU_FAILED;                                                      \
    const float k = sfpu_constant(args[1]), k2 = sfpu_constant(args[2]);                 \
    (void)k;                                                                             \
    (void)k2;                                                                            \
    for (unsigned i = 0; i < TILE_VALUES; i++) {                                         \
      const float x = values[i];                                                         \
      values[i] = (expression);                                                          \
    }                                                                                    \
    return sfpu_store(thread, values, how, instructions);                                \
  }

// The same with the chip's own arithmetic in --numerics=exact: `own` may use the bools wormhole and wide (a 32-bit DST).
#define SFPU_UNARY_EXACT(name, how, instructions, expression, own)                       \
  DEVICE_OP(name) {                                                                      \
    float *values = emu_check_sfpu(thread) ? emu_dst_values(thread, args[0]) : NULL;     \
    if (!values) return EMU_FAILED;                                                      \
    const float k = sfpu_constant(args[1]);                                              \
    (void)k;                                                                             \
    const bool exact = sfpu_exact(thread), wormhole = sfpu_wormhole(thread), wide = emu_kernel(thread)->fp32_dest_acc; \
    (void)wide;                                                                          \
    for (unsigned i = 0; i < TILE_VALUES; i++) {                                         \
      const float x = values[i];                                                         \
      values[i] = exact ? (own) : (expression);                                          \
    }                                                                                    \
    return sfpu_store(thread, values, how, instructions);                                \
  }

// DST[args[2]] = expression of x and y, the values of DST[args[0]] and DST[args[1]]. One more load.
#define SFPU_BINARY(name, how, instructions, expression)                                 \
  DEVICE_OP(name) {                                                                      \
    bool fresh;                                                                          \
    const float *a = emu_check_sfpu(thread) ? emu_dst_values(thread, args[0]) : NULL;    \
    const float *b = a ? emu_dst_values(thread, args[1]) : NULL;                         \
    float *out = b ? emu_dst_target(thread, args[2], &fresh) : NULL;                     \
    if (!out) return EMU_FAILED;                                                         \
    for (unsigned i = 0; i < TILE_VALUES; i++) {                                         \
      const float x = a[i], y = b[i];                                                    \
      out[i] = (expression);                                                             \
    }                                                                                    \
    return sfpu_store(thread, out, how, 1 + (instructions));                             \
  }

#define SFPU_BINARY_EXACT(name, how, instructions, expression, own)                      \
  DEVICE_OP(name) {                                                                      \
    bool fresh;                                                                          \
    const float *a = emu_check_sfpu(thread) ? emu_dst_values(thread, args[0]) : NULL;    \
    const float *b = a ? emu_dst_values(thread, args[1]) : NULL;                         \
    float *out = b ? emu_dst_target(thread, args[2], &fresh) : NULL;                     \
    if (!out) return EMU_FAILED;                                                         \
    const bool exact = sfpu_exact(thread), wormhole = sfpu_wormhole(thread), wide = emu_kernel(thread)->fp32_dest_acc; \
    (void)wide;                                                                          \
    for (unsigned i = 0; i < TILE_VALUES; i++) {                                         \
      const float x = a[i], y = b[i];                                                    \
      out[i] = exact ? (own) : (expression);                                             \
    }                                                                                    \
    return sfpu_store(thread, out, how, 1 + (instructions));                             \
  }
