// Releases of Metalium that the compiler writes programs for. How they spell a call is codegen's business (codegen/dialect.h);
// what a release computes differently is a fact of this table.
#pragma once
#include <stdbool.h>
#include <stddef.h>

typedef struct Metalium {
  const char *name;      // "0.81": the release of PyPI's ttnn
  bool row_sum_by_pool;  // reduce_tile sums rows with GAPOOL on transposed data; else with MVMUL (llk_math_reduce.h)
} Metalium;

// By name; NULL if unknown.
const Metalium *metalium_find(const char *name);
// All releases, the default first; NULL past the end.
const Metalium *metalium_at(size_t index);
