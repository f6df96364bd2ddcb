// stage_rows: part of memory_space_lower_tt. A row of 16-bit values or of integers that goes to DST in every row of a tile is first made a row of float32.
//   before: tt_eltwise(C, exp(T.region(A) - T.region(row)))          row (1, n) in bfloat16
//   after:  tt_eltwise(row_wide, T.region(row)); tt_eltwise(C, exp(T.region(A) - T.region(row_wide)))
// unary_bcast of Metalium 0.81 writes a row of other formats than Float32 to wrong places of a 32-bit DST. What the FPU broadcasts stays.
#include "passes/memory_space.h"
#include "passes/tile_program.h"

// A row that the reader generates stays as it is: one wide copy serves all that follows in its block.
typedef struct WideRow {
  const Expr *row, *wide;
} WideRow;

typedef struct RowStager {
  Compilation *c;
  const PrimFunc *func;
  bool use_fpu;
  UsesTable uses;  // as they are before
  VECTOR(WideRow) rows;  // made in this block or in one around it
} RowStager;

static const Expr *narrow_row(const TileProgram *program) {
  for (size_t i = 0; i < program->code.count; i++) {
    const TileInstruction *code = &program->code.items[i];
    if (code->step == TILE_LOAD && code->op == OP_UNARY_BCAST_ROWS && code->a->buffer->type != TYPE_FLOAT32) return code->a;
  }
  return NULL;
}

typedef struct FindAccumulator {
  const UsesTable *uses;
  bool found;
} FindAccumulator;

static void find_accumulator(void *state, const Expr *expr) {
  FindAccumulator *find = state;
  if (expr->kind == EXPR_REGION && uses_in_table(find->uses, expr->buffer).matmuls) find->found = true;
}

// An accumulator may live in DST, where nothing goes through the FPU.
static bool touches_accumulator(const RowStager *s, const Stmt *stmt) {
  FindAccumulator find = {&s->uses, false};
  ir_visit(stmt->call, find_accumulator, &find);
  return find.found;
}

typedef struct Replacement {
  const Expr *from, *to;
} Replacement;

static const Expr *replace_region(void *state, Compilation *c, const Expr *expr) {
  (void)c;
  const Replacement *replacement = state;
  return expr->kind == EXPR_REGION && ir_same(expr, replacement->from) ? replacement->to : expr;
}

// The row's values, some tree of it, as a row of float32.
static const Expr *wide_row(RowStager *s, const Expr *row, const Expr *values, const char *suffix, Span span, Block *out) {
  Compilation *c = s->c;
  const Buffer *source = row->buffer;
  Buffer *wide = ir_new_buffer(c, arena_format(c->arena, "%s_%s", source->name, suffix), TYPE_FLOAT32, SCOPE_SHARED, source->rank, row->extents);
  wide->span = span;
  ir_append(c, out, ir_alloc(c, wide));
  const Expr *args[2] = {whole_region(c, wide, ACCESS_WRITE), ir_cast(c, TYPE_FLOAT32, values)};
  ir_append(c, out, ir_eval(c, ir_with_span(c, ir_call(c, OP_TT_ELTWISE, args, 2), span)));
  return whole_region(c, wide, ACCESS_READ);
}

static const Expr *int_op(Compilation *c, Op op, const Expr *a, int64_t b) {
  return ir_call_typed(c, op, a->type, (const Expr *const[]){a, ir_int_typed(c, a->type, b)}, 2);
}

typedef struct FindGenerate {
  const Buffer *buffer;
  bool found;
} FindGenerate;

static void find_generate(void *state, Stmt *stmt) {
  FindGenerate *find = state;
  find->found |= is_call(stmt, OP_TT_GENERATE) && block_target(stmt) == find->buffer;
}

static bool is_generated(const RowStager *s, const Buffer *buffer) {
  BufferUses uses = uses_in_table(&s->uses, buffer);
  FindGenerate find = {buffer, false};
  if (uses.loads == 1 && !uses.definitions) ir_visit_block(&s->func->body, find_generate, &find);
  return find.found;
}

// What stands for the row in the tree. A float32 holds 16 bits of an integer exactly, so integers of 32 bits go as two rows.
static const Expr *staged(RowStager *s, const Expr *row, Span span, Block *out) {
  Compilation *c = s->c;
  DType type = row->buffer->type;
  for (size_t i = 0; i < s->rows.count; i++)
    if (ir_same(s->rows.items[i].row, row)) return ir_cast(c, type, s->rows.items[i].wide);
  if (!type_is_int(type) || type_bits(type) < 32) {
    const Expr *wide = wide_row(s, row, row, "wide", span, out);
    if (is_generated(s, row->buffer)) vector_push(c->arena, &s->rows, ((WideRow){row, wide}));
    return ir_cast(c, type, wide);
  }
  const Expr *high = wide_row(s, row, int_op(c, OP_SHIFT_RIGHT, row, 16), "high", span, out);
  const Expr *low = wide_row(s, row, int_op(c, OP_BITWISE_AND, row, 0xffff), "low", span, out);
  const Expr *above = int_op(c, OP_SHIFT_LEFT, ir_cast(c, type, high), 16);
  return ir_call_typed(c, OP_BITWISE_OR, type, (const Expr *const[]){above, ir_cast(c, type, low)}, 2);
}

static void stage_stmt(RowStager *s, Stmt *stmt, Block *out) {
  Compilation *c = s->c;
  for (;;) {
    TileProgram program = tile_program(c, block_target(stmt), stmt->call->args[1], NULL, s->use_fpu && !touches_accumulator(s, stmt));
    const Expr *row = narrow_row(&program);
    if (!row) return;
    Replacement replacement = {row, staged(s, row, stmt->span, out)};
    const Expr *changed[2] = {stmt->call->args[0], ir_map(c, stmt->call->args[1], replace_region, &replacement)};
    stmt->call = ir_with_span(c, ir_call(c, OP_TT_ELTWISE, changed, 2), stmt->call->span);
  }
}

static void stage_block(RowStager *s, Block *block) {
  Block out = {0};
  size_t rows = s->rows.count;
  for (size_t i = 0; i < block->count; i++) {
    Stmt *stmt = block->items[i];
    if (stmt->kind == STMT_FOR) stage_block(s, &stmt->loop.body);
    if (stmt->kind == STMT_IF) {
      stage_block(s, &stmt->branch.then);
      stage_block(s, &stmt->branch.orelse);
    }
    if (is_call(stmt, OP_TT_ELTWISE)) stage_stmt(s, stmt, &out);
    ir_append(s->c, &out, stmt);
  }
  s->rows.count = rows;
  *block = out;
}

void stage_rows(Compilation *c, PrimFunc *func, bool use_fpu) {
  RowStager stager = {.c = c, .func = func, .use_fpu = use_fpu, .uses = all_buffer_uses(c, func)};
  stage_block(&stager, &func->body);
}
