// Tiles in a circular buffer to rows in another. untilize_block takes halves of DST by itself.
#pragma once
#include "api/compute/common.h"

ALWI void untilize_init(uint32_t in, TILECC_LINE) { tilecc::call(OP_UNTILIZE_INIT, {in}, line); }
ALWI void untilize_block(uint32_t in, uint32_t width, uint32_t out, TILECC_LINE) { tilecc::call(OP_UNTILIZE_BLOCK, {in, width, out}, line); }
ALWI void untilize_uninit(uint32_t in, TILECC_LINE) { tilecc::call(OP_UNTILIZE_UNINIT, {in}, line); }
