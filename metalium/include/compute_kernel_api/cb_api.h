// Circular buffers, as in 0.81.
#pragma once
#include "api/compute/cb_api.h"
