// Macros that declare the calls of the SFPU, for the headers beside; Metalium has no such file.
#pragma once
#include "api/compute/common.h"

#define TILECC_INIT(name, op) \
    ALWI void name(TILECC_LINE) { tilecc::call(op, {}, line); }
#define TILECC_UNARY(name, op) \
    ALWI void name(uint32_t dst, TILECC_LINE) { tilecc::call(op, {dst}, line); }
#define TILECC_CONSTANT(name, op) \
    ALWI void name(uint32_t dst, uint32_t constant, TILECC_LINE) { tilecc::call(op, {dst, constant}, line); }
#define TILECC_CONSTANTS(name, op)                                                              \
    ALWI void name(uint32_t dst, uint32_t constant, uint32_t second, TILECC_LINE) {             \
        tilecc::call(op, {dst, constant, second}, line);                                        \
    }
#define TILECC_BINARY(name, op)                                                                 \
    ALWI void name(uint32_t first, uint32_t second, uint32_t out, TILECC_LINE) {                \
        tilecc::call(op, {first, second, out}, line);                                           \
    }

// The same as templates over the format, which is Int32 or UInt32: one op for each, or one for both.
namespace tilecc {
template <DataFormat FORMAT>
constexpr Op integer_op(Op signed_op, Op unsigned_op) {
    static_assert(FORMAT == DataFormat::Int32 || FORMAT == DataFormat::UInt32, "the emulated chip has integers of 32 bits only");
    return FORMAT == DataFormat::Int32 ? signed_op : unsigned_op;
}
}  // namespace tilecc

#define TILECC_INTEGER_INIT(name, signed_op, unsigned_op)                                       \
    template <DataFormat FORMAT>                                                                \
    ALWI void name(TILECC_LINE) {                                                               \
        tilecc::call(tilecc::integer_op<FORMAT>(signed_op, unsigned_op), {}, line);             \
    }
#define TILECC_INTEGER_CONSTANT(name, signed_op, unsigned_op)                                   \
    template <DataFormat FORMAT>                                                                \
    ALWI void name(uint32_t dst, uint32_t constant, TILECC_LINE) {                              \
        tilecc::call(tilecc::integer_op<FORMAT>(signed_op, unsigned_op), {dst, constant}, line); \
    }
#define TILECC_INTEGER_BINARY(name, signed_op, unsigned_op)                                     \
    template <DataFormat FORMAT>                                                                \
    ALWI void name(uint32_t first, uint32_t second, uint32_t out, TILECC_LINE) {                \
        tilecc::call(tilecc::integer_op<FORMAT>(signed_op, unsigned_op), {first, second, out}, line); \
    }
