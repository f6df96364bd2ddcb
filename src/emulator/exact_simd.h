// The part of exact.h that takes the time, for hosts with AVX2.
#pragma once
#include "emulator/exact.h"

#include <string.h>

// As exact_matmul; only where exact_has_simd().
void exact_simd_matmul(const ExactMode *mode, const float *in0, const float *in1, float *dest);
