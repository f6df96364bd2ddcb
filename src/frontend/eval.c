// Evaluation of expressions. In: AstExpr; out: a Value; mistakes are reported once and become VALUE_ERROR.
#include "frontend/elaborate.h"

#include "base/text.h"

// The same message at the same place, as from a loop that was unrolled, is said once.
static bool is_repeated(const Elaborator *e) {
  const Diagnostic *list = e->c->diagnostics.items, *last = &list[e->c->diagnostics.count - 1];
  for (const Diagnostic *one = list; one < last; one++)
    if (one->span.file == last->span.file && one->span.begin == last->span.begin && !strcmp(one->message, last->message)) return true;
  return false;
}

Value elab_failed(Elaborator *e) {
  if (is_repeated(e)) {
    e->c->diagnostics.count--;
    return VALUE_FAILED;
  }
  for (const CallSite *site = e->site; site; site = site->outer) {
    diag_note(e->c, site->span, "in `%s`, called here", site->name);
    if (site->outer && site->outer->outer && site->outer->outer->outer) break;  // the innermost calls say enough
  }
  return VALUE_FAILED;
}

bool elab_step(Elaborator *e, Span span) {
  if (e->steps == MOST_STEPS + 1) return false;
  if (e->steps++ < MOST_STEPS) return true;
  e->steps = MOST_STEPS + 1;
  FAIL(e, span, "more than %d steps at compile time; is this loop meant to run on the device?", MOST_STEPS);
  return false;
}

bool elab_spend(Elaborator *e, size_t count, Span span) {
  if (count > MOST_ITEMS) {
    FAIL(e, span, "more than %d items in a sequence or string", MOST_ITEMS);
    return false;
  }
  e->steps += count / 4;
  return elab_step(e, span);
}

bool elab_enter(Elaborator *e, Span span) {
  if (e->depth < MOST_DEPTH) {
    e->depth++;
    return true;
  }
  FAIL(e, span, "evaluation is nested more than %d deep", MOST_DEPTH);
  return false;
}

Value eval_unwrap(Elaborator *e, Value value) {
  if (value.kind != VALUE_BUFFER || value.buffer->scope != SCOPE_VAR) return value;
  const Expr *zero = ir_int(e->c, 0);
  return value_expr(ir_load(e->c, value.buffer, &zero));
}

// ---- iteration

static bool iterate_range(Elaborator *e, Value range, Span span, ValueList *items) {
  int64_t start, stop, step;
  const Value *parts = range.list->items;
  if (!value_as_int(parts[0], &start) || !value_as_int(parts[1], &stop) || !value_as_int(parts[2], &step)) {
    FAIL(e, span, "the bounds of this range are not known at compile time");
    return false;
  }
  if (step == 0) {
    FAIL(e, span, "the step of a range can't be 0");
    return false;
  }
  for (int64_t i = start; step > 0 ? i < stop : i > stop;) {
    if (!elab_step(e, span)) return false;
    vector_push(e->c->arena, items, value_int(i));
    if (__builtin_add_overflow(i, step, &i)) break;
  }
  return true;
}

bool eval_iterate(Elaborator *e, Value value, Span span, ValueList *items) {
  switch ((ValueKind)value.kind) {
    case VALUE_ERROR: return false;
    case VALUE_TUPLE:
    case VALUE_LIST: *items = *value.list; return true;
    case VALUE_DICT:
      for (size_t i = 0; i < value.list->count; i += 2) vector_push(e->c->arena, items, value.list->items[i]);
      return true;
    case VALUE_RANGE: return iterate_range(e, value, span, items);
    case VALUE_DTYPE:  // a str in tilelang
    case VALUE_STRING:
      for (const char *c = value.kind == VALUE_DTYPE ? type_text(value.dtype) : value.string; *c; c++) vector_push(e->c->arena, items, value_string(intern_range(e->c, c, 1)));
      return true;
    case VALUE_EXPR: case VALUE_ABSENT: case VALUE_NONE: case VALUE_ELLIPSIS: case VALUE_BOOL: case VALUE_INT: case VALUE_FLOAT:
    case VALUE_SLICE: case VALUE_FUNCTION: case VALUE_BUILTIN: case VALUE_METHOD: case VALUE_MODULE: case VALUE_OPAQUE:
    case VALUE_BUFFER: case VALUE_TENSOR: case VALUE_FRAME: case VALUE_HANDLE: case VALUE_CLASS: case VALUE_OBJECT: break;
  }
  if (value.kind == VALUE_OPAQUE)
    arith_unknown(e, value, span);
  else
    FAIL(e, span, "%s can't be iterated over at compile time", value_kind_text(value));
  return false;
}

