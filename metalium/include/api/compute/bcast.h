// Arithmetic with a row, a column or one element of the second operand, and the same as a move.
#pragma once
#include "api/compute/common.h"

enum class BroadcastType : uint8_t { NONE, COL, ROW, SCALAR };

ALWI void add_bcast_rows_init(uint32_t in0, uint32_t in1, TILECC_LINE) { tilecc::call(OP_ADD_BCAST_ROWS_INIT, {in0, in1}, line); }
ALWI void add_tiles_bcast_rows(uint32_t in0, uint32_t in1, uint32_t tile0, uint32_t tile1, uint32_t dst, TILECC_LINE) {
    tilecc::call(OP_ADD_TILES_BCAST_ROWS, {in0, in1, tile0, tile1, dst}, line);
}
ALWI void sub_bcast_rows_init(uint32_t in0, uint32_t in1, TILECC_LINE) { tilecc::call(OP_SUB_BCAST_ROWS_INIT, {in0, in1}, line); }
ALWI void sub_tiles_bcast_rows(uint32_t in0, uint32_t in1, uint32_t tile0, uint32_t tile1, uint32_t dst, TILECC_LINE) {
    tilecc::call(OP_SUB_TILES_BCAST_ROWS, {in0, in1, tile0, tile1, dst}, line);
}
ALWI void mul_bcast_rows_init(uint32_t in0, uint32_t in1, TILECC_LINE) { tilecc::call(OP_MUL_BCAST_ROWS_INIT, {in0, in1}, line); }
ALWI void mul_tiles_bcast_rows(uint32_t in0, uint32_t in1, uint32_t tile0, uint32_t tile1, uint32_t dst, TILECC_LINE) {
    tilecc::call(OP_MUL_TILES_BCAST_ROWS, {in0, in1, tile0, tile1, dst}, line);
}
ALWI void add_bcast_cols_init(uint32_t in0, uint32_t in1, TILECC_LINE) { tilecc::call(OP_ADD_BCAST_COLS_INIT, {in0, in1}, line); }
ALWI void add_tiles_bcast_cols(uint32_t in0, uint32_t in1, uint32_t tile0, uint32_t tile1, uint32_t dst, TILECC_LINE) {
    tilecc::call(OP_ADD_TILES_BCAST_COLS, {in0, in1, tile0, tile1, dst}, line);
}
ALWI void sub_bcast_cols_init(uint32_t in0, uint32_t in1, TILECC_LINE) { tilecc::call(OP_SUB_BCAST_COLS_INIT, {in0, in1}, line); }
ALWI void sub_tiles_bcast_cols(uint32_t in0, uint32_t in1, uint32_t tile0, uint32_t tile1, uint32_t dst, TILECC_LINE) {
    tilecc::call(OP_SUB_TILES_BCAST_COLS, {in0, in1, tile0, tile1, dst}, line);
}
ALWI void mul_bcast_cols_init(uint32_t in0, uint32_t in1, TILECC_LINE) { tilecc::call(OP_MUL_BCAST_COLS_INIT, {in0, in1}, line); }
ALWI void mul_tiles_bcast_cols(uint32_t in0, uint32_t in1, uint32_t tile0, uint32_t tile1, uint32_t dst, TILECC_LINE) {
    tilecc::call(OP_MUL_TILES_BCAST_COLS, {in0, in1, tile0, tile1, dst}, line);
}
ALWI void add_bcast_scalar_init(uint32_t in0, uint32_t in1, TILECC_LINE) { tilecc::call(OP_ADD_BCAST_SCALAR_INIT, {in0, in1}, line); }
ALWI void add_tiles_bcast_scalar(uint32_t in0, uint32_t in1, uint32_t tile0, uint32_t tile1, uint32_t dst, TILECC_LINE) {
    tilecc::call(OP_ADD_TILES_BCAST_SCALAR, {in0, in1, tile0, tile1, dst}, line);
}
ALWI void sub_bcast_scalar_init(uint32_t in0, uint32_t in1, TILECC_LINE) { tilecc::call(OP_SUB_BCAST_SCALAR_INIT, {in0, in1}, line); }
ALWI void sub_tiles_bcast_scalar(uint32_t in0, uint32_t in1, uint32_t tile0, uint32_t tile1, uint32_t dst, TILECC_LINE) {
    tilecc::call(OP_SUB_TILES_BCAST_SCALAR, {in0, in1, tile0, tile1, dst}, line);
}
ALWI void mul_bcast_scalar_init(uint32_t in0, uint32_t in1, TILECC_LINE) { tilecc::call(OP_MUL_BCAST_SCALAR_INIT, {in0, in1}, line); }
ALWI void mul_tiles_bcast_scalar(uint32_t in0, uint32_t in1, uint32_t tile0, uint32_t tile1, uint32_t dst, TILECC_LINE) {
    tilecc::call(OP_MUL_TILES_BCAST_SCALAR, {in0, in1, tile0, tile1, dst}, line);
}

namespace tilecc {
constexpr Op broadcast_op(BroadcastType type, Op rows, Op cols, Op scalar) {
    return type == BroadcastType::ROW ? rows : type == BroadcastType::COL ? cols : scalar;
}
}  // namespace tilecc

template <BroadcastType type>
ALWI void unary_bcast_init(uint32_t cb, TILECC_LINE) {
    static_assert(type != BroadcastType::NONE, "a move without broadcast is copy_tile");
    tilecc::call(tilecc::broadcast_op(type, OP_UNARY_BCAST_ROWS_INIT, OP_UNARY_BCAST_COLS_INIT, OP_UNARY_BCAST_SCALAR_INIT), {cb}, line);
}
template <BroadcastType type>
ALWI void unary_bcast(uint32_t cb, uint32_t tile, uint32_t dst, TILECC_LINE) {
    static_assert(type != BroadcastType::NONE, "a move without broadcast is copy_tile");
    tilecc::call(tilecc::broadcast_op(type, OP_UNARY_BCAST_ROWS, OP_UNARY_BCAST_COLS, OP_UNARY_BCAST_SCALAR), {cb, tile, dst}, line);
}
