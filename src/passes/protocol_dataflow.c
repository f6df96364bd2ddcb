// Page transfers of reader and writer. In: tt_read / tt_write of whole blocks; out: pages, guards at the tensor's edge, barriers.
// Reads that stand side by side share one barrier. A tile of a block that lies beyond the padded tensor is filled with zeros by the
// reader, from the zeros that the firmware keeps in L1, and skipped by the writer.
#include "passes/protocol.h"

enum { ZEROS_BYTES = 512 };  // MEM_ZEROS_SIZE of both chips (dev_mem_map.h)

typedef struct Dataflow {
  ProtocolKernel *p;
  Bounds *bounds;
  VECTOR(Var *) accessors;  // one per parameter of the kernel; NULL for scalars
} Dataflow;

static Var *accessor_of(const Dataflow *d, const Buffer *buffer) {
  const PrimFunc *kernel = d->p->kernel;
  for (size_t i = 0; i < kernel->params.count; i++)
    if (kernel->params.items[i].buffer == buffer) return d->accessors.items[i];
  internal_error(d->p->c, "%s is not a parameter of %s", buffer->name, kernel->name);
}

// A block of a tensor in pages.
typedef struct PageBlock {
  const Expr *row, *column;  // first tile
  const Expr *batch;
  int64_t tile_rows, tile_columns;  // of the tensor
  int64_t rows, columns;            // of the block
  bool row_inside, column_inside;   // provably within the tensor
} PageBlock;

static bool provably_inside(const Dataflow *d, const Expr *first, int64_t count, int64_t limit) {
  int64_t low, high;
  return ir_range(d->p->c, d->bounds, first, &low, &high) && low >= 0 && high + count <= limit;
}

static PageBlock page_block(Dataflow *d, const Expr *tensor, const Buffer *block) {
  Compilation *c = d->p->c;
  const Param *param = pass_param(d->p->kernel, tensor->buffer);
  unsigned plane[2];
  pass_plane(c, d->p->host, param, plane);
  PageBlock pages = {.tile_rows = pass_dim(c, tensor->buffer, plane[0]) / TILE, .tile_columns = pass_dim(c, tensor->buffer, plane[1]) / TILE};
  pages.rows = tile_rows(c, block);
  pages.columns = tile_columns(c, block);
  const Expr *tile = ir_int(c, TILE);
  pages.row = ir_simplify(c, d->bounds, ir_op(c, OP_FLOORDIV, tensor->indices[plane[0]], tile));
  pages.column = ir_simplify(c, d->bounds, ir_op(c, OP_FLOORDIV, tensor->indices[plane[1]], tile));
  pages.batch = ir_int(c, 0);
  for (unsigned i = 0; i < tensor->buffer->rank; i++)
    if (i != plane[0] && i != plane[1]) pages.batch = index_of(c, pages.batch, pass_dim(c, tensor->buffer, i), tensor->indices[i]);
  pages.row_inside = provably_inside(d, pages.row, pages.rows, pages.tile_rows);
  pages.column_inside = provably_inside(d, pages.column, pages.columns, pages.tile_columns);
  return pages;
}

static const Expr *below(Compilation *c, const Expr *value, int64_t limit) { return ir_op(c, OP_LT, value, ir_int(c, limit)); }

// The condition under which the tile (row, column) exists, NULL if it always does.
static const Expr *tile_exists(Compilation *c, const PageBlock *pages, const Expr *row, const Expr *column) {
  const Expr *row_below = pages->row_inside ? NULL : below(c, row, pages->tile_rows);
  const Expr *column_below = pages->column_inside ? NULL : below(c, column, pages->tile_columns);
  if (row_below && column_below) return ir_op(c, OP_AND, row_below, column_below);
  return row_below ? row_below : column_below;
}

static void emit_zeros(Emitter *e, const Expr *address, uint32_t page_bytes) {
  int64_t count = page_bytes / ZEROS_BYTES;
  Compilation *c = e->c;
  const Expr *part = emit_loop(e, "zeros", count);
  const Expr *source = ir_op(c, OP_GET_NOC_ADDR, ir_call(c, OP_MEM_ZEROS_BASE, NULL, 0));
  emit_op(e, OP_NOC_ASYNC_READ, source, ir_simplify(c, NULL, ir_op(c, OP_ADD, address, ir_cast(c, TYPE_UINT32, index_of(c, part, ZEROS_BYTES, NULL)))),
          ir_int(c, ZEROS_BYTES));
  emit_end(e, count);
}

static const Expr *l1_address(Compilation *c, const Expr *pointer, const Expr *tile, uint32_t page_bytes) {
  const Expr *offset = index_of(c, tile, page_bytes, NULL);
  int64_t zero;
  if (ir_is_int(offset, &zero) && zero == 0) return pointer;
  return ir_op(c, OP_ADD, pointer, ir_cast(c, TYPE_UINT32, offset));
}

