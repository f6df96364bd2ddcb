// split_trees: value trees that are too deep for DST go through blocks of their own.
//   before: tt_eltwise(C, ((a * b) * (c * d)) * ((e * f) * (g * h)))        needs 4 registers, DST has fewer
//   after:  tt_eltwise(C_part, (a * b) * (c * d)); tt_eltwise(C, C_part * ((e * f) * (g * h)))
// The part is float32, or an integer of 32 bits: nothing is rounded that was not rounded before.
#include "passes/memory_space.h"
#include "passes/tile_program.h"

typedef struct Cutter {
  Compilation *c;
  unsigned capacity;
  bool use_fpu;
  const Buffer *target;
} Cutter;

static unsigned registers(const Cutter *cut, const Expr *tree) {
  // With the FPU operands are taken in another order, which may need more registers or fewer.
  unsigned plain = tile_program(cut->c, cut->target, tree, NULL, false).registers;
  unsigned fpu = cut->use_fpu ? tile_program(cut->c, cut->target, tree, NULL, true).registers : 0;
  return plain > fpu ? plain : fpu;
}

// The operand to cut off: of a node that needs too much, the deeper one that itself still fits, else look inside.
static const Expr *part_to_cut(const Cutter *cut, const Expr *tree) {
  if (tree->kind != EXPR_CALL) return NULL;
  const Expr *best = NULL;
  unsigned most = 1;
  for (unsigned i = 0; i < tree->arg_count; i++) {
    const Expr *operand = tree->args[i];
    unsigned count = registers(cut, operand);
    if (count > cut->capacity) return part_to_cut(cut, operand);
    if (operand->kind == EXPR_CALL && count > most) {
      most = count;
      best = operand;
    }
  }
  return best;
}

typedef struct Replace {
  const Expr *part, *value;
} Replace;

static const Expr *replace_part(void *state, Compilation *c, const Expr *expr) {
  (void)c;
  const Replace *replace = state;
  return expr == replace->part ? replace->value : expr;
}

static DType part_type(const Expr *part) {
  if (part->type == TYPE_BOOL || !type_is_int(part->type)) return TYPE_FLOAT32;
  return part->type == TYPE_UINT32 ? TYPE_UINT32 : TYPE_INT32;
}

static void split_stmt(Cutter *cut, Stmt *stmt, Block *out) {
  Compilation *c = cut->c;
  cut->target = block_target(stmt);
  const Expr *target = stmt->call->args[0], *tree = stmt->call->args[1];
  const Expr *part;
  while (registers(cut, tree) > cut->capacity && (part = part_to_cut(cut, tree))) {
    DType type = part_type(part);
    Buffer *buffer = ir_new_buffer(c, arena_format(c->arena, "%s_part", target->buffer->name), type, SCOPE_SHARED, target->buffer->rank, target->buffer->shape);
    buffer->span = stmt->span;
    ir_append(c, out, ir_alloc(c, buffer));
    diag_remark(c, stmt->span, "a part of the expression goes through a block of its own, %s: all of it needs %u tile registers, DST has %u",
                buffer->name, registers(cut, tree), cut->capacity);
    const Expr *args[2] = {whole_region(c, buffer, ACCESS_WRITE), ir_cast(c, type, part)};
    ir_append(c, out, ir_eval(c, ir_with_span(c, ir_call(c, OP_TT_ELTWISE, args, 2), stmt->span)));
    Replace replace = {part, ir_cast(c, part->type, whole_region(c, buffer, ACCESS_READ))};
    tree = ir_map(c, tree, replace_part, &replace);
  }
  const Expr *args[2] = {target, tree};
  stmt->call = ir_with_span(c, ir_call(c, OP_TT_ELTWISE, args, 2), stmt->call->span);
}

static void split_in(void *state, Stmt *stmt, Block *out) {
  Cutter *cut = state;
  if (is_call(stmt, OP_TT_ELTWISE)) split_stmt(cut, stmt, out);
  ir_append(cut->c, out, stmt);
}

void split_trees(Compilation *c, PrimFunc *func, unsigned capacity, bool use_fpu) {
  Cutter cut = {c, capacity, use_fpu, NULL};
  rebuild_block(c, &func->body, split_in, &cut);
}
