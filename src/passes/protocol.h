// Parts of insert_cb_protocol.
#pragma once
#include "passes/emit.h"

typedef struct ProtocolKernel {
  Compilation *c;
  const PrimFunc *host;
  PrimFunc *kernel;
  CbTable table;
} ProtocolKernel;

// protocol_dataflow.c: tt_read / tt_write to page transfers.
void protocol_dataflow(ProtocolKernel *p);
// protocol_generate.c: tt_generate to stores of the RISC core; `bounds` learns the loops it makes.
void protocol_generate(ProtocolKernel *p, Bounds *bounds, const Stmt *stmt, Block *out);
// protocol_compute.c: waits, pops, reserves and pushes around the block ops of a compute kernel.
void protocol_compute(ProtocolKernel *p);
