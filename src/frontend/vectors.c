// Vectors: T.Ramp, T.Broadcast, T.Shuffle, slices of buffers used as values. In: such calls and slices as tilelang and TVMScript have
// them; out: expressions of a vector type, which are read and printed; passes and evaluator refuse them.
#include "frontend/elaborate.h"

#include "ir/simplify.h"

static bool vector_type(Elaborator *e, DType element, int64_t lanes, Span span, DType *type) {
  if (lanes > 0 && lanes <= UINT16_MAX && type_vector(element, (unsigned)lanes, type)) return true;
  FAIL(e, span, "there is no vector of %lld elements of type %s", (long long)lanes, type_text(element));
  return false;
}

static Value made(const Expr *expr, uint32_t depth) { return (Value){.kind = VALUE_EXPR, .depth = depth + 1, .expr = expr}; }

const Expr *vector_broadcast(Elaborator *e, const Expr *expr, unsigned lanes) {
  DType type;
  if (type_lanes(expr->type) != 1 || lanes == 1 || !type_vector(expr->type, lanes, &type)) return expr;
  return ir_with_span(e->c, ir_op(e->c, OP_BROADCAST, expr, ir_int(e->c, lanes)), expr->span);
}

// A[0:4] is the vector of its elements: A[T.Ramp(0, 1, 4)]. Printed slices may have more extents than the last: their type is that of the last.
const Expr *vector_of_slice(Elaborator *e, const Expr *region) {
  const Expr *indices[8];
  for (unsigned i = 0; i < region->buffer->rank; i++) {
    int64_t extent;
    DType type;
    const Expr *min = region->indices[i];
    if (!ir_is_int(region->extents[i], &extent) || extent < 1 || extent > UINT16_MAX || !type_vector(min->type, (unsigned)extent, &type)) return NULL;
    if (extent > 1 && i + 1 < region->buffer->rank && !e->script) return NULL;
    indices[i] = extent == 1 ? min : ir_op(e->c, OP_RAMP, min, ir_int_typed(e->c, min->type, 1), ir_int(e->c, extent));
  }
  const Expr *last = indices[region->buffer->rank - 1];
  DType type;
  if (!type_vector(type_element(region->type), type_lanes(last->type) * type_lanes(region->type), &type)) return NULL;
  return ir_with_span(e->c, ir_load(e->c, region->buffer, indices), region->span);
}

// ---- slices that were bound to names

// `b = A[0:4]`: the elements are loaded here; as an operand of T.copy and its like the name still means the part of A.
void vector_bind_slice(Elaborator *e, const char *name, const Expr *region, Span span) {
  const Expr *vector = vector_of_slice(e, region);
  if (!vector) return;
  Var *var = ir_new_var(e->c, name, vector->type);
  var->span = span;
  exec_emit(e, ir_let(e->c, var, vector));
  vector_push(e->c->arena, &e->slices, ((SliceLet){region, var}));
}

const Expr *vector_value(Elaborator *e, const Expr *region) {
  for (size_t i = e->slices.count; i-- > 0;)
    if (e->slices.items[i].region == region) return ir_var(e->c, e->slices.items[i].var);
  return vector_of_slice(e, region);
}

static void drop_unused(const PrimFunc *func, Block *block) {
  size_t kept = 0;
  for (size_t i = 0; i < block->count; i++) {
    Stmt *stmt = block->items[i];
    if (stmt->kind == STMT_FOR) drop_unused(func, &stmt->loop.body);
    if (stmt->kind == STMT_LAUNCH) drop_unused(func, &stmt->launch.body);
    if (stmt->kind == STMT_IF || stmt->kind == STMT_WHILE) drop_unused(func, &stmt->branch.then);
    if (stmt->kind == STMT_IF) drop_unused(func, &stmt->branch.orelse);
    bool vector = stmt->kind == STMT_LET && type_lanes(stmt->let->type) > 1 && stmt->let->value->kind == EXPR_LOAD;
    if (!vector || ir_find_var(&func->body, stmt->let)) block->items[kept++] = stmt;
  }
  block->count = kept;
}

void vector_drop_unused(Elaborator *e, PrimFunc *func) {
  if (e->has_vector_lets || e->slices.count) drop_unused(func, &func->body);
}

// ---- the builtins

static bool lane_count(Elaborator *e, const Call *call, unsigned index, DType element, DType *type) {
  int64_t lanes;
  return argument_int(e, call, index, &lanes) && vector_type(e, element, lanes, call->spans[index], type);
}

