// Ops that have no header of their own.
#pragma once
#include "api/compute/sfpu_calls.h"

ALWI void unary_max_tile_init(TILECC_LINE) { tilecc::call(OP_UNARY_MAX_TILE_INIT, {}, line); }
ALWI void unary_max_tile(uint32_t dst, uint32_t constant_bits, TILECC_LINE) {
    tilecc::call(OP_UNARY_MAX_TILE, {dst, constant_bits}, line);
}
ALWI void unary_min_tile_init(TILECC_LINE) { tilecc::call(OP_UNARY_MIN_TILE_INIT, {}, line); }
ALWI void unary_min_tile(uint32_t dst, uint32_t constant_bits, TILECC_LINE) {
    tilecc::call(OP_UNARY_MIN_TILE, {dst, constant_bits}, line);
}

TILECC_INIT(exp2_tile_init, OP_EXP2_TILE_INIT)
TILECC_UNARY(exp2_tile, OP_EXP2_TILE)
TILECC_INIT(expm1_tile_init, OP_EXPM1_TILE_INIT)
TILECC_UNARY(expm1_tile, OP_EXPM1_TILE)
TILECC_INIT(log_tile_init, OP_LOG_TILE_INIT)
TILECC_UNARY(log_tile, OP_LOG_TILE)
TILECC_INIT(log_with_base_tile_init, OP_LOG_WITH_BASE_TILE_INIT)
TILECC_INIT(tanh_tile_init, OP_TANH_TILE_INIT)
TILECC_UNARY(tanh_tile, OP_TANH_TILE)
TILECC_INIT(sigmoid_tile_init, OP_SIGMOID_TILE_INIT)
TILECC_UNARY(sigmoid_tile, OP_SIGMOID_TILE)
TILECC_INIT(silu_tile_init, OP_SILU_TILE_INIT)
TILECC_UNARY(silu_tile, OP_SILU_TILE)
TILECC_INIT(abs_tile_init, OP_ABS_TILE_INIT)
TILECC_UNARY(abs_tile, OP_ABS_TILE)
TILECC_INIT(sign_tile_init, OP_SIGN_TILE_INIT)
TILECC_UNARY(sign_tile, OP_SIGN_TILE)
TILECC_INIT(square_tile_init, OP_SQUARE_TILE_INIT)
TILECC_UNARY(square_tile, OP_SQUARE_TILE)
TILECC_INIT(power_tile_init, OP_POWER_TILE_INIT)
TILECC_CONSTANT(power_tile, OP_POWER_TILE)
TILECC_INIT(unary_max_int32_tile_init, OP_UNARY_MAX_INT32_TILE_INIT)
TILECC_CONSTANT(unary_max_int32_tile, OP_UNARY_MAX_INT32_TILE)
TILECC_INIT(unary_max_uint32_tile_init, OP_UNARY_MAX_UINT32_TILE_INIT)
TILECC_CONSTANT(unary_max_uint32_tile, OP_UNARY_MAX_UINT32_TILE)
TILECC_INIT(unary_min_int32_tile_init, OP_UNARY_MIN_INT32_TILE_INIT)
TILECC_CONSTANT(unary_min_int32_tile, OP_UNARY_MIN_INT32_TILE)
TILECC_INIT(unary_min_uint32_tile_init, OP_UNARY_MIN_UINT32_TILE_INIT)
TILECC_CONSTANT(unary_min_uint32_tile, OP_UNARY_MIN_UINT32_TILE)
TILECC_UNARY(abs_tile_int32, OP_ABS_TILE_INT32)

// The exact path for base two is a template of its own.
template <bool fast_and_approx = false, bool base_is_two = false>
ALWI void log_with_base_tile(uint32_t dst, uint32_t constant_bits, TILECC_LINE) {
    static_assert(!fast_and_approx, "the emulated chip has the accurate log_with_base_tile only");
    tilecc::call(base_is_two ? OP_LOG_WITH_BASE_TILE_2 : OP_LOG_WITH_BASE_TILE, {dst, constant_bits}, line);
}
