// Prints IR as TVMScript in the spelling of tilelang 0.1.15; what it prints reads back to the same IR.
#pragma once
#include "base/text.h"
#include "ir/ir.h"

const char *ir_print_module(Compilation *compilation, const Module *module);
const char *ir_print_canonical(Compilation *compilation, const Module *module);  // names are v0, v1, ... in order of appearance
const char *ir_print_function(Compilation *compilation, const PrimFunc *func);
const char *ir_print_expr(Compilation *compilation, const Expr *expr);
