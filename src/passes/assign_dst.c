// assign_dst: block ops of the compute kernel become loops over tiles, with DST indices and the hand-over between math and pack.
//   before: tt_eltwise(C_out, T.max(T.region(C_in), 0))                    4 tiles
//   after:  tile_regs_acquire(); for d in range(4): copy_tile(cb_C_in, d, d); for d in range(4): unary_max_tile(d, 0)
//           tile_regs_commit(); tile_regs_wait(); for d in range(4): pack_tile_at(d, cb_C_out, d); tile_regs_release()
// Register q of a tile program with g tiles at a time is DST q * g + d for tile d. A block placed in DST has tile t at DST t, and
// the other registers behind it. An accumulator in L1 is produced in subblocks of at most the capacity of DST, added up by the packer.
#include <math.h>

#include "passes/emit.h"
#include "passes/tile_program.h"

typedef struct Assign {
  Compilation *c;
  CbTable table;
  unsigned capacity;  // tiles of half-sync DST
  bool use_fpu;
} Assign;

static int64_t largest_divisor(int64_t value, int64_t limit) {
  for (int64_t d = limit; d > 1; d--)
    if (value % d == 0) return d;
  return 1;
}

static bool in_dst(const Buffer *buffer) { return buffer->scope == SCOPE_DST; }

static const Expr *constant_operand(Compilation *c, double value) { return ir_float(c, TYPE_FLOAT32, value); }

// DST index of a register: `bank` tiles of each register lie side by side.
static const Expr *register_index(Compilation *c, unsigned reg, int64_t bank, const Expr *tile) {
  return ir_simplify(c, NULL, ir_op(c, OP_ADD, ir_int(c, (int64_t)reg * bank), tile));
}

typedef struct TileLoop {
  int64_t bank;              // distance of the registers in DST
  const Expr *tile;          // DST index of register 0
  const Expr *block_tile;    // tile of the operands' blocks
  const Buffer *rotating;    // operand that is read at its front: tile `tile`
} TileLoop;

static const Expr *operand_tile(const TileLoop *loop, const Buffer *buffer) {
  return buffer == loop->rotating ? loop->tile : loop->block_tile;
}

static void emit_instruction(Assign *a, Emitter *e, const TileInstruction *i, const TileLoop *loop) {
  Compilation *c = a->c;
  const Expr *target = register_index(c, i->target, loop->bank, loop->tile);
  const Expr *left = register_index(c, i->left, loop->bank, loop->tile), *right = register_index(c, i->right, loop->bank, loop->tile);
  switch (i->step) {
    case TILE_COPY: emit_op(e, OP_COPY_TILE, cb_var(c, &a->table, i->a), operand_tile(loop, i->a), target); return;
    case TILE_FILL: emit_op(e, OP_FILL_TILE, target, constant_operand(c, i->constant)); return;
    case TILE_FPU:
      emit_op(e, i->op, cb_var(c, &a->table, i->a), cb_var(c, &a->table, i->b), operand_tile(loop, i->a), operand_tile(loop, i->b), target);
      return;
    case TILE_UNARY: emit_op(e, i->op, target, constant_operand(c, i->constant)); return;
    case TILE_BINARY: emit_op(e, i->op, left, right, target); return;
    case TILE_MOVE: emit_op(e, i->op, left, target); return;
  }
}

// One loop per instruction: an init then serves all tiles of the group.
static void emit_group(Assign *a, Emitter *e, const TileProgram *program, int64_t group, const Expr *first_tile, const Buffer *rotating) {
  for (size_t i = 0; i < program->code.count; i++) {
    const Expr *d = emit_loop(e, "d", group);
    TileLoop loop = {group, d, ir_simplify(a->c, NULL, ir_op(a->c, OP_ADD, first_tile, d)), rotating};
    emit_instruction(a, e, &program->code.items[i], &loop);
    emit_end(e, group);
  }
}

