// Conversions between number formats.
#pragma once
#include "api/compute/sfpu_calls.h"

namespace tilecc {
// The op for a pair of formats, and its init.
struct Typecast {
    DataFormat from, to;
    Op op, init;
};
constexpr Typecast TYPECASTS[] = {
    {DataFormat::Float32, DataFormat::Int32, OP_TYPECAST_TILE_FLOAT32_INT32, OP_TYPECAST_TILE_FLOAT32_INT32_INIT},
    {DataFormat::Float32, DataFormat::UInt32, OP_TYPECAST_TILE_FLOAT32_UINT32, OP_TYPECAST_TILE_FLOAT32_UINT32_INIT},
    {DataFormat::Int32, DataFormat::Float32, OP_TYPECAST_TILE_INT32_FLOAT32, OP_TYPECAST_TILE_INT32_FLOAT32_INIT},
    {DataFormat::UInt32, DataFormat::Float32, OP_TYPECAST_TILE_UINT32_FLOAT32, OP_TYPECAST_TILE_UINT32_FLOAT32_INIT},
    {DataFormat::Float32, DataFormat::Float16_b, OP_TYPECAST_TILE_FLOAT32_BFLOAT16, OP_TYPECAST_TILE_FLOAT32_BFLOAT16_INIT},
};
constexpr const Typecast* typecast(uint32_t from, uint32_t to) {
    for (const Typecast& entry : TYPECASTS) {
        if (static_cast<uint32_t>(entry.from) == from && static_cast<uint32_t>(entry.to) == to) return &entry;
    }
    return nullptr;
}
}  // namespace tilecc

template <uint32_t IN_DTYPE, uint32_t OUT_DTYPE>
ALWI void typecast_tile_init(TILECC_LINE) {
    constexpr const tilecc::Typecast* entry = tilecc::typecast(IN_DTYPE, OUT_DTYPE);
    static_assert(entry != nullptr, "the emulated chip has no typecast_tile between these formats");
    tilecc::call(entry->init, {}, line);
}
template <uint32_t IN_DTYPE, uint32_t OUT_DTYPE>
ALWI void typecast_tile(uint32_t dst, TILECC_LINE) {
    constexpr const tilecc::Typecast* entry = tilecc::typecast(IN_DTYPE, OUT_DTYPE);
    static_assert(entry != nullptr, "the emulated chip has no typecast_tile between these formats");
    tilecc::call(entry->op, {dst}, line);
}
