// The emulator's header beside Metalium's, which has other types of the same names.
#pragma once
#define DataFormat EmuDataFormat
#define MathFidelity EmuMathFidelity
extern "C" {
#include "emulator/emulator.h"
}
#undef DataFormat
#undef MathFidelity
