// plain_reducers: part of tensorize_tt. A core keeps one copy of a reducer, so its ops are those of a plain block.
//   before: T.reducer_init(T.region(o[0], 2, 64)); for i, j in T.Parallel(64, 32): T.reducer_update(o[i], A[i, j]); T.finalize_reducer_v2(o, s)
//   after:  T.fill(T.region(o[0], 2, 64), 0); for i, j in T.Parallel(64, 32): o[i] = o[i] + A[i, j]; T.copy(o, s)
#include "passes/tensorize.h"

typedef struct ReducerForm {
  const char *kind;
  Op op;
  bool floats;
} ReducerForm;

static const ReducerForm FORMS[] = {{"sum", OP_ADD, true},          {"max", OP_MAX, true},          {"min", OP_MIN, true},
                                    {"bitand", OP_BITWISE_AND, false}, {"bitor", OP_BITWISE_OR, false}, {"bitxor", OP_BITWISE_XOR, false}};

static const ReducerForm *form_of(Compilation *c, const Buffer *reducer, Span span) {
  for (size_t i = 0; reducer->reducer && i < sizeof FORMS / sizeof *FORMS; i++)
    if (!strcmp(FORMS[i].kind, reducer->reducer) && (type_is_int(reducer->type) || FORMS[i].floats)) return &FORMS[i];
  diag_unsupported(c, span, "the reducer %s: the passes lower sum, max and min of floats, and these and bitand, bitor and bitxor of integers", reducer->name);
  return NULL;
}

static void replace_eval(Compilation *c, Stmt *stmt, Op op, const Expr *first, const Expr *second) {
  stmt->call = ir_with_span(c, ir_op(c, op, first, second), stmt->call->span);
}

static const Expr *as_access(Compilation *c, const Expr *region, Access access) {
  return ir_region(c, region->buffer, region->indices, region->extents, access);
}

static void rewrite_update(Compilation *c, Stmt *stmt) {
  const Expr *place = stmt->call->args[0], *value = stmt->call->args[1];
  const ReducerForm *form = form_of(c, place->buffer, stmt->span);
  if (!form) return;
  Span span = stmt->call->span;
  const Expr *combined = ir_call_typed(c, form->op, place->type, (const Expr *const[]){place, ir_cast(c, place->type, value)}, 2);
  Stmt *store = ir_store(c, place->buffer, place->indices, combined);
  *stmt = *store;
  stmt->span = span;
}

static void rewrite_stmt(void *state, Stmt *stmt) {
  Compilation *c = state;
  if (is_call(stmt, OP_REDUCER_UPDATE)) {
    rewrite_update(c, stmt);
  } else if (is_call(stmt, OP_REDUCER_INIT)) {
    const Expr *region = stmt->call->args[0];
    const ReducerForm *form = form_of(c, region->buffer, stmt->span);
    if (!form) return;
    const Expr *value = stmt->call->arg_count > 1 ? stmt->call->args[1] : tensorize_neutral(c, form->op, region->type);
    replace_eval(c, stmt, OP_FILL, region, value);
  } else if (is_call(stmt, OP_FINALIZE_REDUCER)) {
    stmt->call = ir_int(c, 0);  // the only copy is the result
  } else if (is_call(stmt, OP_FINALIZE_REDUCER_V2)) {
    replace_eval(c, stmt, OP_COPY, as_access(c, stmt->call->args[0], ACCESS_READ), stmt->call->args[1]);
  }
}

void plain_reducers(Compilation *c, PrimFunc *func) { ir_visit_block(&func->body, rewrite_stmt, c); }
