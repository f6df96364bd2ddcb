// Which operand goes to which source register.
#pragma once
#include <cstdint>

enum class SrcOrder : uint8_t { Regular, Reverse };
