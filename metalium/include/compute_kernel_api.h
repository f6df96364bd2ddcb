// Ops that have no header of their own, as in 0.81.
#pragma once
#include "api/compute/compute_kernel_api.h"
