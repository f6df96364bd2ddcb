// As in 0.81.
#pragma once
#include "api/compute/common_globals.h"
