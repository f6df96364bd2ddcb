// Expressions to code. In: an expression; out: instructions, and the register that holds the value. A value that does not depend
// on the lane variable stays scalar.
#include "ir/print.h"
#include "ir/simplify.h"
#include "reference/compile.h"

static Register find_var(Compiler *k, const Var *var, Span span) {
  for (size_t i = k->bindings.count; i-- > 0;)
    if (k->bindings.items[i].thing == var) return k->bindings.items[i].value;
  diag_unsupported(k->c, span, "the reference evaluator does not know the value of %s: give it with -D", var->name);
  k->failed = true;
  return new_scalar(k);
}

Memory *memory_of(Compiler *k, const Buffer *buffer) {
  for (size_t i = k->bindings.count; i-- > 0;)
    if (k->bindings.items[i].thing == buffer) return k->bindings.items[i].memory;
  internal_error(k->c, "buffer %s is used before it is allocated", buffer->name);
}

const char *call_name(const Expr *call) {
  bool named = call->op == OP_INTRINSIC && call->arg_count && call->args[0]->kind == EXPR_STRING;
  return named ? call->args[0]->string : op_info(call->op)->text;
}

void unsupported_type(Compiler *k, DType type, Span span) {
  diag_unsupported(k->c, span,
                   "the reference evaluator has no values of type %s; floats, integers and bool work",
                   type_text(type));
  k->failed = true;
}

static bool has_arithmetic(DType type) { return type_kind(type) != TYPE_KIND_OTHER; }

// ---- element accesses

// An index as register + step * lane. False if it is not of that form.
static bool compile_affine(Compiler *k, const Expr *index, Register *value, int64_t *step) {
  const Expr *rest;
  *step = 0;
  if (!k->lane || !ir_linear_in(k->c, NULL, index, k->lane, step, &rest)) rest = index;
  *value = compile_expr(k, rest);
  return !is_vector(*value);
}

ElementAccess *compile_access(Compiler *k, Buffer *buffer, const Expr *const *indices, bool *vector) {
  ElementAccess *access = arena_new(k->c->arena, ElementAccess);
  access->memory = memory_of(k, buffer);
  access->affine = true;
  access->start = k->lane_start;
  *vector = false;
  for (unsigned i = 0; i < buffer->rank && i < MAX_RANK; i++) {
    access->affine &= compile_affine(k, indices[i], &access->registers[i], &access->steps[i]);
    *vector |= access->steps[i] != 0;
  }
  if (access->affine) return access;
  *vector = true;
  for (unsigned i = 0; i < buffer->rank && i < MAX_RANK; i++) {
    if (access->steps[i]) access->registers[i] = compile_expr(k, indices[i]);
    access->registers[i] = as_vector(k, access->registers[i], indices[i]->type);
  }
  return access;
}

static Register compile_load(Compiler *k, const Expr *expr) {
  bool vector;
  if (!has_arithmetic(expr->type)) unsupported_type(k, expr->type, expr->span);
  ElementAccess *access = compile_access(k, expr->buffer, expr->indices, &vector);
  Register dst = vector ? new_vector(k) : new_scalar(k);
  emit(k, (Instruction){.code = CODE_LOAD, .type = expr->type, .dst = dst, .span = expr->span, .access = access});
  return dst;
}

// ---- calls

Register emit_value(Compiler *k, const Expr *expr, Op op, const Register *operands, unsigned count, DType from) {
  Register args[3] = {operands[0], count > 1 ? operands[1] : operands[0], count > 2 ? operands[2] : operands[0]};
  bool vector = false;
  for (unsigned i = 0; i < count; i++) vector |= is_vector(args[i]);
  for (unsigned i = 0; i < 3 && vector; i++) {
    bool condition = op == OP_SELECT && i == 0;
    args[i] = i < count ? as_vector(k, args[i], condition ? TYPE_BOOL : from) : args[0];
  }
  Register dst = vector ? new_vector(k) : new_scalar(k);
  emit(k, (Instruction){.code = CODE_VALUE,
                        .op = op,
                        .type = expr->type,
                        .from = from,
                        .dst = dst,
                        .a = args[0],
                        .b = args[1],
                        .c = args[2],
                        .span = expr->span});
  return dst;
}

static void find_partial(void *state, const Expr *expr) {
  bool *partial = state;
  if (expr->kind == EXPR_LOAD) *partial = true;
  if (expr->kind != EXPR_CALL) return;
  Op op = expr->op;
  if (op_info(op)->engine != ENGINE_VALUE || op == OP_ANY_OF || op == OP_ALL_OF) *partial = true;
  if (type_is_int(expr->type) && (op == OP_FLOORDIV || op == OP_FLOORMOD || op == OP_TRUNCDIV || op == OP_TRUNCMOD))
    *partial = true;
}

// Evaluating it can't fail, so it may be evaluated where its value is not wanted.
static bool is_total(const Expr *expr) {
  bool partial = false;
  ir_visit(expr, find_partial, &partial);
  return !partial;
}

void push_mask(Compiler *k) {
  k->mask_depth++;
  if (k->mask_depth > k->program->mask_depth) k->program->mask_depth = k->mask_depth;
}

