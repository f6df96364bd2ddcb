// Values in the core's own L1 by address, where Metalium 0.66 has them.
#pragma once
#include "api/core_local_mem.h"

namespace experimental {
using ::CoreLocalMem;
}  // namespace experimental
