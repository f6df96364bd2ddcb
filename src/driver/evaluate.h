// Runs the reference evaluator alone: what `tilecc eval` does, without the printing. Needs no pass, no plan and no device.
#pragma once
#include "driver/driver.h"
#include "driver/tensors.h"
#include "driver/verdict.h"

// driver_read; symbolic dims without -D take the extents of the input files and are added to the defines of `options`.
Module *evaluate_read(Compilation *compilation, DriverOptions *options, const TensorRequest *request);

typedef struct EvaluateRequest {
  DriverOptions driver;
  TensorRequest tensors;
} EvaluateRequest;

typedef struct EvaluateResult {
  const char *usage_error;  // the request does not fit the kernel (exit 2); else NULL
  bool complete;            // the evaluation came to its end; what follows is set
  const char *kernel_name;
  KernelTensors tensors;
  Array **arrays;                 // as the program leaves them, one per tensor
  VECTOR(OutputVerdict) outputs;  // of tensors with --expect
  Verdict verdict;
} EvaluateResult;

// Diagnostics go to the compilation. May be left by an internal error: call under driver_protect.
void evaluate_kernel(Compilation *compilation, const EvaluateRequest *request, EvaluateResult *result);
