// Configuration of the compute engines.
#pragma once
#include <cstdint>

enum class MathFidelity : uint8_t { LoFi = 0, HiFi2 = 2, HiFi3 = 3, HiFi4 = 4, Invalid = 255 };
enum class UnpackToDestMode : uint8_t { UnpackToDestFp32, Default };
