// Pointers: T.ptr, T.handle with a type, T.make_tensor. In: such parameters, and addresses that a kernel reads from a tensor; out: tensors, where the
// pointer is a parameter; else a let of the pointer and a buffer that stands there, which is printed and which passes and evaluator refuse.
#include "frontend/elaborate.h"

bool pointer_is_type(Value annotation) {
  return (annotation.kind == VALUE_HANDLE && annotation.handle->type != TYPE_VOID) ||
         (annotation.kind == VALUE_BUILTIN && annotation.builtin == builtin_find(POINTER_BUILTINS, "ptr"));
}

void pointer_describe(Var *var, const Handle *handle) {
  var->pointee = handle->type;
  var->space = handle->space;
}

Value pointer_let(Elaborator *e, const char *name, const Expr *value, const Handle *handle, Span span) {
  value = gpu_as_type(e, value, TYPE_HANDLE);
  if (value->type != TYPE_HANDLE) return FAIL(e, span, "`%s` is declared handle, its value is %s", name, type_text(value->type));
  Var *var = ir_new_var(e->c, name, TYPE_HANDLE);
  var->span = span;
  pointer_describe(var, handle);
  exec_emit(e, ir_let(e->c, var, value));
  return value_expr(ir_var(e->c, var));
}

// ---- T.ptr and T.make_tensor

static Value run_ptr(Elaborator *e, Call *call) {
  ArgumentList arguments = {0};
  static const char *const names[] = {"dtype", "storage_scope"};
  for (unsigned i = 0; i < 2; i++)
    if (argument_given(call, i)) vector_push(e->c->arena, &arguments, ((Argument){names[i], call->args[i], call->spans[i]}));
  return dtype_call(e, TYPE_HANDLE, &arguments, call->span);
}

// The parameter that is a pointer and no tensor yet; NULL: the expression is none.
static Param *pointer_parameter(Elaborator *e, const Expr *pointer) {
  for (size_t i = 0; pointer->kind == EXPR_VAR && i < e->func->params.count; i++)
    if (e->func->params.items[i].var == pointer->var) return &e->func->params.items[i];
  return NULL;
}

static Value buffer_at(Elaborator *e, const Expr *address, Tensor *tensor, Span span) {
  Handle handle = {.type = tensor->type, .space = intern(e->c, "global")};
  if (address->type != TYPE_HANDLE && type_bits(address->type) != type_bits(TYPE_HANDLE))
    return FAIL(e, span, "T.make_tensor needs a pointer or an address of 64 bits, not %s", type_text(address->type));
  if (address->type != TYPE_HANDLE) address = ir_call_typed(e->c, OP_REINTERPRET, TYPE_HANDLE, &address, 1);
  Value pointer = pointer_let(e, intern(e->c, "pointer"), address, &handle, span);
  if (pointer.kind == VALUE_ERROR) return pointer;
  tensor->address = pointer.expr->var;
  Buffer *buffer = index_new_buffer(e, NULL, tensor, span);
  if (!buffer) return VALUE_FAILED;
  exec_emit(e, ir_alloc(e->c, buffer));
  return value_buffer(buffer);
}

static Value run_make_tensor(Elaborator *e, Call *call) {
  enum { POINTER, SHAPE, DTYPE, STRIDES };
  Tensor tensor = {.type = TYPE_FLOAT32, .scope = SCOPE_GLOBAL};
  if (!e->device) return FAIL(e, call->span, "T.make_tensor in plain Python; decorate the function with @T.prim_func");
  const Expr *pointer = arith_expr(e, call->args[POINTER], call->spans[POINTER]);
  if (!pointer || !index_shape(e, call->args[SHAPE], call->spans[SHAPE], &tensor.shape)) return VALUE_FAILED;
  if (argument_given(call, DTYPE) && !argument_dtype(e, call, DTYPE, &tensor.type)) return VALUE_FAILED;
  if (argument_given(call, STRIDES) && !index_shape(e, call->args[STRIDES], call->spans[STRIDES], &tensor.strides)) return VALUE_FAILED;
  Param *param = pointer_parameter(e, pointer);
  if (!param) return buffer_at(e, pointer, &tensor, call->span);
  Buffer *buffer = index_new_buffer(e, param->name, &tensor, call->span);
  if (!buffer) return VALUE_FAILED;
  param->buffer = buffer;
  param->var = NULL;
  return value_buffer(buffer);
}

const Builtin POINTER_BUILTINS[] = {
    {"ptr", "dtype? storage_scope? **", run_ptr},
    {"make_tensor", "ptr shape dtype? strides?", run_make_tensor},
    {"make_tensor_from_addr", "addr shape dtype? strides? **", run_make_tensor},
    {0},
};
