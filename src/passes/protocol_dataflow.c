// The transfers of reader and writer. In: tt_read / tt_write / tt_generate of blocks; out: reserve, transfers, barriers, push and pop.
// Reads that stand side by side share one barrier.
#include "passes/protocol.h"

static const Expr *pages_of(Dataflow *d, const Buffer *buffer) { return ir_int(d->p->c, tile_count(d->p->c, buffer)); }

static const Expr *pointer_let(Dataflow *d, Emitter *e, Op op, const Buffer *buffer) {
  const Expr *cb = cb_var(d->p->c, &d->p->table, buffer);
  return emit_let(e, arena_format(d->p->c->arena, "%s_ptr", buffer->name), TYPE_UINT32, ir_op(d->p->c, op, cb));
}

typedef struct ReadTensor {
  const char *name;
  bool found;
} ReadTensor;

static void find_read(void *state, Stmt *stmt) {
  ReadTensor *find = state;
  if (is_call(stmt, OP_TT_READ) && !strcmp(stmt->call->args[1]->buffer->name, find->name)) find->found = true;
}

// Readers that are lowered already have lost their buffers, but not the names of their accessors.
static bool is_read_in(const Module *module, const Param *param) {
  ReadTensor find = {param->name, false};
  for (size_t i = 0; i < module->functions.count; i++) {
    const PrimFunc *kernel = module->functions.items[i];
    ir_visit_block(&kernel->body, find_read, &find);
    const Expr *names = is_kernel(kernel, "reader") ? ir_attribute(&kernel->attributes, "tt_accessors") : NULL;
    for (unsigned k = 0; names && k < names->item_count; k++) find.found |= !strcmp(names->items[k]->string, param->name);
  }
  return find.found;
}

// Somebody reads the tensor, in this launch or in another: its padding must stay zero.
static bool is_read(const Dataflow *d, const Param *param) {
  const Module *whole = d->p->module->whole;
  for (size_t i = 0; whole && i < whole->launches.count; i++)
    if (is_read_in(whole->launches.items[i], param)) return true;
  return is_read_in(d->p->module, param);
}

static Transfer transfer(Dataflow *d, const Expr *tensor, const Buffer *block) {
  const Param *param = pass_param(d->p->kernel, tensor->buffer);
  Transfer t = transfer_of(d->p->c, d->bounds, d->p->host, param, tensor, block, is_read(d, param));
  if (t.kind == TRANSFER_NONE) internal_error(d->p->c, "tensorize_tt took a block that cannot be moved: %s", t.refusal);
  return t;
}

static void lower_reads(Dataflow *d, Stmt *const *reads, size_t count, Block *out) {
  Compilation *c = d->p->c;
  Emitter e = emitter(c, out, reads[0]->span);
  Transfer *transfers = arena_array(c->arena, Transfer, count);
  const Expr **pointers = arena_array(c->arena, const Expr *, count);
  bool pages = false;
  for (size_t i = 0; i < count; i++) {
    Buffer *block = reads[i]->call->args[0]->buffer;
    e.span = reads[i]->span;
    emit_op(&e, OP_CB_RESERVE_BACK, cb_var(c, &d->p->table, block), pages_of(d, block));
  }
  for (size_t i = 0; i < count; i++) {
    Buffer *block = reads[i]->call->args[0]->buffer;
    e.span = reads[i]->span;
    transfers[i] = transfer(d, reads[i]->call->args[1], block);
    pointers[i] = pointer_let(d, &e, OP_GET_WRITE_PTR, block);
    if (transfers[i].kind == TRANSFER_PAGES) pages_move(d, &e, OP_NOC_ASYNC_READ_PAGE, &transfers[i], pointers[i]);
    if (transfers[i].kind == TRANSFER_ELEMENTS) transfer_elements(d, &e, &transfers[i], pointers[i], reads[i]->call->args[2]->buffer);
    pages |= transfers[i].kind == TRANSFER_PAGES;
  }
  if (pages) emit_op0(&e, OP_NOC_ASYNC_READ_BARRIER);
  for (size_t i = 0; i < count; i++) {
    Buffer *block = reads[i]->call->args[0]->buffer;
    e.span = reads[i]->span;
    if (transfers[i].kind == TRANSFER_PAGES) pages_zero_rest(d, &e, &transfers[i], pointers[i]);
    emit_op(&e, OP_CB_PUSH_BACK, cb_var(c, &d->p->table, block), pages_of(d, block));
  }
}

