// The stages in order; the one room that sees every other. The CLI and the Python package are thin over this.
// Nothing here prints or exits: what went wrong is in the diagnostics of the compilation.
#pragma once
#include "codegen/codegen.h"
#include "emulator/interpreter.h"
#include "frontend/frontend.h"
#include "ir/plan.h"
#include "passes/passes.h"
#include "ir/print.h"
#include "ir/verify.h"
#include "reference/reference.h"

typedef struct DriverOptions {
  const char *path;  // the user's file
  const char *text;  // its text; NULL: read the file
  size_t length;
  FrontendOptions frontend;
  PassOptions passes;
} DriverOptions;

// Runs work(state); an internal error in it unwinds to here. False if the compilation has failed by the end.
bool driver_protect(Compilation *compilation, void (*work)(void *state), void *state);

// Brings the source into the compilation. False with a diagnostic if the file cannot be read.
bool driver_load(Compilation *compilation, const DriverOptions *options, uint32_t *source);

// File to IR: tile IR, or kernel IR if the file holds that. NULL with diagnostics.
Module *driver_read(Compilation *compilation, const DriverOptions *options);

// Hand-written kernel IR has functions with tt_kernel_role; no pass is to run over it.
bool driver_is_kernel_ir(const Module *module);

// Called with the IR after each pass.
typedef void (*DriverDump)(void *state, const Pass *pass, const Module *module);
// Runs the given passes in the given order. False with diagnostics on the first that fails.
bool driver_passes(Compilation *compilation, Module *module, const PassOptions *options, const Pass *const *passes,
                   size_t count, DriverDump dump, void *state);
// Tile IR through all passes to a plan; kernel IR to its plan at once.
Plan *driver_plan(Compilation *compilation, Module *module, const PassOptions *options);

typedef VECTOR(const char *) PathList;
// Prints the program and puts it into the folder, whole or not at all; adds the paths of its files to `written`.
bool driver_emit(Compilation *compilation, const Module *module, const Plan *plan, const char *folder, PathList *written);