static void emit_packs(Assign *a, Emitter *e, const Buffer *target, int64_t group, const Expr *first_tile) {
  const Expr *d = emit_loop(e, "d", group);
  emit_op(e, OP_PACK_TILE_AT, d, cb_var(a->c, &a->table, target), ir_simplify(a->c, NULL, ir_op(a->c, OP_ADD, first_tile, d)));
  emit_end(e, group);
}

static void commit_and_wait(Emitter *e) {
  emit_op0(e, OP_TILE_REGS_COMMIT);
  emit_op0(e, OP_TILE_REGS_WAIT);
}

// ---- element-wise between circular buffers

static void emit_rotation(Assign *a, Emitter *e, Op op, const Buffer *buffer, int64_t count) {
  emit_op(e, op, cb_var(a->c, &a->table, buffer), ir_int(a->c, count));
}

static void assign_eltwise(Assign *a, const Stmt *stmt, Block *out) {
  Buffer *target = block_target(stmt);
  TileProgram program = tile_program(a->c, stmt->call->args[1], NULL, a->use_fpu);
  if (program.registers > a->capacity) internal_error(a->c, "a value tree of %u registers after split_trees", program.registers);
  bool in_place = block_reads(stmt, target);
  int64_t tiles = tile_count(a->c, target), group = largest_divisor(tiles, a->capacity / program.registers);
  Emitter e = emitter(a->c, out, stmt->span);
  const Expr *step = emit_loop(&e, "step", tiles / group), *first = index_of(a->c, step, group, NULL);
  if (in_place) emit_rotation(a, &e, OP_CB_WAIT_FRONT, target, group);
  emit_op0(&e, OP_TILE_REGS_ACQUIRE);
  emit_group(a, &e, &program, group, first, in_place ? target : NULL);
  emit_op0(&e, OP_TILE_REGS_COMMIT);
  // In place: the pages go to the back one group at a time, so that after the last group they stand in order again.
  if (in_place) {
    emit_rotation(a, &e, OP_CB_POP_FRONT, target, group);
    emit_rotation(a, &e, OP_CB_RESERVE_BACK, target, group);
  }
  emit_op0(&e, OP_TILE_REGS_WAIT);
  emit_packs(a, &e, target, group, in_place ? ir_int(a->c, 0) : first);
  emit_op0(&e, OP_TILE_REGS_RELEASE);
  if (in_place) emit_rotation(a, &e, OP_CB_PUSH_BACK, target, group);
  emit_end(&e, tiles / group);
}

static void assign_transpose(Assign *a, const Stmt *stmt, Block *out) {
  const Buffer *target = block_target(stmt), *source = stmt->call->args[1]->buffer;
  int64_t rows = tile_rows(a->c, target), columns = tile_columns(a->c, target), group = largest_divisor(columns, a->capacity);
  Emitter e = emitter(a->c, out, stmt->span);
  const Expr *row = emit_loop(&e, "row", rows), *step = emit_loop(&e, "step", columns / group);
  emit_op0(&e, OP_TILE_REGS_ACQUIRE);
  const Expr *d = emit_loop(&e, "d", group);
  const Expr *column = index_of(a->c, step, group, d);
  emit_op(&e, OP_TRANSPOSE_TILE, cb_var(a->c, &a->table, source), index_of(a->c, column, rows, row), d);
  emit_end(&e, group);
  commit_and_wait(&e);
  emit_packs(a, &e, target, group, index_of(a->c, row, columns, index_of(a->c, step, group, NULL)));
  emit_op0(&e, OP_TILE_REGS_RELEASE);
  emit_end(&e, columns / group);
  emit_end(&e, rows);
}

// ---- blocks in DST

// regs: DST indices of target, left, right.
static void emit_resident_instruction(Assign *a, Emitter *e, const TileInstruction *i, const Expr *const regs[3], const Expr *tile) {
  Compilation *c = a->c;
  switch (i->step) {
    case TILE_COPY: emit_op(e, OP_COPY_TILE, cb_var(c, &a->table, i->a), tile, regs[0]); return;
    case TILE_FILL: emit_op(e, OP_FILL_TILE, regs[0], constant_operand(c, i->constant)); return;
    case TILE_FPU: internal_error(c, "an FPU operation on a block in DST");
    case TILE_UNARY: emit_op(e, i->op, regs[0], constant_operand(c, i->constant)); return;
    case TILE_BINARY: emit_op(e, i->op, regs[1], regs[2], regs[0]); return;
    case TILE_MOVE: emit_op(e, i->op, regs[1], regs[0]); return;
  }
}

