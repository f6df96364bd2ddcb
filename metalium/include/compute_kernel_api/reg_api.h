// As in 0.81.
#pragma once
#include "api/compute/reg_api.h"
