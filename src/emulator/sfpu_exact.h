// The SFPU's own arithmetic and some of the kernel library's programs on it, step by step: --numerics=exact.
#pragma once
#include <stdbool.h>

// a * b + c as SFPMAD computes it: denormals are zero; the product keeps three bits beyond the 24 (the last one sticky); the sum is rounded to
// nearest even. Wormhole drops the sign of a zero result. NaNs are one NaN here; the chips' differ.
float sfpu_mad(bool wormhole, float a, float b, float c);

// The programs for a 32-bit DST.
float sfpu_program_exp(bool wormhole, float x);
float sfpu_program_exp2(bool wormhole, float x);
// log(x) * scale, and base two: scale is 1 / log(2).
float sfpu_program_log(bool wormhole, float x, float scale);
float sfpu_program_log2(bool wormhole, float x, float scale);
float sfpu_program_sqrt(bool wormhole, float x);   // these two also for a 16-bit DST
float sfpu_program_rsqrt(bool wormhole, float x);
float sfpu_program_reciprocal(float x);     // Wormhole's; Blackhole starts from a table of its own
float sfpu_program_quotient(float x, float y);  // Wormhole's
