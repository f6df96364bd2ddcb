// Tile programs from value trees: see tile_program.h.
#include "passes/tile_program.h"

enum { REGISTER_LIMIT = 64 };

typedef struct Builder {
  Compilation *c;
  TileProgram program;
  const Buffer *resident;
  unsigned resident_uses;  // uses of the resident tile still to come: its register is kept until the last
  bool used[REGISTER_LIMIT];
} Builder;

// The value of an evaluated subtree. `owned`: the register may be overwritten.
typedef struct Value {
  unsigned reg;
  bool owned;
} Value;

static const Expr *strip(const Expr *tree) {
  while (tree->kind == EXPR_CALL && tree->op == OP_CAST) tree = tree->args[0];
  return tree;
}

static bool is_constant(const Expr *tree, double *value) {
  tree = strip(tree);
  if (tree->kind != EXPR_FLOAT) return false;
  *value = tree->number;
  return true;
}

static bool is_resident(const Builder *b, const Expr *tree) { return b->resident && tree->kind == EXPR_REGION && tree->buffer == b->resident; }

static unsigned count_resident(const Builder *b, const Expr *tree) {
  tree = strip(tree);
  if (is_resident(b, tree)) return 1;
  unsigned count = 0;
  if (tree->kind == EXPR_CALL)
    for (unsigned i = 0; i < tree->arg_count; i++) count += count_resident(b, tree->args[i]);
  return count;
}

// Registers that evaluating the tree takes (Sethi-Ullman); a resident tile takes none.
static unsigned need(const Builder *b, const Expr *tree) {
  double constant;
  tree = strip(tree);
  if (is_resident(b, tree)) return 0;
  if (tree->kind != EXPR_CALL) return 1;
  if (is_constant(tree->args[0], &constant) && tree->op != OP_DIV) return need(b, tree->args[1]) ? need(b, tree->args[1]) : 1;
  if (is_constant(tree->args[1], &constant)) return need(b, tree->args[0]) ? need(b, tree->args[0]) : 1;
  unsigned left = need(b, tree->args[0]), right = need(b, tree->args[1]);
  unsigned most = left > right ? left : right;
  return left == right ? left + 1 : most;
}

static unsigned take_register(Builder *b) {
  for (unsigned i = 0; i < REGISTER_LIMIT; i++)
    if (!b->used[i]) {
      b->used[i] = true;
      if (i + 1 > b->program.registers) b->program.registers = i + 1;
      return i;
    }
  internal_error(b->c, "an expression needs more than %d tile registers", REGISTER_LIMIT);
}

static void emit(Builder *b, TileInstruction instruction) {
  if (instruction.step != TILE_COPY && instruction.step != TILE_FPU) b->program.uses_sfpu = true;
  vector_push(b->c->arena, &b->program.code, instruction);
}

static Value fresh(Builder *b) { return (Value){take_register(b), true}; }

// A use of the value ends here.
static void consume(Builder *b, Value value) {
  if (!value.owned) b->resident_uses--;
}

// A value whose register may be overwritten: a copy of the resident tile unless this is its last use.
static Value make_owned(Builder *b, Value value) {
  consume(b, value);
  if (value.owned || b->resident_uses == 0) return (Value){value.reg, true};
  Value copy = fresh(b);
  emit(b, (TileInstruction){.step = TILE_MOVE, .op = OP_COPY_DEST_VALUES, .target = copy.reg, .left = value.reg});
  return copy;
}

typedef struct OpForms {
  Op op, unary, reversed, binary;  // x op constant; constant op x; x op y
} OpForms;

static const OpForms FORMS[] = {
    {OP_ADD, OP_ADD_UNARY_TILE, OP_ADD_UNARY_TILE, OP_ADD_BINARY_TILE},
    {OP_SUB, OP_SUB_UNARY_TILE, OP_RSUB_UNARY_TILE, OP_SUB_BINARY_TILE},
    {OP_MUL, OP_MUL_UNARY_TILE, OP_MUL_UNARY_TILE, OP_MUL_BINARY_TILE},
    {OP_DIV, OP_MUL_UNARY_TILE, OP_COUNT, OP_DIV_BINARY_TILE},
    {OP_MAX, OP_UNARY_MAX_TILE, OP_UNARY_MAX_TILE, OP_BINARY_MAX_TILE},
    {OP_MIN, OP_UNARY_MIN_TILE, OP_UNARY_MIN_TILE, OP_BINARY_MIN_TILE},
};

