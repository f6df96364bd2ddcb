// Sums and maxima over a tile.
#pragma once
#include "api/compute/common.h"

enum class PoolType : uint8_t { SUM, AVG, MAX, MIN };
enum class ReduceDim : uint8_t { REDUCE_ROW, REDUCE_COL, REDUCE_SCALAR };

namespace tilecc {
struct ReduceOps {
    Op row, col, scalar;
    constexpr Op over(ReduceDim dim) const {
        return dim == ReduceDim::REDUCE_ROW ? row : dim == ReduceDim::REDUCE_COL ? col : scalar;
    }
};

// AVG is SUM with a scaler of one over the count, MIN does not exist on the chip.
template <PoolType type, ReduceDim dim>
constexpr Op reduce_init_op() {
    static_assert(type == PoolType::SUM || type == PoolType::MAX, "sums and maxima only");
    constexpr ReduceOps SUMS = {OP_REDUCE_INIT_SUM_ROW, OP_REDUCE_INIT_SUM_COL, OP_REDUCE_INIT_SUM_SCALAR};
    constexpr ReduceOps MAXIMA = {OP_REDUCE_INIT_MAX_ROW, OP_REDUCE_INIT_MAX_COL, OP_REDUCE_INIT_MAX_SCALAR};
    return (type == PoolType::SUM ? SUMS : MAXIMA).over(dim);
}
template <PoolType type, ReduceDim dim>
constexpr Op reduce_tile_op() {
    static_assert(type == PoolType::SUM || type == PoolType::MAX, "sums and maxima only");
    constexpr ReduceOps SUMS = {OP_REDUCE_TILE_SUM_ROW, OP_REDUCE_TILE_SUM_COL, OP_REDUCE_TILE_SUM_SCALAR};
    constexpr ReduceOps MAXIMA = {OP_REDUCE_TILE_MAX_ROW, OP_REDUCE_TILE_MAX_COL, OP_REDUCE_TILE_MAX_SCALAR};
    return (type == PoolType::SUM ? SUMS : MAXIMA).over(dim);
}
}  // namespace tilecc

template <PoolType type, ReduceDim dim>
ALWI void reduce_init(uint32_t data, uint32_t scaler, uint32_t out, TILECC_LINE) {
    tilecc::call(tilecc::reduce_init_op<type, dim>(), {data, scaler, out}, line);
}
template <PoolType type, ReduceDim dim>
ALWI void reduce_tile(uint32_t data, uint32_t scaler, uint32_t data_tile, uint32_t scaler_tile, uint32_t dst, TILECC_LINE) {
    tilecc::call(tilecc::reduce_tile_op<type, dim>(), {data, scaler, data_tile, scaler_tile, dst}, line);
}
ALWI void reduce_uninit(uint32_t = 0, TILECC_LINE) { tilecc::call(OP_REDUCE_UNINIT, {}, line); }
