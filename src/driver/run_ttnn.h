// `tilecc run --device=ttnn`: the emitted launch.py on Tenstorrent's runtime in place of the emulated chip.
#pragma once
#include "driver/arrays.h"
#include "driver/driver.h"

// The Python that has ttnn: $TILECC_PYTHON, else python3. NULL if it has none; *reason then says what to do.
const char *ttnn_python(Compilation *compilation, const char **reason);
// Emits the program into a temporary folder, runs its launch.py on the arrays (one per tensor of the plan) and sets the results, one per
// tensor. False with diagnostics.
bool run_ttnn(Compilation *compilation, const char *python, const Module *module, const Plan *plan, Array *const *arrays, Array **results);
