// The passes, in the order of passes.def. Each takes a module through one step; ir_verify holds before and after.
#pragma once
#include "ir/ir.h"

typedef struct PassOptions {
  const char *fp16;           // "bf16" (default) or "fp32": how float16 is stored
  const char *math_fidelity;  // NULL: chosen from the dtypes
} PassOptions;

typedef void (*PassFunction)(Compilation *compilation, Module *module, const PassOptions *options);

typedef struct Pass {
  const char *name;
  PassFunction run;
  const char *needs;  // the pass that must have run before; NULL for the first
  const char *doc;
} Pass;

// All passes in order; NULL past the end.
const Pass *pass_at(size_t index);
const Pass *pass_find(const char *name);

// Runs one pass: checks that what it needs has run (attribute tt_passes of the module), runs it, verifies the result
// (internal error that names the pass if broken). False when the pass reported an error.
bool pass_run(Compilation *compilation, const Pass *pass, Module *module, const PassOptions *options);
