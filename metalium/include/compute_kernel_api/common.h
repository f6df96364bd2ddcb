// What every compute kernel of Metalium 0.66 includes.
#pragma once
#include "api/compute/common.h"
