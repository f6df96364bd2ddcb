// Is the device's result right? Compares with the reference, within bounds that follow from the roundings of the plan.
#pragma once
#include "driver/arrays.h"
#include "ir/plan.h"

// Roundings that the program itself states: arithmetic, conversions and blocks in its own dtypes. The chip may keep more bits there
// (fused expressions stay in float32), so the two results differ by as much.
Roundoff roundoff_of_program(Compilation *compilation, const PrimFunc *func);

typedef enum Verdict { VERDICT_PASS, VERDICT_FAIL, VERDICT_NONE } Verdict;
const char *verdict_text(Verdict verdict);  // "pass", "fail", "no reference"

typedef struct OutputVerdict {
  const char *name;
  bool pass;
  Roundoff roundoff;
  double reference_rms, error_rms;
  double rms_bound;        // 4 eps reference_rms
  double max_abs, max_ulp; // largest error; in units in the last place of the stored format
  double pcc;              // Pearson correlation; 1 when both are constant and equal
  size_t elements, outside;  // outside: elements beyond 64 eps RMS + 8 eps |element|
  size_t special;            // NaN or infinity on one side only, or of another sign
  size_t range_differences;  // float16 declared: finite on the device where float16 overflows
  size_t packed_nans;        // infinite where the program has NaN, in a format whose packer stores no NaN; not counted
  double measured;           // where the plain bound fails: RMS by which perturbed evaluations move this output; else 0
  size_t unsettled;          // elements that differ, and differ between perturbed evaluations too; not counted
  size_t irregular;          // elements that show the chip's wrong normalisation of sums of -1 unit; the rest is judged without it
  size_t worst;              // element with the largest error over its bound
  double worst_actual, worst_reference;
} OutputVerdict;

// Both NaN, both the same infinity, or both finite.
bool verdict_same_class(double actual, double reference);
// Integer outputs must be equal. `last_place` is the roundoff of the stored format.
OutputVerdict verdict_compare(const char *name, double last_place, Roundoff roundoff, const Array *actual, const Array *reference);
