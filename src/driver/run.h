// Compile, run on the emulated chip, compare: what `tilecc run` does, without the printing.
#pragma once
#include "driver/driver.h"
#include "driver/verdict.h"

typedef struct TensorSetting {  // NAME=VALUE; NAME is a tensor's name or its position
  const char *name, *value;
} TensorSetting;
typedef VECTOR(TensorSetting) TensorSettingList;

typedef struct TensorValues {  // in C order; NULL: none given
  const double *values;
  size_t count;
} TensorValues;

typedef struct RunRequest {
  DriverOptions driver;
  TensorSettingList inputs;   // .npy files
  TensorSettingList inits;    // zeros, ones, arange, randint:LO:HI
  TensorSettingList outputs;  // .npy files to write
  TensorSettingList expects;  // .npy files to compare with
  const TensorValues *values;  // by position, value_count many; for callers that have no files
  size_t value_count;
  uint64_t seed;
  bool via_cpp;
  EmuNumerics numerics;
  const char *out;  // folder for the artifacts, NULL for none
} RunRequest;

typedef enum Verdict { VERDICT_PASS, VERDICT_FAIL, VERDICT_NONE } Verdict;
const char *verdict_text(Verdict verdict);  // "pass", "fail", "no reference"

typedef struct RunResult {
  const char *usage_error;  // the request does not fit the kernel (exit 2); else NULL
  bool complete;            // the run came to its end; what follows is set
  const Plan *plan;
  EmuReport report;
  double microseconds;
  Verdict verdict;
  Array *const *tensors;    // after the run, in the order of the plan
  VECTOR(OutputVerdict) outputs;
  PathList artifacts;
} RunResult;

// Diagnostics go to the compilation. May be left by an internal error: call under driver_protect.
void run_kernel(Compilation *compilation, const RunRequest *request, RunResult *result);
