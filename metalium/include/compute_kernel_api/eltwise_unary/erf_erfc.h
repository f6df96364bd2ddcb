// As in 0.81.
#pragma once
#include "api/compute/eltwise_unary/erf_erfc.h"
