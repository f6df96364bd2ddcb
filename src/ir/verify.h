// Structure of a module, checked after every pass: op arity and operand kinds, types of operands and stores, ranks, every
// variable and buffer defined before use, no break outside a loop. Returns NULL if it holds, else what is broken.
#pragma once
#include "ir/ir.h"

const char *ir_verify(Compilation *compilation, const Module *module);
