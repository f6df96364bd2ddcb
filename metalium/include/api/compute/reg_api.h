// DST: the halves that math and pack hand to each other.
#pragma once
#include "api/compute/common_globals.h"

ALWI void tile_regs_acquire(TILECC_LINE) { tilecc::call(OP_TILE_REGS_ACQUIRE, {}, line); }
ALWI void tile_regs_commit(TILECC_LINE) { tilecc::call(OP_TILE_REGS_COMMIT, {}, line); }
ALWI void tile_regs_wait(TILECC_LINE) { tilecc::call(OP_TILE_REGS_WAIT, {}, line); }
ALWI void tile_regs_release(TILECC_LINE) { tilecc::call(OP_TILE_REGS_RELEASE, {}, line); }
