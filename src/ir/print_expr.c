// Printer: names and expressions. In: IR; out: Python expressions with the fewest parentheses that keep the tree.
#include "ir/print_internal.h"

#include <math.h>
#include <stdlib.h>
#include <stdio.h>

// ---- names

// Names that the text itself needs.
static bool is_reserved(const char *name) {
  static const char *const RESERVED[] = {"T",      "I",     "range",  "metadata", "True",  "False", "None", "and",
                                         "or",     "not",   "if",     "else",     "for",   "while", "in",   "with",
                                         "def",    "is",    "lambda", "pass",     "del",   "from",  "elif", "class",
                                         "return", "break", "as",     "try",      "yield", "global"};
  for (size_t i = 0; i < sizeof RESERVED / sizeof *RESERVED; i++)
    if (!strcmp(name, RESERVED[i])) return true;
  return false;
}

static bool is_taken(const Printer *p, const char *name) {
  for (size_t i = p->names.count; i-- > 0;)
    if (p->names.items[i].name == name) return true;
  return is_reserved(name);
}

// A hint may be any string of the program, as in T.Var("a.b", T.int32).
static const char *as_identifier(Printer *p, const char *hint) {
  char *name = NULL;
  for (size_t i = 0; hint[i]; i++) {
    char c = hint[i];
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (i && c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
    if (letter) continue;
    if (!name) name = arena_copy(p->c->arena, hint, strlen(hint));
    name[i] = '_';
  }
  return name ? name : hint;
}

const char *bind_name(Printer *p, const void *thing, const char *hint) {
  hint = as_identifier(p, hint);
  const char *plain = p->canonical ? intern(p->c, arena_format(p->c->arena, "v%u", p->bound++)) : intern(p->c, hint), *name = plain;
  // Things with the same hint in scope have taken the first suffixes already.
  unsigned suffix = 0;
  for (size_t i = 0; i < p->names.count; i++) suffix += p->names.items[i].hint == plain;
  if (suffix) name = intern(p->c, arena_format(p->c->arena, "%s_%u", hint, suffix));
  while (is_taken(p, name)) name = intern(p->c, arena_format(p->c->arena, "%s_%u", hint, ++suffix));
  vector_push(p->c->arena, &p->names, ((BoundName){thing, name, plain}));
  return name;
}

// A thing that is bound nowhere (an expression printed on its own, or broken IR) is bound at its first use.
static const char *name_of(Printer *p, const void *thing, const char *hint) {
  for (size_t i = p->names.count; i-- > 0;)
    if (p->names.items[i].thing == thing) return p->names.items[i].name;
  return bind_name(p, thing, hint);
}

const char *buffer_name(Printer *p, const Buffer *buffer) { return name_of(p, buffer, buffer->name); }

// ---- literals

static void print_int(Printer *p, const Expr *expr) {
  if (expr->type == TYPE_BOOL) {
    const char *value = expr->integer ? "True" : "False";
    text_print(&p->text, p->attribute_depth ? "%s" : "T.bool(%s)", value);
  } else if (expr->type == TYPE_INT32) {
    text_print(&p->text, "%lld", (long long)expr->integer);
  } else if (expr->type == TYPE_UINT64) {
    text_print(&p->text, "T.uint64(%llu)", (unsigned long long)expr->integer);
  } else {
    text_print(&p->text, "T.%s(%lld)", type_text(expr->type), (long long)expr->integer);
  }
}

// The shortest decimal that reads back to the same value of the type.
static void print_float(Printer *p, const Expr *expr) {
  double value = expr->number;
  text_print(&p->text, "T.%s(", type_text(expr->type));
  if (isnan(value) || isinf(value)) {
    text_put(&p->text, isnan(value) ? "\"nan\"" : value < 0 ? "\"-inf\"" : "\"inf\"");
  } else {
    char digits[40];
    double back = 0;
    for (int precision = 1; precision <= 17; precision++) {
      snprintf(digits, sizeof digits, "%.*g", precision, value);
      back = strtod(digits, NULL);
      if (type_round(expr->type, back) == value) break;
    }
    text_double(&p->text, back);
  }
  text_put(&p->text, ")");
}

// ---- operators

typedef enum Precedence {
  PREC_OR = 1,
  PREC_AND,
  PREC_NOT,
  PREC_COMPARE,
  PREC_SUM,
  PREC_PRODUCT,
  PREC_SIGN,
  PREC_ATOM
} Precedence;

static bool is_infix(const Expr *expr) {
  char first = op_info(expr->op)->text[0];
  return expr->op == OP_AND || expr->op == OP_OR || expr->op == OP_NOT ||
         !((first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z'));
}

static Precedence infix_precedence(Op op) {
  if (op == OP_OR) return PREC_OR;
  if (op == OP_AND) return PREC_AND;
  if (op == OP_NOT) return PREC_NOT;
  if (op == OP_ADD || op == OP_SUB) return PREC_SUM;
  if (op == OP_MUL || op == OP_DIV || op == OP_FLOORDIV || op == OP_FLOORMOD) return PREC_PRODUCT;
  return PREC_COMPARE;
}

static Precedence precedence(const Expr *expr) {
  if (expr->kind == EXPR_INT && expr->type == TYPE_INT32 && expr->integer < 0) return PREC_SIGN;
  return expr->kind == EXPR_CALL && is_infix(expr) ? infix_precedence(expr->op) : PREC_ATOM;
}

static void print_operand(Printer *p, const Expr *expr, int least) {
  bool parentheses = (int)precedence(expr) < least;
  if (parentheses) text_put(&p->text, "(");
  print_expr(p, expr);
  if (parentheses) text_put(&p->text, ")");
}

static void print_infix(Printer *p, const Expr *expr) {
  int level = (int)infix_precedence(expr->op);
  if (expr->op == OP_NOT) {
    text_put(&p->text, "not ");
    print_operand(p, expr->args[0], level);
    return;
  }
  // Python chains comparisons, so a comparison within one always needs parentheses.
  print_operand(p, expr->args[0], level == PREC_COMPARE ? level + 1 : level);
  text_print(&p->text, " %s ", op_info(expr->op)->text);
  print_operand(p, expr->args[1], level + 1);
}

// ---- the rest

void print_list(Printer *p, const Expr *const *items, unsigned count) {
  for (unsigned i = 0; i < count; i++) {
    if (i) text_put(&p->text, ", ");
    print_expr(p, items[i]);
  }
}

void print_dict(Printer *p, const KeywordList *entries) { print_dict_after(p, "", entries); }

void print_dict_after(Printer *p, const char *first, const KeywordList *entries) {
  p->attribute_depth++;
  text_print(&p->text, "{%s", first);
  for (size_t i = 0; i < entries->count; i++) {
    if (i || *first) text_put(&p->text, ", ");
    text_quote(&p->text, entries->items[i].name);
    text_put(&p->text, ": ");
    print_expr(p, entries->items[i].value);
  }
  text_put(&p->text, "}");
  p->attribute_depth--;
}

static bool is_small(const Expr *expr, int64_t *value) { return ir_is_int(expr, value) && *value == (int32_t)*value && *value; }

// A[T.Ramp(b, s, n)] is printed as A[b:b + s * n:s].
static void print_index(Printer *p, const Expr *index) {
  int64_t step, lanes, end;
  if (index->kind != EXPR_CALL || index->op != OP_RAMP || !is_small(index->args[1], &step) || !is_small(index->args[2], &lanes)) {
    print_expr(p, index);
    return;
  }
  const Expr *base = index->args[0], *length = ir_int_typed(p->c, base->type, step * lanes);
  bool known = base->kind == EXPR_INT && !__builtin_add_overflow(base->integer, step * lanes, &end);
  print_expr(p, base);
  text_put(&p->text, ":");
  print_expr(p, known ? ir_int_typed(p->c, base->type, end) : ir_op(p->c, OP_ADD, base, length));
  if (step != 1) text_put(&p->text, ":");
  if (step != 1) print_expr(p, index->args[1]);
}

void print_element(Printer *p, const Buffer *buffer, const Expr *const *indices) {
  text_print(&p->text, "%s[", buffer_name(p, buffer));
  for (unsigned i = 0; i < buffer->rank; i++) {
    if (i) text_put(&p->text, ", ");
    print_index(p, indices[i]);
  }
  text_put(&p->text, buffer->rank ? "]" : "()]");
}

static void print_region(Printer *p, const Expr *expr) {
  text_put(&p->text, "T.region(");
  print_element(p, expr->buffer, expr->indices);
  text_print(&p->text, ", %d", (int)expr->access);
  for (unsigned i = 0; i < expr->buffer->rank; i++) {
    text_put(&p->text, ", ");
    print_expr(p, expr->extents[i]);
  }
  text_put(&p->text, ")");
}

// T.comm_reducer(lambda x, y: x + y, [0]): its operands are the name of the op and the list of what it begins with.
static bool print_combiner(Printer *p, const Expr *expr) {
  bool combiner = expr->op == OP_INTRINSIC && expr->arg_count == 3 && !strcmp(expr->args[0]->string, "comm_reducer") && expr->args[1]->kind == EXPR_STRING;
  if (!combiner) return false;
  const char *op = expr->args[1]->string;
  bool infix = !((op[0] >= 'a' && op[0] <= 'z') || (op[0] >= 'A' && op[0] <= 'Z')) || !strcmp(op, "and") || !strcmp(op, "or");
  text_print(&p->text, infix ? "T.comm_reducer(lambda x, y: x %s y, " : "T.comm_reducer(lambda x, y: T.%s(x, y), ", op);
  print_expr(p, expr->args[2]);
  text_put(&p->text, ")");
  return true;
}

static void print_call(Printer *p, const Expr *expr) {
  if (print_combiner(p, expr)) return;
  if (expr->op == OP_DATA) {
    text_print(&p->text, "%s.data", buffer_name(p, expr->args[0]->buffer));
    return;
  }
  bool intrinsic = expr->op == OP_INTRINSIC;
  text_print(&p->text, "T.%s(", intrinsic ? expr->args[0]->string : op_info(expr->op)->text);
  if (expr->op == OP_CAST || expr->op == OP_REINTERPRET) text_print(&p->text, "\"%s\", ", type_text(expr->type));
  print_list(p, expr->args + intrinsic, expr->arg_count - intrinsic);
  for (size_t i = 0; i < expr->keywords.count; i++) {
    text_print(&p->text, "%s%s=", i || expr->arg_count > intrinsic ? ", " : "", expr->keywords.items[i].name);
    print_expr(p, expr->keywords.items[i].value);
  }
  text_put(&p->text, ")");
}

void print_expr(Printer *p, const Expr *expr) {
  switch (expr->kind) {
    case EXPR_INT: print_int(p, expr); break;
    case EXPR_FLOAT: print_float(p, expr); break;
    case EXPR_STRING: text_quote(&p->text, expr->string); break;
    case EXPR_VAR: text_put(&p->text, name_of(p, expr->var, expr->var->name)); break;
    case EXPR_LOAD: print_element(p, expr->buffer, expr->indices); break;
    case EXPR_REGION: print_region(p, expr); break;
    case EXPR_CALL:
      if (is_infix(expr))
        print_infix(p, expr);
      else
        print_call(p, expr);
      break;
    case EXPR_LIST:
      p->attribute_depth++;
      text_put(&p->text, "[");
      print_list(p, expr->items, expr->item_count);
      text_put(&p->text, "]");
      p->attribute_depth--;
      break;
    case EXPR_DICT: print_dict(p, &expr->entries); break;
  }
}

const char *ir_print_expr(Compilation *compilation, const Expr *expr) {
  Printer p = {.c = compilation, .text = text_open(compilation->arena)};
  print_expr(&p, expr);
  return p.text.bytes;
}
