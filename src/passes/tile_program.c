// Tile programs from value trees: see tile_program.h. First the tree becomes a list of nodes in which equal subtrees are one node, then
// the nodes are evaluated from the root, each into a register that is free again after its last use.
#include "passes/tile_program.h"

#include <math.h>
#include <stdlib.h>

#include "passes/tile_ops.h"

enum { REGISTER_LIMIT = 64, OPERANDS = 3, NO_REGISTER = -1 };

typedef struct Node {
  TileStep step;
  Op op;
  const Expr *a, *b;  // regions
  Broadcast broadcast;
  unsigned operands[OPERANDS], operand_count;
  const Expr *constants[2];
  unsigned constant_count;
  unsigned uses;  // by nodes that are still to be evaluated
  unsigned need;  // registers
  bool integer;   // 32-bit integers
  int reg;
} Node;

typedef struct Built {
  const Expr *tree;
  unsigned node;
} Built;

typedef struct Builder {
  Compilation *c;
  const Buffer *target, *resident;
  bool use_fpu;
  VECTOR(Node) nodes;
  VECTOR(Built) built;
  TileProgram program;
  bool used[REGISTER_LIMIT], touched[REGISTER_LIMIT];
} Builder;

static const Expr *strip(const Expr *tree) {
  while (tree->kind == EXPR_CALL && tree->op == OP_CAST && type_kind(tree->type) == TYPE_KIND_FLOAT &&
         (type_kind(tree->args[0]->type) == TYPE_KIND_FLOAT || tree->args[0]->type == TYPE_BOOL))
    tree = tree->args[0];
  return tree;
}

Broadcast region_broadcast(Compilation *c, const Buffer *target, const Expr *region) {
  const Buffer *buffer = region->buffer;
  int64_t rows = 0, columns = 0;
  ir_is_int(region->extents[buffer->rank - 2], &rows);
  ir_is_int(region->extents[buffer->rank - 1], &columns);
  bool down = rows == 1 && block_rows(c, target) > 1, across = columns == 1 && block_columns(c, target) > 1;
  if (down && across) return BROADCAST_SCALAR;
  return down ? BROADCAST_ROWS : across ? BROADCAST_COLUMNS : BROADCAST_NONE;
}

// ---- nodes

static bool same_node(const Node *a, const Node *b) {
  if (a->step != b->step || a->op != b->op || a->operand_count != b->operand_count || a->constant_count != b->constant_count) return false;
  if ((a->a == NULL) != (b->a == NULL) || (a->b == NULL) != (b->b == NULL)) return false;
  if ((a->a && !ir_same(a->a, b->a)) || (a->b && !ir_same(a->b, b->b))) return false;
  for (unsigned i = 0; i < a->operand_count; i++)
    if (a->operands[i] != b->operands[i]) return false;
  for (unsigned i = 0; i < a->constant_count; i++)
    if (!ir_same(a->constants[i], b->constants[i])) return false;
  return true;
}

static int compare_needs(const void *a, const void *b) { return (*(const unsigned *)a < *(const unsigned *)b) - (*(const unsigned *)a > *(const unsigned *)b); }

// Sethi-Ullman: the operands in order of falling need, each result kept while the next is computed.
static unsigned need_of(const Builder *b, const Node *node) {
  unsigned needs[OPERANDS], most = 1;
  for (unsigned i = 0; i < node->operand_count; i++) needs[i] = b->nodes.items[node->operands[i]].need;
  qsort(needs, node->operand_count, sizeof *needs, compare_needs);
  for (unsigned i = 0; i < node->operand_count; i++)
    if (needs[i] + i > most) most = needs[i] + i;
  return most;
}

static unsigned add_node(Builder *b, Node node) {
  for (size_t i = 0; i < b->nodes.count; i++)
    if (same_node(&b->nodes.items[i], &node)) return (unsigned)i;
  bool resident = b->resident && node.step == TILE_LOAD && node.a->buffer == b->resident;
  node.need = resident ? 0 : need_of(b, &node);
  node.reg = resident ? 0 : NO_REGISTER;
  for (unsigned i = 0; i < node.operand_count; i++) b->nodes.items[node.operands[i]].uses++;
  vector_push(b->c->arena, &b->nodes, node);
  return (unsigned)b->nodes.count - 1;
}

