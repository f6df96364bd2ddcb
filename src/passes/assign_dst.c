// assign_dst: block ops of the compute kernel become loops over tiles, with DST indices and the hand-over between math and pack.
//   before: tt_eltwise(C_out, T.max(T.region(C_in), 0))                    4 tiles
//   after:  tile_regs_acquire(); for d in range(4): copy_tile(cb_C_in, d, d); for d in range(4): unary_max_tile(d, 0)
//           tile_regs_commit(); tile_regs_wait(); for d in range(4): pack_tile_at(d, cb_C_out, d); tile_regs_release()
// Register q of a tile program with g tiles at a time is DST q * g + d for tile d. A block placed in DST has tile t at DST t, and
// the other registers behind it. An accumulator in L1 is produced in subblocks of at most the capacity of DST, added up by the packer.
#include "passes/assign.h"

int64_t largest_divisor(int64_t value, int64_t limit) {
  for (int64_t d = limit; d > 1; d--)
    if (value % d == 0) return d;
  return 1;
}

bool assign_in_dst(const Buffer *buffer) { return buffer->scope == SCOPE_DST; }

void assign_packs(Assign *a, Emitter *e, const Buffer *target, int64_t group, const Expr *first_tile) {
  const Expr *d = emit_loop(e, "d", group);
  emit_op(e, OP_PACK_TILE_AT, d, cb_var(a->c, &a->table, target), ir_simplify(a->c, NULL, ir_op(a->c, OP_ADD, first_tile, d)));
  emit_end(e, group);
}

void assign_commit_and_wait(Emitter *e) {
  emit_op0(e, OP_TILE_REGS_COMMIT);
  emit_op0(e, OP_TILE_REGS_WAIT);
}

// ---- matmul

typedef struct MatmulShape {
  const Expr *in0, *in1;
  int64_t rows, columns, depth;  // in tiles
  bool transposed;               // in1
} MatmulShape;

static MatmulShape matmul_shape(Assign *a, const Stmt *stmt) {
  const Expr *call = stmt->call;
  int64_t transposed = 0;
  ir_is_int(call->args[4], &transposed);
  const Buffer *in0 = call->args[0]->buffer, *target = call->args[2]->buffer;
  return (MatmulShape){cb_var(a->c, &a->table, in0), cb_var(a->c, &a->table, call->args[1]->buffer), tile_rows(a->c, target),
                       tile_columns(a->c, target), tile_columns(a->c, in0), transposed != 0};
}

// DST[dst] += in0[row, k] x in1[k, column]; the transposition within the tile is the init's.
static void emit_matmul_tiles(Assign *a, Emitter *e, const MatmulShape *shape, const Expr *row, const Expr *column, const Expr *k, const Expr *dst) {
  Compilation *c = a->c;
  const Expr *tile0 = index_of(c, row, shape->depth, k);
  const Expr *tile1 = shape->transposed ? index_of(c, column, shape->depth, k) : index_of(c, k, shape->columns, column);
  const Expr *args[5] = {shape->in0, shape->in1, tile0, tile1, dst};
  Expr *call = arena_new(c->arena, Expr);
  *call = *ir_call(c, OP_MATMUL_TILES, args, 5);
  call->span = e->span;
  // insert_compute_init takes it from here.
  if (shape->transposed) ir_set_attribute(c, &call->keywords, "transpose", ir_int(c, 1));
  ir_append(c, emit_block(e), ir_eval(c, call));
}

static void emit_subblock(Assign *a, Emitter *e, const MatmulShape *shape, const Expr *row0, const Expr *column0, int64_t height, int64_t width) {
  Compilation *c = a->c;
  const Expr *k = emit_loop(e, "kt", shape->depth), *m = emit_loop(e, "m", height), *n = emit_loop(e, "n", width);
  const Expr *row = ir_simplify(c, NULL, ir_op(c, OP_ADD, row0, m)), *column = ir_simplify(c, NULL, ir_op(c, OP_ADD, column0, n));
  emit_matmul_tiles(a, e, shape, row, column, k, index_of(c, m, width, n));
  emit_end(e, width);
  emit_end(e, height);
  emit_end(e, shape->depth);
}

