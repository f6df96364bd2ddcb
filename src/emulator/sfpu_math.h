// Elementary functions in double precision from additions, multiplications and divisions alone, so that every host gives the same bits. Each
// is within 2^-36 of the function's value, relative to it, for every float argument: rounded to float32 that is 0.5001 units in the last
// place. NaN gives NaN; infinities, zeros and values outside the domain give what C's functions do.
#pragma once

double sfpu_exp(double x);
double sfpu_exp2(double x);
double sfpu_expm1(double x);
double sfpu_log(double x);
double sfpu_log2(double x);  // exact for powers of two
double sfpu_log1p(double x);
double sfpu_sin(double x);   // sin, cos, tan: of a value that a float32 holds
double sfpu_cos(double x);
double sfpu_tan(double x);
double sfpu_tanh(double x);
double sfpu_sigmoid(double x);
double sfpu_erf(double x);
double sfpu_erfc(double x);
double sfpu_power(double base, double exponent);
