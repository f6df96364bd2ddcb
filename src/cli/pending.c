// Functions of rooms that have not landed, so that the others can be used meanwhile. Weak: a real one wins. Goes away.
#include "base/convert.h"
#include "driver/driver.h"
#include "emulator/tiles.h"

#include <stdlib.h>
#define PENDING(Result, name, ...)                                 \
  __attribute__((weak, noinline)) Result name(__VA_ARGS__) { \
    abort();                                                       \
  }
#pragma GCC diagnostic ignored "-Wunused-parameter"
PENDING(Module *, frontend_read, Compilation *c, uint32_t s, const FrontendOptions *o)
PENDING(KernelSummaryList, frontend_kernels, Compilation *c, uint32_t s)
__attribute__((weak, noinline)) const Pass *pass_at(size_t index) { return NULL; }
__attribute__((weak, noinline)) const Pass *pass_find(const char *name) { return NULL; }
PENDING(bool, pass_run, Compilation *c, const Pass *p, Module *m, const PassOptions *o)
PENDING(bool, emulate_plan, Compilation *c, const Plan *p, void *const *t, EmuReport *r)
PENDING(bool, reference_run, Compilation *c, const PrimFunc *f, Array *const *a)
PENDING(const char *, ir_print_module, Compilation *c, const Module *m)
__attribute__((weak, noinline)) const char *ir_verify(Compilation *c, const Module *m) { return NULL; }
PENDING(float, fp16_to_float, uint16_t bits)
PENDING(float, round_to_bf16, float value)
PENDING(uint16_t, double_to_fp16, double value)
__attribute__((weak, noinline)) void tile_encode(DataFormat format, const float values[1024], void *page) { abort(); }
__attribute__((weak, noinline)) void tile_decode(DataFormat format, const void *page, float values[1024]) { abort(); }
__attribute__((weak, noinline)) void tile_encode_int(DataFormat format, const int32_t values[1024], void *page) { abort(); }
__attribute__((weak, noinline)) void tile_decode_int(DataFormat format, const void *page, int32_t values[1024]) { abort(); }
