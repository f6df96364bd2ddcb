// Inside of codegen: the source of one kernel.
#pragma once
#include "base/text.h"
#include "codegen/dialect.h"
#include "codegen/names.h"
#include "ir/plan.h"

typedef struct KernelPrinter {
  Compilation *c;
  const Dialect *dialect;
  const Plan *plan;
  const PlanKernel *kernel;
  Names names;
  VECTOR(const char *) accessors;  // by slot: the name of its TensorAccessorArgs
  Text text;
} KernelPrinter;

// How tight the operators of C++ bind. A left operand may bind as tight as its operator, a right one must bind tighter: one more.
enum {
  BINDS_NOTHING,
  BINDS_CHOICE = 1,
  BINDS_OR = 2,
  BINDS_AND = 4,
  BINDS_BIT_OR = 6,
  BINDS_BIT_XOR = 8,
  BINDS_BIT_AND = 10,
  BINDS_EQUAL = 12,
  BINDS_LESS = 14,
  BINDS_SHIFT = 16,
  BINDS_ADD = 18,
  BINDS_MUL = 20,
  BINDS_UNARY = 22,
};

// Reports the calls that the dialect cannot spell.
void kernel_check(Compilation *compilation, const Dialect *dialect, const PlanKernel *kernel);
const char *kernel_source(Compilation *compilation, const Dialect *dialect, const Plan *plan, const PlanKernel *kernel);
// Prints an expression within something that binds as tight as `around`.
void kernel_print_expr(KernelPrinter *printer, const Expr *expr, unsigned around);
const char *cpp_type(DType type);  // "int32_t"; NULL if a kernel cannot have it
// Text for a // comment: one line, no continuation.
const char *codegen_comment(Compilation *compilation, const char *text);
// The user's file, without its folder: the output does not depend on where it lies. NULL if there is none.
const char *codegen_source_name(const Compilation *compilation);