static bool constant_of(const Expr *tree, const Expr **constant) {
  while (tree->kind == EXPR_CALL && tree->op == OP_CAST) tree = tree->args[0];
  *constant = tree;
  return tree->kind == EXPR_FLOAT || tree->kind == EXPR_INT;
}

static double number_of(const Expr *constant) { return constant->kind == EXPR_FLOAT ? constant->number : (double)constant->integer; }

// The operand of an instruction: floats as float32, integers as they are.
static const Expr *operand_constant(Builder *b, const Expr *constant, TileClass operands) {
  if (operands == CLASS_FLOAT) return ir_float(b->c, TYPE_FLOAT32, number_of(constant));
  return ir_int(b->c, constant->kind == EXPR_INT ? constant->integer : (int64_t)constant->number);
}

static unsigned build(Builder *b, const Expr *tree);

static unsigned unary_of(Builder *b, Op op, unsigned operand, const Expr *constant, bool integer) {
  Node node = {.step = TILE_UNARY, .op = op, .operands = {operand}, .operand_count = 1, .integer = integer};
  if (constant) node.constants[node.constant_count++] = constant;
  return add_node(b, node);
}

static unsigned unary_node(Builder *b, Op op, const Expr *operand, const Expr *constant, bool integer) {
  return unary_of(b, op, build(b, operand), constant, integer);
}

// A 32-bit result back into the range of a narrow integer type.
static unsigned wrapped(Builder *b, unsigned node, DType type) {
  unsigned bits = type_bits(type);
  if (!type_is_int(type) || type == TYPE_BOOL || bits >= 32) return node;
  if (type_kind(type) == TYPE_KIND_UNSIGNED) return unary_of(b, OP_BITWISE_AND_TILE, node, ir_int(b->c, (1 << bits) - 1), true);
  const Expr *distance = ir_int(b->c, 32 - (int64_t)bits);
  return unary_of(b, OP_RIGHT_SHIFT_TILE, unary_of(b, OP_LEFT_SHIFT_TILE, node, distance, true), distance, true);
}

static unsigned binary_node(Builder *b, Op op, unsigned left, unsigned right, bool integer) {
  return add_node(b, (Node){.step = TILE_BINARY, .op = op, .operands = {left, right}, .operand_count = 2, .integer = integer});
}

static bool is_fpu_operand(const Builder *b, const Expr *tree) {
  return tree->kind == EXPR_REGION && tree->buffer != b->resident && type_kind(tree->buffer->type) == TYPE_KIND_FLOAT && type_bits(tree->buffer->type) <= 16;
}

typedef struct FpuForm {
  Op op;
  bool sixteen;  // only where the program states the operation in 16 bits: the FPU aligns sums to 11 bits
  Op plain, broadcast[4];
} FpuForm;

static const FpuForm FPU_FORMS[] = {
    {OP_ADD, true, OP_ADD_TILES, {OP_ADD_TILES, OP_ADD_TILES_BCAST_ROWS, OP_ADD_TILES_BCAST_COLS, OP_ADD_TILES_BCAST_SCALAR}},
    {OP_SUB, true, OP_SUB_TILES, {OP_SUB_TILES, OP_SUB_TILES_BCAST_ROWS, OP_SUB_TILES_BCAST_COLS, OP_SUB_TILES_BCAST_SCALAR}},
    {OP_MUL, false, OP_MUL_TILES, {OP_MUL_TILES, OP_MUL_TILES_BCAST_ROWS, OP_MUL_TILES_BCAST_COLS, OP_MUL_TILES_BCAST_SCALAR}},
};

