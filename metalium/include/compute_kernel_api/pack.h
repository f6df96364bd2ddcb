// As in 0.81.
#pragma once
#include "api/compute/pack.h"
