// The dialect of ttnn 0.66.0, of February 2026: `compute_kernel_api/...` headers. A kernel starts with compute_kernel_hw_startup, as
// in 0.81, and goes on with the short inits: mm_init, binary_op_init_common and transpose_wh_init configure the engines once more, for
// which nothing is known in the middle of a kernel. There is no SrcOrder here: matmul's operands are given in the order of SrcA, SrcB.
// Without a row: sub_bcast_rows has no short init, unary_bcast_init configures everything once more, and the sum over rows is another
// operation, with data in SrcA and other bits (device/metalium.h).
// The integers of the vector unit have other spellings, which nobody has needed yet.
// copy_dest_values takes (to, from) in 0.66.0 and (from, to) in trees after it, where the form without a data format is deprecated.
#include "codegen/dialect.h"

#define MATMUL "compute_kernel_api/matmul.h"
#define BINARY "compute_kernel_api/eltwise_binary.h"
#define BCAST "compute_kernel_api/bcast.h"
#define REDUCE "compute_kernel_api/reduce.h"
#define REDUCE_MACROS "#define REDUCE_OP PoolType::SUM\n#define REDUCE_DIM ReduceDim::REDUCE_COL\n"  // defaults that reduce.h names; no call uses them
#define MOVE "compute_kernel_api/tile_move_copy.h"
#define TRANSPOSED "compute_kernel_api/transpose_wh.h"
#define TILIZE "compute_kernel_api/tilize.h"
#define UNTILIZE "compute_kernel_api/untilize.h"
#define FILL "compute_kernel_api/eltwise_unary/fill.h"
#define SCALAR "compute_kernel_api/eltwise_unary/binop_with_scalar.h"
#define UMBRELLA "compute_kernel_api.h"
#define BINARY_SFPU "compute_kernel_api/eltwise_binary_sfpu.h"
#define MAX_MIN "compute_kernel_api/binary_max_min.h"
#define COPY_DEST "compute_kernel_api/copy_dest_values.h"
#define LOCAL_MEMORY "experimental/core_local_mem.h"
#define RECIP "compute_kernel_api/eltwise_unary/recip.h"
#define EXP "compute_kernel_api/eltwise_unary/exp.h"
#define LOG1P "compute_kernel_api/eltwise_unary/log1p.h"
#define SQRT "compute_kernel_api/eltwise_unary/sqrt.h"
#define RSQRT "compute_kernel_api/eltwise_unary/rsqrt.h"
#define TRIGONOMETRY "compute_kernel_api/eltwise_unary/trigonometry.h"
#define ERF "compute_kernel_api/eltwise_unary/erf_erfc.h"
#define GELU "compute_kernel_api/eltwise_unary/gelu.h"
#define RELU "compute_kernel_api/eltwise_unary/relu.h"
#define NEGATIVE "compute_kernel_api/eltwise_unary/negative.h"
#define ROUNDING "compute_kernel_api/eltwise_unary/rounding.h"
#define RPOW "compute_kernel_api/eltwise_unary/rpow.h"
#define CLAMP "compute_kernel_api/eltwise_unary/clamp.h"
#define COMPARE "compute_kernel_api/eltwise_unary/comp.h"
#define CLASSIFY "compute_kernel_api/eltwise_unary/isinf_isnan.h"
#define TYPECAST "compute_kernel_api/eltwise_unary/typecast.h"

