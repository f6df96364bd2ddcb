// Functions that only GPUs have: T.ptx_arrive_barrier(...), T.mbarrier_wait_parity(...), T.call_extern(...). In: their call as it stands
// in printed TVMScript, or in source where tilelang prints the same; out: OP_INTRINSIC, which the passes refuse by name.
#include "frontend/elaborate.h"

bool gpu_is_intrinsic(const Expr *expr) { return expr->kind == EXPR_CALL && expr->op == OP_INTRINSIC; }

// What a GPU function returns is not known here: it is what its place needs.
const Expr *gpu_as_type(Elaborator *e, const Expr *expr, DType type) {
  if (!gpu_is_intrinsic(expr) || expr->type != TYPE_HANDLE) return expr;
  Expr *typed = arena_new(e->c->arena, Expr);
  *typed = *expr;
  typed->type = type;
  return typed;
}

static const Expr *data_of(Elaborator *e, Buffer *buffer) {
  const Expr **zeros = arena_array(e->c->arena, const Expr *, buffer->rank);
  for (unsigned i = 0; i < buffer->rank; i++) zeros[i] = ir_int(e->c, 0);
  return ir_op(e->c, OP_DATA, ir_region(e->c, buffer, zeros, buffer->shape, ACCESS_READ_WRITE));
}

static const Expr *operand(Elaborator *e, Value value, Span span) {
  switch ((ValueKind)value.kind) {
    case VALUE_BUFFER: return data_of(e, value.buffer);
    case VALUE_EXPR: return value.expr;
    case VALUE_HANDLE: return value.handle->buffer ? data_of(e, value.handle->buffer) : ir_string(e->c, value.handle->name ? value.handle->name : "");
    case VALUE_TUPLE:
    case VALUE_LIST: {
      const Expr **items = arena_array(e->c->arena, const Expr *, value.list->count + 1);
      for (size_t i = 0; i < value.list->count; i++)
        if (!(items[i] = operand(e, value.list->items[i], span))) return NULL;
      return ir_list(e->c, items, (unsigned)value.list->count);
    }
    case VALUE_NONE: return ir_string(e->c, "None");
    case VALUE_FUNCTION: return ir_string(e->c, value.closure->name);
    case VALUE_STRING: case VALUE_DTYPE: case VALUE_OPAQUE: case VALUE_DICT: case VALUE_BOOL: case VALUE_INT: case VALUE_FLOAT:
    case VALUE_ERROR: case VALUE_ABSENT: case VALUE_ELLIPSIS: case VALUE_RANGE: case VALUE_SLICE:
    case VALUE_BUILTIN: case VALUE_METHOD: case VALUE_MODULE: case VALUE_TENSOR: case VALUE_FRAME: break;
  }
  return value_to_attribute(e, value, span);
}

Value gpu_intrinsic(Elaborator *e, const char *name, const ArgumentList *arguments, const ArgumentList *keywords, Span span) {
  const Expr **args = arena_array(e->c->arena, const Expr *, arguments->count + 1);
  uint32_t depth = 0;
  args[0] = ir_string(e->c, name);
  for (size_t i = 0; i < arguments->count; i++) {
    Value value = arguments->items[i].value;
    if (value.kind == VALUE_EXPR && value.depth > depth) depth = value.depth;
    if (!(args[i + 1] = operand(e, value, arguments->items[i].span))) return VALUE_FAILED;
  }
  if (depth >= MOST_EXPR_DEPTH) return FAIL(e, span, "this expression is nested more than %d deep; bind parts of it to variables", MOST_EXPR_DEPTH);
  Expr *call = arena_new(e->c->arena, Expr);
  *call = *ir_call(e->c, OP_INTRINSIC, args, (unsigned)arguments->count + 1);
  call->span = span;
  for (size_t i = 0; i < keywords->count; i++) {
    const Expr *value = operand(e, keywords->items[i].value, keywords->items[i].span);
    if (!value) return VALUE_FAILED;
    vector_push(e->c->arena, &call->keywords, ((Keyword){intern(e->c, keywords->items[i].name), value}));
  }
  return (Value){.kind = VALUE_EXPR, .depth = depth + 1, .expr = call};
}

static Value run_named(Elaborator *e, Call *call) { return gpu_intrinsic(e, call->self.string, &call->rest, &call->keywords, call->span); }

Value gpu_function(Elaborator *e, const char *name) {
  static const Builtin row = {"intrinsic", "*operands **", run_named};
  Method *method = arena_new(e->c->arena, Method);
  *method = (Method){&row, value_string(name)};
  return (Value){.kind = VALUE_METHOD, .method = method};
}
