// Attributes: of modules (T.copy, tilelang.cdiv, math.pi), buffers, dtypes, expressions, and methods of Python's containers.
#include "frontend/elaborate.h"

#include <math.h>

const Builtin *const LANGUAGE_BUILTINS[] = {TILE_BUILTINS,   REDUCE_BUILTINS, ATOMIC_BUILTINS, LAUNCH_BUILTINS,
                                            VALUE_BUILTINS, VECTOR_BUILTINS, POINTER_BUILTINS, SCRIPT_BUILTINS, SCHEDULER_BUILTINS, GPU_BUILTINS, NULL};

const Builtin *builtin_find(const Builtin *table, const char *name) {
  for (; table->name; table++)
    if (table->name[0] == name[0] && !strcmp(table->name, name)) return table;
  return NULL;
}

static Value opaque(Elaborator *e, const char *module, const char *name) {
  return (Value){.kind = VALUE_OPAQUE, .string = intern(e->c, arena_format(e->c->arena, "%s.%s", module, name))};
}

static Value module(const char *path) { return (Value){.kind = VALUE_MODULE, .string = path}; }

// ---- T.<name>

// The name of the language that is closest, at most `limit` edits away (0: as many as its length allows), or NULL. In TVMScript every op has
// a name, also those of kernel IR.
static const char *close_name(Elaborator *e, const char *name, unsigned limit) {
  VECTOR(const char *) names = {0};
  for (unsigned i = 0; i < OP_COUNT && e->script; i++) vector_push(e->c->arena, &names, op_info((Op)i)->text);
  for (const Builtin *const *table = LANGUAGE_BUILTINS; *table; table++)
    for (const Builtin *row = *table; row->name; row++) vector_push(e->c->arena, &names, row->name);
  for (size_t i = 0; gpu_name(i); i++) vector_push(e->c->arena, &names, gpu_name(i));
  for (unsigned i = 0; i < TYPE_COUNT; i++) vector_push(e->c->arena, &names, type_text((DType)i));
  return limit ? suggest_within(limit, name, names.items, names.count) : suggest_close(name, names.items, names.count);
}

static Value unknown_language(Elaborator *e, const char *name, Span span) {
  const char *close = close_name(e, name, 0);
  if (close) return FAIL(e, span, "tilelang has no T.%s; did you mean T.%s?", name, close);
  return FAIL(e, span, "T.%s is not known", name);
}

// TVMScript has more functions of GPUs than have a name here; a name that is almost a known one is more likely a slip.
static Value script_function(Elaborator *e, const char *name, Span span) {
  const char *report = intern(e->c, arena_format(e->c->arena, "T.%s", name));
  bool known = gpu_find(name) || gpu_stands(name);
  for (size_t i = 0; i < e->unknown.count; i++) known |= e->unknown.items[i] == report;
  const char *close = known ? NULL : close_name(e, name, strlen(name) <= 8 ? 1 : 2);
  vector_push(e->c->arena, &e->unknown, report);
  if (close) diag_warning(e->c, span, "T.%s is read as a function of GPUs; did you mean T.%s?", name, close);
  return gpu_function(e, name);
}

static Value op_run(Elaborator *e, Call *call) {
  KeywordList keywords = {0};
  for (size_t i = 0; i < call->keywords.count; i++) {
    const Expr *value = value_to_attribute(e, call->keywords.items[i].value, call->keywords.items[i].span);
    if (!value) return VALUE_FAILED;
    vector_push(e->c->arena, &keywords, ((Keyword){intern(e->c, call->keywords.items[i].name), value}));
  }
  return builtin_op(e, (Op)call->self.integer, &call->rest, &keywords, call->span);
}

