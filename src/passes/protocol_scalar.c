// Scalars of tensors in the kernels: the let of a tt_load.
//   reader, writer: noc_async_read of the 64 bytes around the element into a scratch page; barrier; x = l1_load_uint32(...)
//   compute:        the reader hands x on in a page of a circular buffer: cb_wait_front; x = read_tile_value(cb, 0, 0); cb_pop_front
#include "passes/protocol.h"

enum { CHUNK = 64 };  // the alignment of DRAM reads on every chip divides it

// The word as a value of the variable's type.
static const Expr *value_of_word(Compilation *c, DType type, const Expr *word) {
  return type == TYPE_BOOL ? ir_op(c, OP_NE, word, ir_int_typed(c, TYPE_UINT32, 0)) : ir_cast(c, type, word);
}

// The indices, kept inside the tensor; the condition under which they were.
static const Expr *clamped(Dataflow *d, Emitter *e, const Expr *load, const Expr **indices) {
  Compilation *c = d->p->c;
  const Param *param = pass_param(d->p->kernel, load->buffer);
  const Expr *inside = NULL;
  for (unsigned dim = 0; dim < load->buffer->rank; dim++) {
    int64_t size = pass_declared_dim(c, d->p->host, param, dim);
    const Expr *index = ir_cast(c, TYPE_INT32, load->indices[dim]), *condition = within(d, index, size);
    indices[dim] = index;
    if (!condition) continue;
    inside = both(c, inside, condition);
    const Expr *kept = ir_op(c, OP_MAX, ir_op(c, OP_MIN, index, ir_int(c, size - 1)), ir_int(c, 0));
    indices[dim] = emit_let(e, "index", TYPE_INT32, runnable(d, kept));
    bounds_set(d->bounds, indices[dim]->var, 0, size - 1);
  }
  return inside ? runnable(d, inside) : NULL;
}

// Starts the read of the bytes around the element; returns the element's address once they are there.
static const Expr *fetch(Dataflow *d, Emitter *e, const Expr *load, const Expr *const *indices, const Buffer *scratch) {
  Compilation *c = d->p->c;
  Transfer t = {.layout = pass_layout(c, d->p->host, pass_param(d->p->kernel, load->buffer)), .region = load, .block = scratch};
  const Expr *tiles[2], *places[2], *side = ir_int(c, TILE);
  for (unsigned i = 0; i < 2; i++) {
    int dim = t.layout.plane[i];
    const Expr *place = dim < 0 ? ir_int(c, 0) : simplified(d, ir_op(c, OP_FLOORMOD, indices[dim], ir_int(c, t.layout.part[i])));
    tiles[i] = simplified(d, ir_op(c, OP_FLOORDIV, place, side));
    places[i] = simplified(d, ir_op(c, OP_FLOORMOD, place, side));
  }
  const Expr *cb = cb_var(c, &d->p->table, scratch);
  emit_op(e, OP_CB_RESERVE_BACK, cb, ir_int(c, 1));
  const Expr *pointer = emit_let(e, arena_format(c->arena, "%s_ptr", scratch->name), TYPE_UINT32, ir_op(c, OP_GET_WRITE_PTR, cb));
  TensorPage page = tensor_page(d, &t, indices, tiles);
  const Expr *offset = emit_let(e, "offset", TYPE_INT32, runnable(d, offset_in_page(d, scratch, places[0], places[1])));
  const Expr *chunk = ir_int(c, CHUNK), *begin = ir_op(c, OP_SUB, offset, ir_op(c, OP_FLOORMOD, offset, chunk));
  emit_op(e, OP_NOC_ASYNC_READ, ir_op(c, OP_GET_PAGE_NOC_ADDR, page.page, ir_var(c, accessor_of(d, load->buffer)), begin), pointer, chunk);
  emit_op0(e, OP_NOC_ASYNC_READ_BARRIER);
  return ir_op(c, OP_ADD, pointer, ir_cast(c, TYPE_UINT32, ir_op(c, OP_FLOORMOD, offset, chunk)));
}

void scalar_load(Dataflow *d, Stmt *let, Block *out) {
  Compilation *c = d->p->c;
  const Expr *call = let->let->value, *load = call->args[0], *indices[PLAN_RANK_LIMIT];
  Emitter e = emitter(c, out, let->span);
  const Expr *inside = clamped(d, &e, load, indices);
  const Buffer *scratch = call->args[is_kernel(d->p->kernel, "reader") ? 1 : 2]->buffer;
  const Expr *address = fetch(d, &e, load, indices, scratch);
  const Expr *word = emit_let(&e, "word", TYPE_UINT32, ir_op(c, OP_L1_LOAD_UINT32, address));
  if (inside) word = emit_let(&e, "word", TYPE_UINT32, ir_call_typed(c, OP_SELECT, TYPE_UINT32, (const Expr *const[]){inside, word, ir_int_typed(c, TYPE_UINT32, 0)}, 3));
  let->let->value = value_of_word(c, let->let->type, word);
  ir_append(c, out, let);
  if (call->arg_count < 4 || !is_kernel(d->p->kernel, "reader")) return;
  const Expr *cb = cb_var(c, &d->p->table, call->args[3]->buffer);
  emit_op(&e, OP_CB_RESERVE_BACK, cb, ir_int(c, 1));
  emit_op(&e, OP_L1_STORE_UINT32, ir_op(c, OP_GET_WRITE_PTR, cb), word);
  emit_op(&e, OP_CB_PUSH_BACK, cb, ir_int(c, 1));
}

void scalar_arrives(ProtocolKernel *p, Stmt *let, Block *out) {
  Compilation *c = p->c;
  const Expr *call = let->let->value, *cb = cb_var(c, &p->table, call->args[3]->buffer), *zero = ir_int(c, 0);
  Emitter e = emitter(c, out, let->span);
  emit_op(&e, OP_CB_WAIT_FRONT, cb, ir_int(c, 1));
  let->let->value = value_of_word(c, let->let->type, ir_op(c, OP_READ_TILE_VALUE, cb, zero, zero));
  ir_append(c, out, let);
  emit_op(&e, OP_CB_POP_FRONT, cb, ir_int(c, 1));
}
