// What `tilecc explain` prints.
#pragma once
#include "driver/driver.h"

// The decisions in a compiled module, as text: cores, layout of the tensors, circular buffers with their bytes, width and use of
// DST, the device calls of each kernel with their engine and source line, and the remarks of the passes.
const char *explain(Compilation *compilation, const Plan *plan);
