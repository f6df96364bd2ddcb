// In place of the SFPU headers (github tenstorrent/sfpi) for kernels without SFPU code. LLK headers name these modes of SFPLOADI: how its
// 16 bits become a 32-bit lane.
#pragma once

namespace sfpi {

enum : unsigned {
    SFPLOADI_MOD0_FLOATB = 0,
    SFPLOADI_MOD0_FLOATA = 1,
    SFPLOADI_MOD0_USHORT = 2,
    SFPLOADI_MOD0_SHORT = 4,
    SFPLOADI_MOD0_UPPER = 8,
    SFPLOADI_MOD0_LOWER = 10,
};

}  // namespace sfpi
