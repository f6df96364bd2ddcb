// Values of tensors that the user did not give: the documented generator (docs/inputs.md, also printed in main.cpp) and --init.
#pragma once
#include "driver/arrays.h"

// Uniform in [-1, 1), a multiple of 2^-23: exact in float32. A function of its arguments and nothing else.
double input_value(uint64_t seed, unsigned argument, uint64_t element);
// The value rounded to the array's type, per element in C order. Floats only.
void input_generate(Array *array, uint64_t seed, unsigned argument);
// Integers from low to high (inclusive), uniform.
void input_randint(Array *array, int64_t low, int64_t high, uint64_t seed, unsigned argument);
// "zeros", "ones", "arange", "randint:LO:HI" (LO <= value < HI), "cumsum:A,B,..." (0, A, A + B, ...). NULL or what is wrong with `how`.
const char *input_init(Compilation *compilation, Array *array, const char *how, uint64_t seed, unsigned argument);
