// The simplifier. In: an expression and the bounds of its variables; out: an equal one, as small as the rules make it. Integers
// go through linear forms (linear.c, simplify_int.c), bools through simplify_bool.c, everything else keeps its shape.
#include "ir/simplify_internal.h"

// ---- children

static bool map_list(Compilation *c, const Expr ***items, unsigned count, ExprMap map, void *state) {
  const Expr **mapped = arena_array(c->arena, const Expr *, count);
  bool changed = false;
  for (unsigned i = 0; i < count; i++) {
    mapped[i] = map(state, c, (*items)[i]);
    changed |= mapped[i] != (*items)[i];
  }
  *items = mapped;
  return changed;
}

// The expression over its mapped children; itself if none changed. Keywords are left alone.
static const Expr *map_children(Compilation *c, const Expr *expr, ExprMap map, void *state) {
  Expr copy = *expr;
  bool changed = false;
  if (expr->kind == EXPR_CALL) {
    changed = map_list(c, &copy.args, expr->arg_count, map, state);
    for (unsigned i = 0; i < expr->arg_count; i++)  // a circular buffer keeps its name
      if (op_operand(expr->op, i) == 'c') copy.args[i] = expr->args[i];
  } else if (expr->kind == EXPR_LIST) {
    changed = map_list(c, &copy.items, expr->item_count, map, state);
  } else if (expr->kind == EXPR_LOAD || expr->kind == EXPR_REGION) {
    changed = map_list(c, &copy.indices, expr->buffer->rank, map, state);
    if (expr->kind == EXPR_REGION) changed |= map_list(c, &copy.extents, expr->buffer->rank, map, state);
  }
  if (!changed) return expr;
  Expr *fresh = arena_new(c->arena, Expr);
  *fresh = copy;
  return fresh;
}

static const Expr *simplify_child(void *state, Compilation *c, const Expr *expr) {
  (void)c;
  return simplify_expr(state, expr);
}

const Expr *with_simplified_args(Simplifier *s, const Expr *expr) {
  const Expr *call = map_children(s->c, expr, simplify_child, s);
  bool choice = call->kind == EXPR_CALL && (call->op == OP_SELECT || call->op == OP_IF_THEN_ELSE);
  return choice && call->args[0]->kind == EXPR_INT ? call->args[call->args[0]->integer ? 1 : 2] : call;
}

// ---- any expression

static void count_node(void *state, const Expr *expr) {
  (void)expr;
  ++*(unsigned *)state;
}

static unsigned node_count(const Expr *expr) {
  unsigned count = 0;
  ir_visit(expr, count_node, &count);
  return count;
}

static bool is_number(const Expr *expr) { return type_is_int(expr->type) && expr->type != TYPE_BOOL; }

const Expr *simplify_expr(Simplifier *s, const Expr *expr) {
  if (expr->type == TYPE_BOOL) return simplify_bool(s, expr);
  if (!is_number(expr) || (expr->kind != EXPR_VAR && expr->kind != EXPR_CALL)) return with_simplified_args(s, expr);
  Linear linear = linear_of(s, expr);
  const Expr *built = linear_build(s, &linear);
  return ir_same(built, expr) ? expr : built;
}

// ---- the public functions

static Simplifier simplifier(Compilation *c, const Bounds *bounds, LetMode lets, bool distribute) {
  enum { BUDGET = 1000 };
  return (Simplifier){.c = c, .bounds = bounds, .lets = lets, .distribute = distribute, .budget = BUDGET};
}

typedef struct Features {
  bool lets, products;
} Features;

static void find_features(void *state, const Expr *expr) {
  Features *features = state;
  if (expr->kind == EXPR_VAR && expr->var->value) features->lets = true;
  if (expr->kind == EXPR_CALL && expr->op == OP_MUL && expr->args[0]->kind != EXPR_INT && expr->args[1]->kind != EXPR_INT)
    features->products = true;
}

static LetMode last_mode(const Expr *expr) {
  Features features = {0};
  ir_visit(expr, find_features, &features);
  return features.lets ? LET_EXPAND : LET_KEEP;
}

// The smallest result of the ways to treat lets and products; among equals the first, which changes least.
static const Expr *smallest(Compilation *c, const Bounds *bounds, const Expr *expr) {
  const Expr *best = NULL;
  unsigned best_count = 0;
  Features features = {0};
  ir_visit(expr, find_features, &features);
  for (unsigned way = 0; way < 6; way++) {
    bool distribute = way % 2;
    LetMode lets = (LetMode)(way / 2);
    if ((distribute && !features.products && lets != LET_EXPAND) || (lets != LET_KEEP && !features.lets)) continue;
    Simplifier s = simplifier(c, bounds, lets, distribute);
    const Expr *simple = simplify_expr(&s, expr);
    unsigned count = node_count(simple);
    if (best && count >= best_count) continue;
    best = simple;
    best_count = count;
  }
  return best;
}

