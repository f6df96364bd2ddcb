// Compile, run on the emulated chip, compare: what `tilecc run` does, without the printing.
#pragma once
#include "driver/driver.h"
#include "driver/tensors.h"
#include "driver/verdict.h"

// What runs the program.
typedef enum RunWay {
  RUN_IR,    // the emulated chip, from kernel IR
  RUN_CPP,   // the emulated chip, from the emitted C++
  RUN_TTNN,  // Tenstorrent's runtime, through launch.py
} RunWay;

typedef struct RunRequest {
  DriverOptions driver;
  TensorRequest tensors;
  RunWay way;
  EmuNumerics numerics;
  const char *out;  // folder for the artifacts, NULL for none
} RunRequest;

typedef struct RunResult {
  const char *usage_error;  // the request does not fit the kernel (exit 2); else NULL
  bool complete;            // the run came to its end; what follows is set
  const Plan *plan;
  EmuReport report;         // zero for RUN_TTNN
  double microseconds;
  Verdict verdict;
  Array *const *tensors;    // after the run, in the order of the plan
  VECTOR(OutputVerdict) outputs;
  PathList artifacts;
} RunResult;

// Diagnostics go to the compilation. May be left by an internal error: call under driver_protect.
void run_kernel(Compilation *compilation, const RunRequest *request, RunResult *result);
