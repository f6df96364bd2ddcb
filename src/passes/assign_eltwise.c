// Element-wise block ops and transposes in assign_dst: tile programs in loops over the tiles of the target. See assign_dst.c.
//   before: tt_eltwise(C_out, T.region(C_in) - T.region(m))        C_in (64, 64), m (64, 1): one column, for all columns
//   after:  for row in range(2): ... for d in range(2): sub_tiles_bcast_cols(cb_C_in, cb_m, row * 2 + d, row, d) ...
#include <math.h>

#include "passes/assign.h"

// DST index of a register: `bank` tiles of each register lie side by side.
static const Expr *register_index(Compilation *c, unsigned reg, int64_t bank, const Expr *tile) {
  return ir_simplify(c, NULL, ir_op(c, OP_ADD, ir_int(c, (int64_t)reg * bank), tile));
}

typedef struct TileLoop {
  const Buffer *target;
  const Expr *linear;                // number of the tile in the target's block
  const Expr *plane, *row, *column;  // its place there; NULL where the program needs only the number
  const Buffer *rotating;            // operand that is read at its front, at `front`
  const Expr *front;
} TileLoop;

// True if tile t of the region belongs to tile t of the target.
static bool is_linear(Compilation *c, const Buffer *target, const Expr *region) {
  const Buffer *buffer = region->buffer;
  return is_whole_region(region) && tile_planes(c, buffer) == tile_planes(c, target) && tile_rows(c, buffer) == tile_rows(c, target) &&
         tile_columns(c, buffer) == tile_columns(c, target);
}

static bool program_is_linear(Compilation *c, const Buffer *target, const TileProgram *program) {
  for (size_t i = 0; i < program->code.count; i++) {
    const TileInstruction *code = &program->code.items[i];
    if ((code->a && !is_linear(c, target, code->a)) || (code->b && !is_linear(c, target, code->b))) return false;
  }
  return true;
}

static int64_t extent_of(const Expr *region, unsigned d) {
  int64_t extent = 0;
  ir_is_int(region->extents[d], &extent);
  return extent;
}

// First tile of a region along rows or columns; regions start at whole tiles.
static const Expr *first_tile(Compilation *c, const Expr *min) {
  return ir_simplify(c, NULL, ir_op(c, OP_FLOORDIV, min, ir_int(c, TILE)));
}

static const Expr *offset_tile(Compilation *c, const Expr *min, int64_t tiles, const Expr *index) {
  const Expr *first = first_tile(c, min);
  return tiles == 1 ? first : ir_simplify(c, NULL, ir_op(c, OP_ADD, first, index));
}

// The plane of the region that belongs to a plane of the target: its dims but the last two, row-major.
static const Expr *region_plane(Compilation *c, const Expr *region, const Expr *plane) {
  const Buffer *buffer = region->buffer;
  const Expr *index = ir_int(c, 0);
  bool several = false;
  for (unsigned d = 0; d + 2 < buffer->rank; d++) {
    index = index_of(c, index, pass_dim(c, buffer, d), region->indices[d]);
    several |= extent_of(region, d) > 1;
  }
  return several ? ir_simplify(c, NULL, ir_op(c, OP_ADD, index, plane)) : index;
}

static const Expr *operand_tile(Compilation *c, const TileLoop *loop, const Expr *region) {
  const Buffer *buffer = region->buffer;
  if (buffer == loop->rotating) return loop->front;
  if (is_linear(c, loop->target, region)) return loop->linear;
  unsigned rows = buffer->rank - 2, columns = buffer->rank - 1;
  const Expr *row = offset_tile(c, region->indices[rows], whole_tiles(extent_of(region, rows)), loop->row);
  const Expr *column = offset_tile(c, region->indices[columns], whole_tiles(extent_of(region, columns)), loop->column);
  const Expr *plane = region_plane(c, region, loop->plane);
  return index_of(c, index_of(c, plane, tile_rows(c, buffer), row), tile_columns(c, buffer), column);
}

