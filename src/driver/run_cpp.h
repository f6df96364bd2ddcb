// `tilecc run --via=cpp`: the emitted program in place of the interpreter, or an edited folder of artifacts alone.
#pragma once
#include "driver/arrays.h"
#include "driver/cpp_run.h"
#include "driver/driver.h"

// Emits the program into a temporary folder, runs it on the arrays (one per tensor of the plan) and sets the results, one per
// tensor. False with diagnostics.
bool emulate_cpp(Compilation *compilation, const Module *module, const Plan *plan, EmuNumerics numerics, Array *const *arrays,
                 Array **results, EmuReport *report);
