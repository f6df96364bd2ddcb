// The header of Metalium 0.66 by this name.
#pragma once
#include "api/compute/untilize.h"