// ---- tests

int eval_test(Elaborator *e, Value value, Span span, const Expr **condition) {
  bool truth;
  value = eval_unwrap(e, value);
  if (value.kind == VALUE_ERROR) return -2;
  if (value.kind == VALUE_EXPR && value.expr->kind != EXPR_REGION) {
    bool constant = value.expr->kind == EXPR_INT || value.expr->kind == EXPR_FLOAT;
    if (constant && !e->script) return value.expr->kind == EXPR_INT ? value.expr->integer != 0 : value.expr->number != 0;
    *condition = gpu_as_type(e, value.expr, TYPE_BOOL);
    *condition = value.expr->type == TYPE_BOOL || e->script ? *condition : arith_cast_expr(e, TYPE_BOOL, value.expr);
    if (type_lanes((*condition)->type) == 1) return -1;
    FAIL(e, span, "a vector has no truth value; test one of its elements");
    return -2;
  }
  if (e->script && value_is_number(value)) {
    *condition = arith_expr(e, value, span);
    return -1;
  }
  if (value_truth(value, &truth)) return truth;
  if (value.kind == VALUE_OPAQUE)
    arith_unknown(e, value, span);
  else
    FAIL(e, span, "%s has no truth value at compile time", value_kind_text(value));
  return -2;
}

// ---- parts of expressions

static Value eval_items(Elaborator *e, const AstExpr *expr, ValueKind kind) {
  Value result = value_list(e->c, kind, NULL, 0);
  for (size_t i = 0; i < expr->items.count; i++) {
    const AstExpr *item = expr->items.items[i];
    Value value = eval(e, item->kind == AST_STARRED ? item->left : item);
    if (value.kind == VALUE_ERROR) return value;
    ValueList spread = {0};
    if (item->kind != AST_STARRED)
      vector_push(e->c->arena, &spread, value);
    else if (!eval_iterate(e, value, elab_span(e, item), &spread) || !elab_spend(e, spread.count, elab_span(e, item)))
      return VALUE_FAILED;
    for (size_t k = 0; k < spread.count; k++) vector_push(e->c->arena, result.list, spread.items[k]);
  }
  return result;
}

static void dict_set(Elaborator *e, Value dict, Value key, Value value) {
  for (size_t i = 0; i < dict.list->count; i += 2)
    if (value_equal(dict.list->items[i], key)) {
      dict.list->items[i + 1] = value;
      return;
    }
  vector_push(e->c->arena, dict.list, key);
  vector_push(e->c->arena, dict.list, value);
}

static Value eval_dict(Elaborator *e, const AstExpr *expr) {
  Value dict = value_list(e->c, VALUE_DICT, NULL, 0);
  for (size_t i = 0; i + 1 < expr->items.count; i += 2) {
    const AstExpr *key = expr->items.items[i];
    Value value = eval_raw(e, expr->items.items[i + 1]);
    Value name = key ? eval_raw(e, key) : value;
    if (value.kind == VALUE_ERROR || name.kind == VALUE_ERROR) return VALUE_FAILED;
    if (key) {
      dict_set(e, dict, name, value);
    } else if (value.kind == VALUE_DICT) {
      for (size_t k = 0; k < value.list->count; k += 2) dict_set(e, dict, value.list->items[k], value.list->items[k + 1]);
    } else {
      return FAIL(e, elab_span(e, expr->items.items[i + 1]), "`**` needs a dict, not %s", value_kind_text(value));
    }
  }
  return dict;
}

