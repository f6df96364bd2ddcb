// Reductions in assign_dst: every row or column of tiles is reduced into one DST tile.
//   before: tt_reduce(s, A, ones, "sum", 1)                      A (64, 96), s (64, 1)
//   after:  tile_regs_acquire(); for d in range(2): for along in range(3): reduce_tile_sum_row(cb_A, cb_ones, d * 3 + along, 0, d)
//           tile_regs_commit(); tile_regs_wait(); for d in range(2): pack_tile_at(d, cb_s, d); tile_regs_release(); reduce_uninit()
#include "passes/assign.h"

typedef struct Reduction {
  const Buffer *target, *source;
  const Expr *ones, *out;  // circular buffers
  Op op;
  bool along_columns;  // each row becomes one element
  int64_t planes, kept, reduced;  // tiles
} Reduction;

static Reduction reduction_of(Assign *a, const Stmt *stmt) {
  const Expr *const *args = stmt->call->args;
  int64_t dim = 0;
  ir_is_int(args[4], &dim);
  bool maximum = !strcmp(args[3]->string, "max");
  Reduction r = {.target = args[0]->buffer, .source = args[1]->buffer, .ones = cb_var(a->c, &a->table, args[2]->buffer), .along_columns = dim == 1};
  r.out = cb_var(a->c, &a->table, r.target);
  r.op = maximum ? (dim ? OP_REDUCE_TILE_MAX_ROW : OP_REDUCE_TILE_MAX_COL) : (dim ? OP_REDUCE_TILE_SUM_ROW : OP_REDUCE_TILE_SUM_COL);
  int64_t rows = tile_rows(a->c, r.source), columns = tile_columns(a->c, r.source);
  r.planes = tile_planes(a->c, r.source);
  r.kept = dim ? rows : columns;
  r.reduced = dim ? columns : rows;
  return r;
}

static void emit_reduce_tile(Assign *a, Emitter *e, const Reduction *r, const Expr *tile, const Expr *dst) {
  const Expr *args[5] = {cb_var(a->c, &a->table, r->source), r->ones, tile, ir_int(a->c, 0), dst};
  Expr *call = arena_new(a->c->arena, Expr);
  *call = *ir_call(a->c, r->op, args, 5);
  call->span = e->span;
  // insert_compute_init takes it from here.
  ir_set_attribute(a->c, &call->keywords, "out", r->out);
  ir_append(a->c, emit_block(e), ir_eval(a->c, call));
}

void assign_reduce(Assign *a, const Stmt *stmt, Block *out) {
  Compilation *c = a->c;
  Reduction r = reduction_of(a, stmt);
  int64_t group = largest_divisor(r.kept, a->capacity);
  Emitter e = emitter(c, out, stmt->span);
  const Expr *plane = emit_loop(&e, "plane", r.planes), *step = emit_loop(&e, "step", r.kept / group);
  emit_op0(&e, OP_TILE_REGS_ACQUIRE);
  const Expr *d = emit_loop(&e, "d", group), *along = emit_loop(&e, "along", r.reduced);
  const Expr *kept = index_of(c, step, group, d), *row = r.along_columns ? kept : along, *column = r.along_columns ? along : kept;
  const Expr *tile = index_of(c, index_of(c, plane, tile_rows(c, r.source), row), tile_columns(c, r.source), column);
  emit_reduce_tile(a, &e, &r, tile, d);
  emit_end(&e, r.reduced);
  emit_end(&e, group);
  assign_commit_and_wait(&e);
  assign_packs(a, &e, r.target, group, index_of(c, plane, r.kept, index_of(c, step, group, NULL)));
  emit_op0(&e, OP_TILE_REGS_RELEASE);
  emit_end(&e, r.kept / group);
  emit_end(&e, r.planes);
  emit_op0(&e, OP_REDUCE_UNINIT);
}