// regs: DST indices of the target and of the operands.
static void emit_instruction(Assign *a, Emitter *e, const TileInstruction *i, const Expr *const regs[4], const TileLoop *loop) {
  Compilation *c = a->c;
  switch (i->step) {
    case TILE_LOAD: emit_op(e, i->op, cb_var(c, &a->table, i->a->buffer), operand_tile(c, loop, i->a), regs[0]); return;
    case TILE_FILL: emit_op(e, i->op, regs[0], i->constants[0]); return;
    case TILE_FPU:
      emit_op(e, i->op, cb_var(c, &a->table, i->a->buffer), cb_var(c, &a->table, i->b->buffer), operand_tile(c, loop, i->a),
              operand_tile(c, loop, i->b), regs[0]);
      return;
    case TILE_UNARY: emit_args(e, i->op, (const Expr *const[]){regs[0], i->constants[0], i->constants[1]}, 1 + i->constant_count); return;
    case TILE_BINARY: emit_op(e, i->op, regs[1], regs[2], regs[0]); return;
    case TILE_WHERE: emit_op(e, i->op, regs[1], regs[2], regs[3], regs[0]); return;
    case TILE_MOVE: emit_op(e, i->op, regs[1], regs[0]); return;
  }
}

// ---- between circular buffers

// A group of tiles that lie side by side, and the loops around it. Groups follow each other in the order of the block's tiles.
typedef struct GroupLoops {
  const Buffer *target;
  bool linear, along_rows;
  int64_t planes, rows, columns, size;
  const Expr *plane, *row, *step;
} GroupLoops;

static GroupLoops open_groups(Assign *a, Emitter *e, const Buffer *target, const TileProgram *program) {
  GroupLoops g = {.target = target, .linear = program_is_linear(a->c, target, program)};
  int64_t limit = a->capacity / program->registers;
  if (g.linear) {
    g.size = largest_divisor(tile_count(a->c, target), limit);
    g.step = emit_loop(e, "step", tile_count(a->c, target) / g.size);
    return g;
  }
  g.planes = tile_planes(a->c, target);
  g.rows = tile_rows(a->c, target);
  g.columns = tile_columns(a->c, target);
  g.along_rows = g.columns == 1;
  g.size = largest_divisor(g.along_rows ? g.rows : g.columns, limit);
  g.plane = emit_loop(e, "plane", g.planes);
  g.row = g.along_rows ? NULL : emit_loop(e, "row", g.rows);
  g.step = emit_loop(e, "step", (g.along_rows ? g.rows : g.columns) / g.size);
  return g;
}

static void close_groups(Assign *a, Emitter *e, const GroupLoops *g) {
  if (g->linear) {
    emit_end(e, tile_count(a->c, g->target) / g->size);
    return;
  }
  emit_end(e, (g->along_rows ? g->rows : g->columns) / g->size);
  if (!g->along_rows) emit_end(e, g->rows);
  emit_end(e, g->planes);
}

// Tile d of the group.
static TileLoop tile_of_group(Assign *a, const GroupLoops *g, const Expr *d, const Buffer *rotating) {
  Compilation *c = a->c;
  TileLoop loop = {.target = g->target, .rotating = rotating, .front = d};
  const Expr *along = index_of(c, g->step, g->size, d);
  if (g->linear) {
    loop.linear = along;
    return loop;
  }
  loop.plane = g->plane;
  loop.row = g->along_rows ? along : g->row;
  loop.column = g->along_rows ? ir_int(c, 0) : along;
  loop.linear = index_of(c, index_of(c, loop.plane, g->rows, loop.row), g->columns, loop.column);
  return loop;
}

// One loop per instruction: an init then serves all tiles of the group.
static void emit_group(Assign *a, Emitter *e, const TileProgram *program, const GroupLoops *g, const Buffer *rotating) {
  for (size_t i = 0; i < program->code.count; i++) {
    const TileInstruction *code = &program->code.items[i];
    const Expr *d = emit_loop(e, "d", g->size);
    TileLoop loop = tile_of_group(a, g, d, rotating);
    const Expr *regs[4] = {register_index(a->c, code->target, g->size, d)};
    for (unsigned r = 0; r < 3; r++) regs[r + 1] = register_index(a->c, code->operands[r], g->size, d);
    emit_instruction(a, e, code, regs, &loop);
    emit_end(e, g->size);
  }
}

