// Debug output of kernels: accepted and dropped.
#pragma once

namespace tilecc {
struct DebugPrint {
    template <typename T>
    const DebugPrint& operator<<(const T&) const {
        return *this;
    }
};
}  // namespace tilecc

#define DPRINT (tilecc::DebugPrint{})
#define DPRINT_UNPACK(...)
#define DPRINT_MATH(...)
#define DPRINT_PACK(...)
#define DPRINT_DATA0(...)
#define DPRINT_DATA1(...)
#define ENDL() ""