// condition ? first : second, where only the chosen one is evaluated. NULL for second: the condition itself (an `and`).
static Register compile_lazy(Compiler *k, const Expr *expr, Register condition, const Expr *first, const Expr *second) {
  DType type = expr->type;
  uint32_t branch = emit(k, (Instruction){.code = is_vector(condition) ? CODE_MASK : CODE_JUMP_UNLESS, .a = condition});
  if (is_vector(condition)) {
    push_mask(k);
    Register a = as_vector(k, compile_expr(k, first), type);
    set_target(k, branch, here(k));
    uint32_t other = emit(k, (Instruction){.code = CODE_MASK_ELSE, .a = condition});
    Register b = as_vector(k, compile_expr(k, second), type);
    set_target(k, other, here(k));
    emit(k, (Instruction){.code = CODE_MASK_END});
    k->mask_depth--;
    return emit_value(k, expr, OP_SELECT, (Register[]){condition, a, b}, 3, type);
  }
  Register a = compile_expr(k, first);
  uint32_t move = emit(k, (Instruction){.code = CODE_MOVE});  // its registers are known once the other side is
  uint32_t end = emit(k, (Instruction){.code = CODE_JUMP});
  set_target(k, branch, here(k));
  Register b = compile_expr(k, second);
  Register dst = is_vector(a) || is_vector(b) ? new_vector(k) : new_scalar(k);
  emit_move(k, dst, b, type);
  set_target(k, end, here(k));
  Instruction *first_move = &k->program->code.items[move];
  *first_move = (Instruction){.code = is_vector(dst) && !is_vector(a) ? CODE_SPLAT : CODE_MOVE, .type = type, .dst = dst, .a = a};
  return dst;
}

static Register compile_choice(Compiler *k, const Expr *expr) {
  Register condition = compile_expr(k, expr->args[0]);
  if (expr->op == OP_IF_THEN_ELSE && (!is_total(expr->args[1]) || !is_total(expr->args[2])))
    return compile_lazy(k, expr, condition, expr->args[1], expr->args[2]);
  Register a = compile_expr(k, expr->args[1]), b = compile_expr(k, expr->args[2]);
  return emit_value(k, expr, OP_SELECT, (Register[]){condition, a, b}, 3, expr->type);
}

static Register compile_logic(Compiler *k, const Expr *expr) {
  Register left = compile_expr(k, expr->args[0]);
  bool conjunction = expr->op == OP_AND;
  if (is_total(expr->args[1]))
    return emit_value(k, expr, expr->op, (Register[]){left, compile_expr(k, expr->args[1])}, 2, TYPE_BOOL);
  const Expr *known = ir_bool(k->c, !conjunction);
  return compile_lazy(k, expr, left, conjunction ? expr->args[1] : known, conjunction ? known : expr->args[1]);
}

static Register compile_cast(Compiler *k, const Expr *expr) {
  Register value = compile_expr(k, expr->args[0]);
  Register dst = is_vector(value) ? new_vector(k) : new_scalar(k);
  if (!has_arithmetic(expr->type)) unsupported_type(k, expr->type, expr->span);
  if (expr->keywords.count) {
    diag_unsupported(k->c, expr->span, "T.cast with a rounding mode: the reference evaluator rounds to the nearest; leave the mode out");
    k->failed = true;
  }
  emit(k, (Instruction){
              .code = CODE_CONVERT, .type = expr->type, .from = expr->args[0]->type, .dst = dst, .a = value, .span = expr->span});
  return dst;
}

// The exponent of ldexp comes as an integer, and is computed with as a float.
static const Expr *operand_of(Compiler *k, const Expr *expr, unsigned i) {
  bool exponent = expr->op == OP_LDEXP && i == 1;
  if (!exponent) return expr->args[i];
  return ir_cast(k->c, value_class(expr->type) == CLASS_DOUBLE ? TYPE_FLOAT64 : TYPE_FLOAT32, expr->args[i]);
}

static Register compile_call(Compiler *k, const Expr *expr) {
  Op op = expr->op;
  if (op == OP_SELECT || op == OP_IF_THEN_ELSE) return compile_choice(k, expr);
  if (op == OP_AND || op == OP_OR) return compile_logic(k, expr);
  if (op == OP_CAST) return compile_cast(k, expr);
  if (is_atomic(op)) return compile_atomic(k, expr);
  if (op == OP_ANY_OF || op == OP_ALL_OF) return compile_quantifier(k, expr);
  if (op_info(op)->engine != ENGINE_VALUE || expr->arg_count < 1 || expr->arg_count > 3) {
    diag_unsupported(k->c, expr->span, "the reference evaluator does not know T.%s in an expression", call_name(expr));
    k->failed = true;
    return new_scalar(k);
  }
  Register operands[3];
  for (unsigned i = 0; i < expr->arg_count; i++) operands[i] = compile_expr(k, operand_of(k, expr, i));
  return emit_value(k, expr, op, operands, expr->arg_count, expr->args[0]->type);
}

static Register compile_number(Compiler *k, const Expr *expr) {
  Scalar value = {.i = expr->kind == EXPR_INT ? expr->integer : 0};
  if (!has_arithmetic(expr->type)) unsupported_type(k, expr->type, expr->span);
  if (expr->kind == EXPR_FLOAT && value_class(expr->type) == CLASS_DOUBLE) value.d = expr->number;
  if (expr->kind == EXPR_FLOAT && value_class(expr->type) == CLASS_FLOAT) value.f = (float)expr->number;
  return new_constant(k, value);
}

Register compile_expr(Compiler *k, const Expr *expr) {
  switch (expr->kind) {
    case EXPR_INT:
    case EXPR_FLOAT: return compile_number(k, expr);
    case EXPR_VAR: return find_var(k, expr->var, expr->span);
    case EXPR_LOAD: return compile_load(k, expr);
    case EXPR_CALL: return compile_call(k, expr);
    case EXPR_STRING:
    case EXPR_REGION:
    case EXPR_LIST:
    case EXPR_DICT: break;
  }
  internal_error(k->c, "%s stands where a value belongs", ir_print_expr(k->c, expr));
}
