// Perturbed evaluation: relative noise of the size of a rounding on results, so that a second run shows how far roundings move them. In: a
// row of values; out: the same, each moved by at most eps of its size.
#include "reference/program.h"

void perturb_open(Machine *m, const Perturbation *perturbation) {
  m->perturbs = true;
  m->eps = perturbation->eps;
  m->noise = perturbation->seed;
  for (unsigned type = 0; type < TYPE_COUNT; type++) m->roundoffs[type] = type_roundoff((DType)type);
}

// Uniform in [-1, 1); the finaliser of SplitMix64 over a counter.
static double next_noise(Machine *m) {
  uint64_t z = m->noise += UINT64_C(0x9e3779b97f4a7c15);
  z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
  z ^= z >> 31;
  return (double)(int64_t)z * 0x1p-63;
}

void perturb_row(Machine *m, DType type, void *row, size_t count) {
  ValueClass kind = value_class(type);
  if (!m->perturbs || kind == CLASS_INT) return;
  double eps = m->roundoffs[type] > m->eps ? m->roundoffs[type] : m->eps;
  for (size_t i = 0; i < count; i++) {
    double factor = 1 + eps * next_noise(m);
    if (kind == CLASS_FLOAT)
      ((float *)row)[i] = (float)((double)((float *)row)[i] * factor);
    else
      ((double *)row)[i] *= factor;
  }
}

void perturb_operands(Machine *m, DType from, DType type, void *row, size_t count) {
  if (m->perturbs && m->roundoffs[from] < m->eps) perturb_row(m, type, row, count);
}

void perturb_narrowing(Machine *m, DType to, DType from, void *row, size_t count) {
  if (m->perturbs && m->roundoffs[to] > m->roundoffs[from] && type_kind(from) == TYPE_KIND_FLOAT) perturb_row(m, to, row, count);
}
