// How far roundings move the outputs of a program: the reference evaluated again, perturbed. The verdict asks it where its plain bound fails.
#pragma once
#include "driver/tensors.h"
#include "driver/verdict.h"

enum { SENSITIVITY_RUNS = 4 };

typedef struct Sensitivity {
  double rms;       // of the differences from the unperturbed reference, over elements and runs
  double *largest;  // by element: the largest difference; 0 where one side is not finite
  bool *unsettled;  // by element: some run gives another integer, or another one of number, NaN and infinity
} Sensitivity;

// One per parameter, NULL if a perturbed run fails. `reference` are the results of the plain evaluation.
Sensitivity *sensitivity_measure(Compilation *compilation, const PrimFunc *func, const KernelTensors *tensors, Array *const *reference, double eps);
// Judges an output that failed its plain bound once more, with what was measured.
void sensitivity_apply(const Sensitivity *sensitivity, const Array *actual, const Array *reference, OutputVerdict *verdict);
