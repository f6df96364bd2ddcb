// As in 0.81.
#pragma once
#include "api/compute/eltwise_binary_sfpu.h"
