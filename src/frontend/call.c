// Calls: evaluation of arguments, binding to the parameters of user functions, macros and builtins.
#include "frontend/elaborate.h"

#include "base/text.h"

// ---- arguments

static bool add_spread(Elaborator *e, const AstArgument *argument, Value value, ArgumentList *list) {
  Span span = elab_span(e, argument->value);
  ValueList items = {0};
  if (argument->stars == 1) {
    if (!eval_iterate(e, value, span, &items)) return false;
    for (size_t i = 0; i < items.count; i++) vector_push(e->c->arena, list, ((Argument){NULL, items.items[i], span}));
    return true;
  }
  if (value.kind != VALUE_DICT) {
    if (value.kind != VALUE_ERROR) FAIL(e, span, "`**` needs a dict, not %s", value_kind_text(value));
    return false;
  }
  for (size_t i = 0; i < value.list->count; i += 2) {
    if (value.list->items[i].kind != VALUE_STRING) continue;
    vector_push(e->c->arena, list, ((Argument){intern(e->c, value.list->items[i].string), value.list->items[i + 1], span}));
  }
  return true;
}

static bool eval_arguments(Elaborator *e, const AstExpr *call, ArgumentList *list) {
  bool whole = true;
  for (size_t i = 0; i < call->arguments.count; i++) {
    const AstArgument *argument = &call->arguments.items[i];
    Value value = eval(e, argument->value);
    if (argument->stars)
      whole &= add_spread(e, argument, value, list);
    else
      vector_push(e->c->arena, list, ((Argument){argument->name, value, elab_span(e, argument->value)}));
    whole &= value.kind != VALUE_ERROR;
  }
  return whole;
}

// ---- user functions

const char *closure_signature(Compilation *c, const Closure *closure) {
  Text text = text_open(c->arena);
  const AstParameters *parameters = closure->lambda ? closure->lambda->parameters : &closure->function->parameters;
  text_print(&text, "%s(", closure->name);
  for (size_t i = 0; i < parameters->count; i++) {
    const AstParameter *parameter = &parameters->items[i];
    const char *stars = parameter->stars == 1 ? "*" : parameter->stars == 2 ? "**" : "";
    text_print(&text, "%s%s%s%s", i ? ", " : "", stars, parameter->name, parameter->initial ? "=..." : "");
  }
  text_put(&text, ")");
  return text.bytes;
}

// What binding a call found: a value per parameter, VALUE_ABSENT where a default applies.
typedef struct Bound {
  const AstParameters *parameters;
  Value *values;
  Span *spans;
} Bound;

static bool bad_call(Elaborator *e, const Closure *closure) {
  diag_note(e->c, closure->span, "it is %s", closure_signature(e->c, closure));
  return false;
}

static bool bind_positional(Elaborator *e, const Closure *closure, const ArgumentList *arguments, Bound *bound, Span span) {
  size_t next = 0;
  for (size_t i = 0; i < arguments->count; i++) {
    const Argument *argument = &arguments->items[i];
    if (argument->name) continue;
    while (next < bound->parameters->count && bound->parameters->items[next].stars == 2) next++;
    bool usable = next < bound->parameters->count &&
                  (bound->parameters->items[next].stars == 1 || !bound->parameters->items[next].keyword_only);
    if (!usable) {
      FAIL(e, argument->span.file == NO_FILE ? span : argument->span, "too many arguments for `%s`", closure->name);
      return bad_call(e, closure);
    }
    if (bound->parameters->items[next].stars == 1) {
      vector_push(e->c->arena, bound->values[next].list, argument->value);
    } else {
      bound->values[next] = argument->value;
      bound->spans[next++] = argument->span;
    }
  }
  return true;
}

static bool bind_keyword(Elaborator *e, const Closure *closure, const Argument *argument, Bound *bound) {
  size_t rest = bound->parameters->count;
  for (size_t k = 0; k < bound->parameters->count; k++) {
    const AstParameter *parameter = &bound->parameters->items[k];
    if (parameter->stars == 2) rest = k;
    if (parameter->stars || parameter->name != argument->name) continue;
    if (bound->values[k].kind != VALUE_ABSENT) {
      FAIL(e, argument->span, "`%s` is given twice", argument->name);
      return bad_call(e, closure);
    }
    bound->values[k] = argument->value;
    bound->spans[k] = argument->span;
    return true;
  }
  if (rest < bound->parameters->count) {
    vector_push(e->c->arena, bound->values[rest].list, value_string(argument->name));
    vector_push(e->c->arena, bound->values[rest].list, argument->value);
    return true;
  }
  FAIL(e, argument->span, "`%s` has no parameter `%s`", closure->name, argument->name);
  return bad_call(e, closure);
}