static const OpForms *forms_of(Compilation *c, Op op) {
  for (size_t i = 0; i < sizeof FORMS / sizeof *FORMS; i++)
    if (FORMS[i].op == op) return &FORMS[i];
  internal_error(c, "no tile form of %s", op_info(op)->text);
}

static Value evaluate(Builder *b, const Expr *tree);

static Value evaluate_unary(Builder *b, const Expr *operand, Op op, double constant) {
  Value value = make_owned(b, evaluate(b, operand));
  emit(b, (TileInstruction){.step = TILE_UNARY, .op = op, .target = value.reg, .constant = constant});
  return value;
}

static Value evaluate_binary(Builder *b, const Expr *tree, Op op) {
  bool right_first = need(b, tree->args[1]) > need(b, tree->args[0]);
  Value first = evaluate(b, tree->args[right_first]), second = evaluate(b, tree->args[!right_first]);
  Value left = right_first ? second : first, right = right_first ? first : second;
  consume(b, left);
  consume(b, right);
  Value target = left.owned ? left : right.owned ? right : b->resident_uses == 0 ? (Value){0, true} : fresh(b);
  emit(b, (TileInstruction){.step = TILE_BINARY, .op = op, .target = target.reg, .left = left.reg, .right = right.reg});
  if (left.owned && left.reg != target.reg) b->used[left.reg] = false;
  if (right.owned && right.reg != target.reg) b->used[right.reg] = false;
  return target;
}

static Value evaluate_leaf(Builder *b, const Expr *tree) {
  if (is_resident(b, tree)) return (Value){0, false};
  Value value = fresh(b);
  if (tree->kind == EXPR_REGION)
    emit(b, (TileInstruction){.step = TILE_COPY, .op = OP_COPY_TILE, .target = value.reg, .a = tree->buffer});
  else
    emit(b, (TileInstruction){.step = TILE_FILL, .op = OP_FILL_TILE, .target = value.reg, .constant = tree->number});
  return value;
}

static Value evaluate(Builder *b, const Expr *tree) {
  tree = strip(tree);
  if (tree->kind == EXPR_REGION || tree->kind == EXPR_FLOAT) return evaluate_leaf(b, tree);
  if (tree->kind != EXPR_CALL || tree->arg_count != 2) internal_error(b->c, "a value tree with a node that is no tile operation");
  const OpForms *forms = forms_of(b->c, tree->op);
  double constant;
  if (is_constant(tree->args[1], &constant))
    return evaluate_unary(b, tree->args[0], forms->unary, tree->op == OP_DIV ? 1.0 / constant : constant);
  if (is_constant(tree->args[0], &constant) && forms->reversed != OP_COUNT) return evaluate_unary(b, tree->args[1], forms->reversed, constant);
  return evaluate_binary(b, tree, forms->binary);
}

static bool is_bf16_region(const Expr *tree) {
  return tree->kind == EXPR_REGION && tree->buffer->type != TYPE_FLOAT32;
}

// A tree that is one + - * of two bf16 blocks: the FPU does it straight from the circular buffers.
static bool fpu_program(Builder *b, const Expr *tree) {
  tree = strip(tree);
  if (tree->kind != EXPR_CALL || tree->arg_count != 2) return false;
  Op op = tree->op == OP_ADD ? OP_ADD_TILES : tree->op == OP_SUB ? OP_SUB_TILES : tree->op == OP_MUL ? OP_MUL_TILES : OP_COUNT;
  const Expr *left = strip(tree->args[0]), *right = strip(tree->args[1]);
  if (op == OP_COUNT || !is_bf16_region(left) || !is_bf16_region(right)) return false;
  emit(b, (TileInstruction){.step = TILE_FPU, .op = op, .a = left->buffer, .b = right->buffer});
  b->program.registers = 1;
  return true;
}

TileProgram tile_program(Compilation *c, const Expr *tree, const Buffer *resident, bool use_fpu) {
  Builder b = {.c = c, .resident = resident, .program.registers = 1};
  b.resident_uses = count_resident(&b, tree);
  b.used[0] = b.resident_uses > 0;
  if (!resident && use_fpu && fpu_program(&b, tree)) return b.program;
  Value result = evaluate(&b, tree);
  if (result.reg != 0)
    emit(&b, (TileInstruction){.step = TILE_MOVE, .op = OP_COPY_DEST_VALUES, .target = 0, .left = result.reg});
  return b.program;
}
