// As in 0.81.
#pragma once
#include "api/compute/binary_max_min.h"
