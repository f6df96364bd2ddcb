// Stores to tensors under a condition that leaves a box: see element.h. Comparisons of one loop with a number become rows and columns of the
// block that is stored; only these are written, so nobody else's elements are touched.
//   before: for i, j in T.Parallel(64, 64): if i < n and j >= 3: C[m + i, j] = S[i, j]
//   after:  tt_eltwise(C_out, S); tt_write(T.region(C[m, 0], 2, 64, 64), T.region(C_out[0, 3], 1, T.min(n, 64), 61))
#include "passes/element.h"

typedef struct Limits {
  const Element *e;
  const Expr *begin[PLAN_RANK_LIMIT], *end[PLAN_RANK_LIMIT];  // per dim of the frame; NULL: all of it
  const Expr *always;  // what no loop changes; NULL: nothing
  const Expr *rest;    // what is no limit
} Limits;

static const Expr *conjunction(Compilation *c, const Expr *a, const Expr *b) { return a ? ir_op(c, OP_AND, a, b) : b; }

typedef struct LoopsUsed {
  const Element *e;
  int dim;         // of the frame
  unsigned count;  // of different loops
} LoopsUsed;

static void note_loop(void *state, const Expr *expr) {
  LoopsUsed *used = state;
  int loop = expr->kind == EXPR_VAR ? nest_find(used->e->nest, expr->var) : -1;
  if (loop < 0) return;
  int dim = element_frame_dim(used->e, loop);
  if (used->count && dim == used->dim) return;
  used->count++;
  used->dim = dim;
}

static LoopsUsed loops_used(const Element *e, const Expr *expr) {
  LoopsUsed used = {e, -1, 0};
  ir_visit(expr, note_loop, &used);
  return used;
}

static void tighten(const Element *e, const Expr **limit, Op op, const Expr *value) {
  Compilation *c = e->t->c;
  *limit = ir_simplify(c, e->t->bounds, *limit ? ir_op(c, op, *limit, value) : value);
}

// a < b + more as a limit of the one loop that it has; false if it is none.
static bool limit_less(Limits *limits, const Expr *a, const Expr *b, int64_t more) {
  const Element *e = limits->e;
  Compilation *c = e->t->c;
  const Expr *difference = ir_op(c, OP_SUB, a, b), *rest;
  LoopsUsed used = loops_used(e, difference);
  int64_t step;
  if (used.count != 1 || used.dim < 0) return false;
  const Var *var = e->nest->loops[e->frame.loops[used.dim]]->loop.var;
  if (!ir_linear_in(c, e->t->bounds, difference, var, &step, &rest) || (step != 1 && step != -1) || loops_used(e, rest).count) return false;
  if (step == 1) tighten(e, &limits->end[used.dim], OP_MIN, ir_op(c, OP_SUB, ir_int(c, more), rest));
  if (step == -1) tighten(e, &limits->begin[used.dim], OP_MAX, ir_op(c, OP_ADD, rest, ir_int(c, 1 - more)));
  return true;
}

static Op negation_of(Op op) {
  switch ((int)op) {
    case OP_LT: return OP_GE;
    case OP_LE: return OP_GT;
    case OP_GT: return OP_LE;
    case OP_GE: return OP_LT;
    case OP_EQ: return OP_NE;
    case OP_NE: return OP_EQ;
    default: return op;
  }
}

static bool limit_comparison(Limits *limits, Op op, const Expr *a, const Expr *b) {
  if (a->type != TYPE_INT32 || b->type != TYPE_INT32) return false;
  switch ((int)op) {
    case OP_LT: return limit_less(limits, a, b, 0);
    case OP_LE: return limit_less(limits, a, b, 1);
    case OP_GT: return limit_less(limits, b, a, 0);
    case OP_GE: return limit_less(limits, b, a, 1);
    case OP_EQ: return limit_less(limits, a, b, 1) && limit_less(limits, b, a, 1);
    default: return false;
  }
}

static void limit(Limits *limits, const Expr *condition, bool negated) {
  Compilation *c = limits->e->t->c;
  while (condition->kind == EXPR_VAR && condition->var->value && !is_tt_load(condition->var->value)) condition = condition->var->value;
  bool call = condition->kind == EXPR_CALL;
  if (call && condition->op == OP_NOT) {
    limit(limits, condition->args[0], !negated);
    return;
  }
  if (call && condition->op == (negated ? OP_OR : OP_AND)) {
    limit(limits, condition->args[0], negated);
    limit(limits, condition->args[1], negated);
    return;
  }
  bool place = element_is_place(condition);
  if (place && call && condition->arg_count == 2) {
    Op op = negated ? negation_of(condition->op) : condition->op;
    if (limit_comparison(limits, op, condition->args[0], condition->args[1])) return;
  }
  const Expr *holds = negated ? ir_op(c, OP_NOT, condition) : condition;
  const Expr **into = place && !loops_used(limits->e, condition).count ? &limits->always : &limits->rest;
  *into = conjunction(c, *into, holds);
}

const Expr *element_limits(const Element *e, const Expr *condition, const Expr **mins, const Expr **extents) {
  Compilation *c = e->t->c;
  Limits limits = {.e = e};
  const Expr *zero = ir_int(c, 0);
  if (condition) limit(&limits, nest_open_lets(c, e->nest, condition), false);
  for (unsigned d = 0; d < e->frame.rank; d++) {
    const Expr *size = ir_int(c, frame_extent(e, d));
    mins[d] = limits.begin[d] ? ir_op(c, OP_MAX, limits.begin[d], zero) : zero;
    const Expr *extent = ir_op(c, OP_SUB, limits.end[d] ? ir_op(c, OP_MIN, limits.end[d], size) : size, mins[d]);
    if (limits.always && d + 2 == e->frame.rank) extent = ir_op(c, OP_SELECT, limits.always, extent, zero);
    mins[d] = ir_simplify(c, e->t->bounds, mins[d]);
    extents[d] = ir_simplify(c, e->t->bounds, extent);
  }
  return limits.rest;
}
