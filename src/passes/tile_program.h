// Tile programs: a value tree over tiles as straight-line code on tile registers, the same for every tile of a block.
//   in:  T.max(T.region(C) * T.float32(2) + T.region(D), T.float32(0))
//   out: r0 = copy C; r0 *= 2; r1 = copy D; r0 = r0 + r1; r0 = max(r0, 0)
// Registers become DST indices in assign_dst; value_placement only asks how many there are. Evaluates the side that needs more
// registers first, so their number is least for trees. Casts between float types are no instructions: DST keeps the wider
// value and the packer rounds the result, so a block is at least as exact as the stated dtypes.
#pragma once
#include "passes/pass.h"

typedef enum TileStep {
  TILE_COPY,    // target = tile of `a`
  TILE_FILL,    // target = constant
  TILE_FPU,     // target = tile of `a` op tile of `b` (add_tiles, ...): the FPU reads both from circular buffers
  TILE_UNARY,   // target = target op constant
  TILE_BINARY,  // target = left op right, all registers
  TILE_MOVE,    // target = left
} TileStep;

typedef struct TileInstruction {
  TileStep step;
  Op op;
  Buffer *a, *b;
  unsigned target, left, right;
  double constant;
} TileInstruction;

typedef struct TileProgram {
  VECTOR(TileInstruction) code;
  unsigned registers;  // including register 0, which holds the result at the end
  bool uses_sfpu;
} TileProgram;

// `resident`: a buffer whose tile already is in register 0 (placed in DST); NULL if there is none. `use_fpu`: whether a pair of
// bf16 operands may go through the FPU. Internal error for trees that tensorize_tt does not make.
TileProgram tile_program(Compilation *c, const Expr *tree, const Buffer *resident, bool use_fpu);