/* clang-format off */
static const OpSpelling OPS[OP_COUNT] = {
    [OP_CB_RESERVE_BACK]            = {NULL, "cb_reserve_back($*)"},
    [OP_CB_PUSH_BACK]               = {NULL, "cb_push_back($*)"},
    [OP_CB_WAIT_FRONT]              = {NULL, "cb_wait_front($*)"},
    [OP_CB_POP_FRONT]               = {NULL, "cb_pop_front($*)"},

    [OP_TENSOR_ACCESSOR]            = {NULL, "TensorAccessor(@0, $1, $2)"},
    [OP_GET_WRITE_PTR]              = {NULL, "get_write_ptr($*)"},
    [OP_GET_READ_PTR]               = {NULL, "get_read_ptr($*)"},
    [OP_MEM_ZEROS_BASE]             = {NULL, "MEM_ZEROS_BASE"},
    [OP_GET_NOC_ADDR]               = {NULL, "get_noc_addr($*)"},
    [OP_GET_PAGE_NOC_ADDR]          = {NULL, "$1.get_noc_addr($0, $2)"},
    [OP_NOC_ASYNC_READ_PAGE]        = {NULL, "noc_async_read_page($*)"},
    [OP_NOC_ASYNC_WRITE_PAGE]       = {NULL, "noc_async_write_page($*)"},
    [OP_NOC_ASYNC_READ]             = {NULL, "noc_async_read($*)"},
    [OP_NOC_ASYNC_WRITE]            = {NULL, "noc_async_write($*)"},
    [OP_NOC_ASYNC_READ_BARRIER]     = {NULL, "noc_async_read_barrier()"},
    [OP_NOC_ASYNC_WRITE_BARRIER]    = {NULL, "noc_async_write_barrier()"},
    [OP_L1_STORE_UINT32]            = {LOCAL_MEMORY, "experimental::CoreLocalMem<volatile uint32_t>{$0}[0] = $1"},
    [OP_L1_STORE_UINT16]            = {LOCAL_MEMORY, "experimental::CoreLocalMem<volatile uint16_t>{$0}[0] = $1"},
    [OP_L1_STORE_UINT8]             = {LOCAL_MEMORY, "experimental::CoreLocalMem<volatile uint8_t>{$0}[0] = $1"},
    [OP_L1_LOAD_UINT32]             = {LOCAL_MEMORY, "experimental::CoreLocalMem<volatile uint32_t>{$0}[0]"},
    [OP_L1_LOAD_UINT16]             = {LOCAL_MEMORY, "experimental::CoreLocalMem<volatile uint16_t>{$0}[0]"},
    [OP_L1_LOAD_UINT8]              = {LOCAL_MEMORY, "experimental::CoreLocalMem<volatile uint8_t>{$0}[0]"},

    [OP_COMPUTE_KERNEL_HW_STARTUP]  = {NULL, "compute_kernel_hw_startup($*)"},
    [OP_COMPUTE_KERNEL_HW_STARTUP_REVERSE] = {NULL, "compute_kernel_hw_startup($1, $0, $2)"},
    [OP_RECONFIG_DATA_FORMAT]       = {NULL, "reconfig_data_format($*)"},
    [OP_RECONFIG_DATA_FORMAT_REVERSE] = {NULL, "reconfig_data_format($1, $0)"},
    [OP_RECONFIG_DATA_FORMAT_SRCA]  = {NULL, "reconfig_data_format_srca($*)"},
    [OP_RECONFIG_DATA_FORMAT_SRCB]  = {NULL, "reconfig_data_format_srcb($*)"},
    [OP_PACK_RECONFIG_DATA_FORMAT]  = {NULL, "pack_reconfig_data_format($*)"},
    [OP_PACK_RECONFIG_L1_ACC]       = {NULL, "pack_reconfig_l1_acc($*)"},
    [OP_TILE_REGS_ACQUIRE]          = {NULL, "tile_regs_acquire()"},
    [OP_TILE_REGS_COMMIT]           = {NULL, "tile_regs_commit()"},
    [OP_TILE_REGS_WAIT]             = {NULL, "tile_regs_wait()"},
    [OP_TILE_REGS_RELEASE]          = {NULL, "tile_regs_release()"},
    [OP_PACK_TILE]                  = {NULL, "pack_tile($*)"},
    [OP_PACK_TILE_AT]               = {NULL, "pack_tile<true>($*)"},

    [OP_MATMUL_INIT]                = {MATMUL, "mm_init_short($*)"},
    [OP_MATMUL_TILES]               = {MATMUL, "matmul_tiles($*)"},
    [OP_COPY_INIT]                  = {MOVE, "copy_tile_to_dst_init_short($*)"},
    [OP_COPY_TILE]                  = {MOVE, "copy_tile($*)"},
    [OP_TRANSPOSE_INIT]             = {TRANSPOSED, "transpose_wh_init_short($*)"},
    [OP_TRANSPOSE_TILE]             = {TRANSPOSED, "transpose_wh_tile($*)"},
    [OP_TILIZE_INIT]                 = {TILIZE, "tilize_init($*)"},
    [OP_TILIZE_BLOCK]                = {TILIZE, "tilize_block($*)"},
    [OP_TILIZE_UNINIT]               = {TILIZE, "tilize_uninit($*)"},
    [OP_UNTILIZE_INIT]               = {UNTILIZE, "untilize_init($*)"},
    [OP_UNTILIZE_BLOCK]              = {UNTILIZE, "untilize_block($*)"},
    [OP_UNTILIZE_UNINIT]             = {UNTILIZE, "untilize_uninit($*)"},
    [OP_ADD_INIT]                   = {BINARY, "add_tiles_init($*)"},
    [OP_SUB_INIT]                   = {BINARY, "sub_tiles_init($*)"},
    [OP_MUL_INIT]                   = {BINARY, "mul_tiles_init($*)"},
    [OP_ADD_TILES]                  = {BINARY, "add_tiles($*)"},
    [OP_SUB_TILES]                  = {BINARY, "sub_tiles($*)"},
    [OP_MUL_TILES]                  = {BINARY, "mul_tiles($*)"},

    [OP_ADD_BCAST_ROWS_INIT]        = {BCAST, "add_bcast_rows_init_short($*)"},
    [OP_ADD_TILES_BCAST_ROWS]       = {BCAST, "add_tiles_bcast_rows($*)"},
    [OP_MUL_BCAST_ROWS_INIT]        = {BCAST, "mul_bcast_rows_init_short($*)"},
    [OP_MUL_TILES_BCAST_ROWS]       = {BCAST, "mul_tiles_bcast_rows($*)"},
    [OP_ADD_BCAST_COLS_INIT]        = {BCAST, "add_bcast_cols_init_short($*)"},
    [OP_ADD_TILES_BCAST_COLS]       = {BCAST, "add_tiles_bcast_cols($*)"},
    [OP_SUB_BCAST_COLS_INIT]        = {BCAST, "sub_bcast_cols_init_short($*)"},
    [OP_SUB_TILES_BCAST_COLS]       = {BCAST, "sub_tiles_bcast_cols($*)"},
    [OP_MUL_BCAST_COLS_INIT]        = {BCAST, "mul_bcast_cols_init_short($*)"},
    [OP_MUL_TILES_BCAST_COLS]       = {BCAST, "mul_tiles_bcast_cols($*)"},
    [OP_ADD_BCAST_SCALAR_INIT]      = {BCAST, "add_bcast_scalar_init_short($*)"},
    [OP_ADD_TILES_BCAST_SCALAR]     = {BCAST, "add_tiles_bcast_scalar($*)"},
    [OP_SUB_BCAST_SCALAR_INIT]      = {BCAST, "sub_tiles_bcast_scalar_init_short($*)"},
    [OP_SUB_TILES_BCAST_SCALAR]     = {BCAST, "sub_tiles_bcast_scalar($*)"},
    [OP_MUL_BCAST_SCALAR_INIT]      = {BCAST, "mul_tiles_bcast_scalar_init_short($*)"},
    [OP_MUL_TILES_BCAST_SCALAR]     = {BCAST, "mul_tiles_bcast_scalar($*)"},
    [OP_REDUCE_INIT_SUM_COL]        = {REDUCE, "reduce_init<PoolType::SUM, ReduceDim::REDUCE_COL>($*)", REDUCE_MACROS},
    [OP_REDUCE_TILE_SUM_COL]        = {REDUCE, "reduce_tile<PoolType::SUM, ReduceDim::REDUCE_COL>($*)", REDUCE_MACROS},
    [OP_REDUCE_INIT_SUM_SCALAR]     = {REDUCE, "reduce_init<PoolType::SUM, ReduceDim::REDUCE_SCALAR>($*)", REDUCE_MACROS},
    [OP_REDUCE_TILE_SUM_SCALAR]     = {REDUCE, "reduce_tile<PoolType::SUM, ReduceDim::REDUCE_SCALAR>($*)", REDUCE_MACROS},
    [OP_REDUCE_INIT_MAX_ROW]        = {REDUCE, "reduce_init<PoolType::MAX, ReduceDim::REDUCE_ROW>($*)", REDUCE_MACROS},
    [OP_REDUCE_TILE_MAX_ROW]        = {REDUCE, "reduce_tile<PoolType::MAX, ReduceDim::REDUCE_ROW>($*)", REDUCE_MACROS},
    [OP_REDUCE_INIT_MAX_COL]        = {REDUCE, "reduce_init<PoolType::MAX, ReduceDim::REDUCE_COL>($*)", REDUCE_MACROS},
    [OP_REDUCE_TILE_MAX_COL]        = {REDUCE, "reduce_tile<PoolType::MAX, ReduceDim::REDUCE_COL>($*)", REDUCE_MACROS},
    [OP_REDUCE_INIT_MAX_SCALAR]     = {REDUCE, "reduce_init<PoolType::MAX, ReduceDim::REDUCE_SCALAR>($*)", REDUCE_MACROS},
    [OP_REDUCE_TILE_MAX_SCALAR]     = {REDUCE, "reduce_tile<PoolType::MAX, ReduceDim::REDUCE_SCALAR>($*)", REDUCE_MACROS},
    [OP_REDUCE_UNINIT]              = {REDUCE, "reduce_uninit()", REDUCE_MACROS},

    [OP_FILL_TILE_INIT]             = {FILL, "fill_tile_init()"},
    [OP_FILL_TILE]                  = {FILL, "fill_tile($*)"},
    [OP_BINOP_WITH_SCALAR_TILE_INIT] = {SCALAR, "binop_with_scalar_tile_init()"},
    [OP_ADD_UNARY_TILE]             = {SCALAR, "add_unary_tile($*)"},
    [OP_SUB_UNARY_TILE]             = {SCALAR, "sub_unary_tile($*)"},
    [OP_MUL_UNARY_TILE]             = {SCALAR, "mul_unary_tile($*)"},
    [OP_DIV_UNARY_TILE]             = {SCALAR, "div_unary_tile($*)"},
    [OP_RSUB_UNARY_TILE]            = {SCALAR, "rsub_unary_tile($*)"},
    [OP_UNARY_MAX_TILE_INIT]        = {UMBRELLA, "unary_max_tile_init()"},
    [OP_UNARY_MIN_TILE_INIT]        = {UMBRELLA, "unary_min_tile_init()"},
    [OP_UNARY_MAX_TILE]             = {UMBRELLA, "unary_max_tile($*)"},
    [OP_UNARY_MIN_TILE]             = {UMBRELLA, "unary_min_tile($*)"},
    [OP_RECIP_TILE_INIT]            = {RECIP, "recip_tile_init<false>()"},
    [OP_RECIP_TILE]                 = {RECIP, "recip_tile<false>($*)"},
    [OP_ADD_BINARY_TILE_INIT]       = {BINARY_SFPU, "add_binary_tile_init()"},
    [OP_SUB_BINARY_TILE_INIT]       = {BINARY_SFPU, "sub_binary_tile_init()"},
    [OP_MUL_BINARY_TILE_INIT]       = {BINARY_SFPU, "mul_binary_tile_init()"},
    [OP_DIV_BINARY_TILE_INIT]       = {BINARY_SFPU, "div_binary_tile_init()"},
    [OP_ADD_BINARY_TILE]            = {BINARY_SFPU, "add_binary_tile($*)"},
    [OP_SUB_BINARY_TILE]            = {BINARY_SFPU, "sub_binary_tile($*)"},
    [OP_MUL_BINARY_TILE]            = {BINARY_SFPU, "mul_binary_tile($*)"},
    [OP_DIV_BINARY_TILE]            = {BINARY_SFPU, "div_binary_tile($*)"},
    [OP_BINARY_MAX_TILE_INIT]       = {MAX_MIN, "binary_max_tile_init()"},
    [OP_BINARY_MIN_TILE_INIT]       = {MAX_MIN, "binary_min_tile_init()"},
    [OP_BINARY_MAX_TILE]            = {MAX_MIN, "binary_max_tile($*)"},
    [OP_BINARY_MIN_TILE]            = {MAX_MIN, "binary_min_tile($*)"},
    [OP_COPY_DEST_VALUES_INIT]      = {COPY_DEST, "copy_dest_values_init()"},
    [OP_COPY_DEST_VALUES]           = {COPY_DEST, "copy_dest_values($1, $0)"},

    [OP_EXP_TILE_INIT] = {EXP, "exp_tile_init<false, false>()"},
    [OP_EXP2_TILE_INIT] = {UMBRELLA, "exp2_tile_init()"},
    [OP_EXPM1_TILE_INIT] = {UMBRELLA, "expm1_tile_init()"},
    [OP_LOG_TILE_INIT] = {UMBRELLA, "log_tile_init()"},
    [OP_LOG_WITH_BASE_TILE_INIT] = {UMBRELLA, "log_with_base_tile_init()"},
    [OP_LOG1P_TILE_INIT] = {LOG1P, "log1p_tile_init()"},
    [OP_SQRT_TILE_INIT] = {SQRT, "sqrt_tile_init()"},
    [OP_RSQRT_TILE_INIT] = {RSQRT, "rsqrt_tile_init()"},
    [OP_SIN_TILE_INIT] = {TRIGONOMETRY, "sin_tile_init()"},
    [OP_COS_TILE_INIT] = {TRIGONOMETRY, "cos_tile_init()"},
    [OP_TAN_TILE_INIT] = {TRIGONOMETRY, "tan_tile_init()"},
    [OP_TANH_TILE_INIT] = {UMBRELLA, "tanh_tile_init()"},
    [OP_SIGMOID_TILE_INIT] = {UMBRELLA, "sigmoid_tile_init()"},
    [OP_ERF_TILE_INIT] = {ERF, "erf_tile_init<false>()"},
    [OP_GELU_TILE_INIT] = {GELU, "gelu_tile_init<false>()"},
    [OP_SILU_TILE_INIT] = {UMBRELLA, "silu_tile_init()"},
    [OP_RELU_TILE_INIT] = {RELU, "relu_tile_init()"},
    [OP_ABS_TILE_INIT] = {UMBRELLA, "abs_tile_init()"},
    [OP_NEGATIVE_TILE_INIT] = {NEGATIVE, "negative_tile_init()"},
    [OP_SIGN_TILE_INIT] = {UMBRELLA, "sign_tile_init()"},
    [OP_SQUARE_TILE_INIT] = {UMBRELLA, "square_tile_init()"},
    [OP_ROUNDING_OP_TILE_INIT] = {ROUNDING, "rounding_op_tile_init()"},
    [OP_POWER_TILE_INIT] = {UMBRELLA, "power_tile_init()"},
    [OP_RPOW_TILE_INIT] = {RPOW, "rpow_tile_init()"},
    [OP_CLAMP_TILE_INIT] = {CLAMP, "clamp_tile_init()"},
    [OP_UNARY_EQ_TILE_INIT] = {COMPARE, "unary_eq_tile_init()"},
    [OP_UNARY_NE_TILE_INIT] = {COMPARE, "unary_ne_tile_init()"},
    [OP_UNARY_LT_TILE_INIT] = {COMPARE, "unary_lt_tile_init()"},
    [OP_UNARY_LE_TILE_INIT] = {COMPARE, "unary_le_tile_init()"},
    [OP_UNARY_GT_TILE_INIT] = {COMPARE, "unary_gt_tile_init()"},
    [OP_UNARY_GE_TILE_INIT] = {COMPARE, "unary_ge_tile_init()"},
    [OP_EQZ_TILE_INIT] = {COMPARE, "eqz_tile_init()"},
    [OP_NEZ_TILE_INIT] = {COMPARE, "nez_tile_init()"},
    [OP_LTZ_TILE_INIT] = {COMPARE, "ltz_tile_init()"},
    [OP_LEZ_TILE_INIT] = {COMPARE, "lez_tile_init()"},
    [OP_GTZ_TILE_INIT] = {COMPARE, "gtz_tile_init()"},
    [OP_GEZ_TILE_INIT] = {COMPARE, "gez_tile_init()"},
    [OP_ISINF_TILE_INIT] = {CLASSIFY, "isinf_tile_init()"},
    [OP_ISNAN_TILE_INIT] = {CLASSIFY, "isnan_tile_init()"},
    [OP_ISFINITE_TILE_INIT] = {CLASSIFY, "isfinite_tile_init()"},
    [OP_POWER_BINARY_TILE_INIT] = {BINARY_SFPU, "power_binary_tile_init()"},
    [OP_TYPECAST_TILE_FLOAT32_INT32_INIT] = {TYPECAST, "typecast_tile_init<(uint32_t)DataFormat::Float32, (uint32_t)DataFormat::Int32>()"},
    [OP_TYPECAST_TILE_FLOAT32_UINT32_INIT] = {TYPECAST, "typecast_tile_init<(uint32_t)DataFormat::Float32, (uint32_t)DataFormat::UInt32>()"},
    [OP_TYPECAST_TILE_INT32_FLOAT32_INIT] = {TYPECAST, "typecast_tile_init<(uint32_t)DataFormat::Int32, (uint32_t)DataFormat::Float32>()"},
    [OP_TYPECAST_TILE_UINT32_FLOAT32_INIT] = {TYPECAST, "typecast_tile_init<(uint32_t)DataFormat::UInt32, (uint32_t)DataFormat::Float32>()"},
    [OP_TYPECAST_TILE_FLOAT32_BFLOAT16_INIT] = {TYPECAST, "typecast_tile_init<(uint32_t)DataFormat::Float32, (uint32_t)DataFormat::Float16_b>()"},
    [OP_EXP_TILE] = {EXP, "exp_tile<false, false>($*)"},
    [OP_EXP2_TILE] = {UMBRELLA, "exp2_tile($*)"},
    [OP_EXPM1_TILE] = {UMBRELLA, "expm1_tile($*)"},
    [OP_LOG_TILE] = {UMBRELLA, "log_tile($*)"},
    [OP_LOG_WITH_BASE_TILE] = {UMBRELLA, "log_with_base_tile($*)"},
    [OP_LOG1P_TILE] = {LOG1P, "log1p_tile($*)"},
    [OP_SQRT_TILE] = {SQRT, "sqrt_tile($*)"},
    [OP_RSQRT_TILE] = {RSQRT, "rsqrt_tile($*)"},
    [OP_SIN_TILE] = {TRIGONOMETRY, "sin_tile($*)"},
    [OP_COS_TILE] = {TRIGONOMETRY, "cos_tile($*)"},
    [OP_TAN_TILE] = {TRIGONOMETRY, "tan_tile($*)"},
    [OP_TANH_TILE] = {UMBRELLA, "tanh_tile($*)"},
    [OP_SIGMOID_TILE] = {UMBRELLA, "sigmoid_tile($*)"},
    [OP_ERF_TILE] = {ERF, "erf_tile<false>($*)"},
    [OP_GELU_TILE] = {GELU, "gelu_tile<false>($*)"},
    [OP_SILU_TILE] = {UMBRELLA, "silu_tile($*)"},
    [OP_RELU_TILE] = {RELU, "relu_tile($*)"},
    [OP_ABS_TILE] = {UMBRELLA, "abs_tile($*)"},
    [OP_NEGATIVE_TILE] = {NEGATIVE, "negative_tile($*)"},
    [OP_SIGN_TILE] = {UMBRELLA, "sign_tile($*)"},
    [OP_SQUARE_TILE] = {UMBRELLA, "square_tile($*)"},
    [OP_FLOOR_TILE] = {ROUNDING, "floor_tile($*)"},
    [OP_CEIL_TILE] = {ROUNDING, "ceil_tile($*)"},
    [OP_TRUNC_TILE] = {ROUNDING, "trunc_tile($*)"},
    [OP_ROUND_TILE] = {ROUNDING, "round_tile($*)"},
    [OP_POWER_TILE] = {UMBRELLA, "power_tile($*)"},
    [OP_RPOW_TILE] = {RPOW, "rpow_tile($*)"},
    [OP_CLAMP_TILE] = {CLAMP, "clamp_tile($*)"},
    [OP_UNARY_EQ_TILE] = {COMPARE, "unary_eq_tile($*)"},
    [OP_UNARY_NE_TILE] = {COMPARE, "unary_ne_tile($*)"},
    [OP_UNARY_LT_TILE] = {COMPARE, "unary_lt_tile($*)"},
    [OP_UNARY_LE_TILE] = {COMPARE, "unary_le_tile($*)"},
    [OP_UNARY_GT_TILE] = {COMPARE, "unary_gt_tile($*)"},
    [OP_UNARY_GE_TILE] = {COMPARE, "unary_ge_tile($*)"},
    [OP_EQZ_TILE] = {COMPARE, "eqz_tile($*)"},
    [OP_NEZ_TILE] = {COMPARE, "nez_tile($*)"},
    [OP_LTZ_TILE] = {COMPARE, "ltz_tile($*)"},
    [OP_LEZ_TILE] = {COMPARE, "lez_tile($*)"},
    [OP_GTZ_TILE] = {COMPARE, "gtz_tile($*)"},
    [OP_GEZ_TILE] = {COMPARE, "gez_tile($*)"},
    [OP_ISINF_TILE] = {CLASSIFY, "isinf_tile($*)"},
    [OP_ISNAN_TILE] = {CLASSIFY, "isnan_tile($*)"},
    [OP_ISFINITE_TILE] = {CLASSIFY, "isfinite_tile($*)"},
    [OP_POWER_BINARY_TILE] = {BINARY_SFPU, "power_binary_tile($*)"},
    [OP_ABS_TILE_INT32] = {UMBRELLA, "abs_tile_int32($*)"},
    [OP_ADD_UNARY_TILE_INT32] = {SCALAR, "add_unary_tile_int32($*)"},
    [OP_SUB_UNARY_TILE_INT32] = {SCALAR, "sub_unary_tile_int32($*)"},
    [OP_TYPECAST_TILE_FLOAT32_INT32] = {TYPECAST, "typecast_tile<(uint32_t)DataFormat::Float32, (uint32_t)DataFormat::Int32>($*)"},
    [OP_TYPECAST_TILE_FLOAT32_UINT32] = {TYPECAST, "typecast_tile<(uint32_t)DataFormat::Float32, (uint32_t)DataFormat::UInt32>($*)"},
    [OP_TYPECAST_TILE_INT32_FLOAT32] = {TYPECAST, "typecast_tile<(uint32_t)DataFormat::Int32, (uint32_t)DataFormat::Float32>($*)"},
    [OP_TYPECAST_TILE_UINT32_FLOAT32] = {TYPECAST, "typecast_tile<(uint32_t)DataFormat::UInt32, (uint32_t)DataFormat::Float32>($*)"},
    [OP_TYPECAST_TILE_FLOAT32_BFLOAT16] = {TYPECAST, "typecast_tile<(uint32_t)DataFormat::Float32, (uint32_t)DataFormat::Float16_b>($*)"},
};
/* clang-format on */

const Dialect DIALECT_066 = {
    .name = "0.66",
    .dataflow_header = "api/dataflow/dataflow_api.h",
    .compute_header = "compute_kernel_api/common.h",
    .ops = OPS,
};
