// Parts of insert_cb_protocol.
#pragma once
#include "passes/emit.h"
#include "passes/transfer.h"

typedef struct ProtocolKernel {
  Compilation *c;
  const Module *module;
  const PrimFunc *host;
  PrimFunc *kernel;
  CbTable table;
} ProtocolKernel;

// A reader or writer. `bounds` learns the loops that are emitted.
typedef struct Dataflow {
  ProtocolKernel *p;
  Bounds *bounds;
  VECTOR(Var *) accessors;  // one per parameter of the kernel; NULL for scalars
} Dataflow;

enum { FACE = 16 };

// protocol_dataflow.c: tt_read / tt_write to page transfers.
void protocol_dataflow(ProtocolKernel *p);
// protocol_generate.c: tt_generate to stores of the RISC core; `bounds` learns the loops it makes.
void protocol_generate(ProtocolKernel *p, Bounds *bounds, const Stmt *stmt, Block *out);
// protocol_compute.c: waits, pops, reserves and pushes around the block ops of a compute kernel.
void protocol_compute(ProtocolKernel *p);

// ---- protocol_pages.c: one transfer between the pages of a tensor and a block that lies from `pointer` on
// Starts the page reads or writes of a transfer of whole pages; tiles outside the tensor are zero, or skipped.
void pages_move(Dataflow *d, Emitter *e, Op op, const Transfer *t, const Expr *pointer);
// After the barrier of such a read: zeros where the last tiles hold elements beyond the box.
void pages_zero_rest(Dataflow *d, Emitter *e, const Transfer *t, const Expr *pointer);
// Starts the writes of a part of the block: whole pages, or pieces of rows.
void pages_write(Dataflow *d, Emitter *e, const Transfer *t, const Expr *part, const Expr *pointer);
// protocol_elements.c: reads element by element through a page of the scratch block; everything has arrived at its end.
void transfer_elements(Dataflow *d, Emitter *e, const Transfer *t, const Expr *pointer, const Buffer *scratch);
// The same for writes.
void write_elements(Dataflow *d, Emitter *e, const Transfer *t, const Expr *part, const Expr *pointer, const Buffer *scratch);
// protocol_scalar.c: the let of a tt_load in reader and writer, and in the compute kernel.
void scalar_load(Dataflow *d, Stmt *let, Block *out);
void scalar_arrives(ProtocolKernel *p, Stmt *let, Block *out);

// ---- shared by them (protocol_pages.c)
// An element of a tensor by its indices, one per dim: the page that holds it, and the condition under which it exists (NULL: always).
typedef struct TensorPage {
  const Expr *page, *exists;
} TensorPage;
// `tiles`: row and column of the tile within the plane or part; `indices` of the plane dims: any element of the part.
TensorPage tensor_page(Dataflow *d, const Transfer *t, const Expr *const *indices, const Expr *const tiles[2]);
Var *accessor_of(const Dataflow *d, const Buffer *buffer);
// The part of a block that is written: NULL where it is all of a dim. Numbers that are not constants are computed once.
typedef struct Part {
  const Expr *begin[PLAN_RANK_LIMIT], *end[PLAN_RANK_LIMIT];
} Part;
Part part_of(Dataflow *d, Emitter *e, const Expr *region);
// The condition under which an index of the block lies in the part; NULL: always.
const Expr *in_part(Dataflow *d, const Part *part, unsigned dim, const Expr *index);
// Offset in bytes of an element of a page, of an element of a block.
const Expr *offset_in_page(Dataflow *d, const Buffer *block, const Expr *row, const Expr *column);
const Expr *offset_in_block(Dataflow *d, const Buffer *block, const Expr *plane, const Expr *row, const Expr *column);
void emit_zero_page(Dataflow *d, Emitter *e, const Expr *address, uint32_t page_bytes);
// An expression, a sum, with what `bounds` knows; as it runs on the core: divisions as the RISC does them.
const Expr *simplified(Dataflow *d, const Expr *expr);
const Expr *plus(Dataflow *d, const Expr *a, const Expr *b);
const Expr *runnable(Dataflow *d, const Expr *expr);
// Both conditions; either may be NULL.
const Expr *both(Compilation *c, const Expr *a, const Expr *b);
// 0 <= index < limit, without what `bounds` proves; NULL if nothing is left.
const Expr *within(Dataflow *d, const Expr *index, int64_t limit);