// One transfer per tile of the block; `op` is the page read or write.
static void emit_pages(Dataflow *d, Emitter *e, Op op, const PageBlock *pages, Var *accessor, const Expr *pointer, uint32_t page_bytes) {
  Compilation *c = e->c;
  const Expr *r = emit_loop(e, "row", pages->rows), *q = emit_loop(e, "column", pages->columns);
  const Expr *row = ir_simplify(c, d->bounds, ir_op(c, OP_ADD, pages->row, r));
  const Expr *column = ir_simplify(c, d->bounds, ir_op(c, OP_ADD, pages->column, q));
  const Expr *page = index_of(c, index_of(c, pages->batch, pages->tile_rows, row), pages->tile_columns, column);
  const Expr *address = l1_address(c, pointer, index_of(c, r, pages->columns, q), page_bytes);
  const Expr *exists = tile_exists(c, pages, row, column);
  if (!exists) {
    emit_op(e, op, page, ir_var(c, accessor), address);
  } else {
    Stmt *guard = ir_if(c, exists);
    guard->span = e->span;
    ir_append(c, emit_block(e), guard);
    Emitter then = emitter(c, &guard->branch.then, e->span);
    emit_op(&then, op, page, ir_var(c, accessor), address);
    if (op == OP_NOC_ASYNC_READ_PAGE) {
      Emitter orelse = emitter(c, &guard->branch.orelse, e->span);
      emit_zeros(&orelse, address, page_bytes);
    }
  }
  emit_end(e, pages->columns);
  emit_end(e, pages->rows);
}

static const Expr *pages_of(Dataflow *d, const Buffer *buffer) { return ir_int(d->p->c, tile_count(d->p->c, buffer)); }

static const Expr *pointer_let(Dataflow *d, Emitter *e, Op op, const Buffer *buffer) {
  const Expr *cb = cb_var(d->p->c, &d->p->table, buffer);
  return emit_let(e, arena_format(d->p->c->arena, "%s_ptr", buffer->name), TYPE_UINT32, ir_op(d->p->c, op, cb));
}

static void lower_reads(Dataflow *d, Stmt *const *reads, size_t count, Block *out) {
  Compilation *c = d->p->c;
  Emitter e = emitter(c, out, reads[0]->span);
  for (size_t i = 0; i < count; i++) {
    Buffer *block = reads[i]->call->args[0]->buffer;
    e.span = reads[i]->span;
    emit_op(&e, OP_CB_RESERVE_BACK, cb_var(c, &d->p->table, block), pages_of(d, block));
  }
  for (size_t i = 0; i < count; i++) {
    Buffer *block = reads[i]->call->args[0]->buffer;
    const Expr *tensor = reads[i]->call->args[1];
    e.span = reads[i]->span;
    PageBlock pages = page_block(d, tensor, block);
    const Expr *pointer = pointer_let(d, &e, OP_GET_WRITE_PTR, block);
    emit_pages(d, &e, OP_NOC_ASYNC_READ_PAGE, &pages, accessor_of(d, tensor->buffer), pointer, cb_find(c, &d->p->table, block)->page_bytes);
  }
  emit_op0(&e, OP_NOC_ASYNC_READ_BARRIER);
  for (size_t i = 0; i < count; i++) {
    Buffer *block = reads[i]->call->args[0]->buffer;
    e.span = reads[i]->span;
    emit_op(&e, OP_CB_PUSH_BACK, cb_var(c, &d->p->table, block), pages_of(d, block));
  }
}

static void lower_write(Dataflow *d, const Stmt *stmt, Block *out) {
  Compilation *c = d->p->c;
  Buffer *block = stmt->call->args[1]->buffer;
  const Expr *tensor = stmt->call->args[0];
  Emitter e = emitter(c, out, stmt->span);
  emit_op(&e, OP_CB_WAIT_FRONT, cb_var(c, &d->p->table, block), pages_of(d, block));
  PageBlock pages = page_block(d, tensor, block);
  const Expr *pointer = pointer_let(d, &e, OP_GET_READ_PTR, block);
  emit_pages(d, &e, OP_NOC_ASYNC_WRITE_PAGE, &pages, accessor_of(d, tensor->buffer), pointer, cb_find(c, &d->p->table, block)->page_bytes);
  emit_op0(&e, OP_NOC_ASYNC_WRITE_BARRIER);
  emit_op(&e, OP_CB_POP_FRONT, cb_var(c, &d->p->table, block), pages_of(d, block));
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
    if (is_call(stmt, OP_TT_READ))
      vector_push(c->arena, &reads, stmt);
    else if (is_call(stmt, OP_TT_WRITE))
      lower_write(d, stmt, &out);
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
