// Atomic operations as plain stores, with launches before and after where blocks of the grid meet: atomics.c. What it needs of the parts of tensorize_tt.
#pragma once
#include "passes/tensorize.h"

// In place, on the whole function, before its launches are split.
void expand_atomics(Compilation *c, PrimFunc *func);
