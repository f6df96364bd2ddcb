// NumPy's .npy files (format 1.0 to 3.0), little-endian numbers and bools, C and Fortran order.
#pragma once
#include "driver/arrays.h"

// Reads a file into a new array of the given type and shape; values convert. NULL with a diagnostic.
Array *npy_read(Compilation *compilation, const char *path, DType type, unsigned rank, const int64_t *shape);
// The shape that the file's header states (at most 5 dims). False with a diagnostic.
bool npy_shape(Compilation *compilation, const char *path, unsigned *rank, int64_t *shape);
// Types that .npy lacks (bfloat16, float8, ...) are written as float32. False with a diagnostic.
bool npy_write(Compilation *compilation, const char *path, const Array *array);