typedef struct Request {
  const Bounds *bounds;
} Request;

static const Expr *simplify_tree(void *state, Compilation *c, const Expr *expr) {
  const Request *request = state;
  if (type_is_int(expr->type)) {
    const Expr *simple = smallest(c, request->bounds, expr);
    return simple == expr || simple->kind == EXPR_VAR ? simple : ir_with_span(c, simple, expr->span);
  }
  return map_children(c, expr, simplify_tree, state);
}

const Expr *ir_simplify(Compilation *compilation, const Bounds *bounds, const Expr *expr) {
  Request request = {bounds};
  return simplify_tree(&request, compilation, expr);
}

const Expr *ir_simplify_as_tvm(Compilation *compilation, const Expr *expr) {
  const Expr *best = NULL;
  unsigned best_count = 0;
  for (unsigned distribute = 0; distribute < 2 && type_is_int(expr->type); distribute++) {
    Simplifier s = simplifier(compilation, NULL, LET_KEEP, distribute);
    s.as_tvm = true;
    const Expr *simple = simplify_expr(&s, expr);
    unsigned count = node_count(simple);
    if (best && count >= best_count) continue;
    best = simple;
    best_count = count;
  }
  return best ? best : expr;
}

bool ir_provably_equal(Compilation *compilation, const Bounds *bounds, const Expr *a, const Expr *b) {
  if (ir_same(a, b)) return true;
  if (a->type != b->type) return false;
  for (LetMode mode = LET_KEEP; mode <= LET_EXPAND; mode++) {
    Simplifier s = simplifier(compilation, bounds, mode, true);
    if (!is_number(a)) {
      if (ir_same(simplify_expr(&s, a), simplify_expr(&s, b))) return true;
      continue;
    }
    int64_t value;
    Linear difference = linear_of(&s, a), other = linear_of(&s, b);
    if (linear_add(&s, &difference, &other, -1) && linear_is_constant(&difference, &value) && value == 0) return true;
  }
  return false;
}

bool ir_is_multiple(Compilation *compilation, const Bounds *bounds, const Expr *expr, int64_t factor) {
  if (factor == 0 || factor == INT64_MIN || !is_number(expr)) return false;
  for (LetMode mode = LET_KEEP; mode <= last_mode(expr); mode++) {
    Simplifier s = simplifier(compilation, bounds, mode, true);
    if (divisor_of(&s, simplify_expr(&s, expr)) % factor == 0) return true;
  }
  return false;
}

int64_t ir_divisor(Compilation *compilation, const Bounds *bounds, const Expr *expr) {
  int64_t best = 1;
  for (LetMode mode = LET_KEEP; is_number(expr) && mode <= last_mode(expr); mode++) {
    Simplifier s = simplifier(compilation, bounds, mode, true);
    int64_t divisor = divisor_of(&s, simplify_expr(&s, expr));
    if (divisor == 0) return 0;
    if (divisor > best) best = divisor;
  }
  return best;
}

bool ir_range(Compilation *compilation, const Bounds *bounds, const Expr *expr, int64_t *low, int64_t *high) {
  *low = INT64_MIN;
  *high = INT64_MAX;
  if (!type_is_int(expr->type)) return false;
  for (LetMode mode = LET_KEEP; mode <= last_mode(expr); mode++) {
    Simplifier s = simplifier(compilation, bounds, mode, true);
    Range range = range_of(&s, simplify_expr(&s, expr));
    if (range.low > *low) *low = range.low;
    if (range.high < *high) *high = range.high;
  }
  return *low != INT64_MIN || *high != INT64_MAX;
}

bool ir_linear_in(Compilation *compilation, const Bounds *bounds, const Expr *expr, const Var *var, int64_t *coefficient,
                  const Expr **rest) {
  if (!is_number(expr)) return false;
  for (LetMode mode = LET_AFFINE; mode <= LET_EXPAND; mode++) {
    Simplifier s = simplifier(compilation, bounds, mode, true);
    Linear linear = linear_of(&s, expr), others = linear_constant(expr->type, linear.constant);
    *coefficient = 0;
    for (size_t i = 0; i < linear.terms.count; i++) {
      const Term *term = &linear.terms.items[i];
      if (term->degree == 1 && term->factors[0]->kind == EXPR_VAR && term->factors[0]->var == var)
        *coefficient = term->coefficient;
      else
        vector_push(compilation->arena, &others.terms, *term);
    }
    *rest = linear_build(&s, &others);
    // Neither directly nor by way of a let may the rest depend on the variable.
    Simplifier deep = simplifier(compilation, NULL, LET_EXPAND, true);
    if (!ir_uses_var(*rest, var) && !ir_uses_var(simplify_expr(&deep, *rest), var)) return true;
  }
  return false;
}