static bool bind_call(Elaborator *e, const Closure *closure, const ArgumentList *arguments, Bound *bound, Span span) {
  bound->parameters = closure->lambda ? closure->lambda->parameters : &closure->function->parameters;
  size_t count = bound->parameters->count;
  bound->values = arena_array(e->c->arena, Value, count);
  bound->spans = arena_array(e->c->arena, Span, count);
  for (size_t k = 0; k < count; k++) {
    bound->spans[k] = span;
    bound->values[k] = value_of_kind(VALUE_ABSENT);
    if (bound->parameters->items[k].stars)
      bound->values[k] = value_list(e->c, bound->parameters->items[k].stars == 1 ? VALUE_TUPLE : VALUE_DICT, NULL, 0);
  }
  if (!bind_positional(e, closure, arguments, bound, span)) return false;
  for (size_t i = 0; i < arguments->count; i++)
    if (arguments->items[i].name && !bind_keyword(e, closure, &arguments->items[i], bound)) return false;
  for (size_t k = 0; k < count; k++) {
    if (bound->values[k].kind != VALUE_ABSENT || bound->parameters->items[k].initial) continue;
    FAIL(e, span, "`%s` misses its argument `%s`", closure->name, bound->parameters->items[k].name);
    return bad_call(e, closure);
  }
  return true;
}

static bool is_reference(const AstExpr *annotation) {
  if (annotation && annotation->kind == AST_SUBSCRIPT) annotation = annotation->left;
  return annotation && annotation->kind == AST_ATTRIBUTE && (!strcmp(annotation->name, "Ref") || !strcmp(annotation->name, "Var"));
}

static void bind_parameter(Elaborator *e, const AstParameter *parameter, Value value, Span span) {
  if (is_reference(parameter->annotation) && value.kind == VALUE_EXPR && value.expr->kind == EXPR_LOAD) {
    if (value.expr->buffer->scope == SCOPE_VAR)
      value = value_buffer(value.expr->buffer);
    else
      value.reference = true;
    bind_set(e, parameter->name, value, span);
  } else if (e->device) {
    bind_assign(e, parameter->name, value, span);
  } else {
    bind_set(e, parameter->name, value, span);
  }
}

static void bind_parameters(Elaborator *e, const Closure *closure, const Bound *bound) {
  for (size_t k = 0; k < bound->parameters->count; k++) {
    const AstParameter *parameter = &bound->parameters->items[k];
    Value value = bound->values[k];
    Span span = {closure->span.file, parameter->begin, parameter->end};
    if (value.kind == VALUE_ABSENT) value = eval(e, parameter->initial);
    bind_parameter(e, parameter, value, span);
  }
}

static Value run_body(Elaborator *e, const Closure *closure, const Bound *bound) {
  bind_parameters(e, closure, bound);
  if (closure->lambda) return eval(e, closure->lambda->right);
  e->returned = value_none();
  exec_block(e, &closure->function->body);
  Value result = e->returned;
  e->returned = value_none();
  return result;
}

Value call_closure(Elaborator *e, Closure *closure, const ArgumentList *arguments, Span span) {
  Bound bound;
  ArgumentList with_self = {0};
  if (closure->self) {
    vector_push(e->c->arena, &with_self, ((Argument){NULL, *closure->self, span}));
    for (size_t i = 0; i < arguments->count; i++) vector_push(e->c->arena, &with_self, arguments->items[i]);
    arguments = &with_self;
  }
  if (closure->is_prim && !e->device)  // plain Python that runs a kernel
    return (Value){.kind = VALUE_OPAQUE, .string = intern(e->c, arena_format(e->c->arena, "%s(...)", closure->name))};
  if (closure->is_prim) return UNSUPPORTED(e, span, "calling the kernel `%s` inside another: make it a @T.macro", closure->name);
  if (!bind_call(e, closure, arguments, &bound, span)) return VALUE_FAILED;
  if (e->calls >= MOST_CALLS) return FAIL(e, span, "calls are nested more than %d deep", MOST_CALLS);
  CallSite site = {e->site, closure->name, span};
  Environment *environment = arena_new(e->c->arena, Environment), *outer = e->environment;
  environment->parent = closure->environment;
  unsigned control = e->control;
  uint32_t source = e->source;
  LoopState loop = e->loop;
  bool device = e->device;
  e->environment = environment;
  bool from_outside = span.begin == closure->span.begin;  // the factory that -D calls
  if (!closure->lambda && !from_outside) e->site = &site;
  e->control = 0;
  e->loop = LOOP_NONE;
  ModuleScope *scope = e->scope;
  e->source = closure->span.file;
  e->scope = closure->scope;
  e->device = closure->is_macro && (device || e->tracing);
  e->calls++;
  size_t errors = e->c->diagnostics.count;
  if (closure->self) object_bind_super(e, closure);
  Value result = run_body(e, closure, &bound);
  e->calls--;
  e->device = device;
  e->source = source;
  e->scope = scope;
  e->loop = loop;
  e->control = control;
  e->site = site.outer;
  e->environment = outer;
  return e->c->diagnostics.count > errors && diag_failed(e->c) ? VALUE_FAILED : result;
}