static void lower_write(Dataflow *d, const Stmt *stmt, Block *out) {
  Compilation *c = d->p->c;
  Buffer *block = stmt->call->args[1]->buffer;
  const Expr *tensor = stmt->call->args[0];
  Emitter e = emitter(c, out, stmt->span);
  emit_op(&e, OP_CB_WAIT_FRONT, cb_var(c, &d->p->table, block), pages_of(d, block));
  Transfer t = transfer(d, tensor, block);
  const Expr *pointer = pointer_let(d, &e, OP_GET_READ_PTR, block);
  if (t.kind == TRANSFER_ELEMENTS)
    write_elements(d, &e, &t, stmt->call->args[1], pointer, write_operand(stmt, ACCESS_WRITE)->buffer);
  else
    pages_write(d, &e, &t, stmt->call->args[1], pointer);
  emit_op0(&e, OP_NOC_ASYNC_WRITE_BARRIER);
  emit_op(&e, OP_CB_POP_FRONT, cb_var(c, &d->p->table, block), pages_of(d, block));
  const Expr *region = write_operand(stmt, ACCESS_READ_WRITE);
  if (!region) return;
  const Expr *token = cb_var(c, &d->p->table, region->buffer);
  emit_op(&e, OP_CB_RESERVE_BACK, token, ir_int(c, 1));
  emit_op(&e, OP_CB_PUSH_BACK, token, ir_int(c, 1));
}

// The reader goes on when the writer has pushed the token.
static void lower_token(Dataflow *d, const Stmt *stmt, Block *out) {
  Emitter e = emitter(d->p->c, out, stmt->span);
  const Expr *token = cb_var(d->p->c, &d->p->table, stmt->call->args[0]->buffer);
  emit_op(&e, OP_CB_WAIT_FRONT, token, ir_int(d->p->c, 1));
  emit_op(&e, OP_CB_POP_FRONT, token, ir_int(d->p->c, 1));
}

// True if the read fills the same block as an earlier one of the group: then it needs its own turn.
static bool same_target(Stmt *const *reads, size_t count, const Stmt *stmt) {
  for (size_t i = 0; i < count; i++)
    if (block_target(reads[i]) == block_target(stmt)) return true;
  return false;
}

static void lower_block(Dataflow *d, Block *block) {
  Compilation *c = d->p->c;
  Block out = {0};
  VECTOR(Stmt *) reads = {0};
  for (size_t i = 0; i <= block->count; i++) {
    Stmt *stmt = i < block->count ? block->items[i] : NULL;
    if (stmt && stmt->kind == STMT_ALLOC) continue;
    bool joins = stmt && is_call(stmt, OP_TT_READ) && !same_target(reads.items, reads.count, stmt);
    if (!joins && reads.count) {
      lower_reads(d, reads.items, reads.count, &out);
      reads.count = 0;
    }
    if (!stmt) break;
    if (stmt->kind == STMT_FOR) lower_block(d, &stmt->loop.body);
    if (stmt->kind == STMT_IF) {
      lower_block(d, &stmt->branch.then);
      lower_block(d, &stmt->branch.orelse);
    }
    if (stmt->kind == STMT_LET && is_tt_load(stmt->let->value))
      scalar_load(d, stmt, &out);
    else if (is_call(stmt, OP_TT_READ))
      vector_push(c->arena, &reads, stmt);
    else if (is_call(stmt, OP_TT_WRITE))
      lower_write(d, stmt, &out);
    else if (is_call(stmt, OP_TT_ARRIVE))
      lower_token(d, stmt, &out);
    else if (is_call(stmt, OP_TT_GENERATE))
      protocol_generate(d->p, d->bounds, stmt, &out);
    else
      ir_append(c, &out, stmt);
  }
  *block = out;
}

static uint32_t tensor_page_bytes(Dataflow *d, const Param *param) {
  const char *text = ir_attribute_string(&d->p->host->attributes, pass_buffer_key(d->p->c, param->name, "format"));
  DataFormat format;
  if (!text || !format_from_text(text, &format)) internal_error(d->p->c, "no format for %s", param->name);
  return format_tile_bytes(format);
}

// Tensors become address parameters; accessors are let at the head of the kernel.
static void declare_accessors(Dataflow *d, Block *head) {
  Compilation *c = d->p->c;
  int64_t slot = 0;
  for (size_t i = 0; i < d->p->kernel->params.count; i++) {
    Param *param = &d->p->kernel->params.items[i];
    Var *accessor = NULL;
    if (param->buffer) {
      Var *address = ir_new_var(c, arena_format(c->arena, "%s_addr", param->name), TYPE_UINT32);
      accessor = ir_new_var(c, param->name, TYPE_HANDLE);
      const Expr *value = ir_op(c, OP_TENSOR_ACCESSOR, ir_int(c, slot++), ir_var(c, address), ir_int(c, tensor_page_bytes(d, param)));
      ir_append(c, head, ir_let(c, accessor, value));
      param->var = address;
    }
    vector_push(c->arena, &d->accessors, accessor);
  }
}

void protocol_dataflow(ProtocolKernel *p) {
  Compilation *c = p->c;
  Dataflow d = {.p = p, .bounds = pass_bounds(c, p->host, p->kernel)};
  Block head = {0};
  declare_accessors(&d, &head);
  lower_block(&d, &p->kernel->body);
  for (size_t i = 0; i < p->kernel->body.count; i++) ir_append(c, &head, p->kernel->body.items[i]);
  p->kernel->body = head;
  cb_table_declare(c, &p->table, p->kernel);
  for (size_t i = 0; i < p->kernel->params.count; i++) {
    Param *param = &p->kernel->params.items[i];
    if (param->buffer) param->name = param->var->name;
    param->buffer = NULL;
  }
}
