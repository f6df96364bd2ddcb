// Functions of rooms that have not landed, so that the others can be used meanwhile. Weak: a real one wins. Goes away.
#include "driver/driver.h"

#include <stdlib.h>
#define PENDING(Result, name, ...)                                 \
  __attribute__((weak, noinline)) Result name(__VA_ARGS__) { \
    abort();                                                       \
  }
#pragma GCC diagnostic ignored "-Wunused-parameter"
PENDING(Module *, frontend_read, Compilation *c, uint32_t s, const FrontendOptions *o)
PENDING(KernelSummaryList, frontend_kernels, Compilation *c, uint32_t s)
PENDING(bool, reference_run, Compilation *c, const PrimFunc *f, Array *const *a)
