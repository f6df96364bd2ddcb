// Perturbed evaluations and what they say of each element.
#include "driver/sensitivity.h"

#include <math.h>

static void add_run(Sensitivity *sensitivity, const Array *perturbed, const Array *reference, double *squares) {
  for (size_t i = 0; i < reference->count; i++) {
    double p = array_get(perturbed, i), r = array_get(reference, i), moved = fabs(p - r);
    if (type_is_int(reference->type) ? p != r : !verdict_same_class(p, r)) sensitivity->unsettled[i] = true;
    if (!isfinite(moved)) continue;
    *squares += moved * moved;
    if (moved > sensitivity->largest[i]) sensitivity->largest[i] = moved;
  }
}

// False if the run failed: its path went where the plain one did not. What it reported is taken back.
static bool run_once(Compilation *c, const PrimFunc *func, const KernelTensors *tensors, const Perturbation *perturbation, Array **arrays) {
  size_t reported = c->diagnostics.count;
  for (size_t i = 0; i < func->params.count; i++) arrays[i] = array_copy(c, tensors->items[i].array);
  bool ok = reference_run_perturbed(c, func, arrays, perturbation);
  c->diagnostics.count = reported;
  return ok;
}

Sensitivity *sensitivity_measure(Compilation *compilation, const PrimFunc *func, const KernelTensors *tensors, Array *const *reference, double eps) {
  Arena *arena = compilation->arena;
  size_t count = func->params.count;  // the tensors behind them are workspaces
  Sensitivity *result = arena_array(arena, Sensitivity, count + 1);
  double *squares = arena_array(arena, double, count + 1);
  Array **arrays = arena_array(arena, Array *, count + 1);
  for (size_t i = 0; i < count; i++) {
    result[i].largest = arena_array(arena, double, reference[i]->count + 1);
    result[i].unsettled = arena_array(arena, bool, reference[i]->count + 1);
  }
  for (uint64_t run = 0; run < SENSITIVITY_RUNS; run++) {
    const Perturbation perturbation = {eps, run << 32};
    if (!run_once(compilation, func, tensors, &perturbation, arrays)) return NULL;
    for (size_t i = 0; i < count; i++) add_run(&result[i], arrays[i], reference[i], &squares[i]);
  }
  for (size_t i = 0; i < count; i++)
    result[i].rms = reference[i]->count ? sqrt(squares[i] / (double)(reference[i]->count * SENSITIVITY_RUNS)) : 0;
  return result;
}

// ---- the second look

void sensitivity_apply(const Sensitivity *sensitivity, const Array *actual, const Array *reference, OutputVerdict *verdict) {
  double eps = verdict->roundoff.eps, rms = verdict->reference_rms, moved = sensitivity->rms;
  bool integers = type_is_int(reference->type);
  verdict->measured = moved;
  // Noise as large as the result: any comparison would pass.
  if (!integers && moved > rms / 2) return;
  if (2 * moved > verdict->rms_bound) verdict->rms_bound = 2 * moved;
  verdict->outside = verdict->special = 0;
  for (size_t i = 0; i < reference->count; i++) {
    double a = array_get(actual, i), r = array_get(reference, i), error = fabs(a - r);
    if (integers ? a != r : !verdict_same_class(a, r)) {
      if (sensitivity->unsettled[i]) verdict->unsettled++;
      else if (integers) verdict->outside++;
      else verdict->special++;
      continue;
    }
    double by_rms = fmax(64 * eps * rms, 32 * moved), by_size = fmax(8 * eps * fabs(r), 8 * sensitivity->largest[i]);
    if (isfinite(error) && error > by_rms + by_size) verdict->outside++;
  }
  bool close = integers || verdict->error_rms <= verdict->rms_bound;
  verdict->pass = close && verdict->outside == 0 && verdict->special == 0;
}
