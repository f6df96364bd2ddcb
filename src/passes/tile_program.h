// Tile programs: a value tree over tiles as straight-line code on tile registers, the same for every tile of a block.
//   in:  T.max(T.region(C) * T.float32(2) + T.region(D), T.float32(0))
//   out: r0 = copy C; r0 *= 2; r1 = copy D; r0 = r0 + r1; r0 = max(r0, 0)
// Equal subtrees are computed once. Operands that need more registers are evaluated first, so the number of registers is least for
// trees. Registers become DST indices in assign_dst; value_placement only asks how many there are.
// Casts between float types are no instructions: DST keeps the wider value and the packer rounds the result, so a block is at least as
// exact as the stated dtypes. A condition is a tile of the floats 0 and 1. A leaf with one row or one column where the target has more
// is broadcast while it is loaded.
#pragma once
#include "passes/pass.h"

typedef enum TileStep {
  TILE_LOAD,    // target = tile of region `a`, by copy_tile or unary_bcast_*
  TILE_FILL,    // target = constant
  TILE_FPU,     // target = tile of region `a` op tile of region `b` (add_tiles, sub_tiles_bcast_cols, ...), from circular buffers
  TILE_UNARY,   // target = op(target, constants)
  TILE_BINARY,  // target = operands[0] op operands[1], all registers
  TILE_WHERE,   // target = operands[0] ? operands[1] : operands[2]
  TILE_MOVE,    // target = operands[0]
} TileStep;

typedef struct TileInstruction {
  TileStep step;
  Op op;
  const Expr *a, *b;  // regions
  unsigned target, operands[3];
  const Expr *constants[2];
  unsigned constant_count;
} TileInstruction;

typedef struct TileProgram {
  VECTOR(TileInstruction) code;
  unsigned registers;  // including register 0, which holds the result at the end
  bool uses_sfpu;
} TileProgram;

typedef enum Broadcast { BROADCAST_NONE, BROADCAST_ROWS, BROADCAST_COLUMNS, BROADCAST_SCALAR } Broadcast;
// What an operand's tile needs in a tree for `target`: its row 0 in all rows, its column 0 in all columns, or both.
Broadcast region_broadcast(Compilation *c, const Buffer *target, const Expr *region);

// `resident`: a buffer whose tile already is in register 0 (placed in DST); NULL if there is none. `use_fpu`: whether a pair of
// bf16 operands may go through the FPU.
TileProgram tile_program(Compilation *c, const Buffer *target, const Expr *tree, const Buffer *resident, bool use_fpu);
