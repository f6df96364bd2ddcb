// Dense arrays of the driver (struct Array of reference.h): made, filled and read element by element with one rounding.
#pragma once
#include "reference/reference.h"

// Zeros. The shape was checked by plan_make or by the reader of the file.
Array *array_new(Compilation *compilation, DType type, unsigned rank, const int64_t *shape);
Array *array_copy(Compilation *compilation, const Array *array);
double array_get(const Array *array, size_t index);
// Rounds to the array's type, once, to nearest even; integers must be in range (array_fits).
void array_set(Array *array, size_t index, double value);
// Integers beyond 2^53 need this one. Wraps to the width of the type.
void array_set_integer(Array *array, size_t index, int64_t value);
// Whether an integer type can hold the value exactly; true for floats.
bool array_fits(DType type, double value);
// "(256, 256)"
const char *shape_text(Compilation *compilation, unsigned rank, const int64_t *shape);
