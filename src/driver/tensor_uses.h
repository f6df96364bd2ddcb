// What a program does with its tensors. In: tile IR as the front end makes it; out: per tensor, reads, writes and indexing.
#pragma once
#include "ir/ir.h"

typedef struct IndexRange {
  bool known;  // every use as an index stays inside the dimension it indexes exactly for values from low to high
  int64_t low, high;
} IndexRange;

typedef struct TensorUse {
  bool read, written;
  IndexRange indices;  // of integer tensors whose elements index other tensors
} TensorUse;

// One per parameter of the function, in order.
TensorUse *tensor_uses(Compilation *compilation, const PrimFunc *func);
