// Which tile instructions compute an operation of the language: the table between the op vocabulary of values and that of the SFPU.
#pragma once
#include "ir/ir.h"

// What the tiles of a type hold in DST: conditions are the floats 0 and 1; integers are 32 bits, narrow ones as a value in their range,
// which is signed arithmetic for all but uint32.
typedef enum TileClass { CLASS_FLOAT, CLASS_SIGNED, CLASS_UNSIGNED } TileClass;
TileClass tile_class(DType type);

// OP_COUNT where the chip has no such instruction.
typedef struct OpForms {
  Op op;
  TileClass operands;
  Op constant_right, constant_left, binary;  // x op constant; constant op x; x op y
} OpForms;
const OpForms *op_forms(Op op, TileClass operands);  // NULL if there are none

// One operand; false if there is no instruction.
bool op_unary_form(Op op, TileClass operand, Op *tile_op);
