// The C++ run: builds the emitted (or edited) program with this machine's C++ compiler against metalium/, and runs it in a
// process of its own.
#pragma once
#include "driver/process.h"
#include "emulator/emulator.h"

typedef struct CppRun {
  const char *folder;   // holds main.cpp and the kernels; nothing is written there
  const char *target;   // the chip; NULL: the one that the first line of main.cpp names, else the default
  EmuNumerics numerics;
  WordList arguments;   // of main: "--input", "A=/tmp/a.npy", ...; paths are relative to this process's folder
} CppRun;

typedef struct CppResult {
  int exit_code;        // of the program: 0, 1 if --expect does not hold, 2 if it does not take the arguments
  const char *printed;  // by the program
  EmuReport report;     // summed over its launches
} CppResult;

// False with diagnostics if the program does not compile, a check of the emulator fires, or the program fails in another way.
bool cpp_run(Compilation *compilation, const CppRun *request, CppResult *result);
