// Vectors in tile IR: where they are. In: a function or a statement; out: the first place of a vector type.
#include "ir/ir.h"

typedef struct VectorSearch {
  bool found;
  Span span;
} VectorSearch;

static void note_vector(VectorSearch *search, DType type, Span span) {
  if (search->found || type_lanes(type) == 1) return;
  search->found = true;
  search->span = span;
}

static void visit_vector(void *state, const Expr *expr) { note_vector(state, expr->type, expr->span); }

bool ir_vector_in_stmt(const Stmt *stmt, Span *span) {
  VectorSearch search = {false, NO_SPAN};
  ir_visit_stmt(stmt, visit_vector, &search);
  if (stmt->kind == STMT_ALLOC) note_vector(&search, stmt->alloc->type, stmt->alloc->span);
  if (search.found) *span = search.span.file == NO_FILE ? stmt->span : search.span;
  return search.found;
}

bool ir_vector_in_params(const PrimFunc *func, Span *span) {
  VectorSearch search = {false, NO_SPAN};
  for (size_t i = 0; i < func->params.count; i++) {
    const Param *param = &func->params.items[i];
    if (param->buffer) note_vector(&search, param->buffer->type, param->buffer->span);
    if (param->var) note_vector(&search, param->var->type, param->var->span);
  }
  *span = search.span;
  return search.found;
}
