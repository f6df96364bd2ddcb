// How a function accesses its tensors: an analysis (analysis/tensor_accesses.c).
#pragma once
#include "passes/pass.h"

// One box of a tensor: the region of a tile op, or all elements that a load or store in a loop over elements touches.
typedef struct TensorAccess {
  const Param *param;
  Span span;
  bool writes;
  const Expr *mins[PLAN_RANK_LIMIT];     // NULL: depends on data, or is not affine
  int64_t divisors[PLAN_RANK_LIMIT];     // of the mins, 0 for 0
  int64_t extents[PLAN_RANK_LIMIT];      // -1: not a constant
  int lines;  // > 0: the only wide dim runs along the rows of blocks (a column of elements), < 0: along the columns, 0: nothing says
} TensorAccess;

typedef VECTOR(TensorAccess) TensorAccessList;
// In program order. `bounds` knows the loops.
TensorAccessList tensor_accesses(Compilation *c, PrimFunc *func, const Bounds *bounds);

static inline bool access_is_wide(const TensorAccess *access, unsigned dim) { return access->extents[dim] != 1; }