// ---- builtins

static bool is_language(const Builtin *builtin) {
  if (gpu_is_row(builtin)) return true;
  for (const Builtin *const *table = LANGUAGE_BUILTINS; *table; table++)
    for (const Builtin *row = *table; row->name; row++)
      if (row == builtin) return true;
  return false;
}

static const char *display(Elaborator *e, const Builtin *builtin) {
  return arena_format(e->c->arena, "%s%s", is_language(builtin) ? "T." : "", builtin->name);
}

// One parameter of the table's text; moves *at behind it. False at the end.
typedef struct BuiltinParameter {
  const char *name;
  size_t length;
  bool optional, rest, keywords, keyword_only;
} BuiltinParameter;

static bool next_parameter(const char **at, BuiltinParameter *parameter) {
  bool keyword_only = parameter->keyword_only;
  while (**at == ' ' || **at == '|') keyword_only |= *(*at)++ == '|';
  if (!**at) return false;
  *parameter = (BuiltinParameter){.keyword_only = keyword_only};
  if (!strncmp(*at, "**", 2)) {
    parameter->keywords = true;
    *at += 2;
    return true;
  }
  if (**at == '*') parameter->rest = true, parameter->keyword_only = true, ++*at;
  parameter->name = *at;
  while (**at && **at != ' ' && **at != '?') ++*at;
  parameter->length = (size_t)(*at - parameter->name);
  if (**at == '?') parameter->optional = true, ++*at;
  return true;
}

int argument_place(const Call *call, const char *name) {
  BuiltinParameter parameter = {0};
  int index = 0;
  for (const char *at = call->builtin->parameters; next_parameter(&at, &parameter);) {
    if (parameter.keywords || parameter.rest) continue;
    if (!strncmp(parameter.name, name, parameter.length) && !name[parameter.length]) return index;
    index++;
  }
  return -1;
}

static Value take_argument(const ArgumentList *arguments, const BuiltinParameter *parameter, size_t *next, bool *taken, Span *span) {
  if (!parameter->keyword_only)
    for (; *next < arguments->count; ++*next) {
      if (arguments->items[*next].name) continue;
      taken[*next] = true;
      *span = arguments->items[*next].span;
      return arguments->items[(*next)++].value;
    }
  for (size_t i = 0; i < arguments->count; i++) {
    const char *name = arguments->items[i].name;
    if (!name || strncmp(name, parameter->name, parameter->length) || name[parameter->length]) continue;
    taken[i] = true;
    *span = arguments->items[i].span;
    return arguments->items[i].value;
  }
  return value_of_kind(VALUE_ABSENT);
}

// "src, dst, annotations=..." for messages.
static const char *builtin_signature(Elaborator *e, const Builtin *builtin) {
  Text text = text_open(e->c->arena);
  BuiltinParameter parameter = {0};
  for (const char *at = builtin->parameters; next_parameter(&at, &parameter);) {
    text_put(&text, text.length ? ", " : "");
    if (parameter.keywords)
      text_put(&text, "**");
    else
      text_print(&text, "%s%.*s%s", parameter.rest ? "*" : "", (int)parameter.length, parameter.name, parameter.optional ? "=..." : "");
  }
  return text.bytes;
}

static Value left_over(Elaborator *e, const Builtin *builtin, const Argument *argument) {
  const char *takes = builtin_signature(e, builtin);
  if (!argument->name) return FAIL(e, argument->span, "too many arguments for %s: it takes (%s)", display(e, builtin), takes);
  return FAIL(e, argument->span, "%s has no parameter `%s`: it takes (%s)", display(e, builtin), argument->name, takes);
}

