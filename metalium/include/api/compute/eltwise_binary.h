// Sums, differences and products of tiles of two circular buffers.
#pragma once
#include "api/compute/common.h"

ALWI void add_init(uint32_t in0, uint32_t in1, TILECC_LINE) { tilecc::call(OP_ADD_INIT, {in0, in1}, line); }
ALWI void sub_init(uint32_t in0, uint32_t in1, TILECC_LINE) { tilecc::call(OP_SUB_INIT, {in0, in1}, line); }
ALWI void mul_init(uint32_t in0, uint32_t in1, TILECC_LINE) { tilecc::call(OP_MUL_INIT, {in0, in1}, line); }
ALWI void add_tiles(uint32_t in0, uint32_t in1, uint32_t tile0, uint32_t tile1, uint32_t dst, TILECC_LINE) {
    tilecc::call(OP_ADD_TILES, {in0, in1, tile0, tile1, dst}, line);
}
ALWI void sub_tiles(uint32_t in0, uint32_t in1, uint32_t tile0, uint32_t tile1, uint32_t dst, TILECC_LINE) {
    tilecc::call(OP_SUB_TILES, {in0, in1, tile0, tile1, dst}, line);
}
ALWI void mul_tiles(uint32_t in0, uint32_t in1, uint32_t tile0, uint32_t tile1, uint32_t dst, TILECC_LINE) {
    tilecc::call(OP_MUL_TILES, {in0, in1, tile0, tile1, dst}, line);
}

// One operand from DST: it takes the place of SrcA or SrcB.
enum class EltwiseBinaryReuseDestType : uint8_t { NONE, DEST_TO_SRCA, DEST_TO_SRCB };

namespace tilecc {
template <EltwiseBinaryReuseDestType reuse>
constexpr Op reuse_op(Op to_a, Op to_b) {
    static_assert(reuse != EltwiseBinaryReuseDestType::NONE, "without an operand from DST the calls are add_init, add_tiles ...");
    return reuse == EltwiseBinaryReuseDestType::DEST_TO_SRCA ? to_a : to_b;
}
}  // namespace tilecc

template <EltwiseBinaryReuseDestType reuse>
ALWI void add_reuse_dest_init(uint32_t cb, TILECC_LINE) {
    tilecc::call(tilecc::reuse_op<reuse>(OP_ADD_REUSE_DEST_SRCA_INIT, OP_ADD_REUSE_DEST_SRCB_INIT), {cb}, line);
}
template <EltwiseBinaryReuseDestType reuse>
ALWI void add_reuse_dest_tiles(uint32_t cb, uint32_t tile, uint32_t dst, TILECC_LINE) {
    tilecc::call(tilecc::reuse_op<reuse>(OP_ADD_REUSE_DEST_SRCA, OP_ADD_REUSE_DEST_SRCB), {cb, tile, dst}, line);
}
template <EltwiseBinaryReuseDestType reuse>
ALWI void sub_reuse_dest_init(uint32_t cb, TILECC_LINE) {
    tilecc::call(tilecc::reuse_op<reuse>(OP_SUB_REUSE_DEST_SRCA_INIT, OP_SUB_REUSE_DEST_SRCB_INIT), {cb}, line);
}
template <EltwiseBinaryReuseDestType reuse>
ALWI void sub_reuse_dest_tiles(uint32_t cb, uint32_t tile, uint32_t dst, TILECC_LINE) {
    tilecc::call(tilecc::reuse_op<reuse>(OP_SUB_REUSE_DEST_SRCA, OP_SUB_REUSE_DEST_SRCB), {cb, tile, dst}, line);
}
template <EltwiseBinaryReuseDestType reuse>
ALWI void mul_reuse_dest_init(uint32_t cb, TILECC_LINE) {
    tilecc::call(tilecc::reuse_op<reuse>(OP_MUL_REUSE_DEST_SRCA_INIT, OP_MUL_REUSE_DEST_SRCB_INIT), {cb}, line);
}
template <EltwiseBinaryReuseDestType reuse>
ALWI void mul_reuse_dest_tiles(uint32_t cb, uint32_t tile, uint32_t dst, TILECC_LINE) {
    tilecc::call(tilecc::reuse_op<reuse>(OP_MUL_REUSE_DEST_SRCA, OP_MUL_REUSE_DEST_SRCB), {cb, tile, dst}, line);
}
