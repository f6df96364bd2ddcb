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

// The instructions for integers compare, and round quotients, as their type says.
static const OpForms FORMS[] = {
    {OP_ADD, CLASS_FLOAT, OP_ADD_UNARY_TILE, OP_ADD_UNARY_TILE, OP_ADD_BINARY_TILE},
    {OP_SUB, CLASS_FLOAT, OP_SUB_UNARY_TILE, OP_RSUB_UNARY_TILE, OP_SUB_BINARY_TILE},
    {OP_MUL, CLASS_FLOAT, OP_MUL_UNARY_TILE, OP_MUL_UNARY_TILE, OP_MUL_BINARY_TILE},
    {OP_DIV, CLASS_FLOAT, OP_DIV_UNARY_TILE, OP_RDIV_TILE, OP_DIV_BINARY_TILE},
    {OP_MAX, CLASS_FLOAT, OP_UNARY_MAX_TILE, OP_UNARY_MAX_TILE, OP_BINARY_MAX_TILE},
    {OP_MIN, CLASS_FLOAT, OP_UNARY_MIN_TILE, OP_UNARY_MIN_TILE, OP_BINARY_MIN_TILE},
    {OP_POW, CLASS_FLOAT, OP_POWER_TILE, OP_RPOW_TILE, OP_POWER_BINARY_TILE},
    {OP_FMOD, CLASS_FLOAT, NONE, NONE, OP_FMOD_BINARY_TILE},
    {OP_EQ, CLASS_FLOAT, OP_UNARY_EQ_TILE, OP_UNARY_EQ_TILE, OP_EQ_BINARY_TILE},
    {OP_NE, CLASS_FLOAT, OP_UNARY_NE_TILE, OP_UNARY_NE_TILE, OP_NE_BINARY_TILE},
    {OP_LT, CLASS_FLOAT, OP_UNARY_LT_TILE, OP_UNARY_GT_TILE, OP_LT_BINARY_TILE},
    {OP_LE, CLASS_FLOAT, OP_UNARY_LE_TILE, OP_UNARY_GE_TILE, OP_LE_BINARY_TILE},
    {OP_GT, CLASS_FLOAT, OP_UNARY_GT_TILE, OP_UNARY_LT_TILE, OP_GT_BINARY_TILE},
    {OP_GE, CLASS_FLOAT, OP_UNARY_GE_TILE, OP_UNARY_LE_TILE, OP_GE_BINARY_TILE},
    {OP_AND, CLASS_FLOAT, NONE, NONE, OP_MUL_BINARY_TILE},
    {OP_OR, CLASS_FLOAT, NONE, NONE, OP_BINARY_MAX_TILE},
};

const OpForms *op_forms(Op op, TileClass operands) {
  for (size_t i = 0; i < sizeof FORMS / sizeof *FORMS; i++)
    if (FORMS[i].op == op && FORMS[i].operands == operands) return &FORMS[i];
  return NULL;
}

typedef struct UnaryForm {
  Op op;
  TileClass operand;
  Op tile_op;
} UnaryForm;

static const UnaryForm UNARY_FORMS[] = {
    {OP_ABS, CLASS_FLOAT, OP_ABS_TILE},
    {OP_EXP, CLASS_FLOAT, OP_EXP_TILE},
    {OP_EXP2, CLASS_FLOAT, OP_EXP2_TILE},
    {OP_LOG, CLASS_FLOAT, OP_LOG_TILE},
    {OP_LOG1P, CLASS_FLOAT, OP_LOG1P_TILE},
    {OP_SQRT, CLASS_FLOAT, OP_SQRT_TILE},
    {OP_RSQRT, CLASS_FLOAT, OP_RSQRT_TILE},
    {OP_SIN, CLASS_FLOAT, OP_SIN_TILE},
    {OP_COS, CLASS_FLOAT, OP_COS_TILE},
    {OP_TAN, CLASS_FLOAT, OP_TAN_TILE},
    {OP_TANH, CLASS_FLOAT, OP_TANH_TILE},
    {OP_SIGMOID, CLASS_FLOAT, OP_SIGMOID_TILE},
    {OP_ERF, CLASS_FLOAT, OP_ERF_TILE},
    {OP_FLOOR, CLASS_FLOAT, OP_FLOOR_TILE},
    {OP_CEIL, CLASS_FLOAT, OP_CEIL_TILE},
    {OP_TRUNC, CLASS_FLOAT, OP_TRUNC_TILE},
    {OP_NOT, CLASS_FLOAT, OP_EQZ_TILE},
    {OP_ISNAN, CLASS_FLOAT, OP_ISNAN_TILE},
    {OP_ISFINITE, CLASS_FLOAT, OP_ISFINITE_TILE},
};

bool op_unary_form(Op op, TileClass operand, Op *tile_op) {
  for (size_t i = 0; i < sizeof UNARY_FORMS / sizeof *UNARY_FORMS; i++)
    if (UNARY_FORMS[i].op == op && UNARY_FORMS[i].operand == operand) {
      *tile_op = UNARY_FORMS[i].tile_op;
      return true;
    }
  return false;
}