static Value run_ramp(Elaborator *e, Call *call) {
  Value base = call->args[0], stride = call->args[1];
  DType type;
  if (!arith_match(e, &base, &stride, call->span) || !lane_count(e, call, 2, base.expr->type, &type)) return VALUE_FAILED;
  const Expr *lanes = ir_int(e->c, type_lanes(type));
  uint32_t depth = base.depth > stride.depth ? base.depth : stride.depth;
  return made(ir_with_span(e->c, ir_op(e->c, OP_RAMP, base.expr, stride.expr, lanes), call->span), depth);
}

static Value run_broadcast(Elaborator *e, Call *call) {
  const Expr *value = arith_expr(e, call->args[0], call->spans[0]);
  DType type;
  if (!value || !lane_count(e, call, 1, value->type, &type)) return VALUE_FAILED;
  uint32_t depth = call->args[0].kind == VALUE_EXPR ? call->args[0].depth : 1;
  return made(ir_with_span(e->c, ir_op(e->c, OP_BROADCAST, value, ir_int(e->c, type_lanes(type))), call->span), depth);
}

// T.Shuffle([a, b], [0, 1]): elements of the vectors, numbered through all of them.
static Value shuffle(Elaborator *e, const ValueList *vectors, const ValueList *indices, Span span) {
  const Expr **from = arena_array(e->c->arena, const Expr *, vectors->count + 1), **chosen = arena_array(e->c->arena, const Expr *, indices->count + 1);
  int64_t elements = 0, index;
  uint32_t depth = 1;
  DType type;
  if (!vectors->count) return FAIL(e, span, "T.Shuffle needs a list of vectors and a list of numbers");
  for (size_t i = 0; i < vectors->count; i++) {
    from[i] = arith_expr(e, vectors->items[i], span);
    if (!from[i]) return VALUE_FAILED;
    if (type_element(from[i]->type) != type_element(from[0]->type)) return FAIL(e, span, "the vectors of T.Shuffle differ in type");
    elements += type_lanes(from[i]->type);
    if (vectors->items[i].kind == VALUE_EXPR && vectors->items[i].depth > depth) depth = vectors->items[i].depth;
  }
  for (size_t i = 0; i < indices->count; i++) {
    if (!value_as_int(indices->items[i], &index) || index < 0 || index >= elements)
      return FAIL(e, span, "T.Shuffle takes the numbers of elements, here 0 to %lld", (long long)elements - 1);
    chosen[i] = ir_int(e->c, index);
  }
  if (!vector_type(e, type_element(from[0]->type), (int64_t)indices->count, span, &type)) return VALUE_FAILED;
  const Expr *lists[] = {ir_list(e->c, from, (unsigned)vectors->count), ir_list(e->c, chosen, (unsigned)indices->count)};
  return made(ir_with_span(e->c, ir_call(e->c, OP_SHUFFLE, lists, 2), span), depth);
}

static Value run_shuffle(Elaborator *e, Call *call) {
  if (!value_is_sequence(call->args[0]) || !value_is_sequence(call->args[1]))
    return FAIL(e, call->span, "T.Shuffle needs a list of vectors and a list of numbers");
  return shuffle(e, call->args[0].list, call->args[1].list, call->span);
}

// T.extract_lane(vector, lane): one element.
static Value run_extract_lane(Elaborator *e, Call *call) {
  ValueList vectors = {0}, numbers = {0};
  vector_push(e->c->arena, &vectors, call->args[0]);
  vector_push(e->c->arena, &numbers, call->args[1]);
  return shuffle(e, &vectors, &numbers, call->span);
}

// T.bfloat16x2(a, b): a vector of these elements.
Value vector_of_elements(Elaborator *e, DType type, const ArgumentList *arguments, Span span) {
  ValueList elements = {0}, numbers = {0};
  for (size_t i = 0; i < arguments->count; i++) {
    Value element = arith_cast(e, type_element(type), arguments->items[i].value, arguments->items[i].span);
    if (element.kind == VALUE_ERROR) return element;
    vector_push(e->c->arena, &elements, element);
    vector_push(e->c->arena, &numbers, value_int((int64_t)i));
  }
  if (arguments->count != type_lanes(type)) return FAIL(e, span, "T.%s takes one argument", type_text(type));
  return shuffle(e, &elements, &numbers, span);
}

const Builtin VECTOR_BUILTINS[] = {
    {"Ramp", "base stride lanes", run_ramp},
    {"Broadcast", "value lanes", run_broadcast},
    {"Shuffle", "vectors indices", run_shuffle},
    {"extract_lane", "vector lane", run_extract_lane},
    {0},
};
