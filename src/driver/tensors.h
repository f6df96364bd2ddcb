// The tensors of a kernel and their values: from files, from --init, generated; where results go and what they are compared with.
#pragma once
#include "driver/arrays.h"
#include "driver/tensor_uses.h"
#include "ir/plan.h"

typedef struct TensorSetting {  // NAME=VALUE; NAME is a tensor's name or its position
  const char *name, *value;
} TensorSetting;
typedef VECTOR(TensorSetting) TensorSettingList;

typedef struct TensorValues {  // in C order; NULL: none given
  const double *values;
  size_t count;
} TensorValues;

typedef struct TensorRequest {
  TensorSettingList inputs;   // .npy files
  TensorSettingList inits;    // zeros, ones, arange, randint:LO:HI, cumsum:A,B,...
  TensorSettingList outputs;  // .npy files to write
  TensorSettingList expects;  // .npy files to compare with
  const TensorValues *values;  // by position, value_count many; for callers that have no files
  size_t value_count;
  uint64_t seed;
} TensorRequest;

typedef struct KernelTensor {
  const char *name;
  DType type;
  unsigned rank;
  int64_t shape[PLAN_MAX_RANK];
  bool is_input, is_output;
  IndexRange indices;  // of an integer tensor
  // set by tensors_fill
  Array *array;     // initial values
  Array *expected;  // from --expect; NULL if there is none
  const char *output;  // file to write, or NULL
} KernelTensor;

typedef struct KernelTensors {
  KernelTensor *items;
  size_t count;
} KernelTensors;

// The parameters of a tile-IR function whose shapes are known. False with a diagnostic, or a usage error, if some is not.
bool tensors_of_function(Compilation *compilation, const PrimFunc *func, KernelTensors *tensors, const char **usage_error);
// False with a usage error (exit 2) if the request does not fit the tensors, or with a diagnostic if a file can't be used.
bool tensors_fill(Compilation *compilation, const TensorRequest *request, KernelTensors *tensors, const char **usage_error);
// Writes the results, one per tensor, where the request wants them. False with a diagnostic.
bool tensors_write(Compilation *compilation, const KernelTensors *tensors, Array *const *results);
