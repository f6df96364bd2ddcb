// The dialect of ttnn 0.81: `api/compute/...` headers. Every name here is declared there (tests/test_dialect.py).
#include "codegen/dialect.h"

#define MATMUL "api/compute/matmul.h"
#define BINARY "api/compute/eltwise_binary.h"
#define BCAST "api/compute/bcast.h"
#define REDUCE "api/compute/reduce.h"
#define MOVE "api/compute/tile_move_copy.h"
#define TRANSPOSED "api/compute/transpose.h"
#define FILL "api/compute/eltwise_unary/fill.h"
#define SCALAR "api/compute/eltwise_unary/binop_with_scalar.h"
#define UMBRELLA "api/compute/compute_kernel_api.h"
#define BINARY_SFPU "api/compute/eltwise_binary_sfpu.h"
#define MAX_MIN "api/compute/binary_max_min.h"
#define COPY_DEST "api/compute/copy_dest_values.h"
#define LOCAL_MEMORY "api/core_local_mem.h"
#define RECIP "api/compute/eltwise_unary/recip.h"

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
    [OP_NOC_ASYNC_READ_PAGE]        = {NULL, "noc_async_read_page($*)"},
    [OP_NOC_ASYNC_WRITE_PAGE]       = {NULL, "noc_async_write_page($*)"},
    [OP_NOC_ASYNC_READ]             = {NULL, "noc_async_read($*)"},
    [OP_NOC_ASYNC_WRITE]            = {NULL, "noc_async_write($*)"},
    [OP_NOC_ASYNC_READ_BARRIER]     = {NULL, "noc_async_read_barrier()"},
    [OP_NOC_ASYNC_WRITE_BARRIER]    = {NULL, "noc_async_write_barrier()"},
    [OP_L1_STORE_UINT32]            = {LOCAL_MEMORY, "CoreLocalMem<volatile uint32_t>{$0}[0] = $1"},
    [OP_L1_STORE_UINT16]            = {LOCAL_MEMORY, "CoreLocalMem<volatile uint16_t>{$0}[0] = $1"},
    [OP_L1_STORE_UINT8]             = {LOCAL_MEMORY, "CoreLocalMem<volatile uint8_t>{$0}[0] = $1"},
    [OP_L1_LOAD_UINT32]             = {LOCAL_MEMORY, "CoreLocalMem<volatile uint32_t>{$0}[0]"},
    [OP_L1_LOAD_UINT16]             = {LOCAL_MEMORY, "CoreLocalMem<volatile uint16_t>{$0}[0]"},
    [OP_L1_LOAD_UINT8]              = {LOCAL_MEMORY, "CoreLocalMem<volatile uint8_t>{$0}[0]"},

    [OP_COMPUTE_KERNEL_HW_STARTUP]  = {NULL, "compute_kernel_hw_startup($*)"},
    [OP_COMPUTE_KERNEL_HW_STARTUP_REVERSE] = {NULL, "compute_kernel_hw_startup<SrcOrder::Reverse>($*)"},
    [OP_RECONFIG_DATA_FORMAT]       = {NULL, "reconfig_data_format($*)"},
    [OP_RECONFIG_DATA_FORMAT_REVERSE] = {NULL, "reconfig_data_format<SrcOrder::Reverse>($*)"},
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

    [OP_MATMUL_INIT]                = {MATMUL, "matmul_init($*)"},
    [OP_MATMUL_TILES]               = {MATMUL, "matmul_tiles($*)"},
    [OP_COPY_INIT]                  = {MOVE, "copy_init($*)"},
    [OP_COPY_TILE]                  = {MOVE, "copy_tile($*)"},
    [OP_TRANSPOSE_INIT]             = {TRANSPOSED, "transpose_init($*)"},
    [OP_TRANSPOSE_TILE]             = {TRANSPOSED, "transpose_tile($*)"},
    [OP_ADD_INIT]                   = {BINARY, "add_init($*)"},
    [OP_SUB_INIT]                   = {BINARY, "sub_init($*)"},
    [OP_MUL_INIT]                   = {BINARY, "mul_init($*)"},
    [OP_ADD_TILES]                  = {BINARY, "add_tiles($*)"},
    [OP_SUB_TILES]                  = {BINARY, "sub_tiles($*)"},
    [OP_MUL_TILES]                  = {BINARY, "mul_tiles($*)"},

    [OP_ADD_BCAST_ROWS_INIT]        = {BCAST, "add_bcast_rows_init($*)"},
    [OP_ADD_TILES_BCAST_ROWS]       = {BCAST, "add_tiles_bcast_rows($*)"},
    [OP_SUB_BCAST_ROWS_INIT]        = {BCAST, "sub_bcast_rows_init($*)"},
    [OP_SUB_TILES_BCAST_ROWS]       = {BCAST, "sub_tiles_bcast_rows($*)"},
    [OP_MUL_BCAST_ROWS_INIT]        = {BCAST, "mul_bcast_rows_init($*)"},
    [OP_MUL_TILES_BCAST_ROWS]       = {BCAST, "mul_tiles_bcast_rows($*)"},
    [OP_ADD_BCAST_COLS_INIT]        = {BCAST, "add_bcast_cols_init($*)"},
    [OP_ADD_TILES_BCAST_COLS]       = {BCAST, "add_tiles_bcast_cols($*)"},
    [OP_SUB_BCAST_COLS_INIT]        = {BCAST, "sub_bcast_cols_init($*)"},
    [OP_SUB_TILES_BCAST_COLS]       = {BCAST, "sub_tiles_bcast_cols($*)"},
    [OP_MUL_BCAST_COLS_INIT]        = {BCAST, "mul_bcast_cols_init($*)"},
    [OP_MUL_TILES_BCAST_COLS]       = {BCAST, "mul_tiles_bcast_cols($*)"},
    [OP_ADD_BCAST_SCALAR_INIT]      = {BCAST, "add_bcast_scalar_init($*)"},
    [OP_ADD_TILES_BCAST_SCALAR]     = {BCAST, "add_tiles_bcast_scalar($*)"},
    [OP_SUB_BCAST_SCALAR_INIT]      = {BCAST, "sub_bcast_scalar_init($*)"},
    [OP_SUB_TILES_BCAST_SCALAR]     = {BCAST, "sub_tiles_bcast_scalar($*)"},
    [OP_MUL_BCAST_SCALAR_INIT]      = {BCAST, "mul_bcast_scalar_init($*)"},
    [OP_MUL_TILES_BCAST_SCALAR]     = {BCAST, "mul_tiles_bcast_scalar($*)"},
    [OP_UNARY_BCAST_ROWS_INIT]      = {BCAST, "unary_bcast_init<BroadcastType::ROW>($*)"},
    [OP_UNARY_BCAST_ROWS]           = {BCAST, "unary_bcast<BroadcastType::ROW>($*)"},
    [OP_UNARY_BCAST_COLS_INIT]      = {BCAST, "unary_bcast_init<BroadcastType::COL>($*)"},
    [OP_UNARY_BCAST_COLS]           = {BCAST, "unary_bcast<BroadcastType::COL>($*)"},
    [OP_UNARY_BCAST_SCALAR_INIT]    = {BCAST, "unary_bcast_init<BroadcastType::SCALAR>($*)"},
    [OP_UNARY_BCAST_SCALAR]         = {BCAST, "unary_bcast<BroadcastType::SCALAR>($*)"},
    [OP_REDUCE_INIT_SUM_ROW]        = {REDUCE, "reduce_init<PoolType::SUM, ReduceDim::REDUCE_ROW>($*)"},
    [OP_REDUCE_TILE_SUM_ROW]        = {REDUCE, "reduce_tile<PoolType::SUM, ReduceDim::REDUCE_ROW>($*)"},
    [OP_REDUCE_INIT_SUM_COL]        = {REDUCE, "reduce_init<PoolType::SUM, ReduceDim::REDUCE_COL>($*)"},
    [OP_REDUCE_TILE_SUM_COL]        = {REDUCE, "reduce_tile<PoolType::SUM, ReduceDim::REDUCE_COL>($*)"},
    [OP_REDUCE_INIT_SUM_SCALAR]     = {REDUCE, "reduce_init<PoolType::SUM, ReduceDim::REDUCE_SCALAR>($*)"},
    [OP_REDUCE_TILE_SUM_SCALAR]     = {REDUCE, "reduce_tile<PoolType::SUM, ReduceDim::REDUCE_SCALAR>($*)"},
    [OP_REDUCE_INIT_MAX_ROW]        = {REDUCE, "reduce_init<PoolType::MAX, ReduceDim::REDUCE_ROW>($*)"},
    [OP_REDUCE_TILE_MAX_ROW]        = {REDUCE, "reduce_tile<PoolType::MAX, ReduceDim::REDUCE_ROW>($*)"},
    [OP_REDUCE_INIT_MAX_COL]        = {REDUCE, "reduce_init<PoolType::MAX, ReduceDim::REDUCE_COL>($*)"},
    [OP_REDUCE_TILE_MAX_COL]        = {REDUCE, "reduce_tile<PoolType::MAX, ReduceDim::REDUCE_COL>($*)"},
    [OP_REDUCE_INIT_MAX_SCALAR]     = {REDUCE, "reduce_init<PoolType::MAX, ReduceDim::REDUCE_SCALAR>($*)"},
    [OP_REDUCE_TILE_MAX_SCALAR]     = {REDUCE, "reduce_tile<PoolType::MAX, ReduceDim::REDUCE_SCALAR>($*)"},
    [OP_REDUCE_UNINIT]              = {REDUCE, "reduce_uninit()"},

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
    [OP_RECIP_TILE_INIT]            = {RECIP, "recip_tile_init()"},
    [OP_RECIP_TILE]                 = {RECIP, "recip_tile($*)"},
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
    [OP_COPY_DEST_VALUES]           = {COPY_DEST, "copy_dest_values<DataFormat::@D>($*)"},
};
/* clang-format on */

const Dialect DIALECT_081 = {
    .name = "0.81",
    .dataflow_header = "api/dataflow/dataflow_api.h",
    .compute_header = "api/compute/common.h",
    .ops = OPS,
};