Value builtin_language(Elaborator *e, const char *name, Span span) {
  static const Builtin op_row = {"op", "*operands **", op_run};
  for (const Builtin *const *table = LANGUAGE_BUILTINS; *table; table++) {
    if (e->script && *table == GPU_BUILTINS) continue;  // in prints their calls stand as tilelang made them
    const Builtin *builtin = builtin_find(*table, name);
    if (builtin) return (Value){.kind = VALUE_BUILTIN, .builtin = builtin};
  }
  DType type;
  Op op;
  if (value_as_dtype(value_string(name), &type)) return value_dtype(type);
  if (!strcmp(name, "GemmWarpPolicy")) return module("GemmWarpPolicy");
  if (!strcmp(name, "WSID")) return value_string("tl.ws_op_id");
  if (op_from_text(name, &op)) {
    Method *method = arena_new(e->c->arena, Method);
    *method = (Method){&op_row, value_int(op)};
    return (Value){.kind = VALUE_METHOD, .method = method};
  }
  static const char *const hints[] = {"prim_func", "macro", "jit", "Ref", "target", "Layout", "Fragment", "Any", "PrimExpr", "PrimFunc",
                                      "WSSyncKind", "make_blockscaled_gemm_layout", "make_mma_swizzle_layout", "get_swizzle_layout",
                                      "TensorCoreIntrinEmitter", "TensorCoreIntrinEmitterSM120", "TensorCoreIntrinEmitterWithLadderTransform",
                                      "SparseTensorCoreIntrinEmitter", "TCGEN05TensorCoreIntrinEmitter", "WGMMATensorCoreIntrinEmitter",
                                      "WGSparseTensorCoreIntrinEmitter", "WSRole", "WSPipeline", "WSOpRef", "WSSync", "WSScope", "WSSchedule"};
  for (size_t i = 0; i < sizeof hints / sizeof *hints; i++)
    if (!strcmp(hints[i], name)) return opaque(e, "T", name);
  if (!e->script && gpu_find(name)) return (Value){.kind = VALUE_BUILTIN, .builtin = gpu_find(name)};
  if (e->script) return script_function(e, name, span);
  if (gpu_stands(name)) return gpu_function(e, name);
  return unknown_language(e, name, span);
}

// ---- other modules

static Value tilelang_attribute(Elaborator *e, const char *name, Span span) {
  if (!strcmp(name, "language")) return module("tilelang.language");
  if (!strcmp(name, "math")) return module("tilelang.math");
  const Builtin *builtin = builtin_find(MATH_BUILTINS, name);
  if (builtin) return (Value){.kind = VALUE_BUILTIN, .builtin = builtin};
  if (!strcmp(name, "GemmWarpPolicy")) return module("GemmWarpPolicy");
  if (!strcmp(name, "tvm")) return module("tvm");
  (void)span;
  return opaque(e, "tilelang", name);
}

static Value math_attribute(Elaborator *e, const char *name, Span span) {
  if (!strcmp(name, "pi")) return value_float(3.14159265358979323846);
  if (!strcmp(name, "e")) return value_float(2.71828182845904523536);
  if (!strcmp(name, "inf")) return value_float(INFINITY);
  if (!strcmp(name, "nan")) return value_float(NAN);
  const Builtin *builtin = builtin_find(MATH_BUILTINS, name);
  if (builtin) return (Value){.kind = VALUE_BUILTIN, .builtin = builtin};
  (void)span;
  return opaque(e, "math", name);
}

static Value warp_policy(Elaborator *e, const char *name, Span span) {
  if (!strcmp(name, "Square")) return value_int(0);
  if (!strcmp(name, "FullRow")) return value_int(1);
  if (!strcmp(name, "FullCol")) return value_int(2);
  return FAIL(e, span, "T.GemmWarpPolicy has Square, FullRow and FullCol, no `%s`", name);
}

// tvm.tirx has most of T, and a few functions of its own.
static Value tir_attribute(Elaborator *e, const char *name, Span span) {
  const Builtin *builtin = builtin_find(TIR_BUILTINS, name);
  if (builtin) return (Value){.kind = VALUE_BUILTIN, .builtin = builtin};
  if (!strcmp(name, "op")) return module("tvm.tirx.op");
  if (gpu_find(name)) return builtin_language(e, name, span);
  for (const Builtin *const *table = LANGUAGE_BUILTINS; *table; table++)
    if (builtin_find(*table, name)) return builtin_language(e, name, span);
  return opaque(e, "tirx", name);
}

