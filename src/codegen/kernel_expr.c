// Expressions of kernel IR -> C++. In: pure expressions and device calls. Out: text with the parentheses that C++ needs.
#include "base/convert.h"
#include "codegen/kernel.h"

#include <math.h>
#include <stdlib.h>

typedef struct Infix {
  const char *text;
  unsigned strength;
} Infix;

// Division and remainder have operands that are not negative (docs/kernel-ir.md): // is /.
static const Infix INFIX[OP_COUNT] = {
    [OP_MUL] = {"*", BINDS_MUL},        [OP_FLOORDIV] = {"/", BINDS_MUL},    [OP_FLOORMOD] = {"%", BINDS_MUL},
    [OP_TRUNCDIV] = {"/", BINDS_MUL},   [OP_TRUNCMOD] = {"%", BINDS_MUL},    [OP_ADD] = {"+", BINDS_ADD},
    [OP_SUB] = {"-", BINDS_ADD},        [OP_SHIFT_LEFT] = {"<<", BINDS_SHIFT}, [OP_SHIFT_RIGHT] = {">>", BINDS_SHIFT},
    [OP_LT] = {"<", BINDS_LESS},        [OP_LE] = {"<=", BINDS_LESS},        [OP_GT] = {">", BINDS_LESS},
    [OP_GE] = {">=", BINDS_LESS},       [OP_EQ] = {"==", BINDS_EQUAL},       [OP_NE] = {"!=", BINDS_EQUAL},
    [OP_BITWISE_AND] = {"&", BINDS_BIT_AND}, [OP_BITWISE_XOR] = {"^", BINDS_BIT_XOR}, [OP_BITWISE_OR] = {"|", BINDS_BIT_OR},
    [OP_AND] = {"&&", BINDS_AND},       [OP_OR] = {"||", BINDS_OR},
};

const char *cpp_type(DType type) {
  if (type == TYPE_BOOL) return "bool";
  if (type == TYPE_INT32) return "int32_t";
  if (type == TYPE_UINT32) return "uint32_t";
  if (type == TYPE_INT64) return "int64_t";
  if (type == TYPE_UINT64) return "uint64_t";
  if (type == TYPE_HANDLE) return "auto";
  return NULL;
}

static void open_if(KernelPrinter *p, bool needed) {
  if (needed) text_put(&p->text, "(");
}

static void close_if(KernelPrinter *p, bool needed) {
  if (needed) text_put(&p->text, ")");
}

// C++ needs the parentheses, or readers do: few know how && and ||, shifts and bit operators bind.
static bool needs_group(unsigned inner, unsigned around) {
  unsigned outer = around & ~1u;
  bool bits = outer == BINDS_SHIFT || (outer >= BINDS_BIT_OR && outer <= BINDS_BIT_AND);
  return inner < around || (outer == BINDS_OR && inner == BINDS_AND) || (bits && inner != outer);
}

static void print_infix(KernelPrinter *p, const Expr *expr, unsigned around) {
  Infix infix = INFIX[expr->op];
  bool group = needs_group(infix.strength, around);
  open_if(p, group);
  kernel_print_expr(p, expr->args[0], infix.strength);
  text_print(&p->text, " %s ", infix.text);
  kernel_print_expr(p, expr->args[1], infix.strength + 1);
  close_if(p, group);
}

// condition ? yes : no, where the condition may be the comparison `left relation right`.
static void print_choice(KernelPrinter *p, const Expr *left, const char *relation, const Expr *right, const Expr *yes, const Expr *no,
                         unsigned around) {
  open_if(p, around > BINDS_NOTHING);
  kernel_print_expr(p, left, relation ? BINDS_LESS : BINDS_CHOICE);
  if (relation) {
    text_print(&p->text, " %s ", relation);
    kernel_print_expr(p, right, BINDS_LESS + 1);
  }
  text_put(&p->text, " ? ");
  kernel_print_expr(p, yes, BINDS_CHOICE);
  text_put(&p->text, " : ");
  kernel_print_expr(p, no, BINDS_CHOICE);
  close_if(p, around > BINDS_NOTHING);
}

static void print_value_op(KernelPrinter *p, const Expr *expr, unsigned around) {
  const Expr *const *args = expr->args;
  if (INFIX[expr->op].text) {
    print_infix(p, expr, around);
  } else if (expr->op == OP_MIN) {
    print_choice(p, args[0], "<", args[1], args[0], args[1], around);
  } else if (expr->op == OP_MAX) {
    print_choice(p, args[0], ">", args[1], args[0], args[1], around);
  } else if (expr->op == OP_SELECT || expr->op == OP_IF_THEN_ELSE) {
    print_choice(p, args[0], NULL, NULL, args[1], args[2], around);
  } else if (expr->op == OP_NOT) {
    text_put(&p->text, "!");
    kernel_print_expr(p, args[0], BINDS_UNARY);
  } else if (expr->op == OP_CAST && cpp_type(expr->type) && expr->type != TYPE_HANDLE) {
    text_print(&p->text, "static_cast<%s>(", cpp_type(expr->type));
    kernel_print_expr(p, args[0], BINDS_NOTHING);
    text_put(&p->text, ")");
  } else {
    diag_unsupported(p->c, expr->span, "%s in kernel %s: a RISC core of the chip computes with integers", op_info(expr->op)->text,
                     p->kernel->name);
  }
}