static Value eval_compare(Elaborator *e, const AstExpr *expr) {
  Value result = value_none(), left = eval(e, expr->items.items[0]);
  for (size_t i = 1; i < expr->items.count; i++) {
    Value right = eval(e, expr->items.items[i]);
    Value one = arith_compare(e, (CompareOp)expr->ops[i - 1], left, right, elab_span(e, expr));
    if (one.kind == VALUE_ERROR) return one;
    bool truth = true;
    if (i == 1)
      result = one;
    else if (result.kind == VALUE_EXPR || one.kind == VALUE_EXPR)
      result = value_truth(result, &truth) && truth ? one : arith_logic(e, OP_AND, result, one, elab_span(e, expr));
    else
      result = one;
    if (value_truth(result, &truth) && !truth) return result;  // the rest of the chain is not evaluated
    left = right;
  }
  return result;
}

// `a and b and c` nests to the right, as tilelang builds it.
static Value eval_and_or(Elaborator *e, const AstExpr *expr, size_t first) {
  Value left = eval(e, expr->items.items[first]);
  if (first + 1 == expr->items.count || left.kind == VALUE_ERROR) return left;
  const Expr *condition = NULL;
  Span span = {e->source, expr->items.items[first]->begin, expr->end};
  int test = eval_test(e, left, elab_span(e, expr->items.items[first]), &condition);
  if (test == -2) return VALUE_FAILED;
  bool is_or = expr->op == TOKEN_OR;
  if (test >= 0 && test == is_or) return left;
  if (!elab_enter(e, span)) return VALUE_FAILED;
  Value right = eval_and_or(e, expr, first + 1);
  elab_leave(e);
  if (test >= 0 || right.kind == VALUE_ERROR) return right;
  Value tested = value_expr(condition);
  tested.depth = left.depth;
  return arith_logic(e, is_or ? OP_OR : OP_AND, tested, right, span);
}

// In TVMScript `a and b and c` is ((a and b) and c): that is what Python's grammar says and what the printer relies on.
static Value eval_script_and_or(Elaborator *e, const AstExpr *expr) {
  Value result = eval(e, expr->items.items[0]);
  for (size_t i = 1; i < expr->items.count && result.kind != VALUE_ERROR; i++)
    result = arith_logic(e, expr->op == TOKEN_OR ? OP_OR : OP_AND, result, eval(e, expr->items.items[i]), elab_span(e, expr));
  return result;
}

static Value eval_conditional(Elaborator *e, const AstExpr *expr) {
  const Expr *condition = NULL;
  Value tested = eval(e, expr->test);
  int test = eval_test(e, tested, elab_span(e, expr->test), &condition);
  if (test == -2) return VALUE_FAILED;
  if (test >= 0) return eval(e, test ? expr->left : expr->right);
  Value then = eval(e, expr->left), orelse = eval(e, expr->right);
  if (then.kind == VALUE_ERROR || orelse.kind == VALUE_ERROR || !arith_match(e, &then, &orelse, elab_span(e, expr)))
    return VALUE_FAILED;
  tested.expr = condition;
  const Value args[] = {tested, then, orelse};
  return arith_call(e, OP_IF_THEN_ELSE, then.expr->type, args, 3, elab_span(e, expr));
}

static Value eval_lambda(Elaborator *e, const AstExpr *expr) {
  Closure *closure = arena_new(e->c->arena, Closure);
  *closure = (Closure){.name = "lambda", .lambda = expr, .environment = e->environment, .scope = e->scope, .span = elab_span(e, expr)};
  return (Value){.kind = VALUE_FUNCTION, .closure = closure};
}

static Value eval_slice(Elaborator *e, const AstExpr *expr) {
  const AstExpr *parts[] = {expr->left, expr->right, expr->test};
  Value values[3];
  for (unsigned i = 0; i < 3; i++) {
    values[i] = parts[i] ? eval(e, parts[i]) : value_none();
    if (values[i].kind == VALUE_ERROR) return VALUE_FAILED;
  }
  return value_list(e->c, VALUE_SLICE, values, 3);
}

// ---- comprehensions

static bool clause_holds(Elaborator *e, const AstClause *clause) {
  for (size_t i = 0; i < clause->conditions.count; i++) {
    const Expr *condition = NULL;
    Span span = elab_span(e, clause->conditions.items[i]);
    int test = eval_test(e, eval(e, clause->conditions.items[i]), span, &condition);
    if (test == -1) FAIL(e, span, "the filter of a comprehension must be known at compile time");
    if (test != 1) return false;
  }
  return true;
}

