// The IR run: sets an emulator up from a Plan and executes the kernels of its launches, one after the other.
#pragma once
#include "emulator/emulator.h"
#include "ir/plan.h"

// tensors[i]: the pages of plan tensor i as they lie in DRAM (batches * tile_rows * tile_columns pages of page_bytes, tiles with
// faces), read as input and updated as output. Reports a diagnostic and returns false if a check fired. The report is copied.
typedef struct EmulateOptions {
  EmuNumerics numerics;
} EmulateOptions;

bool emulate_plan_with(Compilation *compilation, const Plan *plan, void *const *tensors, const EmulateOptions *options, EmuReport *report);
// The same with exact numerics.
bool emulate_plan(Compilation *compilation, const Plan *plan, void *const *tensors, EmuReport *report);
