// Parts of assign_dst: the pass and matmul (assign_dst.c), element-wise block ops and transposes (assign_eltwise.c).
#pragma once
#include "passes/emit.h"
#include "passes/tile_program.h"

typedef struct Assign {
  Compilation *c;
  CbTable table;
  unsigned capacity;  // tiles of half-sync DST
  bool use_fpu;
} Assign;

bool assign_in_dst(const Buffer *buffer);
int64_t largest_divisor(int64_t value, int64_t limit);
void assign_commit_and_wait(Emitter *e);
// Packs DST 0 .. group - 1 to the pages of the target from `first_tile` on.
void assign_packs(Assign *a, Emitter *e, const Buffer *target, int64_t group, const Expr *first_tile);

// assign_eltwise.c
void assign_eltwise(Assign *a, const Stmt *stmt, Block *out);
// assign_reduce.c
void assign_reduce(Assign *a, const Stmt *stmt, Block *out);
void assign_transpose(Assign *a, const Stmt *stmt, Block *out);
// exact_index.c: blocks with two circular buffer indices, in any kernel
void assign_second_indices(Compilation *c, const PrimFunc *host, PrimFunc *kernel);
