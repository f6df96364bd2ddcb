// Kernel IR to bytecode: a PrimFunc in, flat instructions out.
//   for i in range(n): f(i)   ->   i = 0; end = 0 + n; L: jump_unless_less i end M; call f(i); increment i; jump L; M:
#include "emulator/bytecode.h"

#include "base/convert.h"

enum { MAX_DEPTH = 400, MAX_OPERANDS = 8 };

typedef struct Binding {
  const Var *var;
  uint32_t reg;
} Binding;

typedef struct Lowering {
  Compilation *compilation;
  Bytecode *bytecode;
  VECTOR(Binding) bindings;
  unsigned depth;
  Span span;  // of the statement, for expressions without their own
} Lowering;

static EmuPlace place_of(const Lowering *lowering, Span span) {
  if (span.file == NO_FILE) span = lowering->span;
  EmuPlace place = {.file = span.file, .begin = span.begin, .end = span.end};
  unsigned column;
  if (span.file != NO_FILE) source_position(lowering->compilation, span, &place.line, &column);
  return place;
}

static uint32_t new_register(Lowering *lowering, int64_t value) {
  vector_push(lowering->compilation->arena, &lowering->bytecode->registers, value);
  return (uint32_t)lowering->bytecode->registers.count - 1;
}

// Returns the index of the instruction, for jumps to be completed.
static size_t emit(Lowering *lowering, Instruction instruction) {
  vector_push(lowering->compilation->arena, &lowering->bytecode->code, instruction);
  return lowering->bytecode->code.count - 1;
}

static uint32_t here(const Lowering *lowering) { return (uint32_t)lowering->bytecode->code.count; }
static void jump_here(Lowering *lowering, size_t jump) { lowering->bytecode->code.items[jump].to = here(lowering); }

static void bind(Lowering *lowering, const Var *var, uint32_t reg) {
  vector_push(lowering->compilation->arena, &lowering->bindings, ((Binding){var, reg}));
}

static bool is_device_op(Op op) {
  Engine engine = op_info(op)->engine;
  return engine != ENGINE_VALUE && engine != ENGINE_TILE && engine != ENGINE_BLOCK;
}

// ---- expressions: each returns its register; after a diagnostic any register
static uint32_t lower_expr(Lowering *lowering, const Expr *expr);

static uint32_t refuse(Lowering *lowering, Span span, const char *what) {
  diag_error(lowering->compilation, span.file == NO_FILE ? lowering->span : span,
             "%s cannot stand in a kernel: kernels compute with integers and call operations of the device", what);
  return 0;
}

static uint32_t lower_var(Lowering *lowering, const Expr *expr) {
  for (size_t i = lowering->bindings.count; i-- > 0;)
    if (lowering->bindings.items[i].var == expr->var) return lowering->bindings.items[i].reg;
  diag_error(lowering->compilation, expr->span.file == NO_FILE ? lowering->span : expr->span,
             "variable %s is used where it has no value", expr->var->name);
  return 0;
}

// and, or, if_then_else: evaluates one side only.
static uint32_t lower_branching(Lowering *lowering, const Expr *expr) {
  uint32_t target = new_register(lowering, 0);
  uint32_t condition = lower_expr(lowering, expr->args[0]);
  if (expr->op != OP_IF_THEN_ELSE) {  // a and b = b if a else a; a or b = a if a else b
    emit(lowering, (Instruction){.code = CODE_MOVE, .target = target, .a = condition});
    size_t over = 0, skip = emit(lowering, (Instruction){.code = CODE_JUMP_UNLESS, .a = condition});
    if (expr->op == OP_OR) {
      over = emit(lowering, (Instruction){.code = CODE_JUMP});
      jump_here(lowering, skip);
    }
    emit(lowering, (Instruction){.code = CODE_MOVE, .target = target, .a = lower_expr(lowering, expr->args[1])});
    jump_here(lowering, expr->op == OP_OR ? over : skip);
    return target;
  }
  size_t otherwise = emit(lowering, (Instruction){.code = CODE_JUMP_UNLESS, .a = condition});
  emit(lowering, (Instruction){.code = CODE_MOVE, .target = target, .a = lower_expr(lowering, expr->args[1])});
  size_t over = emit(lowering, (Instruction){.code = CODE_JUMP});
  jump_here(lowering, otherwise);
  emit(lowering, (Instruction){.code = CODE_MOVE, .target = target, .a = lower_expr(lowering, expr->args[2])});
  jump_here(lowering, over);
  return target;
}

