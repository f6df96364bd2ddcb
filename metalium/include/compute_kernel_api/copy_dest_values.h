// Copies between tiles of DST; in Metalium 0.66 the target comes first.
#pragma once
#include "api/compute/common.h"

ALWI void copy_dest_values_init(TILECC_LINE) { tilecc::call(OP_COPY_DEST_VALUES_INIT, {}, line); }
ALWI void copy_dest_values(uint32_t to, uint32_t from, TILECC_LINE) { tilecc::call(OP_COPY_DEST_VALUES, {from, to}, line); }