// TVM's functions of values take a dtype, for older code, and do nothing with it.
static bool drops_dtype(const Builtin *builtin, const char *name) {
  const Builtin *row = VALUE_BUILTINS;
  while (row->name && row != builtin) row++;
  return row->name && !strcmp(name, "dtype");
}

static Value call_builtin(Elaborator *e, const Builtin *builtin, Value self, const ArgumentList *arguments, Span span) {
  Call call = {.builtin = builtin, .span = span, .self = self};
  if (!builtin->parameters) return value_none();
  BuiltinParameter parameter = {0};
  bool *taken = arena_array(e->c->arena, bool, arguments->count + 1), keywords = false;
  size_t next = 0;
  for (const char *at = builtin->parameters; next_parameter(&at, &parameter);) {
    if (parameter.keywords) {
      keywords = true;
    } else if (parameter.rest) {
      for (size_t i = 0; i < arguments->count; i++)
        if (!taken[i] && !arguments->items[i].name) taken[i] = true, vector_push(e->c->arena, &call.rest, arguments->items[i]);
    } else {
      call.spans[call.count] = span;
      Value value = take_argument(arguments, &parameter, &next, taken, &call.spans[call.count]);
      if (value.kind == VALUE_ABSENT && !parameter.optional)
        return FAIL(e, span, "%s misses its argument `%.*s`", display(e, builtin), (int)parameter.length, parameter.name);
      call.args[call.count++] = value;
    }
  }
  for (size_t i = 0; i < arguments->count; i++) {
    if (taken[i] || (arguments->items[i].name && drops_dtype(builtin, arguments->items[i].name))) continue;
    if (!keywords || !arguments->items[i].name) return left_over(e, builtin, &arguments->items[i]);
    vector_push(e->c->arena, &call.keywords, arguments->items[i]);
  }
  return builtin->run(e, &call);
}

Value call_value(Elaborator *e, Value function, const ArgumentList *arguments, Span span) {
  DType type;
  switch ((ValueKind)function.kind) {
    case VALUE_ERROR: return function;
    case VALUE_FUNCTION: return call_closure(e, function.closure, arguments, span);
    case VALUE_CLASS: return object_new(e, function.class, arguments, span);
    case VALUE_OBJECT: return object_call(e, function, arguments, span);
    case VALUE_BUILTIN: return call_builtin(e, function.builtin, value_none(), arguments, span);
    case VALUE_METHOD: return call_builtin(e, function.method->builtin, function.method->self, arguments, span);
    case VALUE_DTYPE: return dtype_call(e, function.dtype, arguments, span);
    case VALUE_MODULE:
    case VALUE_OPAQUE: {  // not executed; an error only where the value is needed
      DefineState *define = bind_define(e, opaque_name(e, function.string));
      if (define) return define->value;
      return (Value){.kind = VALUE_OPAQUE, .string = intern(e->c, arena_format(e->c->arena, "%s(...)", function.string))};
    }
    case VALUE_STRING:  // -D function=name, -D dtype=float16
      if (value_as_dtype(function, &type)) return dtype_call(e, type, arguments, span);
      if (bind_global(e, intern(e->c, function.string))) return call_value(e, bind_lookup(e, intern(e->c, function.string), span), arguments, span);
      break;
    case VALUE_ABSENT: case VALUE_NONE: case VALUE_ELLIPSIS: case VALUE_BOOL: case VALUE_INT: case VALUE_FLOAT:
    case VALUE_TUPLE: case VALUE_LIST: case VALUE_DICT: case VALUE_RANGE: case VALUE_SLICE: case VALUE_EXPR: case VALUE_BUFFER:
    case VALUE_TENSOR: case VALUE_FRAME: case VALUE_HANDLE: break;
  }
  return FAIL(e, span, "%s can't be called", value_kind_text(function));
}

Value call_expr(Elaborator *e, const AstExpr *expr) {
  Value function = eval_callee(e, expr->left);
  ArgumentList arguments = {0};
  if (function.kind == VALUE_ERROR) return function;
  if (function.kind == VALUE_OPAQUE) return call_value(e, function, &arguments, elab_span(e, expr));
  if (function.kind == VALUE_BUILTIN && !function.builtin->parameters) return value_none();
  bool whole = eval_arguments(e, expr, &arguments);
  if (!whole) return VALUE_FAILED;
  return call_value(e, function, &arguments, elab_span(e, expr));
}