// + - * of two bf16 blocks: the FPU does it straight from the circular buffers. It broadcasts its second operand.
static bool fpu_node(Builder *b, const Expr *tree, unsigned *node) {
  if (!b->use_fpu) return false;
  const Expr *left = strip(tree->args[0]), *right = strip(tree->args[1]);
  if (!is_fpu_operand(b, left) || !is_fpu_operand(b, right)) return false;
  for (size_t i = 0; i < sizeof FPU_FORMS / sizeof *FPU_FORMS; i++) {
    const FpuForm *form = &FPU_FORMS[i];
    if (form->op != tree->op || (form->sixteen && tree->type == TYPE_FLOAT32)) continue;
    if (region_broadcast(b->c, b->target, left) != BROADCAST_NONE) {
      if (tree->op == OP_SUB) return false;
      const Expr *swap = left;
      left = right;
      right = swap;
    }
    if (region_broadcast(b->c, b->target, left) != BROADCAST_NONE) return false;
    Op op = form->broadcast[region_broadcast(b->c, b->target, right)];
    *node = add_node(b, (Node){.step = TILE_FPU, .op = op, .a = left, .b = right});
    return true;
  }
  return false;
}

static bool is_comparison(Op op) { return op == OP_EQ || op == OP_NE || op == OP_LT || op == OP_LE || op == OP_GT || op == OP_GE; }

static unsigned build_two(Builder *b, const Expr *tree);

// Comparisons of integers give the integer 1: a condition is a float.
static unsigned build_binary(Builder *b, const Expr *tree) {
  unsigned node = build_two(b, tree);
  if (is_comparison(tree->op) && tile_class(tree->args[0]->type) != CLASS_FLOAT) return unary_of(b, OP_TYPECAST_TILE_INT32_FLOAT32, node, NULL, false);
  return wrapped(b, node, tree->type);
}

static unsigned build_two(Builder *b, const Expr *tree) {
  TileClass operands = tile_class(tree->args[0]->type);
  const OpForms *forms = op_forms(tree->op, operands);
  if (!forms) internal_error(b->c, "no tile form of %s", op_info(tree->op)->text);
  bool integer = tile_class(tree->type) != CLASS_FLOAT;
  const Expr *constant;
  if (forms->constant_right != OP_COUNT && constant_of(tree->args[1], &constant)) {
    // The instruction multiplies by one over the divisor.
    if (forms->constant_right == OP_DIV_UNARY_TILE)
      return unary_node(b, OP_MUL_UNARY_TILE, tree->args[0], ir_float(b->c, TYPE_FLOAT32, 1.0 / number_of(constant)), false);
    return unary_node(b, forms->constant_right, tree->args[0], operand_constant(b, constant, operands), integer);
  }
  if (forms->constant_left != OP_COUNT && constant_of(tree->args[0], &constant))
    return unary_node(b, forms->constant_left, tree->args[1], operand_constant(b, constant, operands), integer);
  unsigned node;
  if (fpu_node(b, tree, &node)) return node;
  if (forms->binary == OP_COUNT) internal_error(b->c, "no tile form of %s of two tiles", op_info(tree->op)->text);
  unsigned left = build(b, tree->args[0]);
  return binary_node(b, forms->binary, left, build(b, tree->args[1]), integer);
}

// The tile that decides a choice: where it is not 0. A comparison with 0 is that test itself.
static unsigned build_condition(Builder *b, const Expr *condition) {
  const Expr *zero;
  bool test = condition->kind == EXPR_CALL && condition->op == OP_NE && tile_class(condition->args[0]->type) == CLASS_FLOAT &&
              constant_of(condition->args[1], &zero) && fpclassify(number_of(zero)) == FP_ZERO;
  return build(b, test ? condition->args[0] : condition);
}

static unsigned build_choice(Builder *b, const Expr *tree) {
  bool integer = tile_class(tree->type) != CLASS_FLOAT;
  unsigned condition = build_condition(b, tree->args[0]), yes = build(b, tree->args[1]), no = build(b, tree->args[2]);
  return add_node(b, (Node){.step = TILE_WHERE, .op = integer ? OP_WHERE_TILE_INT32 : OP_WHERE_TILE, .operands = {condition, yes, no},
                            .operand_count = 3, .integer = integer});
}

