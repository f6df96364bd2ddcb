// cb_reserve_back, cb_push_back, cb_wait_front, cb_pop_front: in tilecc/kernel.h.
#pragma once
#include "api/compute/common_globals.h"

