// The stages in order; the one room that sees every other. The CLI and the Python package are thin over this.
#pragma once
#include "emulator/emulator.h"
#include "frontend/frontend.h"
#include "ir/plan.h"
#include "passes/passes.h"
#include "reference/reference.h"

// Runs the passes in [first, last] by name (NULL: from the start / to the end). Called with the IR after each one.
typedef void (*DriverDump)(void *state, const Pass *pass, const Module *module);
bool driver_passes(Compilation *compilation, Module *module, const PassOptions *options, DriverDump dump, void *state);
