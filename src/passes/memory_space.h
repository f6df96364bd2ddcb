// Parts of memory_space_lower_tt, in the order in which it runs them.
#pragma once
#include "passes/pass.h"

// ---- normalise_blocks.c: every on-chip buffer gets one producer and one consumer kind
// Splits block ops so that a buffer is filled by tt_read alone or by compute alone, and drained by tt_write alone or by compute
// alone; a transposed in0 becomes a tt_transpose into a buffer of its own.
void normalise_blocks(Compilation *c, PrimFunc *func);

// ---- hoist_generates.c: generated blocks are made once, outside the loops that they do not depend on
void hoist_generates(Compilation *c, PrimFunc *func);

// ---- scratch_blocks.c: reads element by element get a scratch page
void add_scratch_blocks(Compilation *c, PrimFunc *func);

// ---- order_transfers.c: writes of what is read later get a token for which the reader waits
void order_transfers(Compilation *c, PrimFunc *func);

// ---- fuse_eltwise.c
// Forwards the value of a tt_eltwise into the only tt_eltwise that reads it.
void fuse_eltwise(Compilation *c, PrimFunc *func);
// Cuts value trees that need more tile registers than `capacity` into several, through blocks of float32.
void split_trees(Compilation *c, PrimFunc *func, unsigned capacity, bool use_fpu);
// stage_rows.c: rows of 16-bit values that are broadcast to DST become float32 first.
void stage_rows(Compilation *c, PrimFunc *func, bool use_fpu);
// Removes buffers that nobody reads, with the statements that only fill them.
void drop_unused_buffers(Compilation *c, PrimFunc *func);

// ---- buffer_uses.c: an analysis
typedef struct BufferUses {
  unsigned loads, stores;          // tt_read or tt_generate into it, tt_write from it
  unsigned definitions, matmuls;   // tt_eltwise / tt_transpose into it, tt_matmul into it
  unsigned compute_reads;          // compute ops that read it (an accumulating matmul's own target not counted)
  unsigned matmul_operands;        // of these: as operand of tt_matmul
  unsigned moves;                  // of these: by tt_eltwise and tt_transpose, which can take float32 to DST as it is
  unsigned updates;                // of these: in-place updates of the buffer itself
} BufferUses;
BufferUses buffer_uses(const PrimFunc *func, const Buffer *buffer);
// The uses of all buffers at once, for who asks at every statement.
typedef struct UsesEntry {
  const Buffer *buffer;
  BufferUses uses;
  const Stmt *counted;  // the last statement that is in it
} UsesEntry;
typedef VECTOR(UsesEntry) UsesTable;
UsesTable all_buffer_uses(Compilation *c, const PrimFunc *func);
BufferUses uses_in_table(const UsesTable *table, const Buffer *buffer);

// Index of the last statement of the block that reads what is loaded (arrives) at `load`, before it is loaded again.
size_t last_read_of_load(const Block *block, size_t load);
// Every read of a loaded buffer stands behind a load, in the load's own block of statements or deeper.
bool loads_cover_reads(const PrimFunc *func, const Buffer *buffer);

// A place in the function: the chain of blocks down to a statement.
enum { PATH_LIMIT = 64 };
typedef struct Path {
  const Block *blocks[PATH_LIMIT];
  size_t indices[PATH_LIMIT];
  const Stmt *owners[PATH_LIMIT];  // the loop or if whose block this is; NULL for the body
  unsigned depth;
} Path;
// False if the statement is nested deeper than PATH_LIMIT.
bool find_path(const PrimFunc *func, const Stmt *stmt, Path *path);
// True if no statement can read the buffer's present value after the statement at `path`.
bool dead_after(const Path *path, const Buffer *buffer);

// ---- value_placement.c: an analysis
// A stretch of one block in which a buffer lives in DST: from the statement that gives it its first value to the tt_eltwise
// that takes the result out. In between only matmuls into it, tt_eltwise of itself, reads and writes by the other kernels.
typedef struct DstStretch {
  Buffer *buffer;
  Block *block;
  size_t first, last;
} DstStretch;
typedef struct Placement {
  VECTOR(DstStretch) stretches;  // one per buffer placed in DST
  bool fp32_dest;                // 32-bit DST
  unsigned capacity;             // tiles of half-sync DST
} Placement;
Placement value_placement(Compilation *c, PrimFunc *func, const PassOptions *options);
const DstStretch *placed_in_dst(const Placement *placement, const Buffer *buffer);

// ---- share_blocks.c: where circular buffers or L1 are short, blocks that never live at the same time become one
void share_blocks(Compilation *c, PrimFunc *func, const Placement *placement, const PassOptions *options);

// ---- circular_buffers.c
// Assigns ids, page counts and formats to all buffers that are not in DST and writes the attributes; reports L1 overflow.
void assign_circular_buffers(Compilation *c, PrimFunc *func, const Placement *placement, const PassOptions *options);