// Marks of a profiler: they only observe.
static Value profiler_attribute(Elaborator *e, const char *name) {
  const Builtin *builtin = builtin_find(PROFILER_BUILTINS, name);
  if (builtin) return (Value){.kind = VALUE_BUILTIN, .builtin = builtin};
  return opaque(e, "tilelang.tools.cuda.iket", name);
}

Value builtin_module_attribute(Elaborator *e, const char *path, const char *name, Span span) {
  DType type;
  if (!strcmp(path, "tilelang.language") || !strcmp(path, "T")) return builtin_language(e, name, span);
  if (!strcmp(path, "tilelang")) return tilelang_attribute(e, name, span);
  if (!strcmp(path, "math") || !strcmp(path, "tilelang.math") || !strcmp(path, "numpy")) return math_attribute(e, name, span);
  if (!strcmp(path, "GemmWarpPolicy")) return warp_policy(e, name, span);
  if (!strcmp(path, "tvm.script") || !strcmp(path, "tilelang.tvm.script")) return module(!strcmp(name, "ir") ? "tvm.script.ir" : "tilelang.language");
  if (!strcmp(path, "tvm") && !strcmp(name, "DataType")) return builtin_language(e, "dtype", span);
  if (!strcmp(path, "tvm") && (!strcmp(name, "tir") || !strcmp(name, "tirx"))) return module("tvm.tirx");
  if (!strcmp(path, "tvm.tirx") || !strcmp(path, "tvm.tir") || !strcmp(path, "tilelang.tvm.tirx")) return tir_attribute(e, name, span);
  if (!strcmp(name, "Op") && !strncmp(path, "tvm", 3)) return module("tvm.Op");
  if (!strcmp(path, "tvm") && !strcmp(name, "ir")) return module("tvm.ir");
  if (!strcmp(path, "tvm.tirx.op") || !strcmp(path, "tvm.Op")) return tir_attribute(e, name, span);
  if (!strcmp(path, "tvm.script.ir")) return opaque(e, "I", name);
  if (!strcmp(path, "tilelang.tools.cuda") && !strcmp(name, "iket")) return module("tilelang.tools.cuda.iket");
  if (!strcmp(path, "tilelang.tools.cuda.iket")) return profiler_attribute(e, name);
  if (!strcmp(path, "tvm") && !strcmp(name, "te")) return module("tvm.te");
  if (!strcmp(path, "tvm.te")) return tir_attribute(e, name, span);
  if (!strcmp(name, "DataType")) return builtin_language(e, "dtype", span);
  if ((!strcmp(path, "torch") || !strcmp(path, "jax.numpy")) && value_as_dtype(value_string(name), &type)) return value_dtype(type);
  Value value;
  if (module_value(e, path, name, span, &value)) return value;
  if (module_submodule(e, path, name, &value)) return value;
  return opaque(e, path, name);
}

// ---- objects

static Value expr_value(const Expr *expr) {
  return expr->kind == EXPR_INT && expr->type == TYPE_INT32 ? value_int(expr->integer) : value_expr(expr);
}

static Value method(Elaborator *e, const char *owner, const char *name, Value self, Span span) {
  const Builtin *builtin = builtin_find(METHODS, arena_format(e->c->arena, "%s.%s", owner, name));
  if (!builtin) return FAIL(e, span, "%s has no attribute `%s` here", value_kind_text(self), name);
  Method *bound = arena_new(e->c->arena, Method);
  *bound = (Method){builtin, self};
  return (Value){.kind = VALUE_METHOD, .method = bound};
}

