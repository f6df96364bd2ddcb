// Parts of tensorize_tt: tile ops (tensorize_tt.c), element nests (tensorize_nest.c), matmul nests (tensorize_matmul.c).
#pragma once
#include "passes/pass.h"

typedef VECTOR(const Buffer *) BufferList;

typedef struct Tensorizer {
  Compilation *c;
  PrimFunc *func;
  const Bounds *bounds;
  int64_t matmuls;
  VECTOR(const Buffer *) refused;  // reported already
  VECTOR(Buffer *) parts;          // stored in parts or under a condition: the rest of the block has to be there before
  BufferList deciding;             // see deciding_buffers
  Block head;                      // generated blocks that never change; stand at the beginning of the function
  VECTOR(Buffer *) constants;      // these blocks, to be used again
  bool pieces;                     // values go through the matrix engine in pieces: no bit of a product may get lost
} Tensorizer;

enum { NEST_LIMIT = 8 };

// The loops around a store, outermost first.
typedef struct Nest {
  Stmt *loops[NEST_LIMIT];
  unsigned depth;
} Nest;

// On-chip buffers the chip can hold as tiles: at least two dims, all constant; else unsupported.
bool tensorize_check_onchip(Tensorizer *t, const Buffer *buffer, Span span);
// Writes need the whole buffer: a circular buffer is handed on as one block. Else unsupported.
bool tensorize_check_whole(Tensorizer *t, const Expr *region, Span span);

// tensorize_scalars.c: integer elements of tensors in the statement become variables, bound in `out`. Of a loop over elements (`nest`): also those
// in its body that its variables do not index.
void tensorize_scalars(Tensorizer *t, Stmt *stmt, bool nest, Block *out);

// ---- tensorize_parts.c
// A region of a block as a block: the region itself if it is the whole, else a copy of the part; NULL with a diagnostic.
// A copy between boxes of one shape as the element-wise loop that it stands for.
void tensorize_part_loop(Tensorizer *t, const Expr *source, const Expr *target, Span span, Block *out);
const Expr *tensorize_source_part(Tensorizer *t, const Expr *region, Span span, Block *out);
// A part of a block that is written: the new value is a tree over `shape`, which has the block's extents in dims where the part has several
// indices, and 1 where it has one.
typedef struct PartShape {
  const Expr *region;
  const Expr *shape[PLAN_RANK_LIMIT];
  bool covered[PLAN_RANK_LIMIT];  // the part has all indices of the dim
} PartShape;
bool tensorize_target_part(Tensorizer *t, const Expr *region, Span span, PartShape *part);
void tensorize_store_part(Tensorizer *t, const PartShape *part, const Expr *value, Span span, Block *out);

// ---- tensorize_read.c
// Reads a box of a tensor into a block of its shape: 0, or the tensor's safe value, outside of the tensor.
void tensorize_read(Tensorizer *t, Block *out, Buffer *block, const Expr *box, Span span);
bool tensorize_has_safe_value(Compilation *c, const Buffer *tensor);  // one that is not 0
// True unless index ... index + extent - 1 are proven to lie in the dim of the tensor as declared.
bool tensorize_may_leave(const Tensorizer *t, const Expr *index, int64_t extent, const Param *param, unsigned d);
// The element's place along a dim of a block of at most three dims.
const Expr *tensorize_place(Compilation *c, unsigned rank, unsigned d);

// assigned_blocks.c: zeros in blocks that may be read before they are stored.
void tensorize_begin_blocks(Tensorizer *t);
void tensorize_note_part(Tensorizer *t, Buffer *buffer);  // it is stored in parts, or under a condition

// tensorize_operands.c: the tile op with blocks in place of boxes of tensors and of parts of blocks; `after` gets what carries results back.
const Expr *tensorize_stage_operands(Tensorizer *t, const Expr *call, Block *out, Block *after);

// tensorize_gemm_int.c: products of integers of at most 8 bits into 32, exact.
bool tensorize_is_int_gemm(const Expr *a, const Expr *b, const Expr *target);
void tensorize_int_gemm(Tensorizer *t, const Expr *const operands[3], const bool transposed[2], bool clear, Span span, Block *out);

// ---- tensorize_copy.c
void tensorize_copy(Tensorizer *t, const Expr *call, Block *out);
// A region of a tensor that can be moved into (out of) a block: constant extents, the wide ones those of the block in order; else
// unsupported. Returns the region with simplified mins, or NULL.
const Expr *tensorize_tensor_region(Tensorizer *t, const Expr *region, Access access, const Buffer *block, Span span);
// The same for a block of rows x columns.
const Expr *tensorize_block_region(Tensorizer *t, const Expr *region, Access access, int64_t rows, int64_t columns, Span span);
// A new on-chip buffer, allocated in `out`.
Buffer *tensorize_stage(Tensorizer *t, Block *out, const char *name, DType type, int64_t rows, int64_t columns, Span span);
void tensorize_emit(Tensorizer *t, Block *out, Op op, Span span, const Expr *const *args, unsigned count);
#define tensorize_op(t, out, op, span, ...)                                      \
  tensorize_emit((t), (out), (op), (span), (const Expr *const[]){__VA_ARGS__},   \
                 sizeof((const Expr *const[]){__VA_ARGS__}) / sizeof(Expr *))

