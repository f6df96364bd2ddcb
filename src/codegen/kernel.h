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

const char *kernel_source(Compilation *compilation, const Dialect *dialect, const Plan *plan, const PlanKernel *kernel);
// Prints an expression; `strength` is the binding strength of what stands around it (0: nothing).
void kernel_print_expr(KernelPrinter *printer, const Expr *expr, unsigned strength);
const char *cpp_type(DType type);  // "int32_t"; NULL if a kernel cannot have it
// Text for a // comment: one line, no continuation.
const char *codegen_comment(Compilation *compilation, const char *text);
// The user's file, without its folder: the output does not depend on where it lies. NULL if there is none.
const char *codegen_source_name(const Compilation *compilation);
