// A tile of DST and a constant, given as the bits of a float.
#pragma once
#include "api/compute/sfpu_calls.h"

ALWI void binop_with_scalar_tile_init(TILECC_LINE) { tilecc::call(OP_BINOP_WITH_SCALAR_TILE_INIT, {}, line); }
ALWI void add_unary_tile(uint32_t dst, uint32_t constant_bits, TILECC_LINE) {
    tilecc::call(OP_ADD_UNARY_TILE, {dst, constant_bits}, line);
}
ALWI void sub_unary_tile(uint32_t dst, uint32_t constant_bits, TILECC_LINE) {
    tilecc::call(OP_SUB_UNARY_TILE, {dst, constant_bits}, line);
}
ALWI void mul_unary_tile(uint32_t dst, uint32_t constant_bits, TILECC_LINE) {
    tilecc::call(OP_MUL_UNARY_TILE, {dst, constant_bits}, line);
}
ALWI void div_unary_tile(uint32_t dst, uint32_t constant_bits, TILECC_LINE) {
    tilecc::call(OP_DIV_UNARY_TILE, {dst, constant_bits}, line);
}
ALWI void rsub_unary_tile(uint32_t dst, uint32_t constant_bits, TILECC_LINE) {
    tilecc::call(OP_RSUB_UNARY_TILE, {dst, constant_bits}, line);
}

TILECC_CONSTANT(add_unary_tile_int32, OP_ADD_UNARY_TILE_INT32)
TILECC_CONSTANT(sub_unary_tile_int32, OP_SUB_UNARY_TILE_INT32)
