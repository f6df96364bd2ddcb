// As in 0.81, without SrcOrder.
#pragma once
#include "api/compute/compute_kernel_hw_startup.h"
