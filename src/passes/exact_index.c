// exact_index: last part of assign_dst. A float32 block that the FPU reads (as TF32) and that is also moved to DST as it is has two circular
// buffer indices for its memory, the second of them unpacked to DST with all bits (circular_buffers.c gives them out).
//   before: cb_wait_front(cb_D, 4); copy_tile(cb_D, 0, 0); matmul_tiles(cb_D, cb_E, ...); cb_pop_front(cb_D, 4)
//   after:  cb_wait_front(cb_D, 4); cb_wait_front(cb_D_exact, 4); copy_tile(cb_D_exact, 0, 0); matmul_tiles(cb_D, cb_E, ...)
//           cb_pop_front(cb_D, 4); cb_pop_front(cb_D_exact, 4)
// Each index has pages and pointers of its own, so whatever happens to the first happens to the second right behind it.
#include "passes/assign.h"

typedef struct SecondIndex {
  Var *first, *second;
  bool used;  // by this kernel
} SecondIndex;

typedef struct Indices {
  Compilation *c;
  VECTOR(SecondIndex) list;
} Indices;

static Indices second_indices(Compilation *c, const PrimFunc *host, const CbTable *table) {
  Indices indices = {.c = c};
  const Expr *list = ir_attribute(&host->attributes, "tt_circular_buffers");
  for (unsigned i = 0; i < list->item_count; i++) {
    int64_t owner = ir_attribute_int(&list->items[i]->entries, "memory_of", -1);
    for (unsigned k = 0; k < list->item_count && owner >= 0; k++)
      if (ir_attribute_int(&list->items[k]->entries, "cb_id", -1) == owner)
        vector_push(c->arena, &indices.list, ((SecondIndex){table->items[k].var, table->items[i].var, false}));
  }
  return indices;
}

static SecondIndex *second_of(Indices *indices, const Expr *cb) {
  for (size_t i = 0; i < indices->list.count; i++)
    if (cb->kind == EXPR_VAR && cb->var == indices->list.items[i].first) return &indices->list.items[i];
  return NULL;
}

static bool follows(Op op) { return op == OP_CB_RESERVE_BACK || op == OP_CB_PUSH_BACK || op == OP_CB_WAIT_FRONT || op == OP_CB_POP_FRONT; }

static bool moves_to_dst(Op op) {
  return op == OP_COPY_TILE || op == OP_TRANSPOSE_TILE || op == OP_UNARY_BCAST_ROWS || op == OP_UNARY_BCAST_COLS || op == OP_UNARY_BCAST_SCALAR;
}

// The same call of the second index.
static const Expr *of_second(Indices *indices, const Expr *call, SecondIndex *index) {
  const Expr *args[6];
  for (unsigned i = 0; i < call->arg_count && i < 6; i++) args[i] = call->args[i];
  args[0] = ir_var(indices->c, index->second);
  index->used = true;
  return ir_with_span(indices->c, ir_call(indices->c, call->op, args, call->arg_count), call->span);
}

static void index_stmt(void *state, Stmt *stmt, Block *out) {
  Indices *indices = state;
  bool call = stmt->kind == STMT_EVAL && stmt->call->arg_count && (follows(stmt->call->op) || moves_to_dst(stmt->call->op));
  SecondIndex *index = call ? second_of(indices, stmt->call->args[0]) : NULL;
  if (index && moves_to_dst(stmt->call->op)) stmt->call = of_second(indices, stmt->call, index);
  ir_append(indices->c, out, stmt);
  if (index && follows(stmt->call->op)) ir_append(indices->c, out, ir_eval(indices->c, of_second(indices, stmt->call, index)));
}

// The lets of second indices stand behind those of the first.
static void declare(const Indices *indices, PrimFunc *kernel) {
  Block body = {0};
  for (size_t i = 0; i < kernel->body.count; i++) {
    Stmt *stmt = kernel->body.items[i];
    ir_append(indices->c, &body, stmt);
    for (size_t k = 0; k < indices->list.count && stmt->kind == STMT_LET; k++) {
      const SecondIndex *index = &indices->list.items[k];
      if (index->used && stmt->let == index->first) ir_append(indices->c, &body, ir_let(indices->c, index->second, index->second->value));
    }
  }
  kernel->body = body;
}

void assign_second_indices(Compilation *c, const PrimFunc *host, PrimFunc *kernel) {
  CbTable table = cb_table_of_kernel(c, host, kernel);
  Indices indices = second_indices(c, host, &table);
  if (!indices.list.count) return;
  rebuild_block(indices.c, &kernel->body, index_stmt, &indices);
  declare(&indices, kernel);
}
