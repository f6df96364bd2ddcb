// The reference evaluator. In: tile IR and arrays; out: the arrays as the program leaves them.
#include "reference/program.h"

ValueClass value_class(DType type) {
  if (type == TYPE_FLOAT64) return CLASS_DOUBLE;
  return type_kind(type) == TYPE_KIND_FLOAT ? CLASS_FLOAT : CLASS_INT;
}

size_t value_bytes(DType type) { return value_class(type) == CLASS_FLOAT ? sizeof(float) : sizeof(int64_t); }

bool reference_run_perturbed(Compilation *compilation, const PrimFunc *func, Array *const *arguments, const Perturbation *perturbation) {
  Program program = {0};
  return program_compile(compilation, func, arguments, &program) && program_run(compilation, &program, perturbation);
}

bool reference_run(Compilation *compilation, const PrimFunc *func, Array *const *arguments) {
  return reference_run_perturbed(compilation, func, arguments, NULL);
}
