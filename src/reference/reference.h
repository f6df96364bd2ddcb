// The reference evaluator: what a tile-IR function means, element by element, in the stated dtypes; no tiles, no cores.
// Shares only base/ conversions with the emulator.
#pragma once
#include "ir/ir.h"

// A dense array in C order. Float types up to 32 bits are held as float (each value exactly representable in `type`),
// float64 as double, integers and bools as int64_t.
typedef struct Array {
  DType type;
  unsigned rank;
  int64_t shape[5];
  size_t count;
  union {
    float *floats;      // FLOAT kinds except float64; each value is exactly representable in `type`
    double *doubles;    // float64
    int64_t *integers;  // BOOL, SIGNED, UNSIGNED
  };
} Array;

// Whether the evaluator computes all that the function holds; else reports what it does not.
bool reference_accepts(Compilation *compilation, const PrimFunc *func);

// One array per parameter of the function, in order; scalars are arrays of rank 0. Outputs are updated in place, so initial
// values of outputs count. Reports an error diagnostic and returns false where the program is wrong (index out of an on-chip
// buffer, ...) or uses what the evaluator does not know (unsupported).
bool reference_run(Compilation *compilation, const PrimFunc *func, Array *const *arguments);

// What roundings do to the results: every float result of arithmetic, of a conversion to fewer bits, of a product or of a fold moves by a
// pseudo-random relative amount of at most eps (or the unit roundoff of its dtype, if that is more); the seed decides which way. Moves of
// data, comparisons, choices and integers stay exact. Otherwise as reference_run.
typedef struct Perturbation {
  double eps;
  uint64_t seed;
} Perturbation;
bool reference_run_perturbed(Compilation *compilation, const PrimFunc *func, Array *const *arguments, const Perturbation *perturbation);
