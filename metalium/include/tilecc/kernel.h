// What a kernel compiled for the emulated chip sees of it. The host side (metalium/host) fills a Context per thread and points
// `tilecc_context` at it before it resumes the thread; every API call of the headers in api/ is one call through it.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>

#include "hostdevcommon/kernel_structs.h"
#include "ir/ops.h"

using DataFormat = tt::DataFormat;
using CBIndex = tt::CBIndex;

namespace tilecc {

enum Role : uint32_t { ROLE_READER, ROLE_WRITER, ROLE_UNPACK, ROLE_MATH, ROLE_PACK };  // as EmuRole

struct Context {
    // Makes the call until it is done, giving control to other threads meanwhile. Does not return if a check fires.
    int64_t (*call)(Context* context, int op, const int64_t* arguments, unsigned count, unsigned line);
    void (*fail)(Context* context, unsigned line, const char* message);
    uint32_t role;
    uint32_t x, y;  // logical core
    const uint32_t* arguments;
    size_t argument_count;
    uint32_t page_bytes[64];  // of each circular buffer; 0: not configured
    uint8_t formats[64];      // tt::DataFormat
};

}  // namespace tilecc

// Defined by the translation unit that the host makes of the kernel's source (metalium/host/kernel_library.cpp).
extern "C" __attribute__((visibility("default"))) tilecc::Context* tilecc_context;

namespace tilecc {

// A type of its own, so that no number of the kernel is taken for it.
struct Line {
    explicit constexpr Line(unsigned number) : number(number) {}
    unsigned number;
};

}  // namespace tilecc

// The line of the call in the kernel's source: the last parameter of every function that reaches the chip.
#define TILECC_LINE tilecc::Line line = tilecc::Line(__builtin_LINE())

namespace tilecc {

inline int64_t call(Op op, std::initializer_list<int64_t> arguments, Line line) {
    return tilecc_context->call(tilecc_context, op, arguments.begin(), static_cast<unsigned>(arguments.size()), line.number);
}

inline void fail(const char* message, Line line) { tilecc_context->fail(tilecc_context, line.number, message); }

inline int64_t float_bits(float value) {
    uint32_t bits;
    std::memcpy(&bits, &value, sizeof bits);
    return bits;
}

}  // namespace tilecc

#define ALWI inline __attribute__((always_inline))
#define FORCE_INLINE inline __attribute__((always_inline))

// ---- Runtime and compile-time arguments.

template <typename T>
inline T get_arg_val(int index, TILECC_LINE) {
    static_assert(sizeof(T) == 4, "runtime arguments have 4 bytes");
    if (index < 0 || static_cast<size_t>(index) >= tilecc_context->argument_count) {
        tilecc::fail("get_arg_val reads a runtime argument that SetRuntimeArgs did not set for this core", line);
        return T{};
    }
    T value;
    std::memcpy(&value, &tilecc_context->arguments[index], sizeof value);
    return value;
}

#ifndef KERNEL_COMPILE_TIME_ARGS
#define KERNEL_COMPILE_TIME_ARGS
#endif

namespace tilecc {
constexpr uint32_t compile_time_args[] = {0, KERNEL_COMPILE_TIME_ARGS};  // the leading 0 keeps it from being empty

uint32_t no_compile_time_arg_of_this_index(size_t index);  // not constexpr: an error where it is reached

constexpr uint32_t compile_time_arg(size_t index) {
    return index + 1 < sizeof compile_time_args / sizeof *compile_time_args ? compile_time_args[index + 1]
                                                                             : no_compile_time_arg_of_this_index(index);
}
}  // namespace tilecc

#define get_compile_time_arg_val(index) (tilecc::compile_time_arg(index))

// ---- Circular buffers, the same on every kernel.

inline void cb_reserve_back(uint32_t cb, uint32_t pages, TILECC_LINE) { tilecc::call(OP_CB_RESERVE_BACK, {cb, pages}, line); }
inline void cb_push_back(uint32_t cb, uint32_t pages, TILECC_LINE) { tilecc::call(OP_CB_PUSH_BACK, {cb, pages}, line); }
inline void cb_wait_front(uint32_t cb, uint32_t pages, TILECC_LINE) { tilecc::call(OP_CB_WAIT_FRONT, {cb, pages}, line); }
inline void cb_pop_front(uint32_t cb, uint32_t pages, TILECC_LINE) { tilecc::call(OP_CB_POP_FRONT, {cb, pages}, line); }

inline uint32_t get_tile_size(uint32_t cb, TILECC_LINE) {
    if (cb >= 64 || !tilecc_context->page_bytes[cb]) {
        tilecc::fail("get_tile_size of a circular buffer that was not created on this core", line);
        return 0;
    }
    return tilecc_context->page_bytes[cb];
}

inline DataFormat get_dataformat(uint32_t cb) { return static_cast<DataFormat>(tilecc_context->formats[cb & 63]); }

inline uint32_t get_absolute_logical_x() { return tilecc_context->x; }
inline uint32_t get_absolute_logical_y() { return tilecc_context->y; }