static bool run_clauses(Elaborator *e, const AstExpr *expr, size_t level, Value result) {
  if (level == expr->clauses.count) {
    Value value = eval(e, expr->left), second = expr->right ? eval(e, expr->right) : value_none();
    if (value.kind == VALUE_ERROR || second.kind == VALUE_ERROR) return false;
    if (result.kind == VALUE_DICT)
      dict_set(e, result, value, second);
    else
      vector_push(e->c->arena, result.list, value);
    return true;
  }
  const AstClause *clause = &expr->clauses.items[level];
  ValueList items = {0};
  size_t errors = e->c->diagnostics.count;
  if (!eval_iterate(e, eval(e, clause->iterable), elab_span(e, clause->iterable), &items)) return false;
  for (size_t i = 0; i < items.count; i++) {
    if (!elab_step(e, elab_span(e, expr))) return false;
    bool device = e->device;
    e->device = false;  // targets are plain Python names
    bind_target(e, clause->target, items.items[i], true);
    e->device = device;
    if (clause_holds(e, clause) && !run_clauses(e, expr, level + 1, result)) return false;
    if (e->c->diagnostics.count > errors) return false;
  }
  return true;
}

static Value eval_comprehension(Elaborator *e, const AstExpr *expr) {
  ValueKind kind = expr->right ? VALUE_DICT : VALUE_LIST;
  Value result = value_list(e->c, kind, NULL, 0);
  Environment *environment = arena_new(e->c->arena, Environment);
  environment->parent = e->environment;
  e->environment = environment;
  bool whole = run_clauses(e, expr, 0, result);
  e->environment = environment->parent;
  return whole ? result : VALUE_FAILED;
}

// ---- f-strings

static const char *brace_end(const char *text) {
  unsigned depth = 0;
  for (; *text; text++) {
    if (*text == '{' || *text == '[' || *text == '(') depth++;
    if (*text == '}' || *text == ']' || *text == ')') {
      if (depth == 0) return text;
      depth--;
    }
    if (depth == 0 && ((*text == '!' && text[1] != '=') || *text == ':')) return text;
  }
  return NULL;
}

static bool eval_field(Elaborator *e, Text *out, const char *text, size_t length) {
  if (length && text[length - 1] == '=') {
    text_add(out, text, length);
    length--;
  }
  uint32_t source = source_add(e->c, "f-string", text, length), saved = e->source;
  const AstExpr *expr = parse_expression(e->c, source);
  e->source = source;
  Value value = expr ? eval(e, expr) : VALUE_FAILED;
  e->source = saved;
  if (value.kind == VALUE_ERROR) return false;
  text_put(out, value_text(e->c, value));
  return true;
}

static Value eval_fstring(Elaborator *e, const AstExpr *expr) {
  Text out = text_open(e->c->arena);
  const char *at = expr->text;
  while (*at) {
    if ((*at == '{' || *at == '}') && at[1] == *at) {
      text_add(&out, at, 1);
      at += 2;
    } else if (*at == '{') {
      const char *end = brace_end(at + 1);
      if (!end) return FAIL(e, elab_span(e, expr), "a '{' of this f-string is never closed");
      if (!eval_field(e, &out, at + 1, (size_t)(end - at - 1))) return VALUE_FAILED;
      while (*end && *end != '}') end++;  // a format or conversion is dropped: only messages use them
      at = *end ? end + 1 : end;
    } else {
      text_add(&out, at++, 1);
    }
  }
  if (!elab_spend(e, out.length, elab_span(e, expr))) return VALUE_FAILED;
  return value_string(intern(e->c, out.bytes));
}

// ---- expressions

Value eval_callee(Elaborator *e, const AstExpr *expr) {
  if (expr->kind != AST_ATTRIBUTE) return eval_raw(e, expr);
  if (!elab_enter(e, elab_span(e, expr))) return VALUE_FAILED;
  Value object = eval_raw(e, expr->left);
  elab_leave(e);
  Span name = {e->source, expr->name_begin, expr->end};
  return object.kind == VALUE_ERROR ? object : eval_attribute(e, object, expr->name, name);
}

