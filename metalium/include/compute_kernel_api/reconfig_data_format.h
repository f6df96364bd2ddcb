// As in 0.81, without SrcOrder.
#pragma once
#include "api/compute/reconfig_data_format.h"