static Value buffer_attribute(Elaborator *e, Value object, const char *name, Span span) {
  Buffer *buffer = object.buffer;
  if (!strcmp(name, "shape") || (!strcmp(name, "strides") && buffer->strides)) {
    Value list = value_list(e->c, VALUE_TUPLE, NULL, 0);
    const Expr **items = name[1] == 'h' ? buffer->shape : buffer->strides;
    for (unsigned i = 0; i < buffer->rank; i++) vector_push(e->c->arena, list.list, expr_value(items[i]));
    return list;
  }
  if (!strcmp(name, "dtype")) return value_dtype(buffer->type);
  if (!strcmp(name, "data")) return object;
  if (!strcmp(name, "name")) return value_string(buffer->name);
  if (!strcmp(name, "ndim")) return value_int(buffer->rank);
  if (buffer->scope == SCOPE_VAR) return eval_attribute(e, eval_unwrap(e, object), name, span);
  return method(e, "buffer", name, object, span);
}

static Value expr_attribute(Elaborator *e, Value object, const char *name, Span span) {
  bool in_buffer = object.expr->kind == EXPR_REGION || object.expr->kind == EXPR_LOAD;
  if (!strcmp(name, "dtype")) return value_dtype(object.expr->type);
  if (!strcmp(name, "buffer") && in_buffer) return value_buffer(object.expr->buffer);
  if (!strcmp(name, "shape") && object.expr->kind == EXPR_REGION) {
    Value list = value_list(e->c, VALUE_TUPLE, NULL, 0);
    for (unsigned i = 0; i < object.expr->buffer->rank; i++) vector_push(e->c->arena, list.list, expr_value(object.expr->extents[i]));
    return list;
  }
  return method(e, "expr", name, object, span);
}

static Value dtype_attribute(Elaborator *e, Value object, const char *name, Span span) {
  if (!strcmp(name, "bits")) return value_int(type_bits(type_element(object.dtype)));
  if (!strcmp(name, "bytes") || !strcmp(name, "itemsize")) return value_int((type_bits(object.dtype) + 7) / 8);
  if (!strcmp(name, "lanes")) return value_int(type_lanes(object.dtype));
  if (builtin_find(METHODS, arena_format(e->c->arena, "string.%s", name))) return method(e, "string", name, value_string(type_text(object.dtype)), span);
  return method(e, "dtype", name, object, span);
}

Value eval_attribute(Elaborator *e, Value object, const char *name, Span span) {
  switch ((ValueKind)object.kind) {
    case VALUE_ERROR: return object;
    case VALUE_MODULE: return builtin_module_attribute(e, object.string, name, span);
    case VALUE_OPAQUE: return opaque(e, object.string, name);
    case VALUE_BUFFER: return buffer_attribute(e, object, name, span);
    case VALUE_EXPR: return expr_attribute(e, object, name, span);
    case VALUE_DTYPE: return dtype_attribute(e, object, name, span);
    case VALUE_LIST:
    case VALUE_TUPLE: return method(e, "list", name, object, span);
    case VALUE_DICT: return method(e, "dict", name, object, span);
    case VALUE_STRING: return method(e, "string", name, object, span);
    case VALUE_FUNCTION:
      if (!strcmp(name, "__name__")) return value_string(object.closure->name);
      return opaque(e, object.closure->name, name);
    case VALUE_CLASS:
    case VALUE_OBJECT: return object_attribute(e, object, name, span);
    case VALUE_BUILTIN: return opaque(e, object.builtin->name, name);
    case VALUE_TENSOR:
      if (!strcmp(name, "dtype")) return value_dtype(object.tensor->type);
      if (!strcmp(name, "data") && e->script) return (Value){.kind = VALUE_HANDLE, .handle = arena_new(e->c->arena, Handle)};  // of what is allocated later
      if (!strcmp(name, "shape")) return value_list(e->c, VALUE_TUPLE, object.tensor->shape.items, object.tensor->shape.count);
      break;
    case VALUE_METHOD:
      if (scheduler_is(object)) return scheduler_attribute(e, object, name, span);
      break;
    case VALUE_INT:
    case VALUE_FLOAT:
    case VALUE_BOOL: return method(e, "expr", name, object, span);
    case VALUE_ABSENT: case VALUE_NONE: case VALUE_ELLIPSIS: case VALUE_RANGE: case VALUE_SLICE:
    case VALUE_FRAME: case VALUE_HANDLE: break;
  }
  return FAIL(e, span, "%s has no attribute `%s` here", value_kind_text(object), name);
}