// The shortest decimal that reads back to the same float32.
static const char *float_text(KernelPrinter *p, double value) {
  char *text = NULL;
  for (int digits = 1; digits <= 9; digits++) {
    text = arena_format(p->c->arena, "%.*g", digits, value);
    if (strtof(text, NULL) == (float)value) break;
  }
  return strpbrk(text, ".eni") ? text : arena_format(p->c->arena, "%s.0", text);  // not for 1e10, nan, inf
}

static void print_float(KernelPrinter *p, double value) {
  if (isnan(value))
    text_put(&p->text, "__builtin_nanf(\"\")");
  else if (isinf(value))
    text_put(&p->text, value < 0 ? "-__builtin_inff()" : "__builtin_inff()");
  else
    text_print(&p->text, "%sf", float_text(p, value));
}

// A 32-bit constant: the bits of a float with its value beside, or an integer.
static void print_constant(KernelPrinter *p, const Expr *expr) {
  if (expr->kind != EXPR_FLOAT) {
    kernel_print_expr(p, expr, BINDS_NOTHING);
    return;
  }
  text_print(&p->text, "0x%08x /* %s */", float_bits((float)expr->number), float_text(p, expr->number));
}

static void print_operand(KernelPrinter *p, const Expr *call, unsigned index) {
  const char *kinds = op_info(call->op)->operands;
  if (index < strlen(kinds) && kinds[index] == 'k')
    print_constant(p, call->args[index]);
  else
    kernel_print_expr(p, call->args[index], BINDS_NOTHING);
}

static void print_accessor(KernelPrinter *p, const Expr *slot) {
  int64_t index = -1;
  if (!ir_is_int(slot, &index) || index < 0 || index >= (int64_t)p->accessors.count)
    internal_error(p->c, "accessor slot of kernel %s was not checked by the plan", p->kernel->name);
  text_put(&p->text, p->accessors.items[index]);
}

static void print_device_op(KernelPrinter *p, const Expr *call) {
  const char *spelling = p->dialect->ops[call->op].call;
  if (!spelling) internal_error(p->c, "%s was not checked for Metalium %s", op_info(call->op)->text, p->dialect->name);
  for (const char *c = spelling; *c; c++) {
    if (*c == '$' && c[1] == '*') {
      for (unsigned i = 0; i < call->arg_count; i++) {
        if (i) text_put(&p->text, ", ");
        print_operand(p, call, i);
      }
      c++;
    } else if (*c == '@' && c[1] == 'D') {
      text_put(&p->text, format_text(p->kernel->fp32_dest_acc ? FORMAT_FLOAT32 : FORMAT_FLOAT16_B));
      c++;
    } else if (*c == '$' || *c == '@') {
      unsigned index = (unsigned)(c[1] - '0');
      if (*c == '$')
        print_operand(p, call, index);
      else
        print_accessor(p, call->args[index]);
      c++;
    } else {
      text_add(&p->text, c, 1);
    }
  }
}

void kernel_print_expr(KernelPrinter *p, const Expr *expr, unsigned around) {
  switch (expr->kind) {
    case EXPR_INT:
      if (expr->type == TYPE_BOOL)
        text_put(&p->text, expr->integer ? "true" : "false");
      else
        text_print(&p->text, expr->integer < 0 && around >= BINDS_ADD ? "(%lld)%s" : "%lld%s", (long long)expr->integer,
                   expr->integer > INT32_MAX && expr->type == TYPE_UINT32 ? "u" : "");
      break;
    case EXPR_FLOAT: print_float(p, expr->number); break;
    case EXPR_VAR: {
      const char *name = names_of(&p->names, expr->var);
      if (!name) internal_error(p->c, "variable %s of kernel %s is not in scope", expr->var->name, p->kernel->name);
      text_put(&p->text, name);
      break;
    }
    case EXPR_CALL:
      if (op_info(expr->op)->engine == ENGINE_VALUE)
        print_value_op(p, expr, around);
      else
        print_device_op(p, expr);
      break;
    case EXPR_STRING:
    case EXPR_LOAD:
    case EXPR_REGION:
    case EXPR_LIST:
    case EXPR_DICT: internal_error(p->c, "kernel %s holds an expression that the plan should have refused", p->kernel->name);
  }
}

const char *codegen_source_name(const Compilation *compilation) {
  if (!compilation->sources.count) return NULL;
  const char *path = compilation->sources.items[0].path, *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

const char *codegen_comment(Compilation *compilation, const char *text) {
  char *copy = arena_copy(compilation->arena, text, strlen(text));
  for (char *c = copy; *c; c++)
    if ((unsigned char)*c < 0x20 || *c == '\\') *c = '?';
  return copy;
}
