// What an emitted program reads and writes when tilecc runs it: a folder with the program and a .npy file per tensor.
#pragma once
#include "driver/arrays.h"
#include "driver/driver.h"
#include "driver/process.h"

typedef struct ProgramFiles {
  Compilation *c;
  const Plan *plan;
  const char *folder;   // temporary
  const char *program;  // the folder within it that holds the artifacts
  WordList arguments;   // --input and --output of the program
} ProgramFiles;

// Emits the program and writes the tensors' first values. False with diagnostics.
bool program_files_write(ProgramFiles *files, const Module *module, Array *const *arrays);
// What the program wrote, one array per tensor of the plan; inputs are copied. False with diagnostics.
bool program_files_read(const ProgramFiles *files, Array *const *arrays, Array **results);
