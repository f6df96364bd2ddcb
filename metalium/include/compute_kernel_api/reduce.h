// Sums and maxima over a tile, as in 0.81 but for the sum over rows.
#pragma once
#include "api/compute/reduce.h"