static void emit_rotation(Assign *a, Emitter *e, Op op, const Buffer *buffer, int64_t count) {
  emit_op(e, op, cb_var(a->c, &a->table, buffer), ir_int(a->c, count));
}

static void eltwise_in_l1(Assign *a, const Stmt *stmt, Block *out) {
  Buffer *target = block_target(stmt);
  TileProgram program = tile_program(a->c, target, stmt->call->args[1], NULL, a->use_fpu);
  if (program.registers > a->capacity) internal_error(a->c, "a value tree of %u registers after split_trees", program.registers);
  bool in_place = block_reads(stmt, target);
  Emitter e = emitter(a->c, out, stmt->span);
  GroupLoops g = open_groups(a, &e, target, &program);
  if (in_place) emit_rotation(a, &e, OP_CB_WAIT_FRONT, target, g.size);
  emit_op0(&e, OP_TILE_REGS_ACQUIRE);
  emit_group(a, &e, &program, &g, in_place ? target : NULL);
  emit_op0(&e, OP_TILE_REGS_COMMIT);
  // In place: the pages go to the back one group at a time, so that after the last group they stand in order again.
  if (in_place) {
    emit_rotation(a, &e, OP_CB_POP_FRONT, target, g.size);
    emit_rotation(a, &e, OP_CB_RESERVE_BACK, target, g.size);
  }
  emit_op0(&e, OP_TILE_REGS_WAIT);
  const Expr *first = tile_of_group(a, &g, ir_int(a->c, 0), NULL).linear;
  assign_packs(a, &e, target, g.size, in_place ? ir_int(a->c, 0) : first);
  emit_op0(&e, OP_TILE_REGS_RELEASE);
  if (in_place) emit_rotation(a, &e, OP_CB_PUSH_BACK, target, g.size);
  close_groups(a, &e, &g);
}

void assign_transpose(Assign *a, const Stmt *stmt, Block *out) {
  const Buffer *target = block_target(stmt), *source = stmt->call->args[1]->buffer;
  int64_t planes = tile_planes(a->c, target), rows = tile_rows(a->c, target), columns = tile_columns(a->c, target);
  int64_t group = largest_divisor(columns, a->capacity);
  Emitter e = emitter(a->c, out, stmt->span);
  const Expr *plane = emit_loop(&e, "plane", planes), *row = emit_loop(&e, "row", rows), *step = emit_loop(&e, "step", columns / group);
  emit_op0(&e, OP_TILE_REGS_ACQUIRE);
  const Expr *d = emit_loop(&e, "d", group);
  const Expr *column = index_of(a->c, step, group, d);
  emit_op(&e, OP_TRANSPOSE_TILE, cb_var(a->c, &a->table, source), index_of(a->c, index_of(a->c, plane, columns, column), rows, row), d);
  emit_end(&e, group);
  assign_commit_and_wait(&e);
  const Expr *first = index_of(a->c, index_of(a->c, plane, rows, row), columns, index_of(a->c, step, group, NULL));
  assign_packs(a, &e, target, group, first);
  emit_op0(&e, OP_TILE_REGS_RELEASE);
  emit_end(&e, columns / group);
  emit_end(&e, rows);
  emit_end(&e, planes);
}

// ---- blocks in DST

typedef struct ResidentLoops {
  const Buffer *buffer;
  bool linear;
  int64_t planes, rows, columns;
} ResidentLoops;

static TileLoop open_resident(Assign *a, Emitter *e, const ResidentLoops *r) {
  Compilation *c = a->c;
  TileLoop loop = {.target = r->buffer};
  if (r->linear) {
    loop.linear = emit_loop(e, "d", tile_count(c, r->buffer));
    return loop;
  }
  loop.plane = emit_loop(e, "plane", r->planes);
  loop.row = emit_loop(e, "row", r->rows);
  loop.column = emit_loop(e, "column", r->columns);
  loop.linear = index_of(c, index_of(c, loop.plane, r->rows, loop.row), r->columns, loop.column);
  return loop;
}

