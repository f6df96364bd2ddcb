// Writing statements of kernel IR: calls, loops that vanish when they run once, index arithmetic that is simplified at once.
#pragma once
#include "passes/pass.h"

// Where statements go. Loops nest: emit_loop makes its body the place, emit_end returns to the outer one.
enum { EMIT_DEPTH = 16 };
typedef struct Emitter {
  Compilation *c;
  Block *blocks[EMIT_DEPTH];
  unsigned depth;
  Span span;  // of the statement that is lowered
} Emitter;

Emitter emitter(Compilation *c, Block *block, Span span);
Block *emit_block(Emitter *e);
void emit_args(Emitter *e, Op op, const Expr *const *args, unsigned count);
#define emit_op(e, op, ...) \
  emit_args((e), (op), (const Expr *const[]){__VA_ARGS__}, sizeof((const Expr *const[]){__VA_ARGS__}) / sizeof(Expr *))
void emit_op0(Emitter *e, Op op);  // an op without operands
// A serial loop from 0; returns its variable, or the constant 0 without a loop when the extent is 1.
const Expr *emit_loop(Emitter *e, const char *name, int64_t extent);
void emit_end(Emitter *e, int64_t extent);  // closes the loop that emit_loop opened with the same extent
const Expr *emit_let(Emitter *e, const char *name, DType type, const Expr *value);

// a * factor + b, simplified.
const Expr *index_of(Compilation *c, const Expr *a, int64_t factor, const Expr *b);

// The value with // and % of dividends that may be negative written out: RISC cores round quotients toward zero. To be done last, the
// simplifier takes it back. NULL if a divisor may be 0 or negative.
const Expr *emit_divisions(Compilation *c, const Bounds *bounds, const Expr *value);
// The same for the lets, conditions and loops of a kernel.
void emit_plain_divisions(Compilation *c, const PrimFunc *host, PrimFunc *kernel);
// A loop whose variable `bounds` learns.
const Expr *emit_bounded_loop(Emitter *e, Bounds *bounds, const char *name, int64_t extent);

// The variable of a kernel that is let-bound to a circular buffer's id: "cb_NAME", made at the head of the function.
typedef struct CbName {
  const char *name;
  Var *var;
  int64_t pages;  // of the circular buffer
  uint32_t page_bytes;
  DataFormat format;
} CbName;
typedef VECTOR(CbName) CbTable;
// All circular buffers of main, with a fresh variable each; lets of those in use are put in by cb_table_declare.
CbTable cb_table(Compilation *c, const PrimFunc *host);
// From the lets at the head of a kernel (after insert_cb_protocol).
CbTable cb_table_of_kernel(Compilation *c, const PrimFunc *host, const PrimFunc *kernel);
const Expr *cb_var(Compilation *c, const CbTable *table, const Buffer *buffer);
const CbName *cb_find(Compilation *c, const CbTable *table, const Buffer *buffer);
// Prepends the lets of the circular buffers that the kernel's body mentions.
void cb_table_declare(Compilation *c, const CbTable *table, PrimFunc *kernel);

bool is_kernel(const PrimFunc *func, const char *role);
