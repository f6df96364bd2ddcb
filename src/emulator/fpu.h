// What the tile ops of unpacker and FPU share (fpu.c: matmul, moves, element-wise; reduce.c). The unpacker fills one of two banks of
// SrcA and SrcB, math empties it into DST; each waits for the other. Matmul takes in1 through SrcA, a sum over rows its scaler, every
// other op its first operand.
#pragma once
#include "emulator/exact.h"
#include "emulator/machine.h"
#include "emulator/tile_math.h"

// What the unpacker makes of a tile, and so what it has to read.
typedef enum Arrangement {
  ARRANGE_WHOLE,
  ARRANGE_TRANSPOSED,
  ARRANGE_ROWS,       // row 0 in every row: faces 0 and 1, twice
  ARRANGE_COLUMNS,    // column 0 in every column: faces 0 and 2
  ARRANGE_SCALAR,     // element [0, 0] everywhere: face 0
  ARRANGE_FACE_ROWS,  // unchanged, but only row 0 of each face is read
} Arrangement;

typedef struct TileOperand {
  CircularBuffer *buffer;  // NULL: the op uses one source only
  int64_t tile;
  Arrangement arrangement;
} TileOperand;

// Unpacks into a free bank what goes to SrcA and SrcB.
EmuStatus fpu_unpack(EmuThread *thread, Op init, TileOperand a, TileOperand b);

// The same in two parts: the bank to fill, NULL while there is none (the op ends here with *status); and that it is full.
SourceBank *fpu_free_bank(EmuThread *thread, EmuStatus *status);
EmuStatus fpu_fill_bank(EmuThread *thread, SourceBank *bank, Ticks cost);
UnpackMode fpu_unpack_mode(const EmuThread *thread, const CircularBuffer *buffer);
// Moves a tile that came through SrcA (or around it) to DST[index].
EmuStatus fpu_move_to_dst(EmuThread *thread, Op init, TileOperand in, int64_t index);

// What math works on: a full bank and the DST tile to write. Without a target the op ends here with `status`.
typedef struct MathStep {
  EmuStatus status;
  SourceBank *bank;
  float *target;
  bool fresh;  // the target is zero and holds anything
  Op reduced;  // the reduction that the target came from; OP_COUNT: none. The target counts as written whole from now on
} MathStep;

MathStep fpu_begin(EmuThread *thread, Op init, TileOperand a, TileOperand b, int64_t index);
EmuStatus fpu_end(EmuThread *thread, SourceBank *bank, Ticks cost);

unsigned fpu_phases(const EmuThread *thread);
bool fpu_wide_dst(const EmuThread *thread);
ExactMode fpu_exact_mode(const EmuThread *thread);