// Float types differ in storage only, and so do integers of 32 bits.
static unsigned build_cast(Builder *b, const Expr *tree) {
  DType from = tree->args[0]->type;
  TileClass source = tile_class(from), target = tile_class(tree->type);
  unsigned node = build(b, tree->args[0]);
  if (source == CLASS_FLOAT && target == CLASS_FLOAT) return node;
  if (target == CLASS_FLOAT)
    return unary_of(b, source == CLASS_UNSIGNED ? OP_TYPECAST_TILE_UINT32_FLOAT32 : OP_TYPECAST_TILE_INT32_FLOAT32, node, NULL, false);
  if (source == CLASS_FLOAT)
    node = unary_of(b, target == CLASS_UNSIGNED ? OP_TYPECAST_TILE_FLOAT32_UINT32 : OP_TYPECAST_TILE_FLOAT32_INT32, node, NULL, true);
  bool fits = from == TYPE_BOOL || (type_kind(from) == type_kind(tree->type) && type_bits(from) <= type_bits(tree->type));
  return fits ? node : wrapped(b, node, tree->type);
}

static unsigned build_call(Builder *b, const Expr *tree) {
  Op op;
  if (tree->op == OP_CAST) return build_cast(b, tree);
  if (tree->op == OP_REINTERPRET) return build(b, tree->args[0]);
  if (tree->op == OP_SELECT) return build_choice(b, tree);
  if (tree->op == OP_LOG2) return unary_node(b, OP_LOG_WITH_BASE_TILE_2, tree->args[0], ir_float(b->c, TYPE_FLOAT32, 1 / log(2)), false);
  if (tree->op == OP_NEARBYINT || tree->op == OP_ROUND) return unary_node(b, OP_ROUND_TILE, tree->args[0], ir_int(b->c, 0), false);
  if (tree->arg_count == 1 && op_unary_form(tree->op, tile_class(tree->args[0]->type), &op))
    return wrapped(b, unary_node(b, op, tree->args[0], NULL, tile_class(tree->type) != CLASS_FLOAT), tree->type);
  if (tree->arg_count == 2) return build_binary(b, tree);
  internal_error(b->c, "no tile form of %s", op_info(tree->op)->text);
}

static unsigned build_new(Builder *b, const Expr *tree) {
  const Expr *constant;
  if (tree->kind == EXPR_REGION)
    return add_node(b, (Node){.step = TILE_LOAD, .a = tree, .broadcast = region_broadcast(b->c, b->target, tree)});
  if (constant_of(tree, &constant)) {
    TileClass values = tile_class(tree->type);
    return add_node(b, (Node){.step = TILE_FILL, .op = values == CLASS_FLOAT ? OP_FILL_TILE : OP_FILL_TILE_INT, .constants = {operand_constant(b, constant, values)}, .constant_count = 1,
                              .integer = values != CLASS_FLOAT});
  }
  if (tree->kind != EXPR_CALL) internal_error(b->c, "a value tree with a node that is no tile operation");
  return build_call(b, tree);
}

static unsigned build(Builder *b, const Expr *tree) {
  tree = strip(tree);
  for (size_t i = 0; i < b->built.count; i++)
    if (b->built.items[i].tree == tree) return b->built.items[i].node;
  unsigned node = build_new(b, tree);
  vector_push(b->c->arena, &b->built, ((Built){tree, node}));
  return node;
}

// ---- evaluation

static unsigned take_register(Builder *b, bool untouched) {
  for (unsigned i = 0; i < REGISTER_LIMIT; i++)
    if (!b->used[i] && !(untouched && b->touched[i])) {
      b->used[i] = b->touched[i] = true;
      if (i + 1 > b->program.registers) b->program.registers = i + 1;
      return i;
    }
  internal_error(b->c, "an expression needs more than %d tile registers", REGISTER_LIMIT);
}

static bool is_fpu_product(Op op) {
  return op == OP_MUL_TILES || op == OP_MUL_TILES_BCAST_ROWS || op == OP_MUL_TILES_BCAST_COLS || op == OP_MUL_TILES_BCAST_SCALAR;
}

static const Op LOADS[] = {OP_COPY_TILE, OP_UNARY_BCAST_ROWS, OP_UNARY_BCAST_COLS, OP_UNARY_BCAST_SCALAR};

