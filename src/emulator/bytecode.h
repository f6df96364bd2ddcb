// A kernel as the interpreter runs it: flat instructions over registers, made once per kernel from its PrimFunc (lower.c).
// Nothing recursive is left, so a thread can stop at any call and go on later.
#pragma once
#include "emulator/emulator.h"
#include "ir/ir.h"

typedef enum Code {
  CODE_MOVE,        // target = a
  CODE_INCREMENT,   // target += 1
  CODE_VALUE,       // target = op(a, b): a value op of ops.def
  CODE_SELECT,      // target = a ? b : c
  CODE_JUMP,        // to `to`
  CODE_JUMP_UNLESS, // to `to` if a is 0
  CODE_JUMP_UNLESS_LESS,  // to `to` unless a < b
  CODE_CALL,        // target = device op(operands[a .. a + b))
  CODE_END,
} Code;

typedef struct Instruction {
  Code code;
  Op op;
  uint32_t target, a, b, c, to;
  uint8_t bits;      // CODE_VALUE: the result is wrapped to so many bits
  bool is_signed;
  EmuPlace place;
} Instruction;

typedef struct Bytecode {
  VECTOR(Instruction) code;
  VECTOR(uint32_t) operands;  // registers
  VECTOR(int64_t) registers;  // initial values: constants are registers that nobody writes
  VECTOR(uint32_t) params;    // registers, in the order of the function's parameters
} Bytecode;

// NULL with a diagnostic if the function holds what a kernel cannot.
const Bytecode *bytecode_make(Compilation *compilation, const PrimFunc *func);
