// The IR run: sets an emulator up from a Plan and executes the kernels of its launches, one after the other.
#pragma once
#include "emulator/emulator.h"
#include "ir/plan.h"

// tensors[i]: the pages of plan tensor i as they lie in DRAM (batches * tile_rows * tile_columns pages of page_bytes, tiles with
// faces), read as input and updated as output. Reports a diagnostic and returns false if a check fired. The report is copied.
bool emulate_plan(Compilation *compilation, const Plan *plan, void *const *tensors, EmuReport *report);
