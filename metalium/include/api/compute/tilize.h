// Rows in a circular buffer to tiles in another. tilize_block takes halves of DST by itself.
#pragma once
#include "api/compute/common.h"

ALWI void tilize_init(uint32_t in, uint32_t block, uint32_t out, TILECC_LINE) { tilecc::call(OP_TILIZE_INIT, {in, block, out}, line); }
ALWI void tilize_block(uint32_t in, uint32_t block, uint32_t out, TILECC_LINE) { tilecc::call(OP_TILIZE_BLOCK, {in, block, out}, line); }
ALWI void tilize_uninit(uint32_t in, uint32_t out, TILECC_LINE) { tilecc::call(OP_TILIZE_UNINIT, {in, out}, line); }