// An attribute of something that is not executed may have its value from -D.
static Value eval_attribute_expr(Elaborator *e, const AstExpr *expr) {
  Value value = eval_callee(e, expr);
  DefineState *define = value.kind == VALUE_OPAQUE ? bind_define(e, expr->name) : NULL;
  return define ? define->value : value;
}

// T.custom[tfloat32]
static bool custom_type(Elaborator *e, const AstExpr *expr, DType *type) {
  if (expr->left->kind != AST_ATTRIBUTE || strcmp(expr->left->name, "custom") || expr->right->kind != AST_NAME) return false;
  return type_from_text(arena_format(e->c->arena, "custom[%s]", expr->right->text), type);
}

static Value eval_kind(Elaborator *e, const AstExpr *expr) {
  Span span = elab_span(e, expr);
  switch ((AstKind)expr->kind) {
    case AST_NAME: return bind_lookup(e, expr->text, span);
    case AST_INT: return expr->too_big ? FAIL(e, span, "this integer does not fit 64 bits") : value_int(expr->integer);
    case AST_FLOAT: return value_float(expr->number);
    case AST_STRING: return value_string(expr->text);
    case AST_FSTRING: return eval_fstring(e, expr);
    case AST_CONSTANT:
      if (expr->op == TOKEN_NONE) return value_none();
      if (expr->op == TOKEN_ELLIPSIS) return value_of_kind(VALUE_ELLIPSIS);
      return value_bool(expr->op == TOKEN_TRUE);
    case AST_TUPLE: return eval_items(e, expr, VALUE_TUPLE);
    case AST_LIST: return eval_items(e, expr, VALUE_LIST);
    case AST_SET: return eval_items(e, expr, VALUE_LIST);
    case AST_DICT: return eval_dict(e, expr);
    case AST_UNARY: return arith_unary(e, expr->op, eval(e, expr->left), span);
    case AST_BINARY: {
      Value left = eval(e, expr->left);
      return arith_binary(e, expr->op, left, eval(e, expr->right), span);
    }
    case AST_COMPARE: return eval_compare(e, expr);
    case AST_AND_OR: return e->script ? eval_script_and_or(e, expr) : eval_and_or(e, expr, 0);
    case AST_CONDITIONAL: return eval_conditional(e, expr);
    case AST_LAMBDA: return eval_lambda(e, expr);
    case AST_CALL: return call_expr(e, expr);
    case AST_ATTRIBUTE: return eval_attribute_expr(e, expr);
    case AST_SUBSCRIPT: {
      DType type;
      if (custom_type(e, expr, &type)) return value_dtype(type);
      Value object = eval_raw(e, expr->left);
      if (object.kind == VALUE_ERROR) return object;
      return index_value(e, object, eval(e, expr->right), span);
    }
    case AST_SLICE: return eval_slice(e, expr);
    case AST_STARRED: return FAIL(e, span, "`*` can't stand here");
    case AST_WALRUS: {
      Value value = eval(e, expr->right);
      bind_assign(e, expr->left->text, value, elab_span(e, expr->left));
      return value;
    }
    case AST_COMPREHENSION: return eval_comprehension(e, expr);
    case AST_OPAQUE: return FAIL(e, span, "this Python expression is not evaluated at compile time");
  }
  return VALUE_FAILED;
}

Value eval_raw(Elaborator *e, const AstExpr *expr) {
  Span span = elab_span(e, expr);
  if (!elab_enter(e, span)) return VALUE_FAILED;
  Value value = eval_kind(e, expr);
  elab_leave(e);
  if (value.kind == VALUE_EXPR && value.expr->span.file == NO_FILE) value.expr = ir_with_span(e->c, value.expr, span);
  return value;
}

// A name of a T.alloc_var reads the variable; the call that makes one does not.
Value eval(Elaborator *e, const AstExpr *expr) {
  Value value = eval_raw(e, expr);
  return expr->kind == AST_NAME ? eval_unwrap(e, value) : value;
}