static void assign_matmul_l1(Assign *a, const Stmt *stmt, Block *out) {
  Compilation *c = a->c;
  MatmulShape shape = matmul_shape(a, stmt);
  const Expr *target = cb_var(c, &a->table, block_target(stmt));
  int64_t width = largest_divisor(shape.columns, a->capacity), height = largest_divisor(shape.rows, a->capacity / width);
  Emitter e = emitter(c, out, stmt->span);
  const Expr *flag = ir_attribute(&stmt->call->keywords, "accumulate");
  if (!flag) internal_error(c, "a matmul into L1 without accumulate");
  const Expr *number = ir_cast(c, TYPE_INT32, flag);
  int64_t constant;
  if (ir_is_int(flag, &constant)) number = ir_int(c, constant);
  emit_op(&e, OP_PACK_RECONFIG_L1_ACC, number);
  const Expr *sm = emit_loop(&e, "sub_row", shape.rows / height), *sn = emit_loop(&e, "sub_column", shape.columns / width);
  const Expr *row0 = index_of(c, sm, height, NULL), *column0 = index_of(c, sn, width, NULL);
  emit_op0(&e, OP_TILE_REGS_ACQUIRE);
  emit_subblock(a, &e, &shape, row0, column0, height, width);
  assign_commit_and_wait(&e);
  const Expr *m = emit_loop(&e, "m", height), *n = emit_loop(&e, "n", width);
  const Expr *row = ir_simplify(c, NULL, ir_op(c, OP_ADD, row0, m)), *column = ir_simplify(c, NULL, ir_op(c, OP_ADD, column0, n));
  emit_op(&e, OP_PACK_TILE_AT, index_of(c, m, width, n), target, index_of(c, row, shape.columns, column));
  emit_end(&e, width);
  emit_end(&e, height);
  emit_op0(&e, OP_TILE_REGS_RELEASE);
  emit_end(&e, shape.columns / width);
  emit_end(&e, shape.rows / height);
  emit_op(&e, OP_PACK_RECONFIG_L1_ACC, ir_int(c, 0));
}

static void assign_matmul(Assign *a, const Stmt *stmt, Block *out) {
  if (!assign_in_dst(block_target(stmt))) {
    assign_matmul_l1(a, stmt, out);
    return;
  }
  MatmulShape shape = matmul_shape(a, stmt);
  Emitter e = emitter(a->c, out, stmt->span);
  emit_subblock(a, &e, &shape, ir_int(a->c, 0), ir_int(a->c, 0), shape.rows, shape.columns);
}

static void assign_block(Assign *a, Block *block) {
  Block out = {0};
  for (size_t i = 0; i < block->count; i++) {
    Stmt *stmt = block->items[i];
    if (stmt->kind == STMT_ALLOC) continue;
    if (stmt->kind == STMT_FOR) assign_block(a, &stmt->loop.body);
    if (stmt->kind == STMT_IF) {
      assign_block(a, &stmt->branch.then);
      assign_block(a, &stmt->branch.orelse);
    }
    if (is_call(stmt, OP_TT_ELTWISE))
      assign_eltwise(a, stmt, &out);
    else if (is_call(stmt, OP_TT_REDUCE))
      assign_reduce(a, stmt, &out);
    else if (is_call(stmt, OP_TT_TRANSPOSE))
      assign_transpose(a, stmt, &out);
    else if (is_call(stmt, OP_TT_MATMUL))
      assign_matmul(a, stmt, &out);
    else
      ir_append(a->c, &out, stmt);
  }
  *block = out;
}

void pass_assign_dst(Compilation *c, Module *module, const PassOptions *options) {
  PrimFunc *host = pass_host(module);
  bool fp32 = ir_attribute_int(&host->attributes, "tt_fp32_dest_acc", 0);
  for (size_t i = 0; i < module->functions.count; i++) {
    PrimFunc *kernel = module->functions.items[i];
    if (kernel == host) continue;
    Assign a = {c, cb_table_of_kernel(c, host, kernel), fp32 ? c->device->dst_tiles_fp32 : c->device->dst_tiles,
                !options->fp16 || strcmp(options->fp16, "fp32") != 0};
    if (is_kernel(kernel, "compute")) assign_block(&a, &kernel->body);
    assign_second_indices(c, host, kernel);
  }
  ir_set_attribute(c, &host->attributes, "tt_dst_assigned", ir_int(c, 1));
}