// A program on every tile of a block in DST: register 0 of tile t is DST t, the others stand behind the block and are shared.
static void emit_resident(Assign *a, Emitter *e, const TileProgram *program, const Buffer *buffer) {
  int64_t tiles = tile_count(a->c, buffer);
  if (program->registers == 1) {
    emit_group(a, e, program, tiles, ir_int(a->c, 0), NULL);
    return;
  }
  const Expr *tile = emit_loop(e, "tile", tiles);
  for (size_t i = 0; i < program->code.count; i++) {
    TileInstruction instruction = program->code.items[i];
    const Expr *regs[3];
    const unsigned numbers[3] = {instruction.target, instruction.left, instruction.right};
    for (unsigned r = 0; r < 3; r++) regs[r] = numbers[r] ? ir_int(a->c, tiles + numbers[r] - 1) : tile;
    emit_resident_instruction(a, e, &instruction, regs, tile);
  }
  emit_end(e, tiles);
}

static bool is_zero(const Expr *tree) { return tree->kind == EXPR_FLOAT && fpclassify(tree->number) == FP_ZERO; }

// The first value of a block in DST: acquired DST is zero already.
static void assign_first(Assign *a, const Stmt *stmt, Block *out) {
  Emitter e = emitter(a->c, out, stmt->span);
  emit_op0(&e, OP_TILE_REGS_ACQUIRE);
  if (is_zero(stmt->call->args[1])) return;
  TileProgram program = tile_program(a->c, stmt->call->args[1], NULL, false);
  emit_resident(a, &e, &program, block_target(stmt));
}

static void assign_update(Assign *a, const Stmt *stmt, Block *out) {
  Emitter e = emitter(a->c, out, stmt->span);
  TileProgram program = tile_program(a->c, stmt->call->args[1], block_target(stmt), false);
  emit_resident(a, &e, &program, block_target(stmt));
}

static void assign_last(Assign *a, const Stmt *stmt, const Buffer *resident, Block *out) {
  Emitter e = emitter(a->c, out, stmt->span);
  TileProgram program = tile_program(a->c, stmt->call->args[1], resident, false);
  emit_resident(a, &e, &program, resident);
  commit_and_wait(&e);
  emit_packs(a, &e, block_target(stmt), tile_count(a->c, resident), ir_int(a->c, 0));
  emit_op0(&e, OP_TILE_REGS_RELEASE);
}

typedef struct FindResident {
  const Buffer *buffer;
} FindResident;

static void find_resident(void *state, const Expr *expr) {
  FindResident *find = state;
  if (expr->kind == EXPR_REGION && in_dst(expr->buffer)) find->buffer = expr->buffer;
}

static void assign_any_eltwise(Assign *a, const Stmt *stmt, Block *out) {
  FindResident find = {NULL};
  ir_visit(stmt->call->args[1], find_resident, &find);
  if (in_dst(block_target(stmt))) {
    if (find.buffer)
      assign_update(a, stmt, out);
    else
      assign_first(a, stmt, out);
  } else if (find.buffer) {
    assign_last(a, stmt, find.buffer, out);
  } else {
    assign_eltwise(a, stmt, out);
  }
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
  commit_and_wait(&e);
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
  if (!in_dst(block_target(stmt))) {
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
      assign_any_eltwise(a, stmt, &out);
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
    if (!is_kernel(kernel, "compute")) continue;
    Assign a = {c, cb_table_of_kernel(c, host, kernel), fp32 ? c->device->dst_tiles_fp32 : c->device->dst_tiles,
                !options->fp16 || strcmp(options->fp16, "fp32") != 0};
    assign_block(&a, &kernel->body);
  }
  ir_set_attribute(c, &host->attributes, "tt_dst_assigned", ir_int(c, 1));
}
