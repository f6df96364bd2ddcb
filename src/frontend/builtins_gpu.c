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

const Expr *gpu_data_of(Elaborator *e, Buffer *buffer) {
  const Expr **zeros = arena_array(e->c->arena, const Expr *, buffer->rank);
  for (unsigned i = 0; i < buffer->rank; i++) zeros[i] = ir_int(e->c, 0);
  return ir_op(e->c, OP_DATA, ir_region(e->c, buffer, zeros, buffer->shape, ACCESS_READ_WRITE));
}

const Expr *gpu_operand(Elaborator *e, Value value, Span span) {
  switch ((ValueKind)value.kind) {
    case VALUE_BUFFER: return gpu_data_of(e, value.buffer);
    case VALUE_EXPR: return value.slice ? arith_expr(e, value, span) : value.expr;
    case VALUE_HANDLE: return value.handle->buffer ? gpu_data_of(e, value.handle->buffer) : ir_string(e->c, value.handle->name ? value.handle->name : "");
    case VALUE_TUPLE:
    case VALUE_LIST: {
      const Expr **items = arena_array(e->c->arena, const Expr *, value.list->count + 1);
      for (size_t i = 0; i < value.list->count; i++)
        if (!(items[i] = gpu_operand(e, value.list->items[i], span))) return NULL;
      return ir_list(e->c, items, (unsigned)value.list->count);
    }
    case VALUE_NONE: return ir_string(e->c, "None");
    case VALUE_FUNCTION: return ir_string(e->c, value.closure->name);
    case VALUE_STRING: case VALUE_DTYPE: case VALUE_OPAQUE: case VALUE_DICT: case VALUE_BOOL: case VALUE_INT: case VALUE_FLOAT:
    case VALUE_ERROR: case VALUE_ABSENT: case VALUE_ELLIPSIS: case VALUE_RANGE: case VALUE_SLICE:
    case VALUE_BUILTIN: case VALUE_METHOD: case VALUE_CLASS: case VALUE_OBJECT: case VALUE_MODULE: case VALUE_TENSOR: case VALUE_FRAME: break;
  }
  return value_to_attribute(e, value, span);
}

// ---- addresses

Value gpu_offset(Elaborator *e, const Box *box, Span span) {
  const Buffer *buffer = box->buffer;
  Value offset = value_int(0);
  for (unsigned i = 0; i < buffer->rank; i++) {
    Value stride = value_int(1);
    for (unsigned k = buffer->rank; k-- > i + 1;) stride = arith_op(e, OP_MUL, stride, value_expr(buffer->shape[k]), span);
    if (buffer->strides) stride = value_expr(buffer->strides[i]);
    offset = arith_op(e, OP_ADD, offset, arith_op(e, OP_MUL, value_expr(box->mins[i]), stride, span), span);
  }
  return offset;
}

// Buffer.access_ptr of TVM: T.tvm_access_ptr(T.type_annotation(dtype), data, offset, elements from there to the end, access).
const Expr *gpu_pointer(Elaborator *e, Buffer *buffer, Value offset, Access access, Span span) {
  Value size = value_int(1);
  for (unsigned i = buffer->rank; i-- > 0;) size = arith_op(e, OP_MUL, size, value_expr(buffer->shape[i]), span);
  if (buffer->strides) size = arith_op(e, OP_MUL, value_expr(buffer->strides[0]), value_expr(buffer->shape[0]), span);
  const Expr *from = arith_expr(e, offset, span), *count = arith_expr(e, arith_op(e, OP_SUB, size, offset, span), span);
  const Expr *type = ir_string(e->c, type_text(buffer->type));
  if (!from || !count) return NULL;
  const Expr *annotation = gpu_call(e, "type_annotation", TYPE_HANDLE, &type, 1, NULL, span).expr;
  const Expr *args[] = {annotation, gpu_data_of(e, buffer), from, count, ir_int(e->c, access)};
  return gpu_call(e, "tvm_access_ptr", TYPE_HANDLE, args, 5, NULL, span).expr;
}

const Expr *gpu_address(Elaborator *e, Value value, Access access, Span span) {
  Box box;
  if (!index_box(e, value, span, "this operand", &box)) return NULL;
  return gpu_pointer(e, box.buffer, gpu_offset(e, &box, span), access, span);
}

// ---- calls

