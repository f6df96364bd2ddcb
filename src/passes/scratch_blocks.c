// add_scratch_blocks: part of memory_space_lower_tt. Scalars that kernels load from tensors get a page to read into, one in the reader and one in
// the writer, and a page on the way to the compute kernel where a loop or condition depends on them (split_kernels takes it away where the
// compute kernel does not). Reads and writes that go element by element get a page of L1 to read pages of the tensor into, to write elements from:
// one for all tensors of a dtype, as a last operand of tt_read, of tt_write.
//   before: tt_read(S, A[by * 32 + 5, 0])
//   after:  scratch = alloc((32, 32)); ...; tt_read(S, A[by * 32 + 5, 0], scratch)
#include "passes/memory_space.h"
#include "passes/transfer.h"

typedef VECTOR(Buffer *) BufferList;

typedef struct Scratches {
  Compilation *c;
  PrimFunc *func;
  const Bounds *bounds;
  BufferList in, out;             // of the reader, of the writer: one for every dtype
  Buffer *of_reader, *of_writer;  // for scalars
  Buffer *sent;                   // the pages in which scalars go to the compute kernel, one after the other
  unsigned sent_count;            // lets of such scalars
  BufferList all;
} Scratches;

static Buffer *new_page(Scratches *s, const char *name, DType type) {
  const Expr *shape[2] = {ir_int(s->c, TILE), ir_int(s->c, TILE)};
  Buffer *buffer = ir_new_buffer(s->c, name, type, SCOPE_SHARED, 2, shape);
  vector_push(s->c->arena, &s->all, buffer);
  return buffer;
}

static Buffer *scratch_of(Scratches *s, BufferList *list, const char *name, DType type) {
  for (size_t i = 0; i < list->count; i++)
    if (list->items[i]->type == type) return list->items[i];
  Buffer *buffer = new_page(s, name, type);
  vector_push(s->c->arena, list, buffer);
  return buffer;
}

// ---- scalars

typedef struct Decides {
  const Var *var;
  bool found;
} Decides;

static void find_var(void *state, const Expr *expr) {
  Decides *decides = state;
  if (expr->kind == EXPR_VAR && expr->var == decides->var) decides->found = true;
  if (expr->kind == EXPR_VAR && expr->var->value && !is_tt_load(expr->var->value)) ir_visit(expr->var->value, find_var, decides);
}

static void find_decision(void *state, Stmt *stmt) {
  if (stmt->kind == STMT_FOR || stmt->kind == STMT_IF) ir_visit_stmt(stmt, find_var, state);
}

static void give_scalar_pages(Scratches *s, Stmt *let) {
  const Expr *load = let->let->value->args[0];
  Decides decides = {let->let, false};
  ir_visit_block(&s->func->body, find_decision, &decides);
  if (!s->of_reader) s->of_reader = new_page(s, "scalars", TYPE_INT32);
  if (!s->of_writer) s->of_writer = new_page(s, "scalars_out", TYPE_INT32);
  const Expr *args[4] = {load, whole_region(s->c, s->of_reader, ACCESS_WRITE), whole_region(s->c, s->of_writer, ACCESS_WRITE)};
  if (decides.found && !s->sent) s->sent = new_page(s, "scalars_sent", TYPE_INT32);
  if (decides.found) args[3] = whole_region(s->c, s->sent, ACCESS_WRITE);
  s->sent_count += decides.found;
  let->let->value = ir_with_span(s->c, ir_call_typed(s->c, OP_TT_LOAD, load->type, args, decides.found ? 4 : 3), load->span);
}

static void add_scratch(void *state, Stmt *stmt) {
  Scratches *s = state;
  if (stmt->kind == STMT_LET && is_tt_load(stmt->let->value)) give_scalar_pages(s, stmt);
  bool reads = is_call(stmt, OP_TT_READ);
  if (!reads && !is_call(stmt, OP_TT_WRITE)) return;
  const Expr *block = stmt->call->args[reads ? 0 : 1], *tensor = stmt->call->args[reads ? 1 : 0];
  Transfer transfer = transfer_of(s->c, s->bounds, s->func, pass_param(s->func, tensor->buffer), tensor, block->buffer, true);
  if (transfer.kind != TRANSFER_ELEMENTS) return;
  const Expr *args[4];
  unsigned count = stmt->call->arg_count;
  for (unsigned i = 0; i < count; i++) args[i] = stmt->call->args[i];
  Buffer *page = reads ? scratch_of(s, &s->in, "scratch", tensor->type) : scratch_of(s, &s->out, "scratch_out", tensor->type);
  args[count] = whole_region(s->c, page, ACCESS_WRITE);
  stmt->call = ir_with_span(s->c, ir_call(s->c, stmt->call->op, args, count + 1), stmt->call->span);
}

void add_scratch_blocks(Compilation *c, PrimFunc *func) {
  Scratches s = {.c = c, .func = func, .bounds = pass_bounds(c, func, func)};
  ir_visit_block(&func->body, add_scratch, &s);
  if (s.sent) s.sent->shape[0] = ir_int(c, (int64_t)s.sent_count * TILE);  // as many as may be on the way
  Block body = {0};
  for (size_t i = 0; i < s.all.count; i++) ir_append(c, &body, ir_alloc(c, s.all.items[i]));
  for (size_t i = 0; i < func->body.count; i++) ir_append(c, &body, func->body.items[i]);
  func->body = body;
}