static void close_resident(Assign *a, Emitter *e, const ResidentLoops *r) {
  if (r->linear) {
    emit_end(e, tile_count(a->c, r->buffer));
    return;
  }
  emit_end(e, r->columns);
  emit_end(e, r->rows);
  emit_end(e, r->planes);
}

static void emit_resident_instruction(Assign *a, Emitter *e, const TileInstruction *code, const TileLoop *loop) {
  int64_t tiles = tile_count(a->c, loop->target);
  const unsigned numbers[4] = {code->target, code->operands[0], code->operands[1], code->operands[2]};
  const Expr *regs[4];
  for (unsigned i = 0; i < 4; i++) regs[i] = numbers[i] ? ir_int(a->c, tiles + numbers[i] - 1) : loop->linear;
  emit_instruction(a, e, code, regs, loop);
}

// A program on every tile of a block in DST: register 0 of tile t is DST t, the others stand behind the block and are shared, so
// that only programs of one register can run instruction by instruction over all tiles.
static void emit_resident(Assign *a, Emitter *e, const TileProgram *program, const Buffer *buffer) {
  Compilation *c = a->c;
  ResidentLoops r = {buffer, program_is_linear(c, buffer, program), tile_planes(c, buffer), tile_rows(c, buffer), tile_columns(c, buffer)};
  TileLoop loop = {0};
  if (program->registers > 1) loop = open_resident(a, e, &r);
  for (size_t i = 0; i < program->code.count; i++) {
    if (program->registers == 1) loop = open_resident(a, e, &r);
    emit_resident_instruction(a, e, &program->code.items[i], &loop);
    if (program->registers == 1) close_resident(a, e, &r);
  }
  if (program->registers > 1) close_resident(a, e, &r);
}

static bool is_zero(const Expr *tree) { return tree->kind == EXPR_FLOAT && fpclassify(tree->number) == FP_ZERO; }

// The first value of a block in DST: acquired DST is zero already.
static void eltwise_first(Assign *a, const Stmt *stmt, Block *out) {
  Emitter e = emitter(a->c, out, stmt->span);
  emit_op0(&e, OP_TILE_REGS_ACQUIRE);
  if (is_zero(stmt->call->args[1])) return;
  TileProgram program = tile_program(a->c, block_target(stmt), stmt->call->args[1], NULL, false);
  emit_resident(a, &e, &program, block_target(stmt));
}

static void eltwise_update(Assign *a, const Stmt *stmt, Block *out) {
  Emitter e = emitter(a->c, out, stmt->span);
  TileProgram program = tile_program(a->c, block_target(stmt), stmt->call->args[1], block_target(stmt), false);
  emit_resident(a, &e, &program, block_target(stmt));
}

static void eltwise_last(Assign *a, const Stmt *stmt, const Buffer *resident, Block *out) {
  Emitter e = emitter(a->c, out, stmt->span);
  TileProgram program = tile_program(a->c, block_target(stmt), stmt->call->args[1], resident, false);
  emit_resident(a, &e, &program, resident);
  assign_commit_and_wait(&e);
  assign_packs(a, &e, block_target(stmt), tile_count(a->c, resident), ir_int(a->c, 0));
  emit_op0(&e, OP_TILE_REGS_RELEASE);
}

typedef struct FindResident {
  const Buffer *buffer;
} FindResident;

static void find_resident(void *state, const Expr *expr) {
  FindResident *find = state;
  if (expr->kind == EXPR_REGION && assign_in_dst(expr->buffer)) find->buffer = expr->buffer;
}

void assign_eltwise(Assign *a, const Stmt *stmt, Block *out) {
  FindResident find = {NULL};
  ir_visit(stmt->call->args[1], find_resident, &find);
  if (assign_in_dst(block_target(stmt))) {
    if (find.buffer)
      eltwise_update(a, stmt, out);
    else
      eltwise_first(a, stmt, out);
  } else if (find.buffer) {
    eltwise_last(a, stmt, find.buffer, out);
  } else {
    eltwise_in_l1(a, stmt, out);
  }
}
