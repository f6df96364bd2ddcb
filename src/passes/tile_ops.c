// The table of tile instructions: see tile_ops.h.
#include "passes/tile_ops.h"

#define NONE OP_COUNT

TileClass tile_class(DType type) {
  switch (type_kind(type)) {
    case TYPE_KIND_SIGNED: return CLASS_SIGNED;
    case TYPE_KIND_UNSIGNED: return CLASS_UNSIGNED;
    case TYPE_KIND_FLOAT:
    case TYPE_KIND_BOOL:
    case TYPE_KIND_OTHER: return CLASS_FLOAT;
  }
  return CLASS_FLOAT;
}

static const OpForms FORMS[] = {
    {OP_ADD, CLASS_FLOAT, OP_ADD_UNARY_TILE, OP_ADD_UNARY_TILE, OP_ADD_BINARY_TILE},
    {OP_SUB, CLASS_FLOAT, OP_SUB_UNARY_TILE, OP_RSUB_UNARY_TILE, OP_SUB_BINARY_TILE},
    {OP_MUL, CLASS_FLOAT, OP_MUL_UNARY_TILE, OP_MUL_UNARY_TILE, OP_MUL_BINARY_TILE},
    {OP_DIV, CLASS_FLOAT, OP_DIV_UNARY_TILE, NONE, OP_DIV_BINARY_TILE},
    {OP_MAX, CLASS_FLOAT, OP_UNARY_MAX_TILE, OP_UNARY_MAX_TILE, OP_BINARY_MAX_TILE},
    {OP_MIN, CLASS_FLOAT, OP_UNARY_MIN_TILE, OP_UNARY_MIN_TILE, OP_BINARY_MIN_TILE},
};

const OpForms *op_forms(Op op, TileClass operands) {
  for (size_t i = 0; i < sizeof FORMS / sizeof *FORMS; i++)
    if (FORMS[i].op == op && FORMS[i].operands == operands) return &FORMS[i];
  return NULL;
}

bool op_unary_form(Op op, TileClass operand, Op *tile_op) {
  (void)op;
  (void)operand;
  (void)tile_op;
  return false;
}