// tensorize_reduce.c
void tensorize_reduce(Tensorizer *t, const Expr *call, Block *out);
void tensorize_cumsum(Tensorizer *t, const Expr *call, Block *out);
// An operand of a matmul whose depth runs along its columns, or rows: zero beyond its shape there.
const Expr *tensorize_depth_masked(Tensorizer *t, const Expr *operand, bool columns, Span span, Block *out);

// analysis/deciding_buffers.c: buffers whose last bits count.
BufferList deciding_buffers(Compilation *c, const PrimFunc *func);
bool deciding_contains(const BufferList *list, const Buffer *buffer);
// analysis/disjoint_blocks.c: true if it is proven that no two blocks of the grid meet in this box of a tensor.
bool disjoint_blocks(const Tensorizer *t, const Expr *region);
enum { GRID_LIMIT = 3 };
typedef struct GridVar {
  Var *var;
  int64_t extent;
  bool told;  // some dim of the box tells its value: blocks of the grid that differ in it do not meet
} GridVar;
// Sets `told` of the variables that the box tells.
void boxes_tell(Compilation *c, const Bounds *bounds, const Expr *region, GridVar *grid, unsigned grid_count);

// orient_vectors.c: on-chip buffers with one dim become columns (n, 1) or rows (1, n).
void orient_vectors(Compilation *c, PrimFunc *func);
// Which way the vectors of a function lie, before orient_vectors has turned them into blocks: 1: a column, -1: a row, 0: no vector.
typedef struct Orienter Orienter;
const Orienter *orient_votes(Compilation *c, const PrimFunc *func);
int orient_lines(const Orienter *orienter, const Buffer *buffer);

// `value` as a block of the type; blocks of flags on the way in and out.
const Expr *tensorize_converted(Compilation *c, DType type, const Expr *value);
void flags_of_tensors(Compilation *c, PrimFunc *func);
void scalar_quantifiers(Compilation *c, PrimFunc *func);  // tensorize_scalars.c
void scalar_variables(Compilation *c, PrimFunc *func);
void gather_rows(Compilation *c, PrimFunc *func);
// data_ifs.c: ifs on values become choices of the stores in them. A T.copy (or fill, with a value for `source`) as the loop over elements that it is.
void data_ifs(Compilation *c, PrimFunc *func);
bool is_guarded_store(const Stmt *stmt);
Stmt *loops_of_copy(Compilation *c, const Bounds *bounds, const Expr *source, const Expr *target, Span span);

// element_reduce.c: what changes nothing in a sum, maximum, minimum, or a fold of bits.
const Expr *tensorize_neutral(Compilation *c, Op combine, DType type);
// expand_folds.c: reductions and scans without a block op of their own become others.
void expand_folds(Compilation *c, PrimFunc *func);
// plain_reducers.c: reducers become blocks.
void plain_reducers(Compilation *c, PrimFunc *func);
// stage_stores.c: stores of a nest to several elements of a buffer, or to every other one, go through blocks of their own.
void stage_stores(Compilation *c, PrimFunc *func);

// collapse_slices.c: on-chip buffers with more than two dims of which every access takes the same slice become that slice.
void collapse_slices(Compilation *c, PrimFunc *func);

// Annotation of a loop whose body is to be taken as block operations, though its variable indexes elements.
#define LOOP_OF_BLOCKS "tt_loop_of_blocks"
// True if the loop runs over elements: element stores below it, no tile op, its variable an index: a case for tensorize_nest.
bool tensorize_is_nest(const Stmt *loop);
// Visits expressions: sets the bool `found` at a load from a buffer, through lets; scalars that the readers load are none.
void tensorize_find_load(void *found, const Expr *expr);
// A loop nest of element stores -> block ops in `out`; false with a diagnostic if it has no block form.
bool tensorize_nest(Tensorizer *t, Stmt *loop, Block *out);
// True for a serial loop over elements that has to stay a loop: its statements depend on each other across iterations.
bool tensorize_is_recurrence(Tensorizer *t, Stmt *loop);
// The tree of a value that is the same for every element; NULL after a diagnostic.
const Expr *tensorize_scalar(Tensorizer *t, const Expr *value, Span span, Block *out);
// A let of a float that is loaded: kept in a block of one element, from which its uses load.
bool tensorize_scalar_let(Tensorizer *t, Stmt *let, Block *out);
// A store of a scalar, outside of any loop over elements; under a condition on values.
bool tensorize_element_store(Tensorizer *t, Stmt *store, Block *out);
bool tensorize_guarded_store(Tensorizer *t, Stmt *branch, Block *out);

// Position of the loop that binds the variable, or -1.
int nest_find(const Nest *nest, const Var *var);
// Opens the lets that depend on the nest's loops.
const Expr *nest_open_lets(Compilation *c, const Nest *nest, const Expr *expr);
int64_t nest_extent(const Nest *nest, int loop);  // constant extent of a loop from 0; -1 otherwise
// How a load or store walks a two-dim block: rows by loop `row`, columns by loop `column`. On-chip buffers are indexed by the
// loop variables alone and covered whole; tensors by base + variable.
typedef struct NestAccess {
  int row, column;
  const Expr *region;  // of the buffer
} NestAccess;
// False without a diagnostic when the access is of no such form.
bool nest_access(Tensorizer *t, const Nest *nest, Buffer *buffer, const Expr *const *indices, NestAccess *access);
// The store as a matmul accumulation C += op(A) op(B): true if it has that form (then `out` has the block ops, or a diagnostic
// was reported); false if it is something else.
bool tensorize_matmul_nest(Tensorizer *t, const Nest *nest, const Stmt *store, Block *out);
