// T.Persistent([m, n], wave_size, index, group_size): this block's share of a domain, wave after wave, in groups of the last coordinate.
//   for w in range(waves):
//       n = ...; m = ...                       the coordinates of element w * wave_size + index of the grouped domain
//       if w * wave_size + index < size:       where there can be more than one wave
//           if n < extent of n: BODY           the last group may be cut
// tilelang prints the coordinates before the loop, with `w` declared above them; the reader takes that form, too.
#include "frontend/elaborate.h"

static Value binary(Elaborator *e, unsigned token, Value a, Value b) { return arith_binary(e, token, a, b, e->stmt_span); }

static Value two(Elaborator *e, Op op, Value a, Value b) {
  int64_t x, y;
  if (value_as_int(a, &x) && value_as_int(b, &y) && (op == OP_MIN || op == OP_MAX)) return value_int((op == OP_MIN) == (x < y) ? x : y);
  return arith_op(e, op, a, b, e->stmt_span);
}

static Value ceildiv(Elaborator *e, Value a, Value b) {
  Value sum = binary(e, TOKEN_MINUS, binary(e, TOKEN_PLUS, a, b), value_int(1));
  return binary(e, TOKEN_FLOORDIV, sum, b);
}

Value persistent_frame(Elaborator *e, Call *call) {
  enum { DOMAIN, WAVE, INDEX, GROUP };
  ValueList domain = {0};
  Persistent *persistent = arena_new(e->c->arena, Persistent);
  Frame *frame = arena_new(e->c->arena, Frame);
  if (!eval_iterate(e, call->args[DOMAIN], call->spans[DOMAIN], &domain)) return VALUE_FAILED;
  if (domain.count == 0 || domain.count > FRAME_DIMS) return FAIL(e, call->spans[DOMAIN], "T.Persistent takes 1 to %d extents", FRAME_DIMS);
  for (size_t i = 0; i < domain.count; i++) {
    const Expr *extent = arith_expr(e, domain.items[i], call->spans[DOMAIN]);
    if (!extent) return VALUE_FAILED;
    if (!type_is_int(extent->type)) return FAIL(e, call->spans[DOMAIN], "a loop bound must be an integer, not %s", type_text(extent->type));
  }
  persistent->domain = domain;
  persistent->wave = call->args[WAVE];
  persistent->index = call->args[INDEX];
  persistent->group = argument_given(call, GROUP) ? call->args[GROUP] : value_int(8);
  *frame = (Frame){.kind = FRAME_LOOP, .dims = (unsigned)domain.count, .persistent = persistent};
  return value_frame(frame);
}

// Opens an if; statements go into it until exec_close.
static Block *open_if(Elaborator *e, Value condition) {
  const Expr *expr = arith_expr(e, condition, e->stmt_span);
  Stmt *branch = ir_if(e->c, expr ? expr : ir_bool(e->c, true));
  exec_emit(e, branch);
  return exec_open(e, &branch->branch.then);
}

static const AstExpr *coordinate_target(const AstExpr *target, size_t dim, size_t dims) {
  bool list = target->kind == AST_TUPLE || target->kind == AST_LIST;
  if (!list) return dims == 1 ? target : NULL;
  return dim < target->items.count && target->items.count == dims ? target->items.items[dim] : NULL;
}

Flow persistent_loop(Elaborator *e, const AstStmt *stmt, const Frame *frame) {
  const Persistent *p = frame->persistent;
  size_t dims = p->domain.count, last = dims - 1;
  Value group = two(e, OP_MAX, value_int(1), two(e, OP_MIN, p->group, p->domain.items[last]));
  Value grouped[FRAME_DIMS + 1], index[FRAME_DIMS + 1], size;
  grouped[0] = size = ceildiv(e, p->domain.items[last], group);
  for (size_t i = 0; i < last; i++) grouped[i + 1] = p->domain.items[i];
  grouped[dims] = group;
  for (size_t i = 1; i <= dims; i++) size = binary(e, TOKEN_TIMES, size, grouped[i]);
  const Expr *waves = arith_expr(e, ceildiv(e, size, p->wave), e->stmt_span);
  if (!waves) return FLOW_NEXT;
  Var *wave = ir_new_var(e->c, "w", waves->type);
  Stmt *loop = ir_for(e->c, wave, ir_int_typed(e->c, waves->type, 0), waves, LOOP_SERIAL);
  exec_emit(e, loop);
  Value element = binary(e, TOKEN_PLUS, binary(e, TOKEN_TIMES, value_expr(ir_var(e->c, wave)), p->wave), p->index), rest = element;
  for (size_t i = dims; i >= 1; i--) {
    index[i] = two(e, OP_TRUNCMOD, rest, grouped[i]);
    rest = two(e, OP_TRUNCDIV, rest, grouped[i]);
  }
  Value coordinate = binary(e, TOKEN_PLUS, binary(e, TOKEN_TIMES, rest, group), index[dims]);
  Block *outer = exec_open(e, &loop->loop.body), *wave_if = NULL;
  LoopState saved = e->loop;
  e->loop = LOOP_DEVICE;
  e->control++;
  for (size_t dim = dims; dim-- > 0;) {  // the last coordinate first
    const AstExpr *target = coordinate_target(stmt->target, dim, dims);
    if (target) bind_target(e, target, dim == last ? coordinate : index[dim + 1], true);
    if (!target && dim == last) FAIL(e, elab_span(e, stmt->target), "%zu names for %zu values", stmt->target->items.count, dims);
  }
  int64_t count;
  bool more = ir_is_int(waves, &count) && count >= 2;
  if (more) wave_if = open_if(e, arith_compare(e, COMPARE_LT, element, size, e->stmt_span));
  Block *last_if = open_if(e, arith_compare(e, COMPARE_LT, coordinate, p->domain.items[last], e->stmt_span));
  exec_block(e, &stmt->body);
  exec_close(e, last_if);
  if (more) exec_close(e, wave_if);
  e->control--;
  e->loop = saved;
  exec_close(e, outer);
  return FLOW_NEXT;
}
