// Functions with several T.Kernel launches, and workspaces. The passes see one launch at a time: the module is split into one module per
// launch before the first pass, all take each pass together, and are merged after the last.
#pragma once
#include "passes/pass.h"

// Workspaces (T.alloc_global) become parameters: tensors of main that the host allocates and nobody gives or takes. tt_workspaces names them.
void launches_lift_workspaces(Compilation *c, PrimFunc *func);
// A function with several launches: module->launches gets a module for each.
void launches_split(Compilation *c, Module *module);
void launches_refuse_outside(Compilation *c, const Stmt *stmt);  // a statement of a kernel function that belongs to no launch
// After the last pass: one module of kernel IR with the kernels of all launches ("l1_reader", ...) and their attributes in tt_launches.
void launches_merge(Compilation *c, Module *module);