static void emit_node(Builder *b, const Node *node, unsigned target) {
  TileInstruction instruction = {.step = node->step, .op = node->op, .a = node->a, .b = node->b, .target = target, .constant_count = node->constant_count};
  if (node->step == TILE_LOAD) instruction.op = LOADS[node->broadcast];
  for (unsigned i = 0; i < node->operand_count; i++) instruction.operands[i] = (unsigned)b->nodes.items[node->operands[i]].reg;
  for (unsigned i = 0; i < node->constant_count; i++) instruction.constants[i] = node->constants[i];
  if (node->step != TILE_LOAD && node->step != TILE_FPU) b->program.uses_sfpu = true;
  vector_push(b->c->arena, &b->program.code, instruction);
}

static void emit_move(Builder *b, unsigned target, unsigned source, bool integer) {
  TileInstruction move = {.step = TILE_MOVE, .op = integer ? OP_COPY_DEST_VALUES_INT32 : OP_COPY_DEST_VALUES, .target = target, .operands = {source}};
  b->program.uses_sfpu = true;
  vector_push(b->c->arena, &b->program.code, move);
}

static void evaluate(Builder *b, unsigned id);

// One use of every operand ends. Returns an operand whose register is free now, or NO_REGISTER.
static int end_uses(Builder *b, const Node *node) {
  int freed = NO_REGISTER;
  for (unsigned i = 0; i < node->operand_count; i++) {
    Node *operand = &b->nodes.items[node->operands[i]];
    if (--operand->uses) continue;
    b->used[operand->reg] = false;
    if (freed == NO_REGISTER) freed = operand->reg;
  }
  return freed;
}

static void evaluate_operands(Builder *b, unsigned id) {
  bool done[OPERANDS] = {false};
  unsigned count = b->nodes.items[id].operand_count;
  for (unsigned n = 0; n < count; n++) {
    unsigned next = OPERANDS;
    for (unsigned i = 0; i < count; i++)
      if (!done[i] && (next == OPERANDS || b->nodes.items[b->nodes.items[id].operands[i]].need > b->nodes.items[b->nodes.items[id].operands[next]].need))
        next = i;
    done[next] = true;
    evaluate(b, b->nodes.items[id].operands[next]);
  }
}

// The instruction changes its register: an operand that is needed again is copied, or loaded once more.
static unsigned owned_operand(Builder *b, const Node *node) {
  const Node *operand = &b->nodes.items[node->operands[0]];
  int freed = end_uses(b, node);
  if (freed != NO_REGISTER) {
    b->used[freed] = true;
    return (unsigned)freed;
  }
  unsigned copy = take_register(b, false);
  if (operand->step == TILE_LOAD && operand->a->buffer != b->resident)
    emit_node(b, operand, copy);
  else
    emit_move(b, copy, (unsigned)operand->reg, operand->integer);
  return copy;
}

static void evaluate(Builder *b, unsigned id) {
  if (b->nodes.items[id].reg != NO_REGISTER) return;
  evaluate_operands(b, id);
  Node *node = &b->nodes.items[id];
  unsigned target;
  if (node->step == TILE_UNARY) {
    target = owned_operand(b, node);
  } else {
    int freed = end_uses(b, node);
    target = freed != NO_REGISTER ? (unsigned)freed : take_register(b, is_fpu_product(node->op));
    b->used[target] = true;
  }
  emit_node(b, node, target);
  node->reg = (int)target;
}

TileProgram tile_program(Compilation *c, const Buffer *target, const Expr *tree, const Buffer *resident, bool use_fpu) {
  Builder b = {.c = c, .target = target, .resident = resident, .use_fpu = use_fpu && !resident, .program.registers = 1};
  unsigned root = build(&b, tree);
  b.nodes.items[root].uses++;
  for (size_t i = 0; i < b.nodes.count; i++)
    if (b.nodes.items[i].reg == 0) b.used[0] = b.touched[0] = true;
  evaluate(&b, root);
  const Node *result = &b.nodes.items[root];
  if (result->reg != 0) emit_move(&b, 0, (unsigned)result->reg, result->integer);
  return b.program;
}
