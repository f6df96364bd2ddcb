// add_scratch_blocks: part of memory_space_lower_tt. Reads that go element by element get a page of L1 to read pages of the tensor into:
// one for all tensors of a dtype, as a third operand of tt_read.
//   before: tt_read(S, A[by * 32 + 5, 0])
//   after:  scratch = alloc((32, 32)); ...; tt_read(S, A[by * 32 + 5, 0], scratch)
#include "passes/memory_space.h"
#include "passes/transfer.h"

typedef struct Scratches {
  Compilation *c;
  PrimFunc *func;
  const Bounds *bounds;
  VECTOR(Buffer *) list;
} Scratches;

static Buffer *scratch_of(Scratches *s, DType type) {
  for (size_t i = 0; i < s->list.count; i++)
    if (s->list.items[i]->type == type) return s->list.items[i];
  const Expr *shape[2] = {ir_int(s->c, TILE), ir_int(s->c, TILE)};
  Buffer *buffer = ir_new_buffer(s->c, "scratch", type, SCOPE_SHARED, 2, shape);
  vector_push(s->c->arena, &s->list, buffer);
  return buffer;
}

static void add_scratch(void *state, Stmt *stmt) {
  Scratches *s = state;
  if (!is_call(stmt, OP_TT_READ)) return;
  const Expr *block = stmt->call->args[0], *tensor = stmt->call->args[1];
  Transfer transfer = transfer_of(s->c, s->bounds, s->func, pass_param(s->func, tensor->buffer), tensor, block->buffer, true);
  if (transfer.kind != TRANSFER_ELEMENTS) return;
  const Expr *args[3] = {block, tensor, whole_region(s->c, scratch_of(s, tensor->type), ACCESS_WRITE)};
  stmt->call = ir_with_span(s->c, ir_call(s->c, OP_TT_READ, args, 3), stmt->call->span);
}

void add_scratch_blocks(Compilation *c, PrimFunc *func) {
  Scratches s = {.c = c, .func = func, .bounds = pass_bounds(c, func, func)};
  visit_block(&func->body, add_scratch, &s);
  Block body = {0};
  for (size_t i = 0; i < s.list.count; i++) ir_append(c, &body, ir_alloc(c, s.list.items[i]));
  for (size_t i = 0; i < func->body.count; i++) ir_append(c, &body, func->body.items[i]);
  func->body = body;
}
