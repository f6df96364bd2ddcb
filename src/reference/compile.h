// Shared by compile.c (functions, statements) and compile_expr.c.
#pragma once
#include "reference/program.h"

typedef struct Binding {
  const void *thing;  // Var or Buffer
  Register value;     // of a Var
  Memory *memory;     // of a Buffer
} Binding;

typedef VECTOR(uint32_t) Patches;  // instructions whose target is not known yet

typedef struct Compiler {
  Compilation *c;
  Program *program;
  VECTOR(Binding) bindings;  // innermost last
  const Var *lane;           // the loop variable that runs across the lanes; NULL outside vector loops
  Register lane_start;       // its value in lane 0
  uint32_t vectors_used, mask_depth;
  Patches *breaks, *continues;  // of the innermost scalar loop
  bool failed;
} Compiler;

uint32_t emit(Compiler *k, Instruction instruction);
uint32_t here(const Compiler *k);
void set_target(Compiler *k, uint32_t at, uint32_t target);
Register new_scalar(Compiler *k);
Register new_constant(Compiler *k, Scalar value);
Register new_vector(Compiler *k);
Register as_vector(Compiler *k, Register value, DType type);
void emit_move(Compiler *k, Register dst, Register src, DType type);
void push_mask(Compiler *k);
void bind_var(Compiler *k, const Var *var, Register value);
Memory *memory_of(Compiler *k, const Buffer *buffer);
Register compile_expr(Compiler *k, const Expr *expr);
// op on registers that hold values of type `from`; type and place of the result are those of `expr`.
Register emit_value(Compiler *k, const Expr *expr, Op op, const Register *operands, unsigned count, DType from);
// The access is a vector one if the second result is true.
ElementAccess *compile_access(Compiler *k, Buffer *buffer, const Expr *const *indices, bool *vector);
const char *call_name(const Expr *call);  // as it is written after T.
void unsupported_type(Compiler *k, DType type, Span span);

// ---- compile_tile.c: tile ops, atomics, reducers
void compile_tile_op(Compiler *k, const Expr *call, Span span);
bool is_atomic(Op op);
Register compile_atomic(Compiler *k, const Expr *call);  // the element before
Register compile_quantifier(Compiler *k, const Expr *call);

// ---- threads.c
bool uses_threads(const Stmt *launch);  // the body asks for the index of a GPU thread
Block threads_expand(Compiler *k, const Stmt *launch);