// The value ops of the interpreter: those of integers.
static bool is_integer_op(Op op) {
  static const Op OPS[] = {OP_ADD, OP_SUB, OP_MUL, OP_FLOORDIV, OP_FLOORMOD, OP_TRUNCDIV, OP_TRUNCMOD, OP_EQ, OP_NE, OP_LT,
                           OP_LE, OP_GT, OP_GE, OP_NOT, OP_MIN, OP_MAX, OP_SELECT, OP_CAST, OP_BITWISE_AND, OP_BITWISE_OR,
                           OP_BITWISE_XOR, OP_SHIFT_LEFT, OP_SHIFT_RIGHT};
  for (size_t i = 0; i < sizeof OPS / sizeof *OPS; i++)
    if (OPS[i] == op) return true;
  return false;
}

static uint32_t lower_value(Lowering *lowering, const Expr *expr) {
  if (expr->op == OP_AND || expr->op == OP_OR || expr->op == OP_IF_THEN_ELSE) return lower_branching(lowering, expr);
  if (!type_is_int(expr->type) || !is_integer_op(expr->op)) return refuse(lowering, expr->span, "float arithmetic");
  uint32_t operands[3] = {0};
  for (unsigned i = 0; i < expr->arg_count && i < 3; i++) operands[i] = lower_expr(lowering, expr->args[i]);
  Instruction instruction = {.code = expr->op == OP_SELECT ? CODE_SELECT : CODE_VALUE,
                             .op = expr->op,
                             .target = new_register(lowering, 0),
                             .a = operands[0],
                             .b = operands[1],
                             .c = operands[2],
                             .bits = (uint8_t)type_bits(expr->type),
                             .is_signed = type_kind(expr->type) == TYPE_KIND_SIGNED,
                             .place = place_of(lowering, expr->span)};
  emit(lowering, instruction);
  return instruction.target;
}

// Operands of device ops are numbers: floats become the bits of a float32; so does an integer where a value is wanted.
static uint32_t lower_operand(Lowering *lowering, const Expr *expr, char kind) {
  if (kind == 'e' && expr->kind == EXPR_INT) return new_register(lowering, (int64_t)float_bits((float)expr->integer));
  return lower_expr(lowering, expr);
}

static uint32_t lower_call(Lowering *lowering, const Expr *expr) {
  const OpInfo *info = op_info(expr->op);
  if (!is_device_op(expr->op)) return refuse(lowering, expr->span, info->text);
  if (expr->arg_count > MAX_OPERANDS) return refuse(lowering, expr->span, "an operation with so many operands");
  uint32_t registers[MAX_OPERANDS];
  const char *kinds = info->operands;
  for (unsigned i = 0; i < expr->arg_count; i++) {
    registers[i] = lower_operand(lowering, expr->args[i], *kinds);
    if (*kinds) kinds++;
  }
  uint32_t first = (uint32_t)lowering->bytecode->operands.count;
  for (unsigned i = 0; i < expr->arg_count; i++)
    vector_push(lowering->compilation->arena, &lowering->bytecode->operands, registers[i]);
  Instruction call = {.code = CODE_CALL,
                      .op = expr->op,
                      .target = new_register(lowering, 0),
                      .a = first,
                      .b = expr->arg_count,
                      .place = place_of(lowering, expr->span)};
  emit(lowering, call);
  return call.target;
}

static uint32_t lower_kind(Lowering *lowering, const Expr *expr) {
  switch (expr->kind) {
  case EXPR_INT: return new_register(lowering, expr->integer);
  case EXPR_FLOAT: return new_register(lowering, (int64_t)float_bits((float)expr->number));
  case EXPR_VAR: return lower_var(lowering, expr);
  case EXPR_CALL: return op_info(expr->op)->engine == ENGINE_VALUE ? lower_value(lowering, expr) : lower_call(lowering, expr);
  case EXPR_STRING: return refuse(lowering, expr->span, "a string");
  case EXPR_LOAD:
  case EXPR_REGION: return refuse(lowering, expr->span, "an access to a buffer");
  case EXPR_LIST:
  case EXPR_DICT: return refuse(lowering, expr->span, "a list");
  }
  return 0;
}

static uint32_t lower_expr(Lowering *lowering, const Expr *expr) {
  if (lowering->depth >= MAX_DEPTH) return refuse(lowering, expr->span, "an expression nested this deep");
  lowering->depth++;
  uint32_t reg = lower_kind(lowering, expr);
  lowering->depth--;
  return reg;
}

