// Inside of plan_make: one kernel function -> one PlanKernel.
#pragma once
#include "ir/plan.h"

// What main says of the cores: the runtime arguments of every core of the target, row-major, and the grid.
typedef struct PlanCores {
  int64_t *starts, *counts;  // one per core of the target
  int64_t grid[3];
} PlanCores;

// Checks the function against the tensors of the plan and the launch's circular buffers and cores, and appends it. Marks the tensors it reads and writes.
void plan_add_kernel(Compilation *compilation, Plan *plan, PlanLaunch *launch, const PlanCores *cores, PrimFunc *func);
