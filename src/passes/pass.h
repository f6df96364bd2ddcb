// What the passes share with each other (not with other rooms): declarations from passes.def and small helpers.
#pragma once
#include "device/device.h"
#include "ir/ir.h"
#include "ir/simplify.h"
#include "passes/passes.h"

#define PASS(name, marker, needs, doc) void pass_##name(Compilation *c, Module *module, const PassOptions *options);
#include "passes/passes.def"
#undef PASS

enum { TILE = 32, PLAN_RANK_LIMIT = 5 };

// The user's function: the only one before split_kernels, `main` after it.
PrimFunc *pass_host(const Module *module);
// Name for an attribute of a tensor: "tt_buffer_NAME_layout".
const char *pass_buffer_key(Compilation *c, const char *name, const char *what);
// How a tensor lies in DRAM, from tt_buffer_NAME_plane and _split: rows (0) and columns (1) of tiles.
typedef struct TensorLayout {
  int plane[2];      // the tensor's dims, -1: none, one row or column
  int64_t size[2];   // elements of the dim, 1 without one
  int64_t part[2];   // elements side by side: the dim's size, or that of its parts, which then count as batches
  int64_t tiles[2];  // of the part
} TensorLayout;
TensorLayout pass_layout(Compilation *c, const PrimFunc *func, const Param *param);
// The extent of a tensor's dim as the user declared it: tile_pad_tt grows the shape.
int64_t pass_declared_dim(Compilation *c, const PrimFunc *func, const Param *param, unsigned dim);
// narrow_indices.c: index arithmetic of 64 bits in 32 where it is proven to fit.
void narrow_indices(Compilation *c, PrimFunc *func);
// views.c: views of blocks on the chip as accesses of the blocks.
void open_views(Compilation *c, PrimFunc *func);
// plain_loops.c: bounds as literals, loops over elements from 0, loops that stand together in one index as one.
void plain_loops(Compilation *c, PrimFunc *func);
// Reports what only GPUs have: their functions, buffers in their memory.
void refuse_gpu(Compilation *c, PrimFunc *func);
// The parameter whose tensor this is; NULL for other buffers.
const Param *pass_param(const PrimFunc *func, const Buffer *buffer);
// Constant extent of a buffer's dim; internal error if it is not constant.
int64_t pass_dim(Compilation *c, const Buffer *buffer, unsigned dim);
// Format in which a dtype is stored on the chip; reports unsupported and returns false for those that have none yet.
bool pass_format(Compilation *c, const PassOptions *options, DType type, Span span, DataFormat *format);
// Ranges of the grid variables (let-bound in the persistent loop) and of all loops of `func`, from the grid of `host`.
Bounds *pass_bounds(Compilation *c, const PrimFunc *host, const PrimFunc *func);

// ---- block ops (after tensorize_tt)
bool is_call(const Stmt *stmt, Op op);
// A block op of the reader: tt_read or tt_generate.
bool is_load(const Stmt *stmt);
// tt_eltwise, tt_transpose, tt_reduce: compute makes a new value of a block, args[0].
bool is_definition(const Stmt *stmt);
// The value of a let that loads a scalar from a tensor.
bool is_tt_load(const Expr *value);
// Operands of a tt_write behind the block: its token (read and written) and its scratch page (written). NULL: it has none.
const Expr *write_operand(const Stmt *write, Access access);
// A whole on-chip buffer as a region.
const Expr *whole_region(Compilation *c, Buffer *buffer, Access access);
bool is_whole_region(const Expr *region);
// Tiles of an on-chip block: planes (all dims but the last two) of rows of columns; the last tile of a row or column may be partly
// outside the block's shape, its elements there are unspecified.
int64_t whole_tiles(int64_t elements);  // tiles that hold so many rows or columns
int64_t block_rows(Compilation *c, const Buffer *buffer);  // in elements
int64_t block_columns(Compilation *c, const Buffer *buffer);
int64_t tile_planes(Compilation *c, const Buffer *buffer);
int64_t tile_rows(Compilation *c, const Buffer *buffer);
int64_t tile_columns(Compilation *c, const Buffer *buffer);
int64_t tile_count(Compilation *c, const Buffer *buffer);
// How often the expression loads from the buffer or takes a region of it.
unsigned mentions_in(const Expr *expr, const Buffer *buffer);
// The on-chip buffer that a block op writes; NULL for tt_write and other statements.
Buffer *block_target(const Stmt *stmt);
// True if the block op reads the on-chip buffer (an accumulating matmul reads its target).
bool block_reads(const Stmt *stmt, const Buffer *buffer);
// True if it overwrites the buffer without reading it.
bool block_kills(const Stmt *stmt, const Buffer *buffer);

// Maps every expression that the statements hold, in nested blocks, too.
void map_block(Compilation *c, Block *block, ExprMap map, void *state);

// Same arguments, `value` in place of the buffer's regions: substitutes whole reads of `buffer` in a value tree.
const Expr *substitute_buffer(Compilation *c, const Expr *tree, const Buffer *buffer, const Expr *value);
const Expr *substitute_var(Compilation *c, const Expr *tree, const Var *var, const Expr *value);

// A loop whose iterations have no order: T.Parallel, T.vectorized.
bool is_unordered(const Stmt *stmt);
// The constant extent of a loop that begins at 0, else -1.
int64_t loop_extent(const Stmt *loop);
// Rebuilds a block, inner statements first: `rewrite` appends to `out` what stands for the statement.
typedef void (*StmtRewrite)(void *state, Stmt *stmt, Block *out);
void rebuild_block(Compilation *c, Block *block, StmtRewrite rewrite, void *state);
// Puts one on-chip buffer in place of another of its shape in the block ops of the block.
void rename_buffer(Compilation *c, const Block *block, const Buffer *from, Buffer *to);