// ---- statements
static void lower_block(Lowering *lowering, const Block *block);

// A variable keeps the register of its value, unless the register may change under it.
static void lower_let(Lowering *lowering, const Stmt *stmt) {
  uint32_t value = lower_expr(lowering, stmt->let->value);
  uint32_t reg = new_register(lowering, 0);
  emit(lowering, (Instruction){.code = CODE_MOVE, .target = reg, .a = value});
  bind(lowering, stmt->let, reg);
}

static void lower_for(Lowering *lowering, const Stmt *stmt) {
  uint32_t begin = lower_expr(lowering, stmt->loop.begin), extent = lower_expr(lowering, stmt->loop.extent);
  uint32_t index = new_register(lowering, 0), end = new_register(lowering, 0);
  emit(lowering, (Instruction){.code = CODE_MOVE, .target = index, .a = begin});
  emit(lowering, (Instruction){.code = CODE_VALUE, .op = OP_ADD, .target = end, .a = begin, .b = extent, .bits = 64, .is_signed = true});
  uint32_t top = here(lowering);
  size_t leave = emit(lowering, (Instruction){.code = CODE_JUMP_UNLESS_LESS, .a = index, .b = end});
  size_t visible = lowering->bindings.count;
  bind(lowering, stmt->loop.var, index);
  lower_block(lowering, &stmt->loop.body);
  lowering->bindings.count = visible;
  emit(lowering, (Instruction){.code = CODE_INCREMENT, .target = index, .place = place_of(lowering, stmt->span)});
  emit(lowering, (Instruction){.code = CODE_JUMP, .to = top});
  jump_here(lowering, leave);
}

static void lower_if(Lowering *lowering, const Stmt *stmt) {
  uint32_t condition = lower_expr(lowering, stmt->branch.condition);
  size_t otherwise = emit(lowering, (Instruction){.code = CODE_JUMP_UNLESS, .a = condition});
  lower_block(lowering, &stmt->branch.then);
  size_t over = emit(lowering, (Instruction){.code = CODE_JUMP});
  jump_here(lowering, otherwise);
  lower_block(lowering, &stmt->branch.orelse);
  jump_here(lowering, over);
}

static void lower_stmt(Lowering *lowering, const Stmt *stmt) {
  lowering->span = stmt->span;
  switch (stmt->kind) {
  case STMT_EVAL: lower_expr(lowering, stmt->call); return;
  case STMT_LET: lower_let(lowering, stmt); return;
  case STMT_FOR: lower_for(lowering, stmt); return;
  case STMT_IF: lower_if(lowering, stmt); return;
  case STMT_STORE: refuse(lowering, stmt->span, "a store to a buffer"); return;
  case STMT_ALLOC: refuse(lowering, stmt->span, "an allocation"); return;
  case STMT_WHILE: refuse(lowering, stmt->span, "a while loop"); return;
  case STMT_LAUNCH: refuse(lowering, stmt->span, "T.Kernel"); return;
  case STMT_BREAK: refuse(lowering, stmt->span, "break"); return;
  case STMT_CONTINUE: refuse(lowering, stmt->span, "continue"); return;
  case STMT_ATTR: return;
  }
}

static void lower_block(Lowering *lowering, const Block *block) {
  if (lowering->depth >= MAX_DEPTH) {
    refuse(lowering, lowering->span, "a block nested this deep");
    return;
  }
  lowering->depth++;
  size_t visible = lowering->bindings.count;
  for (size_t i = 0; i < block->count; i++) lower_stmt(lowering, block->items[i]);
  lowering->bindings.count = visible;
  lowering->depth--;
}

const Bytecode *bytecode_make(Compilation *compilation, const PrimFunc *func) {
  Lowering lowering = {.compilation = compilation, .bytecode = arena_new(compilation->arena, Bytecode), .span = func->span};
  size_t before = compilation->diagnostics.count;
  for (size_t i = 0; i < func->params.count; i++) {
    uint32_t reg = new_register(&lowering, 0);
    vector_push(compilation->arena, &lowering.bytecode->params, reg);
    if (func->params.items[i].var) bind(&lowering, func->params.items[i].var, reg);
  }
  lower_block(&lowering, &func->body);
  emit(&lowering, (Instruction){.code = CODE_END});
  return compilation->diagnostics.count == before ? lowering.bytecode : NULL;
}