Value gpu_call(Elaborator *e, const char *name, DType type, const Expr *const *operands, unsigned count, const KeywordList *keywords, Span span) {
  const Expr **args = arena_array(e->c->arena, const Expr *, count + 1);
  args[0] = ir_string(e->c, name);
  for (unsigned i = 0; i < count; i++) args[i + 1] = operands[i];
  Expr *call = arena_new(e->c->arena, Expr);
  *call = *ir_call(e->c, OP_INTRINSIC, args, count + 1);
  call->type = type;
  call->span = span;
  if (keywords) call->keywords = *keywords;
  return value_expr(call);
}

static uint32_t deepest(const ArgumentList *arguments) {
  uint32_t depth = 0;
  for (size_t i = 0; i < arguments->count; i++)
    if (arguments->items[i].value.kind == VALUE_EXPR && arguments->items[i].value.depth > depth) depth = arguments->items[i].value.depth;
  return depth;
}

Value gpu_intrinsic(Elaborator *e, const char *name, const ArgumentList *arguments, const ArgumentList *keywords, Span span) {
  const Expr **args = arena_array(e->c->arena, const Expr *, arguments->count + 1);
  uint32_t depth = deepest(arguments);
  for (size_t i = 0; i < arguments->count; i++)
    if (!(args[i] = gpu_operand(e, arguments->items[i].value, arguments->items[i].span))) return VALUE_FAILED;
  if (depth >= MOST_EXPR_DEPTH) return FAIL(e, span, "this expression is nested more than %d deep; bind parts of it to variables", MOST_EXPR_DEPTH);
  KeywordList list = {0};
  for (size_t i = 0; i < keywords->count; i++) {
    const Expr *value = gpu_operand(e, keywords->items[i].value, keywords->items[i].span);
    if (!value) return VALUE_FAILED;
    vector_push(e->c->arena, &list, ((Keyword){intern(e->c, keywords->items[i].name), value}));
  }
  Value call = gpu_call(e, name, TYPE_HANDLE, args, (unsigned)arguments->count, &list, span);
  call.depth = depth + 1;
  return call;
}

// What TVM's operators do with dtype=...: it is the type of the result; the prints of some have it first, the others leave it out.
static void take_dtype(Elaborator *e, const char *name, ArgumentList *arguments, ArgumentList *keywords, DType *type) {
  static const char *const first[] = {"ptx_mma", "ptx_mma_sp", "mma_fill", "mma_store", "call_packed", "call_pure_extern"};
  ArgumentList operands = {0}, rest = {0};
  bool leaves_out = !strncmp(name, "ptx_wgmma_", 10), keeps = false;
  for (size_t i = 0; i < sizeof first / sizeof *first; i++) keeps |= !strcmp(first[i], name);
  for (size_t i = 0; i < keywords->count; i++) {
    bool dtype = !strcmp(keywords->items[i].name, "dtype");
    if (dtype) value_as_dtype(keywords->items[i].value, type);
    if (dtype && (keeps || leaves_out))
      vector_push(e->c->arena, &operands, ((Argument){NULL, keywords->items[i].value, keywords->items[i].span}));
    else if (!dtype)
      vector_push(e->c->arena, &rest, keywords->items[i]);
  }
  for (size_t i = 0; i < arguments->count; i++) vector_push(e->c->arena, &operands, arguments->items[i]);
  if (leaves_out && operands.count) operands.items++, operands.count--;
  *arguments = operands;
  *keywords = rest;
}

static Value run_named(Elaborator *e, Call *call) {
  DType type = TYPE_HANDLE;
  if (!e->script) take_dtype(e, call->self.string, &call->rest, &call->keywords, &type);
  Value value = gpu_intrinsic(e, call->self.string, &call->rest, &call->keywords, call->span);
  if (value.kind == VALUE_EXPR && e->script) type = gpu_printed_type(call->self.string, value.expr);
  if (value.kind == VALUE_EXPR && type != TYPE_HANDLE) value.expr = gpu_as_type(e, value.expr, type);
  return value;
}

Value gpu_function(Elaborator *e, const char *name) {
  static const Builtin row = {"intrinsic", "*operands **", run_named};
  Method *method = arena_new(e->c->arena, Method);
  *method = (Method){&row, value_string(name)};
  return (Value){.kind = VALUE_METHOD, .method = method};
}
