// The enums of types.def and ops.def alone: plain C and C++, so that the metalium/ headers can name an op.
#pragma once

typedef enum DType {
#define TYPE(name, text, bits, kind) TYPE_##name,
#include "ir/types.def"
#undef TYPE
  TYPE_COUNT
  // From here on: vectors, "float32x4" (type_vector). Tile IR that has one is read and printed; no pass knows them.
} DType;

typedef enum Op {
#define OP(name, text, operands, engine, type, doc) OP_##name,
#include "ir/ops.def"
#undef OP
  OP_COUNT
} Op;
